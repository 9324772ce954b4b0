"""Events of goods that leave again: what the shelf has, the order to send, the parcel and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from domain.exchanges.replacement import Purpose, ReplacementState, Shelved


@dataclass(frozen=True, kw_only=True)
class StockRead:
    """The warehouse said what could leave now."""

    shelf: tuple[Shelved, ...]
    by: str = "warehouse"


@dataclass(frozen=True, kw_only=True)
class ReplacementOrdered:
    """It is decided that goods leave again, once, under this key."""

    key: str
    purpose: Purpose
    line_id: str
    sku: str
    qty: int
    cost: int  # minor units: what the units were paid
    by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReplacementShipped:
    """They left; without a waybill a person sent them by other means."""

    key: str
    carrier: str = ""
    waybill: str = ""
    by: str = "warehouse"


@dataclass(frozen=True, kw_only=True)
class ReplacementNotSent:
    """They certainly did not leave under this key, and never will: the shelf was empty, or it was called off."""

    key: str
    reason: str
    by: str = "warehouse"


@dataclass(frozen=True, kw_only=True)
class ReplacementMoved:
    """The new parcel reached a place that matters, or did not in its time."""

    key: str
    state: ReplacementState
    at: datetime
    fact: str = ""
    by: str = "courier"


SendingEvent = StockRead | ReplacementOrdered | ReplacementShipped | ReplacementNotSent | ReplacementMoved
