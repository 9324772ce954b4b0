"""Asking the carrier what became of a parcel, and how an earlier question stands."""

from collections.abc import Callable
from dataclasses import dataclass

from temporalio import activity

from activities.faults import failure
from domain.trail import CarrierWord, Inquiry
from gateways.assembly import Gateways
from gateways.errors import GatewayError
from store import identity
from store.pool import Pool


@dataclass(frozen=True, kw_only=True)
class InquiryOrder:
    """One question about one parcel; `key` stays the same however often it is asked."""

    key: str
    case_id: str
    shop: str
    carrier: str
    waybill: str
    inquiry: Inquiry


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the carrier has said to it; None while it is silent."""

    answer: CarrierWord | None


class Inquiries:
    """The courier's desk."""

    def __init__(self, pool: Pool, gateways: Callable[[str], Gateways]) -> None:
        self.pool = pool
        self.gateways = gateways

    @activity.defn(name="inquire")
    async def inquire(self, order: InquiryOrder) -> Reply:
        """Ask, or ask how it stands: the same key is one inquiry. News of the parcel are the case's from here on."""
        await identity.register_waybill(self.pool, carrier=order.carrier, waybill=order.waybill, case_id=order.case_id)
        gateways = self.gateways(order.shop)
        try:
            await gateways.carrier.subscribe(order.carrier, order.waybill)
            standing = await gateways.desk.inquire(order.carrier, order.waybill, order.inquiry, key=order.key)
        except GatewayError as error:
            raise failure(error) from error
        return Reply(answer=standing.answer)
