"""The warehouse's side of a case: holding what has not left, and what was found in what came back."""

from collections.abc import Callable
from dataclasses import dataclass

from temporalio import activity

from activities.faults import failure
from domain.events import Hold
from domain.goods import Finding, FoundLine, Grade
from gateways.assembly import Gateways
from gateways.errors import GatewayError
from gateways.warehouse import WarehouseFinding


@dataclass(frozen=True, kw_only=True)
class HoldOrder:
    """Lines of an order that must not leave."""

    case_id: str
    shop: str
    order_id: str
    line_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What the warehouse has found for one case so far."""

    findings: tuple[Finding, ...]


class Goods:
    """The warehouse."""

    def __init__(self, gateways: Callable[[str], Gateways]) -> None:
        self.gateways = gateways

    @activity.defn(name="hold_goods")
    async def hold(self, order: HoldOrder) -> Hold:
        """Stop these lines from leaving; the warehouse says whether it still could."""
        try:
            state = await self.gateways(order.shop).warehouse.hold(
                order.order_id, order.line_ids, key=f"{order.case_id}/hold"
            )
        except GatewayError as error:
            raise failure(error) from error
        return Hold(state.value)

    @activity.defn(name="release_goods")
    async def release(self, order: HoldOrder) -> None:
        """Let the lines leave after all: the buyer wants the goods."""
        try:
            await self.gateways(order.shop).warehouse.release(
                order.order_id, order.line_ids, key=f"{order.case_id}/release"
            )
        except GatewayError as error:
            raise failure(error) from error

    @activity.defn(name="inspection_findings")
    async def findings(self, order: HoldOrder) -> Findings:
        """Ask the warehouse what it found, for when its notices went missing."""
        try:
            found = await self.gateways(order.shop).warehouse.findings(order.case_id)
        except GatewayError as error:
            if error.code == "not_found":  # the return was never announced, so nothing was found under its number
                return Findings(findings=())
            raise failure(error) from error
        return Findings(findings=tuple(finding_of(finding) for finding in found))


def finding_of(found: WarehouseFinding) -> Finding:
    """A warehouse's finding in the words of a case."""
    return Finding(
        finding_id=found.finding_id,
        waybill=found.waybill,
        inspector=found.inspector,
        at=found.at,
        lines=tuple(
            FoundLine(
                line_id=units.line_id, qty=units.qty, grade=Grade(units.grade), note=units.note, photos=units.photos
            )
            for units in found.units
        ),
        gift_present=found.gift_present,
        collect_fee=found.collect_fee,
    )
