"""A parcel that did not come (tables 3.2, 3.3 and 3.4): late, stalled, lost, or signed for by somebody else."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.events import Resolution
    from domain.request import Scenario
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_away
    from workflows.steps import buyer, claims, desk, goods, money, offers, platform, resending, trail


ANEW = HandOver(to=Scenario.DELIVERY, reason="the buyer changed the request meanwhile")


async def delivery(file: CaseFile) -> Ending:
    """First the fact, then the buyer; the carrier owes us, and that is no matter of the buyer's (R27 to R29)."""
    await trail.found_out(file)
    while await trail.buyer_waits(file) or await trail.called_back(file) or await resending.overtaken(file):
        await trail.found_out(file)
    if trail.received(file.case):
        return Resolution.DELIVERED
    if await resending.brought(file):
        return await sent_again(file)
    if not await desk.agreed(file) or not await offers.agreed_with_buyer(file):
        return await not_owed(file)
    if not await money.refund(file):
        return ANEW
    return await served(file)


async def served(file: CaseFile) -> Ending:
    """The money is back: what still travels is called back, and what turns up later is the buyer's to decide on."""
    file.meanwhile(claims.begin(file))
    file.meanwhile(trail.wanted_back(file))
    ending = await paid(file, letter=trail.closing_letter(file.case))
    file.meanwhile(trail.tell_turned_up(file))
    return ending


async def sent_again(file: CaseFile) -> Ending:
    """The goods are with the buyer after all; the first parcel is called back, or claimed from the carrier."""
    file.meanwhile(claims.begin(file))
    file.meanwhile(trail.wanted_back(file))
    await buyer.ask_solved(file)
    file.meanwhile(trail.tell_turned_up(file))
    return Resolution.RESHIPPED


async def not_owed(file: CaseFile) -> Ending:
    """Refused with the proof, taken back, or paid by the platform; goods that were held for this may leave again."""
    if platform.paid_there(file.case):
        await money.adopt(file)
        file.meanwhile(claims.begin(file))
    ending = await turned_away(file)
    if ending is Resolution.WITHDRAWN:
        await goods.release(file)
    return ending
