"""The missing, right or whole goods leave at once, and what was sent wrong comes back beside it (R32, R35)."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.complaints import judging
    from domain.complaints.flaw import Remedy
    from domain.complaints.wrong_item import return_first
    from domain.events import WrongGoodsAwaited, WrongGoodsWrittenOff
    from domain.exchanges import sending
    from domain.exchanges.replacement import Purpose
    from domain.goods import ParcelState
    from domain.request import Ground
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, parcel, pickups
    from workflows.steps import sending as parcels

CHEAP = "it is worth less than its way back"
KEPT = "the buyer keeps it for less"
NEVER_CAME = "it was not handed in, after a reminder"
HERE = frozenset({ParcelState.ARRIVED, ParcelState.LOST})


async def brought(file: CaseFile) -> bool:
    """What is owed is with the buyer; False when the shelf is empty, or the parcel did not come."""
    choice = file.case.complaint.choice
    if choice is not None and return_first(choice.row):
        await wrong_goods(file)
    if not sending.serving(file.case):
        by = choice.by if choice is not None else "policy"
        file.record(*sending.ordered(file.case, judging.to_send(file.case), Purpose.AGAIN, by=by))
    if not await parcels.leaves(file):
        return False
    wrong = file.case.request.ground is Ground.WRONG_ITEM
    file.meanwhile(parcels.tell_sent(file, "WRG-1" if wrong else "SHT-4"))
    if wrong and not file.case.parcels:
        file.meanwhile(wrong_goods(file))
    return await parcels.arrives(file)


async def wrong_goods(file: CaseFile) -> None:
    """What was sent wrong is collected at our cost: a reminder, then it is written off, and never charged."""
    if judging.value_of(file.case) <= file.case.terms.wrong_item_kept_minor:
        file.record(WrongGoodsWrittenOff(reason=CHEAP))
        return
    if workflow.patched("wrong-goods-collected"):
        await pickups.booked(file)
    for letter in ("WRG-6", ""):
        span = timedelta(hours=file.case.terms.wrong_item_return_hours)
        file.record(WrongGoodsAwaited(until=workflow.now() + span))
        file.meanwhile(pickups.told(file))
        if await file.until(_posted, by=judging.wrong_goods_due, waiting="what was sent wrong"):
            break
        if letter:
            file.meanwhile(_remind(file, letter))
    if not file.case.parcels:
        file.record(WrongGoodsWrittenOff(reason=NEVER_CAME))
        return
    await parcel.watch_new(file)
    await file.until(_here, waiting="what was sent wrong, on its way to us")


def nothing_comes_back(file: CaseFile) -> None:
    """Who was paid for wrong goods of little worth, or keeps them for less, sends nothing."""
    known = file.case.complaint
    if file.case.request.ground is Ground.WRONG_ITEM and not known.written_off:
        file.record(WrongGoodsWrittenOff(reason=KEPT if known.chosen is Remedy.KEEP else CHEAP))


async def _remind(file: CaseFile, letter: str) -> None:
    await buyer.tell(file, letter, lambda: Words(date=file.case.complaint.wrong_until), moot=_posted)


def _posted(case: Case) -> bool:
    return bool(case.parcels) or case.withdrawn


def _here(case: Case) -> bool:
    return all(known.state in HERE for known in case.parcels) or case.withdrawn
