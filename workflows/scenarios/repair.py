"""Repair (table 3.12): the goods come in, are mended free or for a price that the buyer took, and go back."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.defects import lost_home
    from domain.defects import repair_case as mends
    from domain.defects.defect import Remedy
    from domain.defects.repair import RepairState
    from domain.events import Resolution
    from domain.exchanges import sending as rules
    from domain.exchanges.replacement import Purpose
    from domain.request import Scenario
    from workflows import instead
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_away
    from workflows.steps import (
        buyer,
        desk,
        examination,
        givingback,
        incoming,
        mending,
        money,
        prices,
        remedies,
        repairs,
        sending,
    )


ANEW = HandOver(to=Scenario.REPAIR, reason="what is owed is to be computed anew")


async def repair(file: CaseFile) -> Ending:
    """Whoever has more rights hears of them first; then the goods are mended, or something takes a repair's place."""
    if (ending := await instead.after_the_end(file, ANEW)) is not None:
        return ending
    await repairs.looked_back(file)
    if not await mending.rights_told(file):
        return HandOver(to=Scenario.QUALITY, reason="the buyer wants something else than a repair")
    if mends.is_referred(file.case):
        await examination.referred(file)
    if not await desk.agreed(file):
        return await called_off(file)
    if not mends.on_site(file.case) and not await incoming.arrived(file, "REP-S"):
        return await called_off(file)
    match await mending.mended(file):
        case RepairState.REPAIRED:
            return await repaired(file)
        case RepairState.DECLINED:
            return await home(file, "REP-4", Resolution.QUOTE_DECLINED)
        case None:
            return Resolution.UNCLAIMED
        case RepairState.FAILED | RepairState.UNREPAIRABLE if not file.case.given_up_row:
            return await home(file, "REP-4", Resolution.UNREPAIRED)
        case _:
            return await given_up(file)


async def repaired(file: CaseFile) -> Ending:
    """The buyer has it back with the report and the invoice; the days in repair are put behind the guarantee."""
    mending.guarantee_moved(file)
    await repairs.noted(file, worked=True)
    ending = await home(file, "REP-2", Resolution.REPAIRED)
    if ending is Resolution.REPAIRED:
        await buyer.ask_solved(file, after_hours=file.case.terms.repair_follow_up_hours)
    return ending


async def home(file: CaseFile, letter: str, there: Resolution) -> Ending:
    """The buyer's goods go back: taken in, left with us for ninety days, or lost, which is ours to make good."""
    await prices.given_back(file)
    if await givingback.given_back(file, letter):
        return there
    return await lost(file, there) if lost_home.is_lost(file.case) else Resolution.UNCLAIMED


async def lost(file: CaseFile, there: Resolution) -> Ending:
    """The same again or the money; or they turn up before the buyer has chosen."""
    return await instead.of_lost(file, ANEW) or there


async def given_up(file: CaseFile) -> Ending:
    """Twice failed, too long, or no longer possible: the buyer has something else instead (rows 4 to 6)."""
    if remedies.over(file.case):
        return await called_off(file)
    await sending.on_shelf(file, rules.asked_again(file.case))
    match await remedies.chosen(file, "REP-3"):
        case Remedy.EXCHANGE:
            return await replaced(file)
        case Remedy.RETURN:
            return await paid(file) if await money.refund(file) else ANEW
        case Remedy.LESS_USE:
            if not await money.refund(file):
                return ANEW
            return await paid(file, resolution=Resolution.REFUNDED_LESS_DEPRECIATION)
        case _:
            return await called_off(file)


async def replaced(file: CaseFile) -> Ending:
    """Another of the same leaves at our cost; one that cannot leave or does not come is paid for."""
    if await instead.another(file, Purpose.EXCHANGE, "instead of a repair"):
        await buyer.ask_solved(file)
        return Resolution.REPLACED
    return await paid(file) if await money.refund(file) else ANEW


async def called_off(file: CaseFile) -> Ending:
    """Never sent in, taken back or refused: goods that are here are the buyer's, and go back."""
    await prices.given_back(file)
    if not await givingback.given_back(file, "REP-4") and lost_home.is_lost(file.case):
        return await lost(file, Resolution.WITHDRAWN)
    if file.case.lapsed:
        file.meanwhile(buyer.tell_lapsed(file))
        return Resolution.LAPSED
    return await turned_away(file)
