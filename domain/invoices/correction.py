"""The correction of an invoice: how it goes on, and when a person must look. It never touches the buyer's money.

Source: table 3.20, rules F109 and F110. A correction lives on when its case has closed, as a claim does (decision 18).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from domain.invoices.invoice import ISSUES, REVERSES, InvoiceAction, InvoiceKind


class CorrectionStage(StrEnum):
    """Where a correction stands."""

    PAPER = "paper"  # the paper copies are to come back, or are lost
    CONFIRMING = "confirming"
    PENDING = "pending"  # the buyer's company, which has used the tax, must confirm
    REVERSING = "reversing"
    ISSUING = "issuing"
    REVERSED = "reversed"
    REISSUED = "reissued"
    LET_GO = "let_go"


ENDED = frozenset({CorrectionStage.REVERSED, CorrectionStage.REISSUED, CorrectionStage.LET_GO})


class Copies(StrEnum):
    """What became of a paper invoice."""

    BACK = "back"  # all copies: it is reversed without anybody's confirmation
    LOST = "lost"  # reversed with a confirmation; the tax part is agreed on apart, and bars nothing (F110)
    SILENT = "silent"  # nobody said anything in time: as lost


class Confirmation(StrEnum):
    """How a red confirmation stands at the tax platform."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class CorrectionBegun:
    """A correction was begun, with all that it needs to live without its case. Amounts in minor units, tax included.

    `number` is the invoice's own, "" where none was issued; `red` is what is reversed of it, `new` what is issued.
    """

    correction_id: str
    case_id: str
    shop: str
    order_id: str
    currency: str
    action: InvoiceAction
    kind: InvoiceKind
    number: str
    title: str
    tax_no: str = ""
    red: int = 0
    red_tax: int = 0
    new: int = 0
    new_tax: int = 0
    reason: str = ""
    issue_hours: int
    paper_days: int
    confirm_hours: int
    chase_hours: int
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class PaperSettled:
    """It is known what became of the paper copies."""

    copies: Copies
    by: str


@dataclass(frozen=True, kw_only=True)
class ConfirmationHeard:
    """The tax platform said how the red confirmation stands."""

    confirmation: Confirmation
    number: str
    reason: str = ""
    by: str = "tax_platform"


@dataclass(frozen=True, kw_only=True)
class InvoiceReversed:
    """The red invoice is out; it quotes the blue one and the confirmation."""

    number: str
    by: str = "tax_platform"


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued:
    """The (new) blue invoice is out."""

    number: str
    by: str = "tax_platform"


@dataclass(frozen=True, kw_only=True)
class CorrectionBlocked:
    """The tax platform does not take it: a person looks."""

    reason: str
    message: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CorrectionRetried:
    """It is tried, or asked about, again."""

    reason: str
    by: str


@dataclass(frozen=True, kw_only=True)
class CorrectionLate:
    """Its time is up and it is not done: finance is told, once a stage."""

    stage: CorrectionStage
    due_at: datetime
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class CorrectionDropped:
    """Finance takes it as done by other means, or not needed."""

    reason: str
    by: str


CorrectionEvent = (
    CorrectionBegun
    | PaperSettled
    | ConfirmationHeard
    | InvoiceReversed
    | InvoiceIssued
    | CorrectionBlocked
    | CorrectionRetried
    | CorrectionLate
    | CorrectionDropped
)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The state of one correction, folded from its events. `tries` counts the confirmations that were asked for."""

    begun: CorrectionBegun
    opened_at: datetime
    since: datetime  # in this stage
    stage: CorrectionStage
    copies: Copies | None = None
    tries: int = 1
    confirmation: str = ""
    red_number: str = ""
    new_number: str = ""
    late: bool = False
    reason: str = ""
    problem: str = ""
    version: int = 1

    @property
    def correction_id(self) -> str:
        """Its id: of the workflow, and the beginning of each key that it calls the tax platform with."""
        return self.begun.correction_id

    @property
    def ended(self) -> bool:
        """Nothing more is done about it."""
        return self.stage in ENDED

    @property
    def needs_human(self) -> bool:
        """Finance must say what became of the copies, see to a late one, or to what the tax platform does not take."""
        return not self.ended and (bool(self.problem) or self.late or self.stage is CorrectionStage.PAPER)


def begun(event: CorrectionBegun, at: datetime) -> Correction:
    """The correction as it begins. Raises ValueError for an action that reverses and issues nothing."""
    if event.action in REVERSES:
        paper = event.kind is InvoiceKind.PAPER
        stage = CorrectionStage.PAPER if paper else CorrectionStage.CONFIRMING
    elif event.action in ISSUES:
        stage = CorrectionStage.ISSUING
    else:
        raise ValueError(f"{event.action} of an invoice is no correction")
    return Correction(begun=event, opened_at=at, since=at, stage=stage)


def evolve_correction(correction: Correction, event: CorrectionEvent, at: datetime) -> Correction:
    """The correction after this event. Total: what happened, happened."""
    after = _after(correction, event, at)
    since = at if after.stage is not correction.stage else after.since
    late = after.late and after.stage is correction.stage
    return replace(after, since=since, late=late, version=correction.version + 1)


def _after(correction: Correction, event: CorrectionEvent, at: datetime) -> Correction:
    match event:
        case CorrectionBegun():
            return begun(event, at)
        case PaperSettled():
            back = event.copies is Copies.BACK
            stage = CorrectionStage.REVERSING if back else CorrectionStage.CONFIRMING
            return replace(correction, copies=event.copies, stage=stage)
        case ConfirmationHeard():
            return _confirmed(correction, event)
        case InvoiceReversed():
            issues = correction.begun.new > 0
            stage = CorrectionStage.ISSUING if issues else CorrectionStage.REVERSED
            return replace(correction, red_number=event.number, stage=stage, problem="")
        case InvoiceIssued():
            return replace(correction, new_number=event.number, stage=CorrectionStage.REISSUED, problem="")
        case CorrectionBlocked():
            return replace(correction, problem=f"{event.reason}: {event.message}")
        case CorrectionRetried():
            return replace(correction, problem="")
        case CorrectionLate():
            return replace(correction, late=True)
        case CorrectionDropped():
            return replace(correction, stage=CorrectionStage.LET_GO, reason=event.reason, problem="")
        case _:
            assert_never(event)


def _confirmed(correction: Correction, heard: ConfirmationHeard) -> Correction:
    """One that expired is asked for anew, under the next key; one that the buyer's company refused is a person's."""
    known = replace(correction, confirmation=heard.number, problem="")
    match heard.confirmation:
        case Confirmation.CONFIRMED:
            return replace(known, stage=CorrectionStage.REVERSING)
        case Confirmation.WAITING:
            return replace(known, stage=CorrectionStage.PENDING)
        case Confirmation.EXPIRED:
            return replace(known, stage=CorrectionStage.CONFIRMING, tries=correction.tries + 1)
        case Confirmation.REFUSED:
            words = f"CONFIRMATION_REFUSED: {heard.reason or 'the buyer company did not say why'}"
            stage = CorrectionStage.CONFIRMING
            return replace(known, stage=stage, tries=correction.tries + 1, problem=words)
        case _:
            assert_never(heard.confirmation)


class Next(StrEnum):
    """What a correction does next."""

    WAIT_PAPER = "wait_paper"
    CONFIRM = "confirm"
    CHASE = "chase"  # wait for the buyer's company, and ask now and then
    REVERSE = "reverse"
    ISSUE = "issue"
    WAIT = "wait"  # for a person
    END = "end"


NEXT = {
    CorrectionStage.PAPER: Next.WAIT_PAPER,
    CorrectionStage.CONFIRMING: Next.CONFIRM,
    CorrectionStage.PENDING: Next.CHASE,
    CorrectionStage.REVERSING: Next.REVERSE,
    CorrectionStage.ISSUING: Next.ISSUE,
}


def next_of(correction: Correction) -> Next:
    """A blocked one waits for a person."""
    if correction.ended:
        return Next.END
    return Next.WAIT if correction.problem else NEXT[correction.stage]


def due_at(correction: Correction) -> datetime | None:
    """By when this stage should be over: the copies in days, the buyer's company in hours, everything else in 48 h."""
    if correction.ended:
        return None
    start = correction.begun
    spans = {
        CorrectionStage.PAPER: timedelta(days=start.paper_days),
        CorrectionStage.PENDING: timedelta(hours=start.confirm_hours),
    }
    return correction.since + spans.get(correction.stage, timedelta(hours=start.issue_hours))
