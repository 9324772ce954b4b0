"""Exchanges with the courier about one parcel."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.parcels import Parcels, Sightings, Watched
    from domain.case import Case
    from domain.events import Intercept, InterceptChanged
    from domain.facts import ParcelReported
    from domain.goods import Parcel, ParcelState
    from domain.windows import Clock, Due
    from workflows import calls
    from workflows.casefile import CaseFile, StepSkipped

ON_THE_ROAD = frozenset({ParcelState.UNDER_WAY, ParcelState.COMING_BACK, ParcelState.REFUSED})


def unwatched(file: CaseFile) -> list[Parcel]:
    """Parcels of the case whose news is not yet routed to it."""
    return [parcel for parcel in file.case.parcels if parcel.waybill not in file.watched]


async def watch_new(file: CaseFile) -> None:
    """Have the courier push, and the warehouse expect, every parcel that the buyer sent."""
    for parcel in unwatched(file):
        file.watched.add(parcel.waybill)
        if any(finding.waybill == parcel.waybill for finding in file.case.findings):
            continue  # it lies opened on the table: nobody needs to look out for it

        async def act(waybill: str = parcel.waybill) -> None:
            await workflow.execute_activity_method(
                Parcels.watch, returning(file, waybill), summary=f"watch parcel {waybill[:60]}", **calls.OUTWARD
            )

        try:
            await file.attempt("watch_parcel", act)
        except StepSkipped:
            continue  # a person watches this one; the case waits for its arrival all the same


async def watch(file: CaseFile, carrier: str, waybill: str) -> None:
    """Have the courier push what becomes of a parcel on its way to the buyer."""

    async def act() -> None:
        await workflow.execute_activity_method(
            Parcels.watch, watched(file.case, carrier, waybill), summary=f"watch parcel {waybill[:60]}", **calls.OUTWARD
        )

    try:
        await file.attempt("watch_parcel", act)
    except StepSkipped:
        return  # a person watches it; the courier is asked all the same


async def look_up(file: CaseFile, carrier: str, waybill: str) -> None:
    """Ask the courier where a silent parcel is; what changed becomes part of the case."""

    async def act() -> Sightings:
        return await workflow.execute_activity_method(
            Parcels.track,
            watched(file.case, carrier, waybill),
            summary=f"ask for parcel {waybill[:60]}",
            **calls.OUTWARD,
        )

    file.polls[waybill] = file.polls.get(waybill, 0) + 1
    try:
        sightings = await file.attempt("track_parcel", act)
    except StepSkipped:
        return
    for scan in sightings.scans:
        file.absorb(ParcelReported(fact=scan.event_id, carrier=carrier, waybill=waybill, at=scan.at, state=scan.state))


def silent_until(file: CaseFile, case: Case) -> Due | None:
    """When the next silent parcel is asked for; the spacing doubles, and ends after the polls that the terms allow."""
    dues = []
    for parcel in case.parcels:
        asked = file.polls.get(parcel.waybill, 0)
        if parcel.state in ON_THE_ROAD and asked < case.terms.courier_polls_count:
            span = timedelta(hours=case.terms.courier_silence_hours) * 2**asked
            dues.append(Due(at=parcel.moved_at + span, clock=Clock.PAUSE, starts_at=parcel.moved_at))
    return min(dues, default=None)


async def intercept(file: CaseFile) -> None:
    """Order the outbound parcel back; how the order stands becomes part of the case."""

    async def act() -> Intercept:
        order = file.case.order
        parcel = watched(file.case, order.outbound_carrier, order.outbound_waybill)
        return await workflow.execute_activity_method(
            Parcels.intercept, parcel, summary="call the parcel back", **calls.OUTWARD
        )

    try:
        state = await file.attempt("intercept_parcel", act)
    except StepSkipped:
        state = Intercept.FAILED
    file.record(InterceptChanged(state=state))


def returning(file: CaseFile, waybill: str) -> Watched:
    """A parcel on its way back, with the lines that the warehouse should expect in it."""
    case = file.case
    parcel = case.parcel(waybill)
    carrier = parcel.carrier if parcel is not None else ""
    skus = {line.line_id: line.sku for line in case.order.lines}
    return watched(case, carrier, waybill, lines=True, skus=skus)


def watched(
    case: Case, carrier: str, waybill: str, *, lines: bool = False, skus: dict[str, str] | None = None
) -> Watched:
    """A parcel of the case as the courier is asked for it, with the lines in it where the warehouse is to expect it."""
    return Watched(
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        carrier=carrier,
        waybill=waybill,
        lines=case.request.items if lines else (),
        skus=skus,
    )
