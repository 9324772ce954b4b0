"""Refused goods go to the buyer again, at the buyer's cost, and only once the refusal is final (table 3.10 step 4)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.goods import Goods, HoldOrder
    from domain.events import GoodsGivenBack
    from domain.returning import to_give_back, withdrawn_here
    from workflows import calls
    from workflows.casefile import CaseFile, StepSkipped
    from workflows.steps import buyer


def begin(file: CaseFile) -> None:
    """Send back what we hold and will not pay for; nothing waits for it."""
    lines = to_give_back(file.case)
    if lines and workflow.patched("goods-back"):
        file.meanwhile(_sent(file, lines))


def begin_withdrawn(file: CaseFile) -> None:
    """Who takes a return back when the goods are here already has neither goods nor money: the goods go back."""
    lines = withdrawn_here(file.case)
    if lines and workflow.patched("given-back-when-withdrawn"):
        file.meanwhile(_sent(file, lines))


async def _sent(file: CaseFile, lines: tuple[str, ...]) -> None:
    async def act() -> None:
        case = file.case
        order = HoldOrder(case_id=case.case_id, shop=case.shop, order_id=case.order.order_id, line_ids=lines)
        await workflow.execute_activity_method(
            Goods.give_back, order, summary="send refused goods to the buyer again", **calls.OUTWARD
        )

    by = "warehouse"
    try:
        await file.attempt("give_goods_back", act)
    except StepSkipped:
        by = "policy"  # a person sent them by other means
    file.record(GoodsGivenBack(line_ids=lines, by=by))
    await buyer.tell(file, "N7-B")
