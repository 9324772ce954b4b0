"""Parcels: watching one that comes back, asking where it is, and calling one back that is on its way out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from activities.faults import failure
from domain.events import Intercept
from domain.goods import ParcelState
from domain.request import Item
from gateways.assembly import Gateways
from gateways.carrier import ScanState
from gateways.errors import GatewayError
from gateways.warehouse import ExpectedLine
from store import identity
from store.pool import Pool

STATES = {
    ScanState.REFUSED: ParcelState.REFUSED,
    ScanState.RETURNING: ParcelState.COMING_BACK,
    ScanState.RETURNED: ParcelState.ARRIVED,
    ScanState.SIGNED: ParcelState.SIGNED,
    ScanState.LOST: ParcelState.LOST,
}


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A parcel to watch. `lines` are announced to the warehouse; none for a parcel on its way out."""

    case_id: str
    shop: str
    order_id: str
    carrier: str
    waybill: str
    lines: tuple[Item, ...] = ()
    skus: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class PickupOrder:
    """What is to be collected: at the door where this parcel went, for one case, under a key of it."""

    key: str
    case_id: str
    shop: str
    order_id: str
    carrier: str
    waybill: str


@dataclass(frozen=True, kw_only=True)
class PickedUp:
    """The courier's parcel; no waybill where it cannot come."""

    carrier: str
    waybill: str


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """The newest scan of a parcel, in the words of a case."""

    event_id: str
    state: ParcelState
    at: datetime
    word: str = ""  # the carrier's own
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Sightings:
    """What a poll brought, oldest first."""

    scans: tuple[Sighting, ...]


class Parcels:
    """The courier's side of a case."""

    def __init__(self, pool: Pool, gateways: Callable[[str], Gateways]) -> None:
        self.pool = pool
        self.gateways = gateways

    @activity.defn(name="watch_parcel")
    async def watch(self, parcel: Watched) -> None:
        """Route this waybill's news to the case, ask the courier for pushes, announce the goods to the warehouse."""
        await identity.register_waybill(
            self.pool, carrier=parcel.carrier, waybill=parcel.waybill, case_id=parcel.case_id
        )
        gateways = self.gateways(parcel.shop)
        try:
            await gateways.carrier.subscribe(parcel.carrier, parcel.waybill)
            if parcel.lines:
                await gateways.warehouse.expect(
                    parcel.case_id, parcel.order_id, _expected(parcel), waybill=parcel.waybill
                )
        except GatewayError as error:
            raise failure(error) from error

    @activity.defn(name="book_pickup")
    async def pick_up(self, order: PickupOrder) -> PickedUp:
        """Have something collected at the buyer's door; news of that parcel are the case's from here on."""
        carrier = self.gateways(order.shop).carrier
        try:
            pickup = await carrier.pick_up(order.carrier, order.waybill, order_id=order.order_id, key=order.key)
            if pickup.waybill:
                await identity.register_waybill(
                    self.pool, carrier=pickup.carrier, waybill=pickup.waybill, case_id=order.case_id
                )
                await carrier.subscribe(pickup.carrier, pickup.waybill)
        except GatewayError as error:
            raise failure(error) from error
        return PickedUp(carrier=pickup.carrier, waybill=pickup.waybill)

    @activity.defn(name="track_parcel")
    async def track(self, parcel: Watched) -> Sightings:
        """Ask the courier where a parcel is, for when its pushes went silent."""
        try:
            trace = await self.gateways(parcel.shop).carrier.track(parcel.carrier, parcel.waybill)
        except GatewayError as error:
            raise failure(error) from error
        return Sightings(
            scans=tuple(
                Sighting(
                    event_id=scan.event_id,
                    state=STATES.get(scan.state, ParcelState.UNDER_WAY),
                    at=scan.at,
                    word=scan.state,
                    place=scan.place,
                )
                for scan in trace.scans
            )
        )

    @activity.defn(name="intercept_parcel")
    async def intercept(self, parcel: Watched) -> Intercept:
        """Order a parcel back that is on its way out; repeating it answers how the same order stands."""
        await identity.register_waybill(
            self.pool, carrier=parcel.carrier, waybill=parcel.waybill, case_id=parcel.case_id
        )
        carrier = self.gateways(parcel.shop).carrier
        try:
            await carrier.subscribe(parcel.carrier, parcel.waybill)
            state = await carrier.intercept(
                parcel.carrier, parcel.waybill, key=f"{parcel.case_id}/intercept/{parcel.waybill}"
            )
        except GatewayError as error:
            raise failure(error) from error
        return Intercept(state.value)


def _expected(parcel: Watched) -> tuple[ExpectedLine, ...]:
    skus = parcel.skus or {}
    return tuple(
        ExpectedLine(line_id=line.line_id, sku=skus.get(line.line_id, ""), qty=line.qty) for line in parcel.lines
    )
