"""Money out: what every payment channel must be able to do.

A channel is either a payment provider (idempotent by our key) or a platform that pays when we agree to its request
(no key of its own: read first, and compare the version). Both answer by our reference, never by theirs alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class PayoutState(StrEnum):
    """What the provider says of one payout."""

    SETTLED = "settled"
    PENDING = "pending"  # accepted, not yet paid: a notice or a lookup will tell
    FAILED = "failed"  # certainly not paid, and will not be under this key


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The platform's own request that an agreement pays: its id and the version our decision was based on."""

    refund_id: str
    version: str
    phase: str


@dataclass(frozen=True, kw_only=True)
class Payout:
    """One order to pay. `key` is made once per decision and never changes; amounts in minor units."""

    key: str
    shop: str
    order_id: str
    amount: int
    currency: str
    purpose: str  # "refund" or "compensation"
    reason: str
    tenders: dict[str, int]
    claim: Claim | None = None


@dataclass(frozen=True, kw_only=True)
class PayoutAnswer:
    """What is known of a payout after a call, a notice or a lookup. `amount` is what the provider says: compare it."""

    key: str
    state: PayoutState
    amount: int
    provider_ref: str = ""
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class KeyLife:
    """How long the provider remembers a key. `lives=None`: for ever. Past `send_until` we only look up."""

    lives: timedelta | None

    def send_until(self, first_sent_at: datetime) -> datetime | None:
        """Last moment at which the same key may be sent again: min(20 h, life - 4 h) after the first send (rule R4)."""
        if self.lives is None:
            return None
        return first_sent_at + min(timedelta(hours=20), self.lives - timedelta(hours=4))


class Payments(Protocol):
    """A channel that pays. Every method may raise GatewayError; UNKNOWN_EFFECT from `pay` means: it may have paid."""

    name: str
    key_life: KeyLife

    async def pay(self, payout: Payout) -> PayoutAnswer:
        """Send, or send again with the same key."""
        ...

    async def look_up(self, payout: Payout) -> PayoutAnswer | None:
        """What became of this key; None when it certainly has not paid so far.

        STALE: it has not paid, and what the decision was based on has changed, so it will not.
        """
        ...
