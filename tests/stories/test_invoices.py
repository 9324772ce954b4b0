"""Stories of invoices: they are corrected beside the case, and never hold the money back."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain import events as ev
from domain.authority import Level
from domain.events import Resolution
from domain.fault import Fault
from domain.invoices.correction import Correction, CorrectionStage
from domain.invoices.correction_permit import Act, CorrectionCommand
from domain.invoices.invoice import Invoice, InvoiceKind, InvoiceWish
from domain.order import OrderLine
from domain.request import Ground, Item, Scenario
from domain.standing import CaseStage
from store import corrections
from tests.stories.floor import Floor, StoryCase, units
from workflows.correction import InvoiceCorrection

MUGS = OrderLine(line_id="1", qty=3, unit_price=5900, sku="MUG", title="Mug")
BLUE = Invoice(number="24442000000000000001", title="林小雨", amount=17700, tax=2036)


class StoryCorrection(StoryCase):
    """The correction of an invoice."""

    async def correction(self) -> Correction:
        """The correction as its workflow holds it."""
        return await self.handle.query(InvoiceCorrection.state)

    async def stands(self, ready: Callable[[Correction], bool]) -> Correction:
        """Wait until the correction is as `ready` says."""
        for _ in range(500):
            correction = await self.correction()
            if ready(correction):
                return correction
            await asyncio.sleep(0.02)
        raise AssertionError(f"the correction never came there: {correction}")

    async def asks(self, act: Act, reason: str = "", role: Level = Level.FINANCE) -> CorrectionStage:
        """Finance decides."""
        command = CorrectionCommand(by="zhou", act=act, reason=reason, role=role)
        return await self.handle.execute_update(InvoiceCorrection.decide, command)

    async def ended(self) -> CorrectionStage:
        """How it ended."""
        return CorrectionStage(await asyncio.wait_for(self.handle.result(), 20))

    async def written(self) -> list[str]:
        """Its book, as kinds of events."""
        return [entry.type for entry in await corrections.BOOK.events(self.floor.pool, self.case_id)]


async def returned(floor: Floor, qty: int = 3, invoice: Invoice = BLUE, **more: Any) -> StoryCase:
    """Mugs that came back sound, and the money with the buyer."""
    case = await floor.open(
        lines=(MUGS,), items=(Item(line_id="1", qty=qty),), invoice=invoice, scene={"invoice": more.pop("world", {})}
    )
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", qty))
    await case.at(CaseStage.FOLLOW_UP)
    return case


async def correction_of(floor: Floor, case: StoryCase) -> StoryCorrection:
    """The newest correction that the case has begun."""
    state = await case.until(lambda case: bool(case.corrections), "the correction")
    name = state.corrections[-1].correction_id
    correction = StoryCorrection(floor, floor.client.get_workflow_handle(name), name)
    floor.cases.append(correction)
    return correction


def blue(floor: Floor, case: StoryCase, number: str = BLUE.number) -> dict[str, Any]:
    """An invoice in the tax platform's own books."""
    found = {one["number"]: one for one in floor.world.books.of_order("invoice", floor.orders[case.case_id])}
    return found[number]


async def test_a_full_return_reverses_the_invoice(floor: Floor) -> None:
    """A confirmation is quoted, all of it is reversed with its tax, and the register has every number (row 1)."""
    case = await returned(floor)
    assert floor.refunded(case) == 17700
    correction = await correction_of(floor, case)
    assert await correction.ended() is CorrectionStage.REVERSED
    stands = blue(floor, case)
    assert (stands["reversed"], stands["reversed_tax"], len(stands["reds"])) == (17700, 2036, 1)
    await case.until(lambda case: bool(case.corrections[0].outcome), "the numbers")
    told = next(event for event in await case.story() if isinstance(event, ev.InvoiceCorrected))
    assert (told.outcome, told.red_number) == ("reversed", stands["reds"][0])
    assert told.confirmation.startswith("rc_")
    assert "INV-1" in (await case.state()).letters
    assert await case.ending() is Resolution.REFUNDED


async def test_a_part_that_goes_back_reverses_a_part(floor: Floor) -> None:
    """One mug of three: a third of the invoice and of its tax (row 2)."""
    case = await returned(floor, qty=1)
    correction = await correction_of(floor, case)
    assert await correction.ended() is CorrectionStage.REVERSED
    stands = blue(floor, case)
    assert (stands["reversed"], stands["reversed_tax"]) == (5900, 679)


async def test_the_buyers_company_is_waited_for_and_the_refund_is_not_held_back(floor: Floor) -> None:
    """Its tax was used: the correction is pending, is asked for again once it lapsed, and outlives the closed case."""
    case = await returned(floor, world={"tax_used": True, "confirmed_after_days": 1})
    assert floor.refunded(case) == 17700
    correction = await correction_of(floor, case)
    await correction.stands(lambda one: one.stage is CorrectionStage.PENDING)
    assert await case.ending() is Resolution.REFUNDED
    before = len(await case.story())
    floor.world_is_ahead(case, days=3)
    await correction.passes(hours=13)
    assert await correction.ended() is CorrectionStage.REVERSED
    assert blue(floor, case)["reversed"] == 17700
    assert len(await case.story()) == before


async def test_a_company_that_never_confirms_is_chased_and_finance_is_told(floor: Floor) -> None:
    """After 72 hours somebody must look; a lapsed confirmation is asked for anew; finance lets it go with a reason."""
    case = await returned(floor, world={"tax_used": True})
    correction = await correction_of(floor, case)
    correction.long = "chased for days"
    await correction.stands(lambda one: one.stage is CorrectionStage.PENDING)
    await correction.passes(hours=73)
    await correction.stands(lambda one: one.late)
    floor.world_is_ahead(case, days=4)
    await correction.passes(hours=13)
    await correction.stands(lambda one: one.tries == 2 and one.stage is CorrectionStage.PENDING)
    with pytest.raises(WorkflowUpdateFailedError):
        await correction.asks(Act.LET_GO, "settled by phone", role=Level.AGENT)
    await correction.asks(Act.LET_GO, "settled by phone")
    assert await correction.ended() is CorrectionStage.LET_GO
    row = await corrections.BOOK.one(floor.pool, correction.case_id)
    assert row is not None
    assert (row.stage, row.needs_human, row.due_at) == ("let_go", False, None)
    assert "CorrectionLate" in await correction.written()


async def test_a_confirmation_that_the_company_refuses_is_a_persons(floor: Floor) -> None:
    """Why is told; finance speaks with the company, and then it is tried again under a new key."""
    case = await returned(floor, world={"tax_used": True, "refuses": "already deducted"})
    correction = await correction_of(floor, case)
    refused = await correction.stands(lambda one: one.needs_human)
    assert "already deducted" in refused.problem
    with floor.world.books.writing():
        kept = blue(floor, case) | {"refuses": "", "confirmed_after_days": 0}
        order = floor.orders[case.case_id]
        floor.world.books.put("invoice", BLUE.number, kept, shop="demo_shop", order_id=order, at=0.0)
    await correction.asks(Act.RETRY, "they agreed")
    assert await correction.ended() is CorrectionStage.REVERSED


@pytest.mark.parametrize(("act", "confirmed"), [(Act.PAPER_BACK, False), (Act.PAPER_LOST, True)])
async def test_a_paper_invoice_is_back_or_lost_and_bars_nothing(floor: Floor, act: Act, confirmed: bool) -> None:  # noqa: FBT001 - a row
    """With all copies no confirmation is needed; a lost one is reversed with it (row 1, F110)."""
    case = await returned(floor, invoice=Invoice(**{**vars(BLUE), "kind": InvoiceKind.PAPER}))
    assert floor.refunded(case) == 17700
    correction = await correction_of(floor, case)
    await correction.stands(lambda one: one.stage is CorrectionStage.PAPER)
    await case.until(lambda case: "INV-2" in case.letters, "the letter")
    await correction.asks(act)
    assert await correction.ended() is CorrectionStage.REVERSED
    assert bool((await correction.correction()).confirmation) is confirmed


async def test_a_paper_invoice_of_which_nobody_hears_counts_as_lost(floor: Floor) -> None:
    """Fifteen days, then it is reversed with a confirmation; a part goes back, so the rest is issued anew (row 2)."""
    case = await returned(floor, qty=1, invoice=Invoice(**{**vars(BLUE), "kind": InvoiceKind.PAPER}))
    correction = await correction_of(floor, case)
    await correction.stands(lambda one: one.stage is CorrectionStage.PAPER)
    await correction.passes(days=16)
    assert await correction.ended() is CorrectionStage.REISSUED
    ended = await correction.correction()
    assert blue(floor, case)["reversed"] == 17700
    assert blue(floor, case, ended.new_number)["amount"] == 11800


async def test_the_tax_platform_fails_after_it_did_it(floor: Floor) -> None:
    """Called again under the same key there is still one confirmation and one red invoice."""
    faults = [{"on": f"invoices.{what}", "kind": "error_after_commit", "times": 1} for what in ("confirm", "red")]
    case = await floor.open(lines=(MUGS,), invoice=BLUE, scene={"faults": faults})
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 3))
    correction = await correction_of(floor, case)
    assert await correction.ended() is CorrectionStage.REVERSED
    assert len(blue(floor, case)["reds"]) == 1
    assert len(floor.world.books.of_order("confirmation", floor.orders[case.case_id])) == 1


async def asked_for(floor: Floor, invoice: Invoice, **wish: Any) -> StoryCase:
    """The buyer asks for an invoice."""
    return await floor.open(
        kind=Scenario.INVOICE,
        ground=Ground.INVOICE,
        fault=Fault.SELLER,
        lines=(MUGS,),
        invoice=invoice,
        wish=InvoiceWish(**{"title": "林氏商贸有限公司", "tax_no": "91310000MA1"} | wish),
    )


async def test_an_invoice_that_is_late_is_issued(floor: Floor) -> None:
    """Policy takes what is lawful; the buyer hears the number (row 7)."""
    case = await asked_for(floor, Invoice(amount=17700, tax=2036))
    correction = await correction_of(floor, case)
    assert await correction.ended() is CorrectionStage.REISSUED
    assert await case.ending() is Resolution.INVOICE_ISSUED
    new = blue(floor, case, (await correction.correction()).new_number)
    assert (new["title"], new["amount"], new["tax"]) == ("林氏商贸有限公司", 17700, 2036)
    assert "INV-3" in (await case.state()).letters
    assert floor.refunded(case) == 0


async def test_a_wrong_title_is_reversed_and_issued_anew(floor: Floor) -> None:
    """The old one is reversed whole before the new one is issued (row 7)."""
    case = await asked_for(floor, BLUE)
    correction = await correction_of(floor, case)
    assert await correction.ended() is CorrectionStage.REISSUED
    assert blue(floor, case)["reversed"] == 17700
    assert await case.ending() is Resolution.INVOICE_ISSUED


async def test_an_invoice_over_another_amount_is_declined(floor: Floor) -> None:
    """A person may not agree to it either; the buyer hears why, and what can be issued (F109)."""
    case = await asked_for(floor, Invoice(amount=17700, tax=2036), amount=30000)
    await case.at(CaseStage.DECIDING)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(commands.Agree(by="li"))
    assert refused.value.cause.type == "INVOICE_UNLAWFUL"  # type: ignore[attr-defined]
    await case.told(commands.Refuse(by="li", reason="the amount is not what was paid", evidence=("E14",), unasked=True))
    assert await case.ending() is Resolution.INVOICE_NOT_ISSUED
    assert "INV-4" in (await case.state()).letters
