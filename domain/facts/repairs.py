"""The repair shop's words, and the way of the buyer's own goods back to them."""

from domain import events as ev
from domain.case import Case
from domain.defects.defect import Examiner
from domain.events import Event, ReopenReason
from domain.facts.reopening import reopening
from domain.facts.reported import ParcelReported, RepairReported
from domain.goods import ParcelState

TELLS = frozenset({ParcelState.SIGNED, ParcelState.COMING_BACK, ParcelState.REFUSED, ParcelState.LOST})


def progressed(fact: RepairReported, case: Case) -> tuple[Event, ...]:
    """A word on a job that goes on; one that has ended, and a word from before the newest, change nothing.

    Where the shop says what it found, that is an examination too.
    """
    job = next((job for job in case.jobs if job.key == fact.key), None)
    if job is None or job.ended_at is not None or case.resolution is not None:
        return ()
    if job.last is not None and fact.report.at < job.last.at:
        return ()
    told = ev.RepairProgressed(key=fact.key, report=fact.report, fact=fact.fact)
    if fact.report.found is None or (case.examined is not None and case.examined.cause is fact.report.found):
        return (told,)
    note = fact.report.cause or fact.report.result
    found = ev.GoodsExamined(cause=fact.report.found, examiner=Examiner.SHOP, note=note, report=fact.report.paper)
    return (told, found)


def sent_home_moved(fact: ParcelReported, case: Case) -> tuple[Event, ...]:
    """The parcel with the buyer's own goods: signed for, turned round, or lost."""
    given = case.sent_home
    state = ParcelState.COMING_BACK if fact.state is ParcelState.ARRIVED else fact.state
    if given is None or state not in TELLS or state is given.state:
        return ()
    if given.heard_from is not None and fact.at < given.heard_from:
        return ()  # an older scan that comes late does not undo a newer one
    moved = ev.SentHomeMoved(state=state, at=fact.at, fact=fact.fact)
    # What turns up after it was made good must not be swallowed by a closed case.
    return reopening(case, ReopenReason.LATE_PARCEL, (moved,)) if case.lost_home else (moved,)
