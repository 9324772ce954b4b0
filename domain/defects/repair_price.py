"""The price of a repair outside the guarantee: what is to be collected before the work, and what goes back.

Source: table 3.12 row 7 (no work before the buyer's yes; no charge for what was not done); R45.
"""

from domain.case import Case
from domain.defects.case import job
from domain.defects.defect import Remedy
from domain.defects.lost_home import to_make_good
from domain.defects.repair import Job, RepairState
from domain.events import Answer, Question
from domain.exchanges.sending import with_buyer
from domain.exchanges.topup import TopUp, TopUpState
from domain.request import Scenario
from domain.windows import Clock, Due

MENDED = frozenset({Remedy.REPAIR, Remedy.PAID_REPAIR, Remedy.GIVE_BACK})
THINKS_BETTER = frozenset({Answer.REFUND, Answer.DECLINE, Answer.NO, Answer.GIVE_BACK})


def price(repair: Job | None) -> int:
    """What the repair shop asks for this job, minor units: its newest quote; 0 while it names none."""
    quotes = [report.amount for report in repair.reports if report.state is RepairState.QUOTED] if repair else []
    return quotes[-1] if quotes else 0


def links(case: Case) -> tuple[TopUp, ...]:
    """The links that were made for repairs of the case."""
    return tuple(link for link in case.topups if link.job)


def open_link(case: Case) -> TopUp | None:
    """The link that the buyer can pay a repair by now."""
    return next((link for link in links(case) if link.state is TopUpState.OPEN), None)


def paid(case: Case) -> int:
    """What came in for repairs, minor units."""
    return _sum(links(case))


def still_due(case: Case) -> int:
    """What of the newest job's price is not paid yet, minor units; what was paid for an earlier one is not counted."""
    newest = job(case)
    return 0 if newest is None else max(0, price(newest) - _paid_for(case, newest))


def earned(case: Case) -> int:
    """What of it paid for work that was done, on goods that went home; minor units."""
    if to_make_good(case):
        return 0
    done = [each for each in case.jobs if each.state is RepairState.REPAIRED]
    return sum(min(price(each), _paid_for(case, each)) for each in done)


def unearned(case: Case) -> int:
    """What came in for work that was not done, or twice: it is the buyer's, minor units.

    While a job goes on its price is neither, unless the request was taken back or refused.
    """
    goes_on = case.resolution is None and not case.withdrawn and case.refusal is None
    held = [each for each in case.jobs if each.ended_at is None] if goes_on else []
    return max(0, paid(case) - earned(case) - sum(min(price(each), _paid_for(case, each)) for each in held))


def settles_alone(case: Case) -> bool:
    """Nothing else is owed but the price: the goods go home, or another of the same is with the buyer."""
    if case.scenario is not Scenario.REPAIR or not paid(case):
        return False
    if case.lost_home or case.given_up_row:
        return with_buyer(case)
    return case.choice is None or case.choice.remedy in MENDED


def thinks_better(case: Case, link: TopUp) -> bool:
    """The buyer said no to paying, after the link was made."""
    said = case.answer(Question.TOP_UP)
    return said is not None and said.answer in THINKS_BETTER and said.at >= link.asked_at


def collected_by(case: Case) -> Due | None:
    """Until when the accepted price can be paid; past it the price counts as declined."""
    link = open_link(case)
    return None if link is None else Due(at=link.expires_at, clock=Clock.TOP_UP, starts_at=link.asked_at)


def _paid_for(case: Case, repair: Job) -> int:
    return _sum(tuple(link for link in links(case) if link.job == repair.key))


def _sum(some: tuple[TopUp, ...]) -> int:
    return sum(link.amount for link in some if link.state is TopUpState.PAID)
