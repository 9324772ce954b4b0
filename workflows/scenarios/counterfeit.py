"""Counterfeit goods are claimed (table 3.9): the first proof is the seller's, and nothing is admitted in between."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.disputes.counterfeit import Way
    from domain.events import Payment, Resolution
    from domain.request import Scenario
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_away
    from workflows.steps import conduct, desk, money, origin, payouts


ANEW = HandOver(to=Scenario.COUNTERFEIT, reason="the buyer changed the request meanwhile")


async def counterfeit(file: CaseFile) -> Ending:
    """Papers against a report: whoever must prove and does not, loses (F76)."""
    match await origin.settled(file):
        case Way.REPORT:
            return await reported(file)
        case Way.AT_ONCE | Way.PUNITIVE:
            return await given_back(file)
        case Way.REJECT:
            origin.reject(file)
            return await turned_away(file)
        case Way.RETURN:
            return await sent_back(file)
        case None:
            return await turned_away(file)


async def sent_back(file: CaseFile) -> Ending:
    """Row 1: no papers that hold, so the goods go back and the money too; all freight is ours."""
    if not await desk.agreed(file):
        return await turned_away(file)
    return HandOver(to=Scenario.RETURN_REFUND, reason="the papers of origin do not hold: the goods go back at our cost")


async def given_back(file: CaseFile) -> Ending:
    """Rows 3 and 4: the sale stops, the price goes back at once, and damages above it follow beside the order (F16)."""
    file.meanwhile(origin.stop_sale(file))
    if not await money.refund(file):
        return ANEW
    if file.case.settlement is None:
        return await paid(file)
    origin.tell_refunded(file)
    if not await payouts.released(file) or not await money.refund(file):
        return await turned_away(file)
    return await paid(file, letter="CMP-D", told=Payment.COMPENSATION, resolution=Resolution.REFUNDED_PUNITIVE)


async def reported(file: CaseFile) -> Ending:
    """Row 5: refused politely, everything kept, and a person reports it (F89)."""
    await conduct.refused_politely(file)
    await conduct.reported(file)
    return Resolution.EXTORTION_REPORTED
