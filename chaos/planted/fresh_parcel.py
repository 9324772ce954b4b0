"""A fresh key for every attempt to send goods: the warehouse cannot know that they have left. Turns G1 red."""

from collections.abc import Callable
from dataclasses import replace as changed
from secrets import token_hex

from activities.goods import Goods, ShipOrder, Shipped
from chaos.planted import replace


def plant() -> Callable[[], None]:
    """Patch the activity that sends."""
    right = Goods.ship

    async def ship(self: Goods, order: ShipOrder) -> Shipped:
        return await right(self, changed(order, key=f"{order.key}~{token_hex(4)}"))

    return replace(Goods, "ship", ship)
