"""Exchanges with the buyer: letters, questions and their answers, and the timed follow-up."""

from collections.abc import Callable
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.buyer import Buyer, ContactOrder, ContactOutcome, ContactState
    from activities.letters import Words
    from domain.case import Case
    from domain.contact.permission import NOBODY_CALLS, contact_rules
    from domain.events import (
        Answer,
        BuyerContacted,
        CaseReopened,
        ChannelFailed,
        ContactDeferred,
        ContactDenied,
        Payment,
        Question,
        ReopenReason,
        StepParked,
        StepRetried,
    )
    from domain.exchanges import sending
    from domain.owed import owes_again
    from domain.windows import Clock
    from domain.words.letter import letter_in_words
    from workflows import calls
    from workflows.casefile import CaseFile, Ready, StepMoot, StepSkipped, always_wanted, never, within

Say = Callable[[], Words]
MOST_FOLLOW_UPS = 2  # one, and one more when the case was taken up again (rule 3.16 row 2)


def nothing_more() -> Words:
    """A letter that tells only what it is about."""
    return Words()


async def tell(
    file: CaseFile,
    letter: str,
    say: Say = nothing_more,
    *,
    question: Question | None = None,
    moot: Ready = always_wanted,
) -> bool:
    """Write a letter, at an hour at which the buyer may be written to; False when no channel took it.

    `say` fills the letter when it leaves, not when it was first thought of; a letter that is `moot` by then is not
    written at all.
    """
    key = f"{file.case.case_id}/{letter}/{file.case.letters.count(letter) + 1}"
    file.letters_begun.append(letter)

    async def act() -> ContactOutcome:
        return await workflow.execute_activity_method(
            Buyer.contact,
            _order(file, key, letter, question, say()),
            summary=f"write to the buyer: {letter_in_words(letter)[1]}",
            **calls.OUTWARD,
        )

    failed: set[str] = set()  # of this letter: each channel is told of once, however often it waits
    while True:
        try:
            outcome = await file.attempt(f"tell_{letter}", act, moot=moot)
        except (StepSkipped, StepMoot):
            return False
        new = [each for each in outcome.passed if each.channel not in failed]
        failed.update(each.channel for each in new)
        file.record(*(ChannelFailed(letter=letter, channel=each.channel, reason=each.reason) for each in new))
        if outcome.state is ContactState.SENT:
            file.record(BuyerContacted(letter=letter, channel=outcome.channel, key=key, question=question))
            return True
        if outcome.state is ContactState.DENIED or outcome.until is None:
            file.record(ContactDenied(letter=letter, reason=outcome.reason))
            if outcome.unreachable and letter not in NOBODY_CALLS and file.case.resolution is None:
                file.meanwhile(_called_instead(file, letter, say, question, moot, may_call=outcome.may_call))
            return False
        file.record(ContactDeferred(letter=letter, until=outcome.until, reason=outcome.reason, channel=outcome.channel))
        await file.pause(outcome.until - workflow.now(), f"{letter} waits: {outcome.reason}"[:200], moot=moot)


async def _called_instead(
    file: CaseFile, letter: str, say: Say, question: Question | None, moot: Ready, *, may_call: bool
) -> None:
    """No channel is left: a person calls, and skips this; retried, the letter is tried once more.

    It ends by itself once the buyer was reached in any way, or there is nothing to tell any more, or nobody called in
    the time that the terms give: the case does not stay open for it.
    """
    since, order, step = workflow.now(), file.case.order.order_id, f"call_{letter}"
    ways = "call the buyer (`call`)" if may_call else "the buyer takes no calls, find another way to tell them"
    words = f"Order {order}: no channel took the letter {letter}. Now {ways}, then skip this step. Or retry it."

    def needless(case: Case) -> bool:
        return moot(case) or any(at is not None and at > since for at in (case.told_at, case.spoken_at))

    file.record(StepParked(step=step, reason="UNREACHABLE", message=words))
    hours = file.case.terms.call_instead_hours
    await file.until(
        lambda case: case.parked_at(step) is None or needless(case),
        by=within(timedelta(hours=hours)) if hours else never,
        waiting=f"{step} is parked",
        quiet=True,
    )
    if file.case.parked_at(step) is not None:
        why = "it is not needed any more" if needless(file.case) else "nobody called in time: the buyer was not told"
        file.record(StepRetried(step=step, by="policy", reason=why))
    elif step not in file.case.skipped:
        await tell(file, letter, say, question=question, moot=needless)


async def tell_about(file: CaseFile, letter: str, words: Words, moot: Ready = always_wanted) -> None:
    """Write a letter whose words are known, for what runs beside the story."""
    await tell(file, letter, lambda: words, moot=moot)


async def tell_held(file: CaseFile) -> None:
    """The goods do not leave; why the buyer changed their mind is asked once, and changes nothing (R18)."""
    if "UNS-1" not in file.case.letters:
        await tell(file, "UNS-1", question=Question.CANCEL_REASON, moot=lambda case: case.withdrawn)


async def tell_lapsed(file: CaseFile) -> None:
    """The window closed without a parcel."""
    if not file.case.withdrawn:
        await tell(file, "LAPSED", moot=lambda case: bool(case.parcels))


async def ask_solved(file: CaseFile, *, after_hours: int | None = None) -> bool:
    """Some days after the money went back, ask whether the problem is solved; False when the case must go on."""
    terms = file.case.terms
    due = within(timedelta(hours=after_hours or terms.follow_up_hours), Clock.FOLLOW_UP)
    await file.until(owes_again, by=due, waiting="follow-up", quiet=True)
    if owes_again(file.case):
        return False
    # Counted before the letter leaves: a buyer may answer before we know that it did.
    before = _words_on_solved(file.case)
    asks = file.case.letters.count("FUP-2") < MOST_FOLLOW_UPS
    if asks and await tell(file, "FUP-2", question=Question.SOLVED, moot=owes_again):
        await file.until(
            lambda case: owes_again(case) or _words_on_solved(case) > before,
            by=within(timedelta(hours=terms.follow_up_answer_hours), Clock.ANSWER),
            waiting="the buyer's word: solved or not",
            quiet=True,
        )
    answered = file.case.answer(Question.SOLVED)
    if _words_on_solved(file.case) > before and answered is not None and answered.answer is Answer.NO:
        file.record(CaseReopened(reason=ReopenReason.UNSOLVED))
    return not owes_again(file.case) and file.case.reopened is None


def _words_on_solved(case: Case) -> int:
    return sum(answered.question is Question.SOLVED for answered in case.answers)


async def aftercare(file: CaseFile) -> None:
    """Stay with a closed case while it can be reopened; whoever was served is asked for two numbers after a day.

    Returns when the days have passed, or as soon as news reopened the case (rule 3.16 rows 3 and 4, R130).
    """
    terms = file.case.terms
    if _served(file.case) and "FUP-3" not in file.case.letters:
        due = within(timedelta(hours=terms.survey_hours), Clock.SURVEY)
        if await file.until(_taken_up, by=due, waiting="survey", quiet=True):
            return
        # A survey that cannot be sent must not hold up news that reopens the case.
        await tell(file, "FUP-3", question=Question.SURVEY, moot=_taken_up)
    due = within(timedelta(hours=terms.reopen_hours), Clock.REOPEN)
    await file.until(_taken_up, by=due, waiting="can still be reopened", quiet=True)


def _served(case: Case) -> bool:
    """Money went back, something was made good, or goods were sent and are there."""
    paid = case.paid_back() + case.paid_back(Payment.COMPENSATION)
    return paid > 0 or sending.with_buyer(case)


def _taken_up(case: Case) -> bool:
    return case.resolution is None


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
