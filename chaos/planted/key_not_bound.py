"""A used key takes any order: what was approved is not bound to its amount. Turns R5 red."""

from collections.abc import Callable

from chaos.planted import replace
from store import ledger, movements
from store.payment import Movement, PaymentOrder
from store.pool import Database


def plant() -> Callable[[], None]:
    """Patch the comparison of an order with what its key paid before."""

    async def known_as(db: Database, order: PaymentOrder) -> Movement | None:
        return await movements.movement(db, order.key)

    return replace(ledger, "known_as", known_as)
