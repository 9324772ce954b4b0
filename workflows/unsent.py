"""How goods end that were never sent as they were sold: replaced, paid back with a penalty, or a deposit settled."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.events import Resolution
    from domain.request import Scenario
    from domain.shipments.supplying import difference
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_away
    from workflows.steps import buyer, deposit, money, offers, payouts, redress, supply


ANEW = HandOver(to=Scenario.REFUND_ONLY, reason="the buyer changed the request meanwhile")


async def sent_instead(file: CaseFile) -> Ending:
    """The other item is with the buyer; what it cost less goes back (MR-31)."""
    if not difference(file.case):
        await buyer.ask_solved(file)
        return Resolution.EXCHANGED
    if not await money.refund(file):
        return ANEW
    return await paid(file, resolution=Resolution.EXCHANGED)


async def not_sent(file: CaseFile) -> Ending:
    """The money goes back at once; the penalty follows beside the order, where one is owed (MR-26)."""
    supply.agree(file)
    if not await offers.agreed_with_buyer(file):
        return await turned_away(file)
    if not await money.refund(file):
        return ANEW
    owed = await supply.promised(file)
    supply.tell_sorry(file)
    if not owed:
        return await paid(file, letter="")
    return await beside(file, Resolution.LATE_COMPENSATED)


async def deposit_settled(file: CaseFile) -> Ending:
    """A presale: the buyer's default forfeits the deposit, the seller's returns it twice (row 6, MR-30)."""
    if not await deposit.refunded(file):
        return ANEW
    twice = deposit.promised(file)
    deposit.tell(file)
    if twice:
        return await beside(file, Resolution.DEPOSIT_DOUBLED)
    if file.case.paid_back():
        await paid(file, letter="")
    return Resolution.DEPOSIT_FORFEITED


async def beside(file: CaseFile, resolution: Resolution) -> Ending:
    """Finance pays what was promised beside the order, and the buyer hears of it."""
    if not await payouts.released(file) or not await money.pay_beside(file):
        return await turned_away(file)
    redress.tell_paid(file)
    return await paid(file, letter="", resolution=resolution)
