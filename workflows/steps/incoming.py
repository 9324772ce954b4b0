"""Goods of the buyer's that come in to be looked at or mended, and stay the buyer's."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.case import Case
    from domain.standing import goods_here
    from domain.windows import Due
    from workflows.casefile import CaseFile
    from workflows.steps import goods, parcel, remedies


async def arrived(file: CaseFile, letter: str) -> bool:
    """The buyer is told where to post the goods (`letter`), and they are at our dock; False when nothing came of it."""
    if goods_here(file.case):
        return True
    if not await goods.sent_back(file, letter=letter):
        return False
    while not _there(file.case):
        await parcel.watch_new(file)
        await _moves(file)
    return goods_here(file.case)


def _there(case: Case) -> bool:
    return goods_here(case) or remedies.over(case)


async def _moves(file: CaseFile) -> None:
    """A scan, another parcel, or a look at one whose courier is silent; a lost one waits for another, or a person."""

    def silence(case: Case) -> Due | None:
        return parcel.silent_until(file, case)

    def ready(case: Case) -> bool:
        return _there(case) or bool(parcel.unwatched(file))

    if silence(file.case) is None:
        known = tuple((p.waybill, p.state) for p in file.case.parcels)
        await file.until(
            lambda case: ready(case) or tuple((p.waybill, p.state) for p in case.parcels) != known,
            waiting="the buyer's goods",
        )
    elif not await file.until(ready, by=silence, waiting="the buyer's goods", quiet=True):
        for silent in file.case.parcels:
            due = silence(file.case)
            if due is not None and silent.state in parcel.ON_THE_ROAD and due.at <= workflow.now():
                await parcel.look_up(file, silent.carrier, silent.waybill)
