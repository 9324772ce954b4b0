"""Parcels: where they are, and calling one back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class ScanState(StrEnum):
    """What a scan says of the parcel; finer carrier codes are mapped to these."""

    COLLECTED = "collected"
    IN_TRANSIT = "in_transit"
    DELIVERING = "delivering"
    SIGNED = "signed"
    REFUSED = "refused"  # refused at the door
    RETURNING = "returning"
    RETURNED = "returned"  # signed by the sender again
    TROUBLE = "trouble"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Scan:
    """One entry of a trace. `event_id` identifies it for ever: scans come twice and out of order."""

    event_id: str
    state: ScanState
    at: datetime
    place: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Trace:
    """All that the carrier knows of a waybill, oldest scan first."""

    carrier: str
    waybill: str
    scans: tuple[Scan, ...]


class InterceptState(StrEnum):
    """How an order to call a parcel back stands."""

    ORDERED = "ordered"
    STOPPED = "stopped"  # it comes back
    FAILED = "failed"  # too late, or not possible


@dataclass(frozen=True, kw_only=True)
class Pickup:
    """A pick-up at the buyer's door, paid by us, under a waybill of the courier's; "" where nobody can come."""

    carrier: str = ""
    waybill: str = ""


class Carrier(Protocol):
    """A courier or an aggregator. Methods may raise GatewayError."""

    async def pick_up(self, carrier: str, waybill: str, *, order_id: str, key: str) -> Pickup:
        """Collect something where this parcel was delivered, and bring it to us; the same key is the same pick-up."""
        ...

    async def subscribe(self, carrier: str, waybill: str) -> None:
        """Ask for pushes about this waybill; safe to repeat."""
        ...

    async def track(self, carrier: str, waybill: str) -> Trace:
        """Poll the trace; an empty one is normal in the first hours."""
        ...

    async def intercept(self, carrier: str, waybill: str, *, key: str) -> InterceptState:
        """Order the parcel back; the same key answers with the standing of the same order."""
        ...
