"""What a buyer pays on top: a link, the time that it is good, and the time that unpaid goods wait."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import owed, standing
    from domain.case import Case
    from domain.events import Answer, Question
    from domain.exchanges import exchanging
    from domain.exchanges.topup import TopUp
    from workflows.casefile import CaseFile, Ready
    from workflows.steps import buyer, links
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
    freight = min(amount, exchanging.sums(case).freight)
    if await links.ask(file, amount, hours=case.terms.top_up_hours, freight=freight) is None:
        return None
    file.meanwhile(_tell_link(file))
    return exchanging.open_top_up(file.case)


async def _tell_link(file: CaseFile) -> None:
    link = exchanging.open_top_up(file.case)
    if link is None:
        return
    words = Words(amount=link.amount, currency=file.case.order.currency, address=link.link, date=link.expires_at)

    def moot(case: Case) -> bool:
        return exchanging.open_top_up(case) != link or settled_elsewhere(case)

    await buyer.tell(file, "EXC-3", lambda: words, question=Question.TOP_UP, moot=moot)


async def _in_time(file: CaseFile, link: TopUp, over: Ready) -> bool:
    """Paid while the link is good; False when it is not, or the buyer would rather have the money back."""

    def called_off(case: Case) -> bool:
        return over(case) or _wants_return(case, link)

    waiting = "the buyer to pay on top"
    if not await links.paid(file, link, unless=called_off, by=standing.top_up, waiting=waiting):
        return False
    return exchanging.open_top_up(file.case) is None or not _wants_return(file.case, link)


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
