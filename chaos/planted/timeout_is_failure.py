"""An answer that did not come is taken for a failure: the buyer is paid, and the ledger denies it. Turns R3 red."""

from collections.abc import Callable

from activities.money import Money, Receipt
from chaos.planted import replace
from gateways.errors import GatewayError
from gateways.payments import Payments
from store import ledger
from store.payment import Movement, Source


def plant() -> Callable[[], None]:
    """Patch what follows on a doubt."""

    async def settle_doubt(self: Money, _channel: Payments, movement: Movement, error: GatewayError) -> Receipt:
        await ledger.mark_unknown(self.pool, movement.key, error.message, self.clock())
        return await self._failed(movement.key, error, Source.ANSWER)

    return replace(Money, "_settle_doubt", settle_doubt)
