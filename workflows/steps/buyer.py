"""Exchanges with the buyer: letters, questions and their answers, and the timed follow-up."""

from collections.abc import Callable
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.buyer import Buyer, ContactOrder, ContactOutcome, ContactState
    from activities.letters import Words
    from domain import windows
    from domain.case import Case
    from domain.contact import contact_rules
    from domain.events import (
        Answer,
        BuyerContacted,
        CaseReopened,
        ContactDeferred,
        ContactDenied,
        Question,
        ReopenReason,
    )
    from domain.owed import owes_again
    from domain.windows import Clock
    from workflows import calls
    from workflows.casefile import CaseFile, StepSkipped

Say = Callable[[], Words]

# What each letter is about, for people who follow a case in the Temporal UI.
ABOUT = {
    "UNS-1": "the order is being stopped (UNS-1)",
    "UNS-2": "refunded, it never left (UNS-2)",
    "TRN-1": "wait, or call the parcel back? (TRN-1)",
    "TRN-2": "the parcel is called back (TRN-2)",
    "N7-1": "how to send the goods back (N7-1)",
    "N7-R": "reminder to post the goods (N7-R)",
    "N7-M": "part of the return is missing (N7-M)",
    "N7-4": "what we found, and what we offer (N7-4)",
    "N7-5": "the gift is missing (N7-5)",
    "DONE": "refunded (DONE)",
    "DSP-1": "we cannot agree (DSP-1)",
    "DSP-3": "the ruling is carried out (DSP-3)",
    "LAPSED": "the request is closed (LAPSED)",
    "FUP-2": "is it solved? (FUP-2)",
    "FUP-3": "two numbers, please (FUP-3)",
}


def nothing_more() -> Words:
    """A letter that tells only what it is about."""
    return Words()


async def tell(file: CaseFile, letter: str, say: Say = nothing_more, *, question: Question | None = None) -> bool:
    """Write a letter, at an hour at which the buyer may be written to; False when no channel took it.

    `say` fills the letter when it leaves, not when it was first thought of.
    """
    key = f"{file.case.case_id}/{letter}/{file.case.letters.count(letter) + 1}"

    async def act() -> ContactOutcome:
        return await workflow.execute_activity_method(
            Buyer.contact,
            _order(file, key, letter, question, say()),
            summary=f"write to the buyer: {ABOUT.get(letter, letter)}",
            **calls.OUTWARD,
        )

    while True:
        try:
            outcome = await file.attempt(f"tell_{letter}", act)
        except StepSkipped:
            return False
        if outcome.state is ContactState.SENT:
            file.record(BuyerContacted(letter=letter, channel=outcome.channel, key=key, question=question))
            return True
        if outcome.state is ContactState.DENIED or outcome.until is None:
            file.record(ContactDenied(letter=letter, reason=outcome.reason))
            return False
        file.record(ContactDeferred(letter=letter, until=outcome.until, reason=outcome.reason))
        await file.pause(outcome.until - workflow.now(), f"{letter} waits: {outcome.reason}"[:200])


async def tell_held(file: CaseFile) -> None:
    """The goods do not leave; why the buyer changed their mind is asked once, and changes nothing (R18)."""
    if "UNS-1" not in file.case.letters:
        await tell(file, "UNS-1", question=Question.CANCEL_REASON)


async def tell_lapsed(file: CaseFile) -> None:
    """The window closed without a parcel."""
    if not file.case.withdrawn:
        await tell(file, "LAPSED")


async def ask_solved(file: CaseFile) -> bool:
    """Some days after the money went back, ask whether the problem is solved; False when the case must go on."""
    terms = file.case.terms
    await file.until(owes_again, by=_after(terms.follow_up_hours, Clock.FOLLOW_UP), waiting="follow-up", quiet=True)
    if owes_again(file.case):
        return False
    if not await tell(file, "FUP-2", question=Question.SOLVED):
        return True
    asked = len(file.case.answers)
    await file.until(
        lambda case: owes_again(case) or len(case.answers) > asked,
        by=_after(terms.follow_up_answer_hours, Clock.ANSWER),
        waiting="the buyer's word: solved or not",
        quiet=True,
    )
    answered = file.case.answer(Question.SOLVED)
    if len(file.case.answers) > asked and answered is not None and answered.answer is Answer.NO:
        file.record(CaseReopened(reason=ReopenReason.UNSOLVED))
    return not owes_again(file.case) and file.case.reopened is None


async def aftercare(file: CaseFile) -> None:
    """Stay with a closed case while it can be reopened; where money went back, ask for two numbers after a day.

    Returns when the days have passed, or as soon as news reopened the case (rule 3.16 rows 3 and 4, R130).
    """
    terms = file.case.terms
    if file.case.paid_back() > 0 and "FUP-3" not in file.case.letters:
        due = _after(terms.survey_hours, Clock.SURVEY)
        if await file.until(_taken_up, by=due, waiting="survey", quiet=True):
            return
        await tell(file, "FUP-3", question=Question.SURVEY)
    due = _after(terms.reopen_hours, Clock.REOPEN)
    await file.until(_taken_up, by=due, waiting="can still be reopened", quiet=True)


def _taken_up(case: Case) -> bool:
    return case.resolution is None


def _after(hours: int, clock: Clock) -> Callable[[Case], windows.Due | None]:
    start = workflow.now()
    due = windows.Due(at=start + timedelta(hours=hours), clock=clock, starts_at=start)
    return lambda _: due


def _order(file: CaseFile, key: str, letter: str, question: Question | None, words: Words) -> ContactOrder:
    case = file.case
    return ContactOrder(
        key=key,
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        buyer=case.buyer,
        refund_id=case.claim.refund_id if case.claim is not None else "",
        letter=letter,
        question=question or "",
        words=words,
        rules=contact_rules(case.terms),
        zone=case.terms.time_zone,
        now=workflow.now(),
    )
