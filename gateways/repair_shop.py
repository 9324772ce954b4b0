"""The repair shop: looks at goods and mends them, free or for a price, and sends them back to their owner."""

from dataclasses import dataclass
from typing import Protocol

from domain.defects.repair import JobKind, RepairReport
from gateways.warehouse import Shipment


@dataclass(frozen=True, kw_only=True)
class JobItem:
    """What is to be looked at or mended."""

    sku: str
    title: str
    qty: int
    serial_no: str = ""


@dataclass(frozen=True, kw_only=True)
class JobForm:
    """A job as it is booked. `waybill` is the parcel it came in; `free`: under the guarantee, no quote is needed."""

    order_id: str
    kind: JobKind
    item: JobItem
    symptom: str
    waybill: str
    free: bool


@dataclass(frozen=True, kw_only=True)
class JobReport:
    """One word of the shop, with the id by which it is told once."""

    report_id: str
    report: RepairReport


class RepairShop(Protocol):
    """A repair shop or its system. Methods may raise GatewayError; all are safe to repeat with the same key."""

    async def book(self, form: JobForm, *, key: str) -> tuple[JobReport, ...]:
        """Ask for a job; the same key tells how the same job stands."""
        ...

    async def standing(self, key: str) -> tuple[JobReport, ...]:
        """What the shop has said of the job so far, oldest first."""
        ...

    async def answer(self, job: str, *, accepted: bool, key: str) -> tuple[JobReport, ...]:
        """The owner takes the quote, or does not; the first answer binds."""
        ...

    async def send_back(self, job: str, papers: tuple[str, ...], *, key: str) -> Shipment:
        """Send the goods back to their owner with these papers, once a key for ever."""
        ...
