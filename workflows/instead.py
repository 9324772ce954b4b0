"""What takes the place of goods that the buyer cannot have back: another of the same, or the money."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.defects import lost_home
    from domain.defects.defect import Remedy
    from domain.events import OwnGoodsLost, Resolution
    from domain.exchanges import sending as rules
    from domain.exchanges.replacement import Purpose
    from domain.owed import paid_for_nothing
    from domain.standing import goods_here
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_away
    from workflows.steps import buyer, claims, money, prices, remedies, sending


async def another(file: CaseFile, purpose: Purpose, note: str) -> bool:
    """Another of the same leaves at our cost; False when it cannot leave or does not come: then it is paid for."""
    again = rules.asked_again(file.case)
    file.record(*rules.ordered(file.case, again, purpose, by="policy", note=note))
    if not await sending.leaves(file):
        return False
    file.meanwhile(sending.tell_sent(file, "EXC-5" if purpose is Purpose.EXCHANGE else "LST-2"))
    there = await sending.arrives(file)
    await prices.given_back(file)
    return there


async def after_the_end(file: CaseFile, anew: HandOver) -> Ending | None:
    """Taken up again by news on goods that had gone home, or on their price; None where there is no such news."""
    if lost_home.to_make_good(file.case):
        return await of_lost(file, anew) or Resolution.REPAIRED
    if file.case.sent_home is not None and not goods_here(file.case) and paid_for_nothing(file.case):
        await prices.given_back(file)
        return Resolution.QUOTE_DECLINED
    return None


async def of_lost(file: CaseFile, anew: HandOver) -> Ending | None:
    """The buyer's own goods were lost on their way back: the same again, or the whole price; the carrier owes us.

    None when they turned up before the buyer chose anything.
    """
    given = file.case.sent_home
    if not file.case.lost_home and given is not None:
        file.record(OwnGoodsLost(carrier=given.carrier, waybill=given.waybill))
    if file.case.choice is None:
        await sending.on_shelf(file, rules.asked_again(file.case))
    match await remedies.chosen(file, "LST-8"):
        case Remedy.EXCHANGE if await _sent_again(file):
            ending: Ending = Resolution.RESHIPPED
            file.meanwhile(claims.begin(file))
            await buyer.ask_solved(file)
        case Remedy.EXCHANGE | Remedy.RETURN:
            if not await money.refund(file):
                return anew
            file.meanwhile(claims.begin(file))
            ending = await paid(file)
        case _:
            return None if lost_home.came_after_all(file.case) else await turned_away(file)
    file.meanwhile(_tell_turned_up(file))
    return ending


async def _sent_again(file: CaseFile) -> bool:
    return rules.with_buyer(file.case) or await another(file, Purpose.AGAIN, "the buyer's own goods were lost")


async def _tell_turned_up(file: CaseFile) -> None:
    """What turns up yet is the buyer's to keep or to send back (table 3.4 row 5)."""
    letter = "LST-4" if file.case.paid_back() else "LST-6"
    if lost_home.turned_up_late(file.case) and letter not in file.case.letters:
        await buyer.tell(file, letter)
