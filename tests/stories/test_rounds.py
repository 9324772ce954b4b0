"""What happens by the clock beside the cases: real schedules of Temporal, triggered, over real cases."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from temporalio.client import WorkflowHandle

from activities import rounds
from activities.rounds import Swept
from commandline.schedules import State, apply, schedule, standing
from domain import commands
from domain import events as ev
from domain.complaints.complaint import Packing
from domain.facts import EvidenceReported, InquiryReported, RecordsReported
from domain.fault import Fault
from domain.order import Stage
from domain.proof import Shown
from domain.register.figures import Figures
from domain.request import Ground, Scenario
from domain.rounds import Order, Rota, Round
from domain.standing import CaseStage
from domain.trail import CarrierWord, Outcome
from store import feedback, figures
from tests.stories.floor import SHOP, Floor, StoryCase

SHANGHAI = "Asia/Shanghai"
BY_NIGHT = {"auto_limit_minor": 100, "sweep_limit_minor": 50_000}  # by day a person looks at nearly everything


def rota_of(of: Round, *, days: int = 1) -> Rota:
    """A round of the shop of these stories."""
    return Rota(round=of, hour=23, order=Order(shop=SHOP, time_zone=SHANGHAI, days=days))


async def cancelled(floor: Floor, **more: Any) -> StoryCase:
    """Money back for goods that the warehouse holds; the case waits for a decision, and the list of cases says so."""
    case = await floor.open(kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=Stage.UNSHIPPED, **more)
    await case.until(lambda now: now.hold is ev.Hold.HELD, "the hold")
    await case.at(CaseStage.DECIDING)
    await case.story()
    return case


async def begun(floor: Floor, of: Rota) -> WorkflowHandle[Any, Any]:
    """Let the schedule of a round begin it now, as its hour would; the run of the round."""
    await apply(floor.client, of, floor.queue)
    handle = floor.client.get_schedule_handle(of.name)
    before = (await handle.describe()).info.num_actions
    await handle.trigger()
    for _ in range(500):
        info = (await handle.describe()).info
        if info.num_actions > before:
            action: Any = info.recent_actions[-1].action
            return floor.client.get_workflow_handle(action.workflow_id, run_id=action.first_execution_run_id)
        await asyncio.sleep(0.02)
    raise AssertionError(f"the schedule {of.name} began nothing")


async def swept(floor: Floor) -> Swept:
    """One nightly sweep."""
    run = await begun(floor, rota_of(Round.SWEEP))
    told = await floor.client.get_workflow_handle(run.id, result_type=Swept).result()
    assert isinstance(told, Swept)
    return told


async def test_the_sweep_takes_what_policy_allows_and_leaves_the_rest(floor: Floor) -> None:
    """Before midnight one more batch: within the limit of the night the money goes back, beyond it a person decides."""
    taken = await cancelled(floor, revised=BY_NIGHT)
    left = await cancelled(floor, revised={"auto_limit_minor": 100, "sweep_limit_minor": 200})
    assert await swept(floor) == Swept(decided=(taken.case_id,), left=1)
    await taken.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(taken) == 19900
    agreed = [event for event in await taken.story() if isinstance(event, ev.RequestAgreed)]
    assert [(event.by, event.note.partition(":")[0]) for event in agreed] == [("policy", "nightly sweep")]
    assert (await left.state()).agreement is None
    assert floor.refunded(left) == 0


async def test_a_second_sweep_of_the_night_changes_nothing(floor: Floor) -> None:
    """A round may be done twice: what was decided is decided, and is paid once."""
    case = await cancelled(floor, revised=BY_NIGHT)
    await swept(floor)
    await case.at(CaseStage.FOLLOW_UP)
    assert await swept(floor) == Swept()
    kinds = await case.kinds()
    assert (kinds.count(ev.RequestAgreed), kinds.count(ev.PaymentDecided)) == (1, 1)
    assert floor.refunded(case) == 19900


async def test_what_a_person_corrected_by_day_is_taken_by_night(floor: Floor) -> None:
    """A parcel of goods without the no-reason right is left to a person, until it turns out to be our fault (F33)."""
    case = await cancelled(floor, revised=BY_NIGHT)
    await case.told(commands.Hold(by="li", reason="fraud check"))
    await case.story()
    assert await swept(floor) == Swept(left=1)
    await case.told(commands.Release(by="li"))
    await case.told(commands.Correct(by="li", field="fault", value=Fault.SELLER, reason="we had no stock"))
    await case.story()
    assert (await swept(floor)).decided == (case.case_id,)
    await case.at(CaseStage.FOLLOW_UP)


async def test_a_big_night_is_swept_batch_by_batch(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two batches a minute passes, for each decision is a payment and platforms count calls."""
    monkeypatch.setattr(rounds, "BATCH", 1)
    cases = [await cancelled(floor, revised=BY_NIGHT) for _ in range(2)]
    run = await begun(floor, rota_of(Round.SWEEP))
    await cases[0].at(CaseStage.FOLLOW_UP)
    assert (await cases[1].state()).agreement is None
    for _ in cases:  # the last full batch does not know yet that nothing follows
        await floor.environment.fast_forward(run, timedelta(minutes=1))
    told = await asyncio.wait_for(floor.client.get_workflow_handle(run.id, result_type=Swept).result(), 20)
    assert told.decided == tuple(case.case_id for case in cases)


async def test_the_figures_of_a_day_are_the_same_however_often_they_are_computed(floor: Floor) -> None:
    """F102 from the register: the refund of the day, how long it took, that the shop paid it itself, and its ground."""
    case = await floor.open(kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=Stage.UNSHIPPED)
    await case.at(CaseStage.FOLLOW_UP)
    await case.story()
    today = datetime.now(UTC).date()
    kept = []
    for _ in range(2):
        found = await figures.compute(floor.pool, SHOP, today, "UTC")
        kept.append(await figures.days(floor.pool, today, today))
        told = found.figures
        assert (told.opened, told.refunds, told.self_completed, told.grounds) == (1, 1, 1, {"not_wanted": 1})
    assert kept[0] == kept[1]
    assert list(kept[0]) == [found]
    assert found.service.first_answers == found.service.refunds == found.service.refunds_only == 1


async def test_the_round_computes_each_of_the_past_days(empty_floor: Floor) -> None:
    """A day on which nothing happened has figures too: nought."""
    run = await begun(empty_floor, rota_of(Round.FIGURES, days=3))
    assert await asyncio.wait_for(run.result(), 20) == 3
    today = datetime.now(UTC).date()
    days = await figures.days(empty_floor.pool, today - timedelta(days=5), today + timedelta(days=1), SHOP)
    assert [day.figures for day in days] == [Figures()] * 3
    assert [later.day - earlier.day for earlier, later in pairwise(days)] == [timedelta(days=1)] * 2


def told_to(floor: Floor, department: str) -> list[tuple[str, str]]:
    """What lies in the mailbox of a department: subjects and texts."""
    sql = "SELECT subject, text FROM mails WHERE recipient = ? ORDER BY id"
    return [(row["subject"], row["text"]) for row in floor.world.books.rows(sql, f"{department}@shop.example")]


async def faulty(floor: Floor) -> StoryCase:
    """A mug with a fault."""
    case = await floor.open(ground=Ground.QUALITY, fault=Fault.SELLER)
    await case.story()
    return case


async def test_a_defect_that_comes_again_is_told_once(floor: Floor) -> None:
    """Two faulty mugs are nobody's news; the third makes a card with all of them, and no later look repeats it."""
    of = Rota(round=Round.QUALITY, hour=9, order=replace(rota_of(Round.QUALITY, days=30).order, least=3, answer_days=7))
    cases = [await faulty(floor) for _ in range(2)]
    assert await (await begun(floor, of)).result() == 0
    assert told_to(floor, "product") == []
    cases.append(await faulty(floor))
    assert await (await begun(floor, of)).result() == 1
    assert await (await begun(floor, of)).result() == 0
    [(subject, text)] = told_to(floor, "product")
    assert "MUG" in subject
    assert [line for line in text.splitlines() if line.startswith("case-")] == [case.case_id for case in cases]
    [card] = await feedback.kept(floor.pool, SHOP)
    assert card.sent_at is not None


async def test_a_packer_who_packs_short_is_the_warehouses_business(floor: Floor) -> None:
    """The warehouse's own scales and records say who packed it: one card names the article, another the packer."""
    of = Rota(round=Round.QUALITY, hour=9, order=replace(rota_of(Round.QUALITY, days=30).order, least=1, answer_days=7))
    case = await floor.open(kind=Scenario.COMPLAINT, ground=Ground.SHORT, fault=Fault.SELLER)
    await case.hears(
        EvidenceReported(fact="photos", shown=(Shown(reference="p1", code="E1"), Shown(reference="p2", code="E2")))
    )
    await case.at(CaseStage.WEIGHING)
    packing = Packing(at=case.now(), expected=1200, out=800, packer="p7", video="v-1")
    await case.hears(RecordsReported(fact="packing", packing=packing))
    await case.until(lambda now: bool(now.tickets), "the carrier is asked")
    word = CarrierWord(outcome=Outcome.DELIVERED, at=case.now(), accepted_grams=790, delivered_grams=790)
    await case.hears(InquiryReported(fact="weights", key=f"{case.case_id}/inquiry/1", answer=word))
    await case.at(CaseStage.DECIDING)
    await case.story()
    assert await (await begun(floor, of)).result() == 2
    [(subject, _)] = told_to(floor, "product")
    assert "MUG" in subject
    [(subject, text)] = told_to(floor, "warehouse")
    assert "p7" in subject
    assert case.case_id in text


async def test_a_card_waits_for_the_mail_server(floor: Floor) -> None:
    """The outbox keeps what a full mailbox does not take at the moment; tried again it arrives, as one letter."""
    floor.world.faults.declare("mail.deliver", "smtp_4xx", match={"to": "product@shop.example"}, times=1)
    of = Rota(round=Round.QUALITY, hour=9, order=replace(rota_of(Round.QUALITY, days=30).order, least=1, answer_days=7))
    await faulty(floor)
    assert await asyncio.wait_for((await begun(floor, of)).result(), 30) == 1
    assert len(told_to(floor, "product")) == 1
    assert await feedback.kept(floor.pool, SHOP, waiting=True) == []


async def test_a_schedule_is_made_once_and_kept_as_the_terms_say(empty_floor: Floor) -> None:
    """Missing, made, as it was; another hour of the shop's terms changes it; what a person paused stays paused."""
    of = replace(rota_of(Round.SWEEP), order=Order(shop="another_shop", time_zone=SHANGHAI))
    later = Rota(round=of.round, hour=22, order=of.order)
    assert (await standing(empty_floor.client, of, empty_floor.queue)).state is State.MISSING
    assert await apply(empty_floor.client, of, empty_floor.queue) is State.MISSING
    assert await apply(empty_floor.client, of, empty_floor.queue) is State.WELL
    handle = empty_floor.client.get_schedule_handle(of.name)
    await handle.pause(note="the platform is being repaired")
    assert await apply(empty_floor.client, later, empty_floor.queue) is State.DIFFERENT
    assert (await standing(empty_floor.client, later, empty_floor.queue)).state is State.PAUSED
    assert (await standing(empty_floor.client, later, "another-queue")).state is State.DIFFERENT
    assert (await handle.describe()).schedule.state.note == "the platform is being repaired"
    assert schedule(of, empty_floor.queue).spec.time_zone_name == SHANGHAI
