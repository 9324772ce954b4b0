"""A quality claim (table 3.8): help from afar, proof, a look at the goods, and the remedy that the buyer chooses."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.defects import case as claim
    from domain.defects import lost_home
    from domain.defects.defect import Remedy
    from domain.events import Resolution
    from domain.request import Scenario
    from workflows import instead
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_away
    from workflows.steps import buyer, diagnosis, examination, givingback, money, platform, remedies, repairs


ANEW = HandOver(to=Scenario.QUALITY, reason="the buyer changed the request meanwhile")
RETURN = HandOver(to=Scenario.RETURN_REFUND, reason="the buyer returns it, as the law lets them")


async def quality(file: CaseFile) -> Ending:
    """What helps from afar helps at once; else the claim is looked at, and the buyer chooses among what is lawful."""
    if lost_home.to_make_good(file.case):
        return await lost(file)
    await repairs.looked_back(file)
    if await diagnosis.helped(file):
        await buyer.ask_solved(file)
        return Resolution.SOLVED_REMOTELY
    if claim.wants_return_now(file.case):
        return RETURN
    if not await examination.claim_stands(file):
        return await no_claim(file)
    match await remedies.chosen(file):
        case Remedy.RETURN | Remedy.LESS_USE:
            remedies.inspected(file)
            return RETURN
        case Remedy.EXCHANGE:
            remedies.same_again(file)
            remedies.inspected(file)
            return HandOver(to=Scenario.EXCHANGE, reason="the buyer wants another of the same")
        case Remedy.REPAIR:
            return HandOver(to=Scenario.REPAIR, reason="the buyer chose a repair")
        case Remedy.KEEP:
            return await kept(file)
        case _:
            return await otherwise(file)


async def kept(file: CaseFile) -> Ending:
    """The buyer keeps it, and a part of the price goes back."""
    remedies.keep(file)
    if not await money.refund(file):
        return ANEW
    return await paid(file, resolution=Resolution.PARTIAL_KEEP)


async def no_claim(file: CaseFile) -> Ending:
    """Nothing was found, the damage is the buyer's own, or the guarantee is over: the goods stay the buyer's."""
    if not claim.claim_fails(file.case) or remedies.over(file.case):
        return await otherwise(file)
    match await remedies.back_or_more(file):
        case Remedy.RETURN:
            remedies.as_no_reason(file)
            remedies.inspected(file)
            return RETURN
        case Remedy.PAID_REPAIR:
            return HandOver(to=Scenario.REPAIR, reason="the buyer wants it repaired for a price")
        case Remedy.GIVE_BACK:
            return await home(file)
        case _:
            return await otherwise(file)


async def home(file: CaseFile) -> Ending:
    """The goods go back as they came; lost on that way they are ours to make good."""
    if not await givingback.given_back(file, "REP-4") and lost_home.is_lost(file.case):
        return await lost(file)
    return givingback.ending_without_claim(file.case)


async def lost(file: CaseFile) -> Ending:
    """The same again or the money; or they turn up before the buyer has chosen."""
    return await instead.of_lost(file, ANEW) or givingback.ending_without_claim(file.case)


async def otherwise(file: CaseFile) -> Ending:
    """Refused, taken back, never sent in, or decided by the platform."""
    if platform.agreed_there(file.case):
        return RETURN
    if file.case.lapsed:
        file.meanwhile(buyer.tell_lapsed(file))
        return Resolution.LAPSED
    return await turned_away(file)
