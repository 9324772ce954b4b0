"""Goods: stopping them at the warehouse, having them come back, and having them inspected."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.goods import Findings, Goods, HoldOrder
    from activities.letters import Words
    from domain import windows
    from domain.case import Case
    from domain.events import (
        Hold,
        ReturnWindowLapsed,
        ReturnWindowOpened,
        ShortfallNoted,
        WarehouseAnswered,
    )
    from domain.facts import GoodsReported
    from domain.goods import Sign
    from domain.inspection import Awaiting, assess, awaiting
    from domain.intactness import conditions
    from domain.money import format_money
    from domain.owed import asked
    from domain.retention import kept
    from domain.windows import Clock, Due
    from workflows import calls
    from workflows.casefile import CaseFile, Deadline, Ready, StepSkipped
    from workflows.steps import buyer, lost, parcel, platform


async def hold(file: CaseFile) -> Hold:
    """Stop the goods at the warehouse: the first thing to do when the buyer no longer wants what has not left."""

    async def act() -> Hold:
        return await workflow.execute_activity_method(
            Goods.hold,
            _hold_order(file.case, turn=-file.case.holds),
            summary="hold the goods at the warehouse",
            **calls.OUTWARD,
        )

    try:
        answer = await file.attempt("hold_goods", act)
    except StepSkipped:
        answer = Hold.HELD  # a person stopped them by other means
    file.record(WarehouseAnswered(hold=answer))
    return answer


async def release(file: CaseFile) -> None:
    """Let held goods leave after all."""
    if file.case.hold is not Hold.HELD:
        return

    async def act() -> None:
        await workflow.execute_activity_method(
            Goods.release,
            _hold_order(file.case, turn=-max(0, file.case.holds - 1)),
            summary="let the goods leave",
            **calls.OUTWARD,
        )

    try:
        await file.attempt("release_goods", act)
    except StepSkipped:
        return


async def sent_back(file: CaseFile, *, letter: str = "") -> bool:
    """The buyer, told by `letter`, posts the goods; False when the window closes without them, or on a withdrawal."""
    if not _posted(file.case) and file.case.ship_by is None:
        await _open_window(file, letter)
    terms = file.case.terms
    for told, hours in enumerate((terms.reminder_first_hours, terms.reminder_last_hours)):
        if await file.until(_posted, by=_before_close(hours), waiting="the buyer's parcel", quiet=True):
            break
        if file.case.letters.count("N7-R") <= told:
            file.meanwhile(_remind(file))
    posted = await file.until(_posted, by=windows.ship_back, waiting="the buyer's parcel")
    if not posted and not _on_its_way(file.case) and not file.case.lapsed:
        file.record(ReturnWindowLapsed())
    return _on_its_way(file.case)


async def inspected(file: CaseFile) -> None:
    """All that comes back is in and looked at, or nothing more is to be waited for."""
    while (lack := awaiting(file.case)) is not Awaiting.NOTHING and not settled_elsewhere(file.case):
        await parcel.watch_new(file)
        match lack:
            case Awaiting.FINDING:
                await _found(file)
            case Awaiting.REST:
                await _rest_comes(file)
            case Awaiting.PARCEL:
                await _another_comes(file)
            case _:
                await _arrives(file)


async def _open_window(file: CaseFile, letter: str) -> None:
    """The window runs from the moment at which the buyer knows where to send the goods (rule F4)."""
    span = timedelta(hours=file.case.terms.ship_back_hours)
    agreement = file.case.agreement
    pays = agreement.seller_pays_freight if agreement is not None else None
    told = _conditions(file.case)

    def say() -> Words:
        item = file.case.titles
        words = Words(date=workflow.now() + span, seller_pays_freight=pays, conditions=told, item=item)
        return replace(words, **_goodwill(file.case))

    await buyer.tell(file, letter or _how_to_send(file.case), say, moot=_posted)
    file.record(ReturnWindowOpened(ship_by=workflow.now() + span))


def _how_to_send(case: Case) -> str:
    """A return out of goodwill has its own terms: whoever posts it agrees to them (R72)."""
    return "N7-L" if case.agreement is not None and case.agreement.round_trip else "N7-1"


def _goodwill(case: Case) -> dict[str, Any]:
    """What such a return comes to if all is sound, and the fee in it."""
    agreement, currency = case.agreement, case.order.currency
    if agreement is None or not agreement.round_trip:
        return {}
    fee = format_money(agreement.packaging_fee, currency)
    return {"amount": asked(case).order_refund, "currency": currency, "option1": fee}


def _conditions(case: Case) -> tuple[Sign, ...]:
    """What spoils the goods that are asked to come back, in the order of the vocabulary; each once."""
    categories = {case.order.line(item.line_id).category for item in case.request.items}
    signs = {sign for category in categories for sign in conditions(category, case.terms)}
    return tuple(sign for sign in Sign if sign in signs)


async def _remind(file: CaseFile) -> None:
    def moot(case: Case) -> bool:
        return _posted(case) or case.lapsed

    await buyer.tell(file, "N7-R", lambda: Words(date=file.case.ship_by), moot=moot)


def _before_close(hours: int) -> Deadline:
    def deadline(case: Case) -> Due | None:
        close = windows.ship_back(case)
        if close is None:
            return None
        return Due(at=close.at - timedelta(hours=hours), clock=Clock.PAUSE, starts_at=close.starts_at)

    return deadline


def _on_its_way(case: Case) -> bool:
    """The buyer posted something in time; that a courier lost it since does not close their window.

    Goods that were given back count no more: they are posted anew.
    """
    given = case.sent_home
    return any(given is None or parcel.sent_at > given.at for parcel in case.parcels)


def _posted(case: Case) -> bool:
    return _on_its_way(case) or kept(case) or settled_elsewhere(case)


def settled_elsewhere(case: Case) -> bool:
    """The platform has paid, or the buyer took the request back: nothing of the return matters any more."""
    return case.withdrawn or platform.paid_there(case)


def decided(case: Case) -> bool:
    """Somebody has agreed or refused, or nothing is to be decided any more."""
    return case.agreement is not None or case.refusal is not None or settled_elsewhere(case)


def _lacks_no_longer(file: CaseFile, lack: Awaiting) -> Ready:
    """The return waits for something else by now, a parcel is to be watched first, or nothing of it matters."""
    return lambda case: awaiting(case) is not lack or bool(parcel.unwatched(file)) or settled_elsewhere(case)


async def _arrives(file: CaseFile) -> None:
    """A parcel arrives, or another is posted; a silent courier is asked."""
    ready = _lacks_no_longer(file, Awaiting.ARRIVAL)

    def silence(case: Case) -> Due | None:
        return parcel.silent_until(file, case)

    if silence(file.case) is None:
        if not await file.until(ready, by=windows.settle, waiting="the return parcel", alarms=True):
            await platform.read(file)
            await file.until(ready, waiting="the return parcel")
        return
    if not await file.until(ready, by=silence, waiting="the return parcel", quiet=True):
        for silent in file.case.parcels:
            due = silence(file.case)
            if due is not None and silent.state in parcel.ON_THE_ROAD and due.at <= workflow.now():
                await parcel.look_up(file, silent.carrier, silent.waybill)


async def _another_comes(file: CaseFile) -> None:
    """All that was posted is lost: a carrier finds it, the buyer posts again, or a person ends or diverts the case."""
    if workflow.patched("return-risk"):
        await lost.borne(file, _lacks_no_longer(file, Awaiting.PARCEL))
        return
    ready = _lacks_no_longer(file, Awaiting.PARCEL)
    if not await file.until(ready, by=windows.settle, waiting="a lost parcel, or another", alarms=True):
        await file.until(ready, waiting="a lost parcel, or another")


async def _found(file: CaseFile) -> None:
    """The warehouse looks at a parcel; it is asked when its own target passes, and the law's deadline tells people."""
    ready = _lacks_no_longer(file, Awaiting.FINDING)
    if await file.until(ready, by=windows.inspect, waiting="the warehouse's finding"):
        return
    await _ask_warehouse(file)
    if await file.until(ready, by=windows.settle, waiting="the warehouse's finding", alarms=True):
        return
    await platform.read(file)
    await file.until(ready, waiting="the warehouse's finding")


async def _ask_warehouse(file: CaseFile) -> None:
    async def act() -> Findings:
        return await workflow.execute_activity_method(
            Goods.findings, _hold_order(file.case), summary="ask the warehouse what it found", **calls.OUTWARD
        )

    try:
        answer = await file.attempt("inspection_findings", act)
    except StepSkipped:
        return
    for finding in answer.findings:
        file.absorb(GoodsReported(fact=finding.finding_id, finding=finding))


async def _rest_comes(file: CaseFile) -> None:
    """Units are missing and no parcel is known: ask once, wait some days, then settle for what came."""
    hours = file.case.terms.missing_parcel_hours
    start = max(finding.at for finding in file.case.findings)
    due = Due(at=max(start, workflow.now()) + timedelta(hours=hours), clock=Clock.MISSING_PARCEL, starts_at=start)
    missing = _missing(file.case)
    if assess(file.case).lacking:
        _ask_for_parts(file, due)
    elif "N7-M" not in file.case.letters:
        file.meanwhile(_tell_missing(file, missing, due))

    def ready(case: Case) -> bool:
        return awaiting(case) is not Awaiting.REST or settled_elsewhere(case)

    if not await file.until(ready, by=lambda _: due, waiting="the rest of the return"):
        file.record(ShortfallNoted())


def _ask_for_parts(file: CaseFile, due: Due) -> None:
    """An accessory or the goods' own packaging is missing: it may be sent within days (table 3.10 step 4 row 4)."""
    if "N7-A" in file.case.letters:
        return
    case = file.case
    titles = ", ".join(case.order.line(item.line_id).title for item in assess(case).lacking)

    def moot(case: Case) -> bool:
        return settled_elsewhere(case) or not assess(case).lacking

    words = Words(item=titles, date=due.at)
    file.meanwhile(buyer.tell_about(file, "N7-A", words, moot))


async def _tell_missing(file: CaseFile, missing: str, due: Due) -> None:
    def moot(case: Case) -> bool:
        return settled_elsewhere(case) or awaiting(case) is not Awaiting.REST

    await buyer.tell(file, "N7-M", lambda: Words(reason=missing, date=due.at), moot=moot)


def _missing(case: Case) -> str:
    return ", ".join(f"{item.qty} x {case.order.line(item.line_id).title}" for item in assess(case).missing)


def _hold_order(case: Case, turn: int = 0) -> HoldOrder:
    """To hold them once more is a question of its own: its turns count below nought, those of buyers' words above."""
    return HoldOrder(
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        line_ids=tuple(item.line_id for item in case.request.items),
        turn=turn,
    )
