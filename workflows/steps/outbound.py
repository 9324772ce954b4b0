"""The parcel on its way to a buyer who no longer wants it: wait for it, or call it back."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import standing, windows
    from domain.case import Case
    from domain.events import Intercept, Question
    from domain.goods import ParcelState
    from domain.windows import Clock
    from workflows.casefile import CaseFile, Deadline, Ready
    from workflows.steps import buyer, parcel, platform
    from workflows.steps.goods import settled_elsewhere

BACK = frozenset({ParcelState.COMING_BACK, ParcelState.REFUSED, ParcelState.ARRIVED})


async def caught(file: CaseFile) -> bool:
    """Handed over but perhaps not gone: one try to stop it; False when it is on its way (table 3.1 row 2)."""
    if not file.case.order.outbound_waybill:
        return False
    await _called_back(file)
    return file.case.intercept is Intercept.STOPPED and await _scanned_back(file)


async def recall(file: CaseFile) -> None:
    """What left against the buyer's request comes back at our cost and risk; the money does not wait for it (MR-22)."""
    if file.case.order.outbound_waybill and file.case.intercept is None:
        await parcel.intercept(file)
        await _tell_intercept(file)


async def buyer_waits(file: CaseFile) -> bool:
    """Ask whether the buyer would wait; True when they do, and take the request back.

    Silence is not consent to wait: without an answer the parcel is called back, since a request that nobody answers
    is paid by the platform without any goods.
    """
    if file.case.answer(Question.WAIT_OR_INTERCEPT) is None and file.case.intercept is None:
        await buyer.tell(
            file,
            "TRN-1",
            lambda: Words(date=standing.delivery(file.case).at),
            question=Question.WAIT_OR_INTERCEPT,
            moot=_chosen,
        )
        await until(file, _chosen, _choice, "the buyer: wait, or call it back")
    if not standing.waiting_for_delivery(file.case):
        return file.case.withdrawn

    def changed_mind(case: Case) -> bool:
        return not standing.waiting_for_delivery(case) or settled_elsewhere(case)

    await until(file, changed_mind, standing.delivery, "the parcel that the buyer waits for")
    return file.case.withdrawn


async def comes_back(file: CaseFile) -> bool:
    """Call the parcel back, and see it turn round; False when the buyer took it in after all."""
    if settled_elsewhere(file.case) or file.case.outbound in BACK:
        return not file.case.withdrawn
    if file.case.outbound is ParcelState.SIGNED:
        return False
    if file.case.intercept is None:
        file.meanwhile(_tell_intercept(file))
        await _called_back(file)
    return await _scanned_back(file)


async def _called_back(file: CaseFile) -> None:
    """Order it, and wait for the courier's word; silence counts as a failure to stop it."""
    if file.case.intercept is None:
        await parcel.intercept(file)

    def answered(case: Case) -> bool:
        return case.intercept is not Intercept.ORDERED or case.outbound is not None or settled_elsewhere(case)

    def window(case: Case) -> windows.Due | None:
        return windows.since(case.intercept_at, case.terms.intercept_hours, Clock.INTERCEPT)

    await until(file, answered, window, "the courier to stop the parcel", alarms=False)


async def _scanned_back(file: CaseFile) -> bool:
    """Wait for the return scan: the money goes back then, and not before (table 3.2)."""

    def known(case: Case) -> bool:
        return (
            case.outbound in BACK or case.outbound in {ParcelState.SIGNED, ParcelState.LOST} or settled_elsewhere(case)
        )

    def watch(case: Case) -> windows.Due | None:
        hours = case.terms.returning_parcel_hours
        return windows.since(case.intercept_at or case.opened_at, hours, Clock.RETURNING)

    if not await until(file, known, watch, "the parcel's return scan"):
        order = file.case.order
        await parcel.look_up(file, order.outbound_carrier, order.outbound_waybill)
        await file.until(known, waiting="the parcel's return scan")
    return file.case.outbound is not ParcelState.SIGNED and not file.case.withdrawn


async def until(file: CaseFile, ready: Ready, window: Deadline, waiting: str, *, alarms: bool = True) -> bool:
    """Wait within our own window, and under the platform's clock: it pays by itself when nobody has answered.

    Whichever passes first ends the wait; after the platform's, what it did is read. A platform's clock that had passed
    before counts no more.
    """
    began = workflow.now()

    def due(case: Case) -> windows.Due | None:
        platforms = windows.platform_answers(case)
        ahead = platforms if platforms is not None and platforms.at > began else None
        return windows.earliest(window(case), ahead)

    if await file.until(ready, by=due, waiting=waiting, alarms=alarms):
        return True
    last = due(file.case)
    if last is not None and last.clock is Clock.RESPOND:
        await platform.read(file)
    return ready(file.case)


async def _tell_intercept(file: CaseFile) -> None:
    await buyer.tell(file, "TRN-2", moot=lambda case: case.outbound in BACK or settled_elsewhere(case))


def _chosen(case: Case) -> bool:
    return case.answer(Question.WAIT_OR_INTERCEPT) is not None or settled_elsewhere(case) or case.outbound is not None


def _choice(case: Case) -> windows.Due | None:
    return windows.since(case.told_at or case.opened_at, case.terms.buyer_choice_hours, Clock.BUYER_CHOICE)
