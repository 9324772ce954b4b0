"""Stories of claims against carriers: they begin once the buyer is served, and live on when the case has closed."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.claim import Claim, ClaimAnswered, ClaimDropped, ClaimStage, ClaimWord, Word
from domain.claim.permit import Act, ClaimCommand
from domain.events import CarrierClaimed, Resolution
from domain.facts import InquiryReported
from domain.fault import Fault
from domain.order import Freight, FreightMode, OrderLine, Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from domain.trail import CarrierWord, Outcome
from intake.claims import tell_claim
from intake.delivery import Desk, Heard
from sandbox import desk as world_desk
from store import claims
from store.claims import ClaimRow
from tests.stories.floor import Floor, StoryCase
from workflows.claim import CarrierClaim

SILENT = {"state": "in_transit", "at": "-4d", "place": "武汉"}
LOSS = 19900 + 1000
LAMP = OrderLine(line_id="1", qty=1, unit_price=89900, sku="LAMP", title="Lamp")


async def lost(floor: Floor, **more: Any) -> StoryCase:
    """A parcel whose loss the carrier confirms; the buyer has their money back."""
    usual: dict[str, Any] = {
        "stage": Stage.IN_TRANSIT,
        "freight": Freight(mode=FreightMode.BUYER_PAID, charged=1000, base=1000),
        "scene": {"outbound": {"past": [SILENT], **more.pop("outbound", {})}, **more.pop("world", {})},
    }
    case = await floor.open(kind=Scenario.DELIVERY, ground=Ground.NOT_RECEIVED, fault=Fault.CARRIER, **usual | more)
    await case.at(CaseStage.WAIT_CARRIER)
    word = CarrierWord(outcome=Outcome.LOST, at=case.now(), proof="loss-7")
    await case.hears(InquiryReported(fact="t1", key=f"{case.case_id}/inquiry/1", answer=word))
    await case.at(CaseStage.FOLLOW_UP)
    return case


class StoryClaim(StoryCase):
    """The claim of a case."""

    async def claim(self) -> Claim:
        """The claim as its workflow holds it."""
        return await self.handle.query(CarrierClaim.state)

    async def stands(self, ready: Callable[[Claim], bool]) -> Claim:
        """Wait until the claim is as `ready` says."""
        for _ in range(500):
            claim = await self.claim()
            if ready(claim):
                return claim
            await asyncio.sleep(0.02)
        raise AssertionError(f"the claim never came there: {claim}")

    async def hears_of(self, word: Word, at: datetime | None = None, fact: str = "", **more: Any) -> Heard:
        """The carrier says something, by the dispatcher's way."""
        said = ClaimWord(fact=fact or f"msg:{word}", word=word, at=at or self.now(), **more)
        desk = Desk(client=self.floor.client, task_queue=self.floor.queue)
        return await tell_claim(desk, self.floor.pool, self.case_id, said)

    async def asks(self, act: Act, **more: Any) -> ClaimStage:
        """A person decides."""
        return await self.handle.execute_update(CarrierClaim.decide, ClaimCommand(by="li", act=act, **more))

    async def ended(self) -> ClaimStage:
        """How it ended."""
        return ClaimStage(await asyncio.wait_for(self.handle.result(), 20))

    async def written(self, ready: Callable[[ClaimRow], bool]) -> None:
        """Wait until the list says so."""
        for _ in range(500):
            if ready(await self.row()):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"the list never said so: {await self.row()}")

    async def row(self) -> ClaimRow:
        """The claim as people read it."""
        found = await claims.BOOK.one(self.floor.pool, self.case_id)
        assert found is not None
        return found


async def claim_of(floor: Floor, case: StoryCase) -> StoryClaim:
    """The claim that the case began, once the carrier has it."""
    state = await case.until(lambda case: bool(case.claims), "the claim")
    claim = StoryClaim(floor, floor.client.get_workflow_handle(state.claims[0]), state.claims[0])
    floor.cases.append(claim)
    await claim.stands(lambda claim: claim.filed_at is not None)
    return claim


async def test_a_claim_is_filed_once_the_buyer_has_been_served(floor: Floor) -> None:
    """The whole loss, by civil law, with the papers that the case has; the buyer's money came first (MR-24, R28)."""
    case = await lost(floor)
    claim = await claim_of(floor, case)
    state = await claim.claim()
    assert (state.begun.amount, state.begun.basis) == (LOSS, "civil_law")
    assert {code for code, _ in state.papers} == {"E22", "E5", "E21"}
    [filed] = floor.world.books.of_order("claim", floor.orders[case.case_id])
    assert (filed["key"], filed["asked"]) == (claim.case_id, LOSS)
    kinds = await case.kinds()
    assert kinds.index(CarrierClaimed) > max(i for i, kind in enumerate(kinds) if kind.__name__ == "PaymentChanged")


async def test_a_claim_is_answered_after_the_case_has_closed(floor: Floor) -> None:
    """The case closes on its own days; the claim is paid in part three weeks later, and the buyer hears nothing."""
    case = await lost(floor)
    claim = await claim_of(floor, case)
    assert await case.ending() is Resolution.REFUNDED
    before = (await case.story())[-1]
    await claim.passes(days=21)
    await claim.hears_of(Word.ACCEPTED, amount=15000, number="cl_1")
    assert await claim.ended() is ClaimStage.ACCEPTED
    row = await claim.row()
    assert (row.recovered, row.claimed, row.due_at) == (15000, LOSS, None)
    assert (await case.story())[-1] == before
    assert floor.refunded(case) == LOSS


async def test_a_claim_that_is_never_answered_is_written_off(floor: Floor) -> None:
    """Chased every week, and after ninety days the loss is the shop's; nothing of it ever reached the buyer."""
    case = await lost(floor)
    claim = await claim_of(floor, case)
    claim.long = "chased for ninety days"
    await claim.passes(days=91)
    assert await claim.ended() is ClaimStage.WRITTEN_OFF
    row = await claim.row()
    assert (row.stage, row.recovered) == ("written_off", 0)
    assert floor.refunded(case) == LOSS


async def test_money_that_comes_after_the_write_off(floor: Floor) -> None:
    """A carrier that pays late pays all the same: the claim is taken up for it, once."""
    case = await lost(floor)
    claim = await claim_of(floor, case)
    claim.long = "chased for ninety days"
    await claim.passes(days=91)
    assert await claim.ended() is ClaimStage.WRITTEN_OFF
    assert await claim.hears_of(Word.REJECTED, at=claim.now() + timedelta(days=1)) is Heard.OLD_NEWS
    assert await claim.hears_of(Word.ACCEPTED, at=claim.now() + timedelta(days=2), amount=500) is Heard.REOPENED
    again = StoryClaim(floor, floor.client.get_workflow_handle(claim.case_id), claim.case_id)
    assert await again.ended() is ClaimStage.ACCEPTED
    assert (await again.row()).recovered == 500


async def test_the_carrier_wants_more_papers(floor: Floor) -> None:
    """A person sends them; they reach the carrier once, and it pays."""
    planned = [{"state": "papers_asked", "papers": ["E14"], "after": 600}, {"state": "accepted", "after": 600}]
    case = await lost(floor, outbound={"claim": planned})
    claim = await claim_of(floor, case)
    with floor.world.books.writing():
        world_desk.decided(floor.world, key=claim.case_id, sends=1)
    await claim.hears_of(Word.PAPERS_ASKED, papers=("E14",))
    await claim.stands(lambda claim: claim.needs_human)
    await claim.written(lambda row: row.needs_human)
    await claim.asks(Act.SUPPLY, papers=(("E14", "invoice-7"),))
    state = await claim.stands(lambda claim: claim.stage is ClaimStage.OPEN)
    assert ("E14", "invoice-7") in state.papers
    [filed] = floor.world.books.of_order("claim", floor.orders[case.case_id])
    assert filed["state"] == "open"
    await claim.hears_of(Word.ACCEPTED, at=claim.now() + timedelta(hours=1), amount=LOSS)
    assert await claim.ended() is ClaimStage.ACCEPTED


async def test_words_come_twice_and_out_of_order(floor: Floor) -> None:
    """The newest word counts, however late an older one comes, and what comes twice is one."""
    claim = await claim_of(floor, await lost(floor))
    later, earlier = claim.now() + timedelta(hours=2), claim.now() + timedelta(hours=1)
    await claim.hears_of(Word.REJECTED, at=later, reason="packed badly")
    await claim.hears_of(Word.PAPERS_ASKED, at=earlier, papers=("E7",))
    await claim.hears_of(Word.REJECTED, at=later, reason="packed badly")
    state = await claim.stands(lambda claim: claim.stage is ClaimStage.REJECTED)
    await asyncio.sleep(0.2)
    entries = await claims.BOOK.events(floor.pool, claim.case_id)
    assert [entry.type for entry in entries].count(ClaimAnswered.__name__) == 1
    assert state.reason == "packed badly"


async def test_a_rejected_claim_is_let_go_by_a_person(floor: Floor) -> None:
    """With a name and a reason, and not twice."""
    claim = await claim_of(floor, await lost(floor))
    await claim.hears_of(Word.REJECTED, reason="packed badly")
    await claim.stands(lambda claim: claim.stage is ClaimStage.REJECTED)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await claim.asks(Act.LET_GO)
    assert refused.value.cause.type == "NO_REASON"  # type: ignore[attr-defined]
    await claim.asks(Act.LET_GO, reason="not worth a lawyer")
    assert await claim.ended() is ClaimStage.LET_GO
    entries = await claims.BOOK.events(floor.pool, claim.case_id)
    assert (entries[-1].type, entries[-1].actor) == (ClaimDropped.__name__, "li")


async def test_the_desk_fails_after_it_took_the_claim(floor: Floor) -> None:
    """Filed again under its key there is still one claim."""
    faults = [{"on": "courier.claim", "kind": "error_after_commit", "times": 2}]
    case = await lost(floor, world={"faults": faults})
    await claim_of(floor, case)
    assert len(floor.world.books.of_order("claim", floor.orders[case.case_id])) == 1


async def test_an_insured_parcel_is_claimed_at_its_declared_value(floor: Floor) -> None:
    """A total loss: what was declared, whatever the buyer got; the case goes its own way (MR-24)."""
    case = await lost(floor, insured_value=12000)
    claim = await claim_of(floor, case)
    state = await claim.claim()
    assert (state.begun.amount, state.begun.basis) == (12000, "insured")
    assert await case.ending() is Resolution.REFUNDED
    assert floor.refunded(case) == LOSS


async def test_what_the_platform_paid_by_itself_is_claimed_for_too(floor: Floor) -> None:
    """Silence cost the shop the money; the loss is the carrier's all the same."""
    case = await floor.open(
        kind=Scenario.DELIVERY,
        ground=Ground.NOT_RECEIVED,
        fault=Fault.CARRIER,
        stage=Stage.IN_TRANSIT,
        platform=True,
        lines=(LAMP,),
        scene={"outbound": {"past": [SILENT]}},
    )
    await case.at(CaseStage.WAIT_CARRIER)
    word = CarrierWord(outcome=Outcome.LOST, at=case.now())
    await case.hears(InquiryReported(fact="t1", key=f"{case.case_id}/inquiry/1", answer=word))
    await case.at(CaseStage.DECIDING)
    floor.platform_pays(case)
    await floor.news(case)
    claim = await claim_of(floor, case)
    assert (await claim.claim()).begun.amount == 89900
