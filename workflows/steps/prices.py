"""The price of a repair: collected before the work begins, and given back where the work is not done."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.defects import repair_price as price
    from domain.defects.case import job
    from domain.events import Payment, Question
    from domain.exchanges.topup import TopUp
    from domain.owed import left_to_pay, owed, paid_for_nothing
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, links, remedies
    from workflows.steps import payment as payments


async def collected(file: CaseFile) -> bool:
    """The accepted price is paid; False unpaid within its term, or when the buyer thinks better of it."""
    if not workflow.patched("repair-price-collected"):
        return True
    while (left := price.still_due(file.case)) > 0 and not remedies.over(file.case):
        repair = job(file.case)
        link = price.open_link(file.case)
        if link is None and repair is not None:
            link = await links.ask(file, left, hours=file.case.terms.repair_pay_hours, job=repair.key)
        if link is None:
            return True  # a person collects it by other means
        file.meanwhile(_tell_link(file, link))
        if not await _in_time(file, link):
            return False
    return not remedies.over(file.case)


async def given_back(file: CaseFile) -> None:
    """What was paid for work that was not done is the buyer's: no withdrawal and no refusal keeps it with us."""
    while price.unearned(file.case) and paid_for_nothing(file.case):
        payment = payments.open_payment(file.case)
        if payment is None:
            quote = owed(file.case)
            payment = payments.decide(
                file, Payment.COMPENSATION, left_to_pay(file.case, quote)[Payment.COMPENSATION], quote
            )
        await payments.follow(file, payment, agreed=True)


async def _in_time(file: CaseFile, link: TopUp) -> bool:
    def called_off(case: Case) -> bool:
        return remedies.over(case) or price.thinks_better(case, link)

    waiting = "the buyer to pay for the repair"
    paid = await links.paid(file, link, unless=called_off, by=price.collected_by, waiting=waiting)
    return paid and not links.is_open(file.case, link)


async def _tell_link(file: CaseFile, link: TopUp) -> None:
    case = file.case
    words = Words(
        amount=link.amount,
        currency=case.order.currency,
        item=case.titles,
        address=link.link,
        date=link.expires_at,
    )
    await buyer.tell(
        file,
        "REP-P",
        lambda: words,
        question=Question.TOP_UP,
        moot=lambda case: not links.is_open(case, link) or remedies.over(case),
    )
