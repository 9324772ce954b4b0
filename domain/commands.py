"""What a person asks a case to do: the commands, which `domain.permit` takes or refuses.

`by` is the person's name and `role` what that person may decide: it is resolved from the shop's configuration where the
command enters (decision 16). A command without one is an agent's.
"""

from dataclasses import dataclass

from domain import events as ev
from domain.authority import Level
from domain.goods import Finding
from domain.request import Scenario
from domain.terms import Terms
from domain.workdays import WorkCalendar

MONEY_STEPS = frozenset({"refund", "compensation", "quote", "read_account", "give_up_refund", "give_up_compensation"})
CORRECTABLE = ("waybill", "outbound_waybill", "outbound_carrier", "gift_present", "ground", "fault", "receipt")


class NotPermitted(Exception):
    """A command that does not fit the case now. `code` is stable; the text says why and what to do instead."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Agree:
    """Take the request. With `pay_back` (minor units) or `depreciation_bp` the buyer is offered that instead."""

    by: str
    note: str = ""
    seller_pays_freight: bool | None = None
    pay_back: int | None = None
    depreciation_bp: int = 0
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Refuse:
    """Do not take the request, or not the goods as they are; a reason and evidence are owed to the buyer (R106)."""

    by: str
    reason: str
    evidence: tuple[str, ...] = ()
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Inspect:
    """Enter a finding by hand, where the warehouse's own system did not."""

    by: str
    finding: Finding
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Enter how a dispute was decided."""

    by: str
    in_favour_of: ev.Party
    amount: int | None = None
    article: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Correct:
    """Mend a value: one of CORRECTABLE."""

    by: str
    field: str
    value: str
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Skip:
    """Take a parked step as done by other means."""

    by: str
    step: str
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Divert:
    """Take the case over to another remedy; it happens at the next wait, never inside a payment."""

    by: str
    to: Scenario
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Stop the case from taking further steps; clocks of the law and the platform run on."""

    by: str
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Release:
    """Let a held case go on."""

    by: str
    reason: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Close:
    """End the case here, by hand."""

    by: str
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Retry:
    """Try parked steps again: one, or all when `step` is empty."""

    by: str
    step: str = ""
    reason: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Attach:
    """File a piece of evidence: `code` of domain.evidence (E1 to E22), where it lies, and its SHA-256 where known."""

    by: str
    code: str
    reference: str
    sha256: str = ""
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Prepare:
    """Before a talk: prepare offers from the bottom line (`floor`) to `most`, minor units; nothing is offered yet."""

    by: str
    floor: int
    most: int
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Compensate:
    """Offer the buyer goodwill worth `value` minor units, on a rung of the ladder (rule 3.0.4).

    `floor` is the bottom line that was prepared; the last one holds when it is not given. `reference` names a coupon,
    benefit or gift. `consent` is a reference of the buyer's express wish for it where cash is owed (F56).
    """

    by: str
    rung: ev.Rung
    value: int
    reason: str
    floor: int | None = None
    reference: str = ""
    line_id: str = ""
    consent: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class PayOut:
    """Finance lets a promised payout leave."""

    by: str
    payout_id: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Ask another person to approve a decision above one's own level: `details` are its fields as JSON."""

    by: str
    command: str
    details: str = "{}"
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Approve:
    """Approve what another person asked for; it is carried out at once."""

    by: str
    approval_id: str
    amount: int
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Decline:
    """Do not approve it; whoever asked may take it back so."""

    by: str
    approval_id: str
    reason: str
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class NoteCall:
    """Enter a call to the buyer with its outcome, also one that should not have been made."""

    by: str
    outcome: ev.CallOutcome
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class Revise:
    """Bind the case by other terms of its pack. Where the buyer is worse off by them, `accepts_harm` must say so."""

    by: str
    reason: str
    terms: Terms
    calendar: WorkCalendar | None = None
    accepts_harm: bool = False
    role: Level = Level.AGENT


Command = (
    Agree
    | Refuse
    | Inspect
    | Rule
    | Correct
    | Skip
    | Divert
    | Hold
    | Release
    | Close
    | Retry
    | Attach
    | Prepare
    | Compensate
    | PayOut
    | Ask
    | Approve
    | Decline
    | Revise
    | NoteCall
)
