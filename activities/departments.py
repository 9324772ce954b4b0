"""Word to the product department that cannot wait for its morning round: goods that must not be sold any more."""

from collections.abc import Callable
from dataclasses import dataclass

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.faults import failure
from gateways.assembly import Gateways
from gateways.errors import GatewayError
from gateways.messaging import Letter

NO_ADDRESS = "NO_ADDRESS"
SUBJECT = "停售通知 / Stop the sale: {skus}"
TEXT = """\
商品来源存疑：请立即停止销售，并冻结库存：{skus}。
原因：{reason}
售后单：{case_id}

The origin of these goods is in doubt. Stop selling them at once, and freeze what is in stock: {skus}.
Why: {reason}
Case: {case_id}
"""


@dataclass(frozen=True, kw_only=True)
class StopSale:
    """Which goods, by which case, and why; `key` makes a repeat the same letter."""

    key: str
    shop: str
    case_id: str
    skus: tuple[str, ...]
    reason: str


class Departments:
    """Tells them; the address is in the shops file, and goes no further than the gateway."""

    def __init__(self, gateways: Callable[[str], Gateways]) -> None:
        self.gateways = gateways

    @activity.defn(name="stop_sale")
    async def stop_sale(self, order: StopSale) -> str:
        """Tell the product department at once; the mail server's reference. Without an address a person must."""
        gateways = self.gateways(order.shop)
        if gateways.shop.quality is None:
            words = "The shops file names no address in the section `quality`: tell the department, then skip this."
            raise ApplicationError(words, type=NO_ADDRESS, non_retryable=True)
        skus = ", ".join(order.skus)
        mail = Letter(
            key=order.key,
            shop=order.shop,
            case_id=order.case_id,
            to=gateways.shop.quality.address,
            subject=SUBJECT.format(skus=skus),
            text=TEXT.format(skus=skus, reason=order.reason, case_id=order.case_id),
        )
        try:
            return await gateways.mail.send(mail)
        except GatewayError as error:
            raise failure(error) from error
