"""Goods that leave again: in place of a parcel that did not come, or in exchange for others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """Why goods leave again."""

    AGAIN = "again"  # the buyer never had them, or not as they were sold
    EXCHANGE = "exchange"  # another item in place of what comes back
    SUBSTITUTE = "substitute"  # another item in place of one that cannot be sent


class ReplacementState(StrEnum):
    """Where one shipment is, as far as the case knows."""

    ORDERED = "ordered"  # decided; nobody knows yet whether it left
    NOT_SENT = "not_sent"  # it certainly did not leave under this key, and never will
    ON_ITS_WAY = "on_its_way"
    LATE = "late"  # not with the buyer in its time
    DELIVERED = "delivered"
    CAME_BACK = "came_back"
    LOST = "lost"
    BY_HAND = "by_hand"  # a person sent it by other means, and follows it


MAY_LEAVE = frozenset({ReplacementState.ORDERED})
TRAVELS = frozenset({ReplacementState.ON_ITS_WAY, ReplacementState.LATE})
WITH_BUYER = frozenset({ReplacementState.DELIVERED, ReplacementState.BY_HAND})
NEVER_CAME = frozenset({ReplacementState.NOT_SENT, ReplacementState.CAME_BACK, ReplacementState.LOST})


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What is to leave: so many units of an item for one line; `cost` is what the line's units were paid."""

    line_id: str
    sku: str
    qty: int
    cost: int  # minor units


@dataclass(frozen=True, kw_only=True)
class Shelved:
    """How many units of an item could leave now, by the warehouse's word."""

    sku: str
    available: int


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """One shipment. `key` was made by the decision; the warehouse ships once a key for ever."""

    key: str
    purpose: Purpose
    line_id: str
    sku: str
    qty: int
    cost: int
    by: str
    ordered_at: datetime
    state: ReplacementState = ReplacementState.ORDERED
    reason: str = ""
    carrier: str = ""
    waybill: str = ""
    shipped_at: datetime | None = None
    moved_at: datetime | None = None
