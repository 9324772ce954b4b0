"""The warehouse's side of a case: holding what has not left, and what was found in what came back."""

from collections.abc import Callable
from dataclasses import dataclass

from temporalio import activity

from activities.faults import failure
from domain.events import Hold
from domain.exchanges.replacement import Shelved
from domain.goods import Finding, FoundLine, Grade, Sign
from gateways.assembly import Gateways
from gateways.connections import Care
from gateways.errors import GatewayError
from gateways.warehouse import WarehouseFinding


@dataclass(frozen=True, kw_only=True)
class HoldOrder:
    """Lines of an order that must not leave, or may after all; `turn` tells a later word of the same case apart."""

    case_id: str
    shop: str
    order_id: str
    line_ids: tuple[str, ...]
    turn: int = 0

    def key(self, operation: str) -> str:
        """The key of an operation on these lines: once a case, or once a turn of it."""
        return f"{self.case_id}/{operation}/{self.turn}" if self.turn else f"{self.case_id}/{operation}"


@dataclass(frozen=True, kw_only=True)
class ShelfOrder:
    """Items whose shelf is asked for."""

    case_id: str
    shop: str
    order_id: str
    skus: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Stock:
    """What the shelf has of each."""

    shelf: tuple[Shelved, ...]


@dataclass(frozen=True, kw_only=True)
class ShipOrder:
    """Goods to send to the buyer of an order, once a `key` for ever."""

    case_id: str
    shop: str
    order_id: str
    sku: str
    qty: int
    key: str


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """The parcel that left; no waybill when the shelf could not give that many, and never will under this key."""

    carrier: str = ""
    waybill: str = ""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What the warehouse has found for one case so far."""

    findings: tuple[Finding, ...]


class Goods:
    """The warehouse."""

    def __init__(self, gateways: Callable[[str], Gateways]) -> None:
        self.gateways = gateways

    @activity.defn(name="hold_goods")
    async def hold(self, order: HoldOrder) -> Hold:
        """Stop these lines from leaving; the warehouse says whether it still could."""
        try:
            state = await self.gateways(order.shop).warehouse.hold(
                order.order_id, order.line_ids, key=order.key("hold")
            )
        except GatewayError as error:
            raise failure(error) from error
        return Hold(state.value)

    @activity.defn(name="release_goods")
    async def release(self, order: HoldOrder) -> None:
        """Let the lines leave after all: the buyer wants the goods."""
        try:
            await self.gateways(order.shop).warehouse.release(order.order_id, order.line_ids, key=order.key("release"))
        except GatewayError as error:
            raise failure(error) from error

    @activity.defn(name="read_stock")
    async def stock(self, order: ShelfOrder) -> Stock:
        """How many units of each item could leave now."""
        warehouse = self.gateways(order.shop).warehouse
        try:
            found = [Shelved(sku=sku, available=await warehouse.stock(order.order_id, sku)) for sku in order.skus]
        except GatewayError as error:
            raise failure(error) from error
        return Stock(shelf=tuple(found))

    @activity.defn(name="ship_goods")
    async def ship(self, order: ShipOrder) -> Shipped:
        """Send goods, once a key for ever; asking again answers what became of the same shipment.

        In the parcel lies a slip by which the buyer reaches the shop (R58).
        """
        gateways = self.gateways(order.shop)
        try:
            shipment = await gateways.warehouse.ship(
                order.order_id, order.sku, order.qty, key=order.key, insert=insert_of(gateways.shop.care)
            )
        except GatewayError as error:
            raise failure(error) from error
        return Shipped() if shipment is None else Shipped(carrier=shipment.carrier, waybill=shipment.waybill)

    @activity.defn(name="give_goods_back")
    async def give_back(self, order: HoldOrder) -> None:
        """Send what was refused for good to the buyer again, once a case."""
        key = f"{order.case_id}/give_back"
        try:
            await self.gateways(order.shop).warehouse.give_back(order.order_id, order.line_ids, key=key)
        except GatewayError as error:
            raise failure(error) from error

    @activity.defn(name="inspection_findings")
    async def findings(self, order: HoldOrder) -> Findings:
        """Ask the warehouse what it found, for when its notices went missing."""
        try:
            found = await self.gateways(order.shop).warehouse.findings(order.case_id)
        except GatewayError as error:
            if error.code == "not_found":  # the return was never announced, so nothing was found under its number
                return Findings(findings=())
            raise failure(error) from error
        return Findings(findings=tuple(finding_of(finding) for finding in found))


def finding_of(found: WarehouseFinding) -> Finding:
    """A warehouse's finding in the words of a case."""
    return Finding(
        finding_id=found.finding_id,
        waybill=found.waybill,
        inspector=found.inspector,
        at=found.at,
        lines=tuple(
            FoundLine(
                line_id=units.line_id,
                qty=units.qty,
                grade=Grade(units.grade),
                note=units.note,
                photos=units.photos,
                signs=tuple(Sign(sign) for sign in units.signs),
            )
            for units in found.units
        ),
        gift_present=found.gift_present,
        collect_fee=found.collect_fee,
    )


HOTLINE = "售后热线 / Hotline: {hotline}"
CONTACT = "联系方式 / Contact: {contact}"
LEAFLET = "商品说明 / About the product: {leaflet}"


def insert_of(care: Care | None) -> tuple[str, ...]:
    """The lines of the slip in a parcel: hotline, contact, and where the product's information is found (R58)."""
    if care is None:
        return ()
    hotline = f"{care.hotline} ({care.hours})" if care.hours else care.hotline
    lines = [HOTLINE.format(hotline=hotline)]
    lines += [CONTACT.format(contact=care.contact)] if care.contact else []
    lines += [LEAFLET.format(leaflet=care.leaflet)] if care.leaflet else []
    return tuple(lines)
