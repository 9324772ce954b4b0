"""The repair shop's side of a case: jobs, quotes, goods on their way back, and the book of past repairs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from activities.faults import failure
from domain.defects.repair import JobKind, PastRepair, RepairReport
from gateways.assembly import Gateways
from gateways.errors import GatewayError
from gateways.repair_shop import JobForm, JobItem, JobReport
from store import identity, repairs
from store.pool import Pool


@dataclass(frozen=True, kw_only=True)
class JobOrder:
    """A job of one case, under a key that stays the same however often it is asked for."""

    key: str
    shop: str
    order_id: str
    kind: JobKind
    sku: str
    title: str
    qty: int
    serial_no: str
    symptom: str
    waybill: str
    free: bool


@dataclass(frozen=True, kw_only=True)
class JobAnswer:
    """The buyer's answer to a job's quote."""

    key: str
    job: str
    shop: str
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class GiveBack:
    """Goods that go back to their owner."""

    key: str
    job: str
    shop: str
    case_id: str
    papers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class JobAsked:
    """A job that is asked for."""

    key: str
    shop: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the shop said of a job, oldest first, each with its id."""

    reports: tuple[tuple[str, RepairReport], ...]


@dataclass(frozen=True, kw_only=True)
class SentBack:
    """The parcel with the buyer's own goods."""

    carrier: str
    waybill: str


@dataclass(frozen=True, kw_only=True)
class ItemOfOrder:
    """An item whose past repairs are asked for, by whoever is not `case_id`."""

    case_id: str
    shop: str
    order_id: str
    line_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Past:
    """Earlier cases' repairs of the item."""

    repairs: tuple[PastRepair, ...]


@dataclass(frozen=True, kw_only=True)
class RepairDone:
    """A repair that has ended, for the book: the next case of the item counts it."""

    case_id: str
    shop: str
    order_id: str
    line_ids: tuple[str, ...]
    number: int
    begun_at: datetime
    ended_at: datetime
    worked: bool


class Repairs:
    """The repair shop, and what is remembered of repairs."""

    def __init__(self, pool: Pool, gateways: Callable[[str], Gateways]) -> None:
        self.pool = pool
        self.gateways = gateways

    @activity.defn(name="book_repair")
    async def book(self, order: JobOrder) -> Told:
        """Ask for a job, or how it stands: the same key is one job."""
        item = JobItem(sku=order.sku, title=order.title, qty=order.qty, serial_no=order.serial_no)
        form = JobForm(
            order_id=order.order_id,
            kind=order.kind,
            item=item,
            symptom=order.symptom,
            waybill=order.waybill,
            free=order.free,
        )
        try:
            return _told(await self.gateways(order.shop).repairs.book(form, key=order.key))
        except GatewayError as error:
            raise failure(error) from error

    @activity.defn(name="ask_repair")
    async def ask(self, job: JobAsked) -> Told:
        """How a job stands, for when notices went missing."""
        try:
            return _told(await self.gateways(job.shop).repairs.standing(job.key))
        except GatewayError as error:
            raise failure(error) from error

    @activity.defn(name="answer_quote")
    async def answer(self, answer: JobAnswer) -> Told:
        """Tell the shop whether the buyer takes its price."""
        try:
            shop = self.gateways(answer.shop).repairs
            return _told(await shop.answer(answer.job, accepted=answer.accepted, key=answer.key))
        except GatewayError as error:
            raise failure(error) from error

    @activity.defn(name="send_home")
    async def send_home(self, order: GiveBack) -> SentBack:
        """Have the goods sent to their owner; news of that parcel are the case's from here on."""
        gateways = self.gateways(order.shop)
        try:
            shipment = await gateways.repairs.send_back(order.job, order.papers, key=order.key)
            await identity.register_waybill(
                self.pool, carrier=shipment.carrier, waybill=shipment.waybill, case_id=order.case_id
            )
            await gateways.carrier.subscribe(shipment.carrier, shipment.waybill)
        except GatewayError as error:
            raise failure(error) from error
        return SentBack(carrier=shipment.carrier, waybill=shipment.waybill)

    @activity.defn(name="past_repairs")
    async def past(self, item: ItemOfOrder) -> Past:
        """Earlier cases' repairs of the item, oldest first."""
        found = await repairs.past(
            self.pool, shop=item.shop, order_id=item.order_id, line_ids=item.line_ids, except_case=item.case_id
        )
        return Past(repairs=tuple(found))

    @activity.defn(name="note_repair")
    async def note(self, done: RepairDone) -> None:
        """Write a repair that has ended into the book, once."""
        await repairs.note(
            self.pool,
            repairs.Noted(
                case_id=done.case_id,
                number=done.number,
                shop=done.shop,
                order_id=done.order_id,
                line_ids=done.line_ids,
                begun_at=done.begun_at,
                ended_at=done.ended_at,
                worked=done.worked,
            ),
        )


def _told(reports: tuple[JobReport, ...]) -> Told:
    return Told(reports=tuple((told.report_id, told.report) for told in reports))
