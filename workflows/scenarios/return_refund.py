"""Return and refund (tables 3.10 and 3.21)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.events import Resolution
    from domain.request import Scenario
    from domain.retention import kept
    from domain.returning import lost_by_buyer
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_away
    from workflows.steps import buyer, desk, goods, keeping, lost, money, offers, platform


ANEW = HandOver(to=Scenario.RETURN_REFUND, reason="the buyer changed the request meanwhile")


async def return_refund(file: CaseFile) -> Ending:
    """The buyer sends the goods back; we look at them and pay what is due."""
    if not await desk.agreed(file):
        return await turned_away(file)
    if not await platform.agree_return(file):
        return ANEW
    await keeping.shown(file)
    if not await goods.sent_back(file):
        return await nothing_came(file)
    await goods.inspected(file)
    if lost_by_buyer(file.case):
        return await vanished(file)
    if not await offers.agreed_with_buyer(file):
        return await turned_away(file)
    if not await money.refund(file):
        return ANEW
    return await paid(file)


async def vanished(file: CaseFile) -> Ending:
    """Lost on its way at the buyer's risk: no refund, and help with the claim against the carrier (MR-35)."""
    if file.case.claim is None:
        return Resolution.LOST_BY_BUYER
    await lost.refused_or_paid(file)
    return await turned_away(file)


async def nothing_came(file: CaseFile) -> Ending:
    """The window closed, the buyer keeps the goods or took the request back, or the platform paid without them."""
    if kept(file.case):
        return HandOver(to=Scenario.COMPENSATION, reason="the buyer keeps the goods for less")
    if not file.case.lapsed:
        return await turned_away(file)
    file.meanwhile(buyer.tell_lapsed(file))
    return Resolution.LAPSED
