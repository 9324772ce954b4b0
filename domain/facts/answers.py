"""What buyers answer, in their own words or by a code: which question is meant, and what follows."""

from domain import events as ev
from domain.case import Case
from domain.compensation import by_offer
from domain.defects.case import chosen, remedy_meant
from domain.events import Answer, Event, Question, ReopenReason
from domain.facts.reported import AnswerReported
from domain.request import Scenario
from domain.shipments import supplying
from domain.shipments.shipping import lines_asked, refund_open, too_late
from domain.shipments.supply import Way
from domain.standing import CaseStage, stage_of
from domain.unmet import REDRESS

# Buyers say yes and no to whatever was asked.
MEANT = {
    (Question.DEDUCTION, Answer.YES): Answer.ACCEPT,
    (Question.DEDUCTION, Answer.NO): Answer.DECLINE,
    (Question.WAIT_OR_INTERCEPT, Answer.YES): Answer.WAIT,
    (Question.WAIT_OR_INTERCEPT, Answer.NO): Answer.INTERCEPT,
    (Question.COMPENSATION, Answer.YES): Answer.ACCEPT,
    (Question.COMPENSATION, Answer.NO): Answer.DECLINE,
    (Question.DELIVERY, Answer.INTERCEPT): Answer.REFUND,
    (Question.WAIT_OR_INTERCEPT, Answer.REFUND): Answer.INTERCEPT,
    (Question.TOP_UP, Answer.YES): Answer.ACCEPT,
    (Question.REMEDY, Answer.INTERCEPT): Answer.REFUND,
    (Question.RECEIVED, Answer.ACCEPT): Answer.YES,
    (Question.RECEIVED, Answer.DECLINE): Answer.NO,
    (Question.SOLVED, Answer.ACCEPT): Answer.YES,
    (Question.SOLVED, Answer.DECLINE): Answer.NO,
    (Question.DIAGNOSIS, Answer.ACCEPT): Answer.YES,
    (Question.DIAGNOSIS, Answer.DECLINE): Answer.NO,
    (Question.DIAGNOSIS, Answer.REFUND): Answer.RETURN,
    (Question.CURE, Answer.REFUND): Answer.RETURN,
    (Question.SHIP, Answer.YES): Answer.WAIT,
    (Question.SHIP, Answer.ACCEPT): Answer.WAIT,
    (Question.SHIP, Answer.NO): Answer.REFUND,
    (Question.SHIP, Answer.DECLINE): Answer.REFUND,
    (Question.SHIP, Answer.INTERCEPT): Answer.REFUND,
    (Question.SUPPLY, Answer.EXCHANGE): Answer.SUBSTITUTE,
    (Question.SUPPLY, Answer.INTERCEPT): Answer.REFUND,
    (Question.REPAIR_QUOTE, Answer.YES): Answer.ACCEPT,
    (Question.REPAIR_QUOTE, Answer.NO): Answer.DECLINE,
}

WAYS = {Answer.WAIT: Way.WAIT, Answer.SUBSTITUTE: Way.SUBSTITUTE, Answer.REFUND: Way.MONEY}

# Which question a letter asks.
ASKED_BY = {
    "TRN-1": Question.WAIT_OR_INTERCEPT,
    "TRN-4": Question.RECEIVED,
    "LOG-2": Question.DELIVERY,
    "LOG-3": Question.DELIVERY,
    "LOG-4": Question.DELIVERY,
    "LST-5": Question.REMEDY,
    "EXC-2": Question.WANTED,
    "EXC-3": Question.TOP_UP,
    "EXC-4": Question.TOP_UP,
    **dict.fromkeys(("SHT-1", "WRG-2", "WRG-3", "WRG-4", "DMG-2", "DMG-5", "DMG-6", "MAKE-1"), Question.REMEDY),
    "N7-4": Question.DEDUCTION,
    "FUP-2": Question.SOLVED,
    "FUP-3": Question.SURVEY,
    "UNS-1": Question.CANCEL_REASON,
    "UNS-4": Question.SHIP,
    "QLT-1": Question.DIAGNOSIS,
    "QLT-3": Question.CURE,
    "QLT-4": Question.CURE,
    "QLT-5": Question.CURE,
    "REP-3": Question.CURE,
    "LST-8": Question.CURE,
    "REP-P": Question.TOP_UP,
    "REP-Q": Question.REPAIR_QUOTE,
    **dict.fromkeys(("UNS-3", "UNS-9", "UNS-5"), Question.SUPPLY),
}


def answered(fact: AnswerReported, case: Case) -> tuple[Event, ...]:
    """The answer to the question that it names, or that stands open; words that answer nothing are no answer."""
    question = fact.question or _question_that_stands(case)
    if question is None:
        return ()
    answered = ev.BuyerAnswered(
        question=question,
        answer=MEANT.get((question, fact.answer), fact.answer),
        experience=fact.experience,
        expectation=fact.expectation,
        words=fact.words,
        threat=fact.threat,
        fact=fact.fact,
    )
    if question is Question.COMPENSATION and answered.answer is Answer.ACCEPT and case.open_offer is not None:
        return (answered, by_offer(case, case.open_offer))  # a yes binds both, whatever else happens to the case
    if question in {Question.DIAGNOSIS, Question.CURE} and case.resolution is None:
        return (answered, *_on_a_defect(case, answered))
    if question is Question.REMEDY and (redress := _redress(case, answered.answer)) is not None:
        return (answered, redress)
    if question is Question.SHIP and answered.answer is Answer.WAIT and case.resolution is None and not too_late(case):
        return (answered, *_consent(case))
    if question is Question.SUPPLY and (taken := _supply(case, answered.answer)) is not None:
        return (answered, taken)
    return _reopening_answer(case, answered)


def _consent(case: Case) -> tuple[Event, ...]:
    """A yes to the question is a consent to all that is still asked for (F24)."""
    lines = lines_asked(case) if refund_open(case) else ()
    return (ev.ShippingConsented(lines=lines),) if lines else ()


def _on_a_defect(case: Case, answered: ev.BuyerAnswered) -> tuple[Event, ...]:
    """Whether the steps helped, and what the buyer chose; a wish that is not open is for a person to read."""
    told: tuple[Event, ...] = ()
    said = {Answer.YES: True, Answer.NO: False, Answer.RETURN: False}.get(answered.answer)
    asks_help = answered.question is Question.DIAGNOSIS
    if asks_help and said is not None and case.diagnosed is None:
        told = (ev.DiagnosisEnded(helped=said, by="buyer"),)
    if case.choice is None and (not asks_help or answered.answer is Answer.RETURN):
        remedy = remedy_meant(case, answered.answer)
        told += (chosen(case, remedy, "buyer"),) if remedy is not None else ()
    return told


def _redress(case: Case, answer: Answer) -> ev.RedressChosen | None:
    """The choice among what was offered; an answer that was no choice chooses nothing."""
    choice = case.complaint.choice
    if choice is None or choice.chosen is not None or case.scenario is not Scenario.COMPLAINT:
        return None
    remedy = REDRESS.get(answer)
    return ev.RedressChosen(remedy=remedy) if remedy is not None and remedy in choice.remedies else None


def _supply(case: Case, answer: Answer) -> ev.SupplyChosen | None:
    """The choice among what was offered, or another mind while it has not left; a wait is until the date offered."""
    way, can = WAYS.get(answer), supplying.supply(case)
    if way is None or can is None or not supplying.may_choose(case, way):
        return None
    return ev.SupplyChosen(way=way, until=can.until if way is Way.WAIT else None)


def _question_that_stands(case: Case) -> Question | None:
    """The question that stands open, or that the newest letter asked: buyers answer in words, not in codes."""
    if case.offer is not None and case.offer.answer is None:
        return Question.DEDUCTION
    if case.open_offer is not None:
        return Question.COMPENSATION
    if stage_of(case) is CaseStage.WAIT_BUYER_CHOICE and case.scenario is not Scenario.DELIVERY:
        return Question.WAIT_OR_INTERCEPT
    return next((ASKED_BY[letter] for letter in reversed(case.letters) if letter in ASKED_BY), None)


def _reopening_answer(case: Case, answered: ev.BuyerAnswered) -> tuple[Event, ...]:
    if case.resolution is None:
        return (answered,)
    if answered.question is Question.SOLVED and answered.answer is Answer.NO:
        return (answered, ev.CaseReopened(reason=ReopenReason.UNSOLVED))
    if answered.question is Question.SURVEY and answered.experience is not None and answered.experience <= 2:
        return (answered, ev.CaseReopened(reason=ReopenReason.DISSATISFIED))
    return (answered,)
