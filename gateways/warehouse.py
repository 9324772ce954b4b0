"""The warehouse: holds what has not left, expects what comes back, and says what it found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class HoldState(StrEnum):
    """What the warehouse could do about an order that must not leave."""

    HELD = "held"  # it will not leave
    HANDED_OVER = "handed_over"  # with the courier, not scanned yet: an interception may still catch it
    SHIPPED = "shipped"  # gone


@dataclass(frozen=True, kw_only=True)
class ExpectedLine:
    """One line of an announced return."""

    line_id: str
    sku: str
    qty: int


@dataclass(frozen=True, kw_only=True)
class FoundUnits:
    """What the inspector found of one line: `grade` as the warehouse speaks it (A as new, B opened but intact,
    C not intact, X wrong or swapped goods); photos are references into our blob store or theirs.
    """

    line_id: str
    qty: int
    grade: str
    note: str = ""
    photos: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()  # what there is to see of it, in the words of domain.goods.Sign


@dataclass(frozen=True, kw_only=True)
class WarehouseFinding:
    """The inspection of one parcel of one announced return. `finding_id` identifies it for ever."""

    finding_id: str
    return_no: str
    waybill: str
    inspector: str
    at: datetime
    units: tuple[FoundUnits, ...]
    gift_present: bool | None = None
    collect_fee: int = 0  # minor units, when the parcel came freight-collect


@dataclass(frozen=True, kw_only=True)
class Shipment:
    """Goods that left under a key: the courier and the waybill by which their way is followed."""

    carrier: str
    waybill: str


@dataclass(frozen=True, kw_only=True)
class PackingRecord:
    """What the warehouse has on record of a parcel as it left; weights are grams, None where none was kept.

    `shows`: its video shows all goods going in. `merged`: with goods of other orders, without the buyer's consent.
    `other_waybill`: another parcel of the same order.
    """

    at: datetime
    expected: int | None = None
    out: int | None = None
    packer: str = ""
    video: str = ""
    shows: bool | None = None
    merged: bool = False
    other_carrier: str = ""
    other_waybill: str = ""
    other_eta: datetime | None = None


class Warehouse(Protocol):
    """A warehouse or its system. Methods may raise GatewayError; all are safe to repeat with the same key."""

    async def hold(self, order_id: str, line_ids: tuple[str, ...], *, key: str) -> HoldState:
        """Stop these lines from leaving."""
        ...

    async def give_back(self, order_id: str, line_ids: tuple[str, ...], *, key: str) -> None:
        """Send goods that came back, and were refused for good, to the buyer again, who pays the carrier."""
        ...

    async def release(self, order_id: str, line_ids: tuple[str, ...], *, key: str) -> None:
        """Let them leave after all: the buyer withdrew."""
        ...

    async def expect(self, return_no: str, order_id: str, lines: tuple[ExpectedLine, ...], *, waybill: str) -> None:
        """Announce a return, so that the parcel can be matched at the dock."""
        ...

    async def findings(self, return_no: str) -> tuple[WarehouseFinding, ...]:
        """Poll what has been inspected so far."""
        ...

    async def packing(self, order_id: str, line_ids: tuple[str, ...], *, key: str) -> PackingRecord | None:
        """Ask for the records of how these lines were packed; None while they are looked up. A repeat asks again."""
        ...

    async def stock(self, order_id: str, sku: str) -> int:
        """How many units of an item could leave for this order now; 0 for one that is not kept."""
        ...

    async def ship(
        self, order_id: str, sku: str, qty: int, *, key: str, insert: tuple[str, ...] = ()
    ) -> Shipment | None:
        """Send an item to the buyer of an order, once a key for ever; None when the shelf could not give that many.

        The first answer binds: a key that was told there is none never ships later. `insert` are the lines of a slip
        that is laid into the parcel; a key does not bind them, so that a repeat may come with others.
        """
        ...
