"""Links by which a buyer pays on top: making one, and asking whether it was paid."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from activities.faults import failure
from gateways.assembly import Gateways
from gateways.errors import GatewayError
from gateways.topups import TopUpAnswer
from gateways.topups import TopUpOrder as Link


@dataclass(frozen=True, kw_only=True)
class TopUpOrder:
    """A link to make, or to ask about: minor units, and until when it is good."""

    key: str
    case_id: str
    shop: str
    order_id: str
    amount: int
    currency: str
    expires_at: datetime
    purpose: str = "exchange"


@dataclass(frozen=True, kw_only=True)
class TopUpStanding:
    """The link, and when it was paid; no `link` where the provider never heard of it."""

    link: str = ""
    amount: int = 0
    provider_ref: str = ""
    paid_at: datetime | None = None


class TopUps:
    """Money that comes in: for an exchange, or for a repair."""

    def __init__(self, gateways: Callable[[str], Gateways]) -> None:
        self.gateways = gateways

    @activity.defn(name="ask_top_up")
    async def ask(self, order: TopUpOrder) -> TopUpStanding:
        """Make the link; asking again under the same key tells of the same one."""
        link = Link(
            key=order.key,
            order_id=order.order_id,
            amount=order.amount,
            currency=order.currency,
            reason=f"{order.purpose} {order.case_id}"[:200],
            expires_at=order.expires_at,
        )
        try:
            return _standing(await self.gateways(order.shop).top_ups.ask(link))
        except GatewayError as error:
            raise failure(error) from error

    @activity.defn(name="look_up_top_up")
    async def look_up(self, order: TopUpOrder) -> TopUpStanding:
        """Whether it was paid, for when the provider's notice went missing."""
        try:
            answer = await self.gateways(order.shop).top_ups.look_up(order.key)
        except GatewayError as error:
            raise failure(error) from error
        return TopUpStanding() if answer is None else _standing(answer)


def _standing(answer: TopUpAnswer) -> TopUpStanding:
    return TopUpStanding(
        link=answer.link, amount=answer.amount, provider_ref=answer.provider_ref, paid_at=answer.paid_at
    )
