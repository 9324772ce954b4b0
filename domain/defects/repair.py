"""Repair: what is done next, who pays, when it has taken too long, and when the guarantee ends then (table 3.12).

Sources: F83 to F87, R45 to R58, R162; MR-17. Days are calendar days of the shop's time zone unless it says hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.authority import Level
from domain.defects.defect import Cause
from domain.goods import ParcelState
from domain.instants import check_instant
from domain.quotes.quote import Bearer
from domain.terms import Terms


class JobKind(StrEnum):
    """What the repair shop is asked for."""

    EXAMINE = "examine"  # only to look: defect, none, human damage, or cannot tell
    REPAIR = "repair"


class RepairState(StrEnum):
    """How a repair stands, in the words of the shop that does it."""

    BOOKED = "booked"  # we asked for it; nothing is heard yet
    RECEIVED = "received"
    QUOTED = "quoted"  # it costs something: no work before the buyer's yes
    WORKING = "working"
    EXAMINED = "examined"  # looked at, as asked; nothing was done
    WAITS_PARTS = "waits_parts"
    REPAIRED = "repaired"
    FAILED = "failed"
    UNREPAIRABLE = "unrepairable"  # no parts any more, or the model is no longer made
    DECLINED = "declined"  # not worked on: the buyer did not take the quote


ENDED = frozenset(
    {RepairState.EXAMINED, RepairState.REPAIRED, RepairState.FAILED, RepairState.UNREPAIRABLE, RepairState.DECLINED}
)
AT_WORK = frozenset({RepairState.RECEIVED, RepairState.WORKING, RepairState.WAITS_PARTS})


@dataclass(frozen=True, kw_only=True)
class RepairReport:
    """One word of the repair shop. `amount` in minor units is what it asks; `cure` what was done, `parts` with what.

    R55: the buyer hears cause, cure, course and result.
    """

    state: RepairState
    at: datetime
    cause: str = ""
    cure: str = ""
    course: str = ""
    result: str = ""
    parts: str = ""
    hours: int = 0  # of work
    amount: int = 0
    eta: datetime | None = None
    found: Cause | None = None
    paper: str = ""  # reference of a written report

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with, wherever it was typed."""
        check_instant(self.at, "report.at")
        if self.eta is not None:
            check_instant(self.eta, "report.eta")
        if self.amount < 0 or self.hours < 0:
            raise ValueError("a repair costs no less than nothing, and takes no less than no time")


@dataclass(frozen=True, kw_only=True)
class Job:
    """One thing the repair shop does for a case; `key` is ours, `free` whether the guarantee pays."""

    key: str
    number: int
    kind: JobKind
    free: bool
    begun_at: datetime
    reports: tuple[RepairReport, ...] = ()
    ended_at: datetime | None = None

    @property
    def state(self) -> RepairState:
        """The newest word."""
        return self.reports[-1].state if self.reports else RepairState.BOOKED

    @property
    def last(self) -> RepairReport | None:
        """The newest report."""
        return self.reports[-1] if self.reports else None

    @property
    def waited_for_parts(self) -> bool:
        """Whether parts were lacking: then another clock counts (row 5)."""
        return any(report.state is RepairState.WAITS_PARTS for report in self.reports)


@dataclass(frozen=True, kw_only=True)
class SentHome:
    """The buyer's own goods on their way back; a scan from before `heard_from` is no news of them."""

    carrier: str
    waybill: str
    at: datetime
    heard_from: datetime | None = None
    state: ParcelState = ParcelState.UNDER_WAY


@dataclass(frozen=True, kw_only=True)
class PastRepair:
    """A repair of the same item under an earlier case."""

    case_id: str
    begun_at: datetime
    ended_at: datetime
    worked: bool


class Course(StrEnum):
    """What is done next with goods that are to be mended."""

    TELL_RIGHTS = "tell_rights"  # row 2
    FREE = "free"  # row 1
    REFER = "refer"  # row 3: the official service point
    ON_SITE = "on_site"  # row 8
    QUOTE = "quote"  # row 7
    REPLACE_OR_REFUND = "replace_or_refund"  # rows 4 and 5
    SUBSTITUTE = "substitute"  # row 6


@dataclass(frozen=True, kw_only=True)
class Mendable:
    """What is known when a repair is decided. `in_term` counts repair time out; `days` is how long it lies there."""

    in_term: bool
    human_damage: bool = False
    has_more_rights: bool = False  # the buyer may return or exchange it
    chose_repair: bool = False  # knowing that
    service_point: bool = False  # near, and the buyer is willing
    on_site: bool = False
    failed: int = 0
    days: int = 0
    parts_lacking: bool = False
    no_longer_made: bool = False


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The row of table 3.12 that binds, what is done, who bears the freight both ways, and who decides."""

    row: int
    course: Course
    freight: Bearer
    decider: Level


def verdict(known: Mendable, terms: Terms) -> Verdict:
    """Table 3.12: what costs the buyer first, then what the buyer must be told, then how the repair goes."""
    if known.human_damage or not known.in_term:
        return Verdict(row=7, course=Course.QUOTE, freight=Bearer.BUYER, decider=Level.AGENT)
    if known.no_longer_made:
        return _ours(6, Course.SUBSTITUTE, Level.SUPERVISOR)
    if known.failed >= terms.repair_attempts_count:
        return _ours(4, Course.REPLACE_OR_REFUND, Level.SUPERVISOR)
    if overdue(known.days, terms, parts_lacking=known.parts_lacking):
        return _ours(5, Course.REPLACE_OR_REFUND, Level.SUPERVISOR)
    if known.has_more_rights and not known.chose_repair:
        return _ours(2, Course.TELL_RIGHTS)
    if known.service_point:
        return _ours(3, Course.REFER)
    if known.on_site:
        return _ours(8, Course.ON_SITE)
    return _ours(1, Course.FREE)


def _ours(row: int, course: Course, decider: Level = Level.AGENT) -> Verdict:
    return Verdict(row=row, course=course, freight=Bearer.SELLER, decider=decider)


def overdue(days: int, terms: Terms, *, parts_lacking: bool) -> bool:
    """Row 5: more than 30 days by the repairer, or more than 90 for lack of parts (F85)."""
    return days > (terms.repair_parts_days if parts_lacking else terms.repair_days)


def failures(past: Iterable[PastRepair], claimed_at: datetime, terms: Terms) -> int:
    """Failed repairs of this item: those that did not work, and those that did not last (F85: at least 30 days)."""
    lasted = timedelta(days=terms.repair_works_days)
    return sum(not repair.worked or claimed_at < repair.ended_at + lasted for repair in past)


def repair_days(past: Iterable[PastRepair], now: datetime, current: datetime | None = None) -> int:
    """Whole days that the item lay in repair, begun days counted: they do not count as use (F86, MR-17)."""
    spans = [repair.ended_at - repair.begun_at for repair in past]
    if current is not None:
        spans.append(now - current)
    return sum(begun_days(span) for span in spans)


def begun_days(span: timedelta) -> int:
    """Days of a span, a begun one counted as a whole; to the buyer's favour."""
    return max(0, -(-span // timedelta(days=1)))


def guarantee_ends(began_at: datetime, in_repair: int, terms: Terms) -> datetime:
    """When the guarantee ends: its term from delivery, with the days in repair put behind it (F86)."""
    return began_at + timedelta(days=terms.guarantee_days + in_repair)


def use_bp(*, began_at: datetime, now: datetime, in_repair: int, terms: Terms) -> int:
    """The share for use in basis points (MR-17): daily rate x days since the invoice less those in repair.

    Never above the whole price; days in repair beyond those that passed count as all of them.
    """
    days = max(0, (now - began_at) // timedelta(days=1) - in_repair)
    return min(10_000, terms.use_daily_bp * days)
