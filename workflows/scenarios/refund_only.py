"""Refund without a return by the buyer (tables 3.1 and 3.2): not shipped yet, or on its way."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.events import Hold, Resolution
    from domain.order import Stage
    from domain.request import Scenario
    from domain.shipping import wanted_after_all
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_away
    from workflows.steps import buyer, consenting, desk, goods, money, offers, outbound


ANEW = HandOver(to=Scenario.REFUND_ONLY, reason="the buyer changed the request meanwhile")


async def refund_only(file: CaseFile) -> Ending:
    """The buyer wants the money back before the goods are there."""
    if file.case.order.stage is Stage.UNSHIPPED:
        return await not_shipped(file)
    return await in_transit(file)


async def not_shipped(file: CaseFile) -> Ending:
    """First the warehouse stops the goods, then the money goes back; what has left after all is called back."""
    held = file.case.hold or await goods.hold(file)
    if held is Hold.HANDED_OVER and not await outbound.caught(file):
        return await in_transit(file)
    file.meanwhile(outbound.recall(file) if held is Hold.SHIPPED else buyer.tell_held(file))
    await consenting.taken_back_there(file)
    if not await desk.agreed(file) or not await offers.agreed_with_buyer(file):
        return await let_go(file)
    if not await money.refund(file):
        return ANEW
    return await paid(file, letter="UNS-2" if held is Hold.HELD else "DONE")


async def let_go(file: CaseFile) -> Ending:
    """Goods whose buyer wants them after all leave the warehouse; goods that the platform paid for do not."""
    ending = await turned_away(file)
    if ending is not Resolution.WITHDRAWN:
        return ending
    if wanted_after_all(file.case):
        return Resolution.KEPT_BY_CONSENT
    await goods.release(file)
    return ending


async def in_transit(file: CaseFile) -> Ending:
    """The buyer chooses to wait or not; if not, the parcel is called back, and paid for on its return scan."""
    if await outbound.buyer_waits(file):
        return Resolution.WITHDRAWN
    if not await outbound.comes_back(file):
        if file.case.withdrawn:
            return Resolution.WITHDRAWN
        return HandOver(to=Scenario.RETURN_REFUND, reason="the buyer took the parcel in")
    if not await desk.agreed(file) or not await offers.agreed_with_buyer(file):
        return await turned_away(file)
    if not await money.refund(file):
        return ANEW
    return await paid(file)
