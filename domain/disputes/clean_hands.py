"""Whether the shop itself complied, before it refuses or fights (table 3.14 row 1, table 3.15 row 8, R114).

Who is late, shipped against a refund, owes what it promised, called too often, or cannot show what it must show first
does better to settle. Nothing here forbids anything: who refuses all the same says so, and the register keeps it.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.case import Case
from domain.contact.permission import Allowed, Channel, Contact, contact_allowed, contact_rules
from domain.disputes.evidence import self_check
from domain.events import Answer, CallOutcome, Party, Question
from domain.register.tags import OURS
from domain.request import Scenario
from domain.windows import Clock


class Breach(StrEnum):
    """What the shop did not keep to."""

    DEADLINE = "deadline"
    SHIPPED = "shipped"  # though the refund was asked for (F24)
    PROMISE = "promise"  # a payout that came late, or has not come
    CALLS = "calls"  # too many, too soon, at a wrong hour, or after the buyer wanted none
    EVIDENCE = "evidence"  # the shop must prove first, and cannot


@dataclass(frozen=True, kw_only=True)
class Stain:
    """One of them, with what it shows in: the clocks that ran out, or the kinds of evidence that are missing."""

    breach: Breach
    clocks: tuple[Clock, ...] = ()
    lacking: tuple[tuple[str, ...], ...] = ()


def stains(case: Case) -> tuple[Stain, ...]:
    """What the register shows against the shop itself; nothing: its hands are clean."""
    late = tuple(clock for clock in Clock if clock in OURS and clock in case.handling.late)
    lacking = _lacking(case)
    found = (
        Stain(breach=Breach.DEADLINE, clocks=late) if late else None,
        Stain(breach=Breach.SHIPPED) if _shipped_against(case) else None,
        Stain(breach=Breach.PROMISE) if any(payout.late_hours for payout in case.payouts) else None,
        Stain(breach=Breach.CALLS) if _called_wrongly(case) else None,
        Stain(breach=Breach.EVIDENCE, lacking=lacking) if lacking else None,
    )
    return tuple(stain for stain in found if stain is not None)


def must_be_clean(case: Case) -> bool:
    """A refusal is a fight here: in a dispute, or against a buyer whose conduct is at the mark (tables 3.14, 3.15)."""
    high = case.score is not None and case.score.points >= case.terms.malice_review_count
    return high or case.scenario is Scenario.DISPUTE


def lose_percent(case: Case) -> int:
    """How likely we lose, where nobody has said it: more so where our own hands are not clean."""
    return case.terms.dispute_lose_unclean_percent if stains(case) else case.terms.dispute_lose_percent


def _lacking(case: Case) -> tuple[tuple[str, ...], ...]:
    check = self_check(case)
    return tuple(need.codes for need in check.missing) if check.first is Party.SELLER else ()


def _shipped_against(case: Case) -> bool:
    """The goods left after the refund was asked for, and the buyer had not said that they would wait for them."""
    left = case.order.shipped_at is not None and case.order.shipped_at > case.request.requested_at
    answer = case.answer(Question.WAIT_OR_INTERCEPT)
    return left and (answer is None or answer.answer is not Answer.WAIT)


def _called_wrongly(case: Case) -> bool:
    """A call that this case's own log did not allow when it was made (rule 3.0.5)."""
    rules, zone = contact_rules(case.terms), case.terms.time_zone
    log: list[Contact] = []
    unwanted = False
    for call in case.calls:
        may = contact_allowed(
            call.at, Channel.PHONE, log, case_id=case.case_id, zone=zone, rules=rules, opted_out=unwanted
        )
        if not isinstance(may, Allowed):
            return True
        log.append(Contact(case_id=case.case_id, channel=Channel.PHONE, at=call.at))
        unwanted = unwanted or call.outcome is CallOutcome.NO_MORE_CALLS
    return False
