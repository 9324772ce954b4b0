"""The key is written down after the first request with it: a crash in between forgets a payment. Turns R4 red."""

from collections.abc import Callable
from contextlib import suppress

from temporalio import activity

from activities.money import Money, Receipt, payout_of
from chaos.planted import replace
from gateways.errors import GatewayError
from store.payment import PaymentOrder


def plant() -> Callable[[], None]:
    """Patch the activity that pays."""
    right = Money.pay

    @activity.defn(name="pay")
    async def pay(self: Money, order: PaymentOrder) -> Receipt:
        with suppress(GatewayError):
            await self.channel_of(order.shop, order.channel).pay(payout_of(order))
        return await right(self, order)

    return replace(Money, "pay", pay)
