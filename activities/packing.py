"""What the warehouse has on record of a parcel as it left: weights, packer, video, and another parcel."""

from collections.abc import Callable
from dataclasses import dataclass

from temporalio import activity

from activities.faults import failure
from domain.complaints.complaint import Packing
from gateways.assembly import Gateways
from gateways.errors import GatewayError
from gateways.warehouse import PackingRecord


@dataclass(frozen=True, kw_only=True)
class PackingOrder:
    """Which lines of which order; `key` stays the same however often it is asked."""

    key: str
    shop: str
    order_id: str
    line_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PackingAnswer:
    """What the warehouse has said; None while it is looking."""

    packing: Packing | None


class Records:
    """The warehouse's records."""

    def __init__(self, gateways: Callable[[str], Gateways]) -> None:
        self.gateways = gateways

    @activity.defn(name="packing_records")
    async def packing(self, order: PackingOrder) -> PackingAnswer:
        """Ask, or ask how it stands: the same key is one question."""
        try:
            found = await self.gateways(order.shop).warehouse.packing(order.order_id, order.line_ids, key=order.key)
        except GatewayError as error:
            raise failure(error) from error
        return PackingAnswer(packing=None if found is None else packing_of(found))


def packing_of(found: PackingRecord) -> Packing:
    """The warehouse's record in the words of a case."""
    return Packing(
        at=found.at,
        expected=found.expected,
        out=found.out,
        packer=found.packer,
        video=found.video,
        shows=found.shows,
        merged=found.merged,
        other_carrier=found.other_carrier,
        other_waybill=found.other_waybill,
        other_eta=found.other_eta,
    )
