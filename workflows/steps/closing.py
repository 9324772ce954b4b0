"""The last look before a case closes: no money of the buyer's stays here, and what the platform paid is booked."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.events import Payment
    from domain.exchanges import on_top
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, money, payment, platform, prices


async def settled(file: CaseFile) -> None:
    """However it ends: a hold or an order to close does not keep back what is the buyer's."""
    with file.undisturbed():
        unbooked = platform.paid_there(file.case) and file.case.paid_back() == 0
        if unbooked and workflow.patched("platform-paid-beside"):
            await money.adopt(file)
        if on_top.for_nothing(file.case) and workflow.patched("top-up-for-nothing"):
            await _give_back(file)
        await prices.given_back(file)


async def _give_back(file: CaseFile) -> None:
    """What was paid on top for an item that is not the buyer's, in as many payments as it takes."""
    before = file.case.paid_back(Payment.COMPENSATION)
    while left := on_top.for_nothing(file.case):
        open_one = payment.open_payment(file.case)
        decided = open_one or payment.decide(file, Payment.COMPENSATION, left, on_top.back(file.case))
        await payment.follow(file, decided, agreed=True)  # it is theirs: no change of mind calls it off
    amount = file.case.paid_back(Payment.COMPENSATION) - before
    await buyer.tell(file, "DONE", lambda: Words(amount=amount, currency=file.case.order.currency))
