"""Dispute (table 3.14): wait for a ruling and carry it out, or for a settlement and see it performed."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.events import Party, Resolution
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver, paid, turned_down
    from workflows.steps import accords, desk, homeward, money, platform


async def dispute(file: CaseFile) -> Ending:
    """Both sides have said their word; an officer, a settlement or the buyer's silence ends it."""
    if file.case.refusal is not None and not await desk.refused(file):
        return HandOver(to=desk.original_remedy(file.case), reason="the buyer changed the request meanwhile")
    moved = await desk.ruled(file)
    while moved and file.case.dispute.accord is not None:
        if await accords.kept(file):
            return await paid(file, resolution=Resolution.SETTLED)
        moved = await desk.ruled(file)
    if not moved:
        homeward.refused(file)
        return turned_down(file.case)
    ruling = file.case.ruling
    if ruling is not None and ruling.in_favour_of is Party.SELLER and not ruling.amount:
        homeward.refused(file)
        return turned_down(file.case, Resolution.RULED_SELLER)
    if ruling is not None:
        await money.pay_ruling(file, desk.ruled_amount(file.case))
        return await paid(file, letter="DSP-3", resolution=Resolution.RULED_BUYER)
    if platform.paid_there(file.case):
        await money.adopt(file)
        return await paid(file)
    if file.case.withdrawn:
        return Resolution.WITHDRAWN
    return HandOver(to=desk.original_remedy(file.case), reason="the request changed, or less was offered")
