"""Refund without a return by the buyer (tables 3.1 and 3.2): not shipped yet, or on its way."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.events import Hold, Resolution
    from domain.order import Stage
    from domain.request import Scenario
    from domain.shipments import made_to_order, presale
    from domain.shipments.shipping import wanted_after_all
    from domain.shipments.supply import Way
    from domain.shipments.supplying import chooses
    from workflows import unsent
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_away
    from workflows.steps import buyer, consenting, desk, goods, making, money, offers, outbound, supply
    from workflows.unsent import ANEW


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
    if held is Hold.HELD and chooses(file.case):
        return await supplied(file)
    file.meanwhile(outbound.recall(file) if held is Hold.SHIPPED else buyer.tell_held(file))
    await consenting.taken_back_there(file)
    decided = making.agreed if made_to_order.applies(file.case) else desk.agreed
    if not await decided(file) or not await offers.agreed_with_buyer(file):
        return await (supplied(file) if chooses(file.case) else let_go(file))
    if presale.applies(file.case):
        return await unsent.deposit_settled(file)
    if not await money.refund(file):
        return ANEW
    return await paid(file, letter="UNS-2" if held is Hold.HELD else "DONE")


async def supplied(file: CaseFile) -> Ending:
    """Late, or out of stock: the buyer waits until a date, takes another item, or has the money (rows 4 and 5)."""
    while (way := await supply.chosen(file)) is not None:
        match way:
            case Way.WAIT if await supply.left(file):
                return Resolution.KEPT_BY_CONSENT
            case Way.WAIT if file.case.withdrawn:
                supply.tell_ask_again(file)
                await goods.release(file)
                return Resolution.WITHDRAWN
            case Way.SUBSTITUTE if await supply.brought(file):
                return await unsent.sent_instead(file)
            case Way.MONEY if file.case.hold is Hold.HELD:
                return await unsent.not_sent(file)
            case Way.MONEY:
                return await in_transit(file)  # it left while the buyer changed their mind
            case _:
                continue
    return await let_go(file)


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
