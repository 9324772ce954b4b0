"""A payment channel on the other side: it keeps its own books, and can be told to answer badly."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError

from activities.money import Receipt
from domain.events import PaymentState
from gateways.errors import Fault, GatewayError
from gateways.payments import KeyLife, Payout, PayoutAnswer, PayoutState
from store import ledger
from store.payment import PaymentOrder
from store.pool import Pool

Turn = Callable[[Payout], Awaitable[PayoutAnswer]]


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Now."""
        return self.at

    def move(self, by: timedelta) -> None:
        """Later."""
        self.at += by


class Bank:
    """Pays once per key, as far as it remembers the key. `turns` are the next answers, in order; then it just pays."""

    def __init__(self, *, lives: timedelta | None = timedelta(hours=24)) -> None:
        self.name = "bank"
        self.key_life = KeyLife(lives=lives)
        self.paid: list[Payout] = []
        self.sent: list[str] = []
        self.looked_up: list[str] = []
        self.turns: list[Turn] = []
        self.lookup_fault: GatewayError | None = None
        self.forgotten = False

    async def pay(self, payout: Payout) -> PayoutAnswer:
        """Send, or send again."""
        self.sent.append(payout.key)
        if self.turns:
            return await self.turns.pop(0)(payout)
        return self.book(payout)

    async def look_up(self, payout: Payout) -> PayoutAnswer | None:
        """What became of the key."""
        self.looked_up.append(payout.key)
        if self.lookup_fault is not None:
            raise self.lookup_fault
        found = [booked for booked in self.paid if booked.key == payout.key]
        return settled(found[0]) if found else None

    def book(self, payout: Payout) -> PayoutAnswer:
        """Pay, unless this key has paid and is still remembered."""
        if self.forgotten or payout.key not in [booked.key for booked in self.paid]:
            self.paid.append(payout)
        return settled(payout)

    def then(self, *turns: Turn) -> None:
        """The next answers."""
        self.turns.extend(turns)


def settled(payout: Payout, amount: int | None = None) -> PayoutAnswer:
    """Paid."""
    return PayoutAnswer(
        key=payout.key,
        state=PayoutState.SETTLED,
        amount=payout.amount if amount is None else amount,
        provider_ref=f"RF-{payout.key}",
    )


def refuses(fault: Fault, message: str = "no", *, retry_after: timedelta | None = None) -> Turn:
    """It pays nothing, and says so."""

    async def turn(_: Payout) -> PayoutAnswer:
        raise GatewayError(fault, "bank", message, retry_after=retry_after)

    return turn


def pays_and_hangs(bank: Bank) -> Turn:
    """It pays, and we never hear of it."""

    async def turn(payout: Payout) -> PayoutAnswer:
        bank.book(payout)
        raise GatewayError(Fault.UNKNOWN_EFFECT, "bank", "no answer in time")

    return turn


def says(state: PayoutState, reason: str = "") -> Turn:
    """It answers with another state than paid."""

    async def turn(payout: Payout) -> PayoutAnswer:
        return PayoutAnswer(key=payout.key, state=state, amount=payout.amount, provider_ref="RF", reason=reason)

    return turn


async def state(pool: Pool, key: str = "K1") -> PaymentState:
    """What the ledger knows."""
    movement = await ledger.movement(pool, key)
    assert movement is not None
    return movement.state


async def failure(attempt: Awaitable[Receipt]) -> ApplicationError:
    """The failure that an attempt ends with."""
    with pytest.raises(ApplicationError) as caught:
        await attempt
    return caught.value


def payout(order: PaymentOrder, amount: int) -> Payout:
    """A payment in the bank's own books."""
    return Payout(
        key=order.key,
        shop=order.shop,
        order_id=order.order_id,
        amount=amount,
        currency=order.currency,
        purpose=order.kind,
        reason="",
        tenders={},
    )
