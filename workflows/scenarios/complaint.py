"""Goods that arrived short, wrong or damaged (tables 3.5, 3.6 and 3.7)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.complaints.flaw import Remedy
    from domain.events import Resolution
    from domain.request import Scenario
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_away
    from workflows.steps import again, buyer, claims, door, making_good, money, proof, records


ANEW = HandOver(to=Scenario.COMPLAINT, reason="the buyer changed the request meanwhile")
# What is another matter than it seemed, or no complaint at all, goes on by its own rules.
ELSEWHERE = {
    Remedy.RETURN: HandOver(to=Scenario.RETURN_REFUND, reason="the buyer sends the goods back at our cost"),
    Remedy.EXPLAIN: HandOver(to=Scenario.RETURN_REFUND, reason="as described: the no-reason rules"),
    Remedy.EXCHANGE: HandOver(to=Scenario.RETURN_REFUND, reason="ordered by mistake: the no-reason rules"),
    Remedy.QUALITY: HandOver(to=Scenario.RETURN_REFUND, reason="broken within: a defect, and no damage of the way"),
    Remedy.COUPON: HandOver(to=Scenario.COMPENSATION, reason="the goods are perfect: goodwill alone"),
}


async def complaint(file: CaseFile) -> Ending:
    """Proof and weights first, then a decision, then the buyer chooses what is done; the carrier pays us later."""
    if not await door.passed(file):
        return Resolution.WITHDRAWN
    await proof.gathered(file)
    await records.looked_up(file)
    while not await making_good.taken(file):
        if not records.rest_follows(file.case):
            return await turned_away(file)
        if await records.rest_arrives(file) and file.case.claim is None:
            return Resolution.DELIVERED
    return await made_good(file)


async def made_good(file: CaseFile) -> Ending:
    """As the buyer chooses; what cannot be carried out, or does not come, is chosen anew."""
    while (remedy := await making_good.chosen(file)) is not None:
        match remedy:
            case Remedy.RESHIP if await again.brought(file):
                return await sent_again(file)
            case Remedy.RESHIP:
                making_good.failed(file, "the goods could not be sent, or did not come")
            case Remedy.REFUND | Remedy.KEEP:
                return await paid_back(file, remedy)
            case Remedy.RETURN if not await making_good.return_asked_there(file):
                break
            case _:
                return ELSEWHERE[remedy]
    return await turned_away(file)


async def sent_again(file: CaseFile) -> Ending:
    """The goods are with the buyer; what was sent wrong may still be on its way to us."""
    file.meanwhile(claims.begin(file))
    file.meanwhile(making_good.tell_ours(file))
    await buyer.ask_solved(file)
    return Resolution.RESHIPPED


async def paid_back(file: CaseFile, remedy: Remedy) -> Ending:
    """The money is back, all of it or a part."""
    if not await money.refund(file):
        return ANEW
    file.meanwhile(claims.begin(file))
    file.meanwhile(making_good.tell_ours(file))
    again.nothing_comes_back(file)
    kept = Resolution.KEPT_WITH_DISCOUNT if remedy is Remedy.KEEP else None
    return await paid(file, resolution=kept)
