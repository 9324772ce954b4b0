"""Money in: a link by which a buyer pays on top of an order, once a key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class TopUpOrder:
    """A link to make. `key` is made once for each; the provider takes no payment after `expires_at`."""

    key: str
    order_id: str
    amount: int
    currency: str
    reason: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class TopUpAnswer:
    """What the provider says of a link. `amount` is its own word: compare it; `paid_at` is None while unpaid."""

    key: str
    amount: int
    link: str
    provider_ref: str = ""
    paid_at: datetime | None = None


class TopUps(Protocol):
    """A provider that collects from buyers. Methods may raise GatewayError; all are safe to repeat."""

    async def ask(self, order: TopUpOrder) -> TopUpAnswer:
        """Make the link, or tell how the one of this key stands."""
        ...

    async def look_up(self, key: str) -> TopUpAnswer | None:
        """How the link of this key stands; None where the provider never heard of it."""
        ...
