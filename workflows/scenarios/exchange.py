"""Another item in place of what comes back (table 3.11)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.events import Resolution
    from domain.exchanges import exchanging as rules
    from domain.inspection import assess
    from domain.owed import owes_buyer
    from domain.request import Scenario
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, turned_away
    from workflows.steps import buyer, desk, exchanging, goods, invoices, money, topup


SOLD_OUT = HandOver(to=Scenario.RETURN_REFUND, reason="the wanted item is out of stock")
UNPAID = HandOver(to=Scenario.RETURN_REFUND, reason="the other item was not paid for")
CONTESTED = HandOver(to=Scenario.RETURN_REFUND, reason="what came back is not as it was sold")
NEVER_CAME = HandOver(to=Scenario.RETURN_REFUND, reason="the other item did not reach the buyer")
ANEW = HandOver(to=Scenario.EXCHANGE, reason="the buyer changed the request meanwhile")


async def exchange(file: CaseFile) -> Ending:
    """The goods come back, what the other item costs more is paid, it leaves, and the difference is settled (R76)."""
    if not rules.sent_first(file.case) and not await exchanging.on_shelf(file):
        return SOLD_OUT
    if not await desk.agreed(file):
        return await turned_away(file)
    await exchanging.recorded(file)
    file.meanwhile(exchanging.in_advance(file))
    if not await goods.sent_back(file):
        return await nothing_came(file)
    await goods.inspected(file)
    if file.case.withdrawn:
        return await turned_away(file)
    if assess(file.case).contested:
        if not rules.sent_first(file.case):
            return CONTESTED
        await exchanging.look_at_contested(file)
    if not await topup.paid(file):
        return await turned_away(file) if rules.refused(file.case) else UNPAID
    return await sent_and_settled(file)


async def sent_and_settled(file: CaseFile) -> Ending:
    """The other item leaves within a day, what it costs less goes back, and two weeks later we ask how it does."""
    if not await exchanging.leave(file):
        return SOLD_OUT
    if owes_buyer(file.case) and not await money.refund(file):
        return ANEW
    if not await exchanging.arrived(file):
        return NEVER_CAME
    invoices.correct(file)
    await buyer.ask_solved(file, after_hours=file.case.terms.exchange_follow_up_hours)
    return Resolution.EXCHANGED


async def nothing_came(file: CaseFile) -> Ending:
    """The window closed without a parcel, or the buyer took the request back."""
    if not file.case.lapsed:
        return await turned_away(file)
    if rules.sent_first(file.case):
        return Resolution.EXCHANGED if await exchanging.not_returned(file) else ANEW
    file.meanwhile(buyer.tell_lapsed(file))
    return Resolution.LAPSED
