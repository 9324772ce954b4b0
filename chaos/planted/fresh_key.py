"""A fresh key for every further attempt: the provider cannot know that it paid already. Turns R1 red."""

from collections.abc import Callable
from dataclasses import replace as changed
from secrets import token_hex

from activities.money import Money, Receipt
from chaos.planted import replace
from gateways.payments import Payments
from store import ledger
from store.payment import Movement


def plant() -> Callable[[], None]:
    """Patch the activity that pays."""
    right = Money._send  # noqa: SLF001 - what is replaced is none of a caller's business

    async def send(self: Money, channel: Payments, before: Movement) -> Receipt:
        if before.first_sent_at is None:
            return await right(self, channel, before)
        fresh = changed(before.order, key=f"{before.key}~{token_hex(4)}", lines=())
        return await right(self, channel, await ledger.reserve(self.pool, fresh, self.clock()))

    return replace(Money, "_send", send)
