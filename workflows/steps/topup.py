"""What a buyer pays on top: a link, the time that it is good, and the time that unpaid goods wait."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from activities.topups import TopUpOrder, TopUps, TopUpStanding
    from domain import exchanging, owed, standing
    from domain.case import Case
    from domain.events import Answer, Question, TopUpAsked, TopUpLapsed
    from domain.facts import TopUpReported
    from domain.topup import TopUp
    from workflows import calls
    from workflows.casefile import CaseFile, Ready, StepSkipped
    from workflows.steps import buyer
    from workflows.steps.goods import settled_elsewhere


async def paid(file: CaseFile) -> bool:
    """Ask for what the other item costs more, and wait; False when it stays unpaid, or the buyer wants the return.

    A link that runs out unpaid is made anew when the buyer asks for it, for as long as the goods wait (table 3.11).
    """
    over = _over if workflow.patched("refused-before-it-left") else settled_elsewhere
    while owed.buyer_pays(file.case) > exchanging.paid_on_top(file.case) and not over(file.case):
        link = exchanging.open_top_up(file.case) or await _ask(file)
        if link is None:
            return not over(file.case)  # a person collects it by other means
        if not await _in_time(file, link, over) and not await _asks_anew(file, over):
            return False
    return not over(file.case)


def _over(case: Case) -> bool:
    return settled_elsewhere(case) or exchanging.refused(case)


async def _ask(file: CaseFile) -> TopUp | None:
    case = file.case
    amount = owed.buyer_pays(case) - exchanging.paid_on_top(case)
    expires = workflow.now() + timedelta(hours=case.terms.top_up_hours)
    order = _order(case, f"{case.case_id}/topup/{1 + len(case.topups)}", amount, expires)

    async def act() -> TopUpStanding:
        return await workflow.execute_activity_method(
            TopUps.ask, order, summary="make a link to pay on top", **calls.OUTWARD
        )

    try:
        made = await file.attempt("ask_top_up", act)
    except StepSkipped:
        return None
    freight = min(amount, exchanging.sums(case).freight)
    file.record(TopUpAsked(key=order.key, amount=amount, freight=freight, expires_at=expires, link=made.link))
    file.meanwhile(_tell_link(file))
    return exchanging.open_top_up(file.case)


def _order(case: Case, key: str, amount: int, expires: datetime) -> TopUpOrder:
    return TopUpOrder(
        key=key,
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        amount=amount,
        currency=case.order.currency,
        expires_at=expires,
    )


async def _tell_link(file: CaseFile) -> None:
    link = exchanging.open_top_up(file.case)
    if link is None:
        return
    words = Words(amount=link.amount, currency=file.case.order.currency, address=link.link, date=link.expires_at)

    def moot(case: Case) -> bool:
        return exchanging.open_top_up(case) != link or settled_elsewhere(case)

    await buyer.tell(file, "EXC-3", lambda: words, question=Question.TOP_UP, moot=moot)


async def _in_time(file: CaseFile, link: TopUp, over: Ready) -> bool:
    """Paid while the link is good; the provider is asked once more before it counts as unpaid."""

    def settled(case: Case) -> bool:
        return exchanging.open_top_up(case) is None or over(case) or _wants_return(case, link)

    if await file.until(settled, by=standing.top_up, waiting="the buyer to pay on top"):
        return not _wants_return(file.case, link)
    await _look_up(file, link)
    if exchanging.open_top_up(file.case) is None:
        return True
    file.record(TopUpLapsed(key=link.key))
    return False


async def _look_up(file: CaseFile, link: TopUp) -> None:
    async def act() -> TopUpStanding:
        order = _order(file.case, link.key, link.amount, link.expires_at)
        return await workflow.execute_activity_method(
            TopUps.look_up, order, summary="ask whether it was paid", **calls.OUTWARD
        )

    try:
        now = await file.attempt("look_up_top_up", act)
    except StepSkipped:
        return
    if now.paid_at is not None:
        ref = now.provider_ref
        fact = f"paid:{link.key}"
        file.absorb(TopUpReported(fact=fact, key=link.key, amount=now.amount, at=now.paid_at, provider_ref=ref))


async def _asks_anew(file: CaseFile, over: Ready) -> bool:
    """The goods wait; True when the buyer wants another link or item, or has paid under the old link after all."""
    unpaid = exchanging.unpaid_since(file.case)
    if unpaid is None:
        return exchanging.open_top_up(file.case) is None and not over(file.case)
    before, items = _answers(file.case), file.case.request.items
    wishes = workflow.patched("another-wish-while-goods-wait")
    due = standing.top_up(file.case)
    date = due.at if due is not None else workflow.now()

    def answered(case: Case) -> bool:
        return _answers(case) > before or exchanging.paid_on_top(case) > 0 or over(case) or another(case)

    def another(case: Case) -> bool:
        return wishes and case.request.items != items

    file.meanwhile(_tell_lapsed(file, Words(date=date), answered))
    await file.until(answered, by=standing.top_up, waiting="the buyer: pay, or the return")
    newest = file.case.answer(Question.TOP_UP)
    again = _answers(file.case) > before and newest is not None and newest.answer is Answer.ACCEPT
    return again or another(file.case) or exchanging.paid_on_top(file.case) > 0


async def _tell_lapsed(file: CaseFile, words: Words, answered: Ready) -> None:
    await buyer.tell(file, "EXC-4", lambda: words, question=Question.TOP_UP, moot=answered)


def _answers(case: Case) -> int:
    return sum(answered.question is Question.TOP_UP for answered in case.answers)


def _wants_return(case: Case, link: TopUp) -> bool:
    """The buyer would rather have the money back than pay."""
    answered = case.answer(Question.TOP_UP)
    return answered is not None and answered.answer is Answer.REFUND and answered.at >= link.asked_at
