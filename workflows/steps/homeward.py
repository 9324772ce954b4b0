"""Goods of the buyer's that lie with us leave for the buyer: refused ones from the warehouse, others from the bench.

One way of sending for both: asked for under a key until it is done; what a person sent by other means counts as sent.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.goods import Goods, HoldOrder
    from activities.repairs import GiveBack, Repairs, SentBack
    from domain.events import GoodsGivenBack, GoodsSentHome
    from domain.returning import held_here, to_give_back, withdrawn_here
    from workflows import calls
    from workflows.casefile import CaseFile, StepSkipped
    from workflows.steps import buyer

T = TypeVar("T")
PAPERS = ("original_invoice", "repair_report")


def refused(file: CaseFile) -> None:
    """What we hold and will not pay for, at the buyer's cost, once the refusal is final; nothing waits for it.

    Source: table 3.10 step 4.
    """
    lines = to_give_back(file.case)
    if lines and workflow.patched("goods-back"):
        file.meanwhile(_from_warehouse(file, lines))


def agreed(file: CaseFile) -> None:
    """What we hold, since both sides of a dispute agreed on that, whatever was paid for it."""
    if lines := held_here(file.case):
        file.meanwhile(_from_warehouse(file, lines))


def withdrawn(file: CaseFile) -> None:
    """Who takes a return back when the goods are here already has neither goods nor money: the goods go back."""
    lines = withdrawn_here(file.case)
    if lines and workflow.patched("given-back-when-withdrawn"):
        file.meanwhile(_from_warehouse(file, lines))


async def from_bench(file: CaseFile) -> None:
    """What was to be looked at or mended, with the original invoice and the report (R55, R162)."""
    before = file.case.sent_home is not None
    if not file.case.jobs or (before and not workflow.patched("goods-home-again")):
        return
    job = file.case.jobs[-1]

    async def act() -> SentBack:
        order = GiveBack(
            key=f"{job.key}/back", job=job.key, shop=file.case.shop, case_id=file.case.case_id, papers=PAPERS
        )
        return await workflow.execute_activity_method(
            Repairs.send_home, order, summary="send the buyer's goods back", **calls.OUTWARD
        )

    sent = await _sent(file, "send_home", act, by_hand=SentBack(carrier="", waybill=""))
    # The shop's answer may come late, and the courier's clock differs from ours: its scan may be the older word.
    early = workflow.patched("scans-older-than-our-word")
    file.record(GoodsSentHome(carrier=sent.carrier, waybill=sent.waybill, papers=PAPERS, scans_before=early))


async def _from_warehouse(file: CaseFile, lines: tuple[str, ...]) -> None:
    async def act() -> str:
        case = file.case
        order = HoldOrder(case_id=case.case_id, shop=case.shop, order_id=case.order.order_id, line_ids=lines)
        await workflow.execute_activity_method(
            Goods.give_back, order, summary="send refused goods to the buyer again", **calls.OUTWARD
        )
        return "warehouse"

    by = await _sent(file, "give_goods_back", act, by_hand="policy")
    file.record(GoodsGivenBack(line_ids=lines, by=by))
    await buyer.tell(file, "N7-B")


async def _sent(file: CaseFile, step: str, act: Callable[[], Awaitable[T]], *, by_hand: T) -> T:
    try:
        return await file.attempt(step, act)
    except StepSkipped:
        return by_hand
