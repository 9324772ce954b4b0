"""Stories of people and machines that press every button at every wait: nothing wedges, nothing is lost."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain import events as ev
from domain.events import Answer, Party, Question, Resolution
from domain.facts import AnswerReported, ClaimReported
from domain.goods import Grade, ParcelState
from domain.order import OrderLine, Tender
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from store.codec import fold
from store.register import events as register_events
from store.verify import verify
from tests.stories.floor import Floor, StoryCase, units
from workflows.messages import Opening

LAMP = OrderLine(line_id="1", qty=1, unit_price=89900, sku="LAMP", title="Lamp")


async def refused(case: StoryCase, command: commands.Command) -> str:
    """The code with which the case refuses a command."""
    with pytest.raises(WorkflowUpdateFailedError) as failure:
        await case.told(command)
    return str(failure.value.cause.type)  # type: ignore[attr-defined]


async def inspecting(floor: Floor, **more: object) -> StoryCase:
    """A case whose parcel lies on our dock."""
    case = await floor.open(**more)  # type: ignore[arg-type]
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    return case


@pytest.mark.parametrize(
    ("operation", "step"),
    [("taobao.rp.returngoods.agree", "agree_return"), ("taobao.refund.refuse", "refuse_claim")],
)
async def test_a_step_on_the_platform_may_be_done_by_hand(floor: Floor, operation: str, step: str) -> None:
    """The session has expired, a person clicks on the platform's own page and skips the step: the case goes on."""
    dead = {"on": operation, "kind": "bad_session", "times": None}
    ground = Ground.NO_REASON if step == "agree_return" else Ground.QUALITY
    case = await floor.open(platform=True, ground=ground, scene={"faults": [dead]})
    if step == "refuse_claim":
        await case.at(CaseStage.DECIDING)
        await case.told(commands.Refuse(by="li", reason="no defect on the photos", evidence=("E1",), unasked=True))
    await case.until(lambda case: case.parked_at(step) is not None, "the step parks")
    await case.told(commands.Skip(by="li", step=step, reason="done on the platform's page"))
    letter = "N7-1" if step == "agree_return" else "DSP-1"
    await case.until(lambda case: letter in case.letters, "the case goes on")


async def test_a_look_at_the_platform_may_be_skipped(floor: Floor) -> None:
    """Nobody decided in time and the platform cannot be read: a person skips the reading, and may still decide."""
    case = await floor.open(platform=True, lines=(LAMP,))
    await case.at(CaseStage.DECIDING)
    floor.world.faults.declare("taobao.refund.get", "bad_session", match={}, times=None)
    await case.passes(days=6)
    await case.until(lambda case: case.parked_at("read_claim") is not None, "the reading parks")
    await case.told(commands.Skip(by="li", step="read_claim", reason="looked on the platform"))
    floor.lift_faults()
    await case.told(commands.Agree(by="li"))
    await case.at(CaseStage.WAIT_BUYER_SHIP)


async def test_a_lost_parcel_waits_for_another_or_a_person(floor: Floor) -> None:
    """The courier loses the only parcel: no money, no endless turning; found again, the case goes on."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.at(CaseStage.RETURN_IN_TRANSIT)
    await case.scanned("ST1", ParcelState.LOST)
    await case.at(CaseStage.RETURN_LOST)
    await case.passes(days=5)
    assert floor.refunded(case) == 0
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_a_person_ends_a_case_whose_parcel_is_lost(floor: Floor) -> None:
    """The loss is the buyer's in a no-reason return (rule MR-35): a person says so and closes."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.scanned("ST1", ParcelState.LOST)
    await case.until(lambda case: case.parcels[0].state is ParcelState.LOST)
    await case.told(commands.Close(by="li", reason="lost on the way back, explained to the buyer"))
    assert await case.ending() is Resolution.CLOSED_BY_HAND


ODD: dict[str, dict[str, Any]] = {
    "no time zone": {"at": "2026-05-04T08:00:00"},
    "the end of time": {"at": "9999-12-31T23:59:59Z"},
    "a fee below nothing": {"collect_fee": -100},
    "units below nothing": {"lines": [{"line_id": "1", "qty": -1, "grade": "A"}]},
    "no such grade": {"lines": [{"line_id": "1", "qty": 1, "grade": "Z"}]},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_an_odd_finding_from_the_temporal_ui_is_refused(floor: Floor, odd: dict[str, Any]) -> None:
    """Whoever types an update into the Temporal UI may type anything: it is refused, and the case goes on."""
    case = await inspecting(floor)
    lines = [{"line_id": "1", "qty": 1, "grade": "A"}]
    finding = {"finding_id": "ui-1", "waybill": "ST1", "inspector": "zhao", "at": case.now().isoformat()}
    with pytest.raises(WorkflowUpdateFailedError):
        await case.handle.execute_update("inspect", {"by": "li", "finding": {**finding, "lines": lines, **odd}})
    await case.handle.execute_update("inspect", {"by": "li", "finding": {**finding, "lines": lines}})
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_an_odd_signal_from_the_temporal_ui_is_left_out(floor: Floor) -> None:
    """A scan typed by hand without a time zone changes nothing, and the next one is heard."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    scan = {"fact": "ui-1", "carrier": "sto", "waybill": "ST1", "sent": True}
    await case.handle.signal("parcel_reported", {**scan, "at": "2026-05-04T08:00:00"})
    await case.handle.signal("parcel_reported", {**scan, "at": case.now().isoformat()})
    state = await case.at(CaseStage.RETURN_IN_TRANSIT)
    assert state.parcels[0].sent_at.tzinfo is not None
    assert (await case.kinds()).count(ev.ParcelSent) == 1


async def test_a_waybill_as_long_as_a_page_is_shown_cut(floor: Floor) -> None:
    """The server takes 400 bytes for a summary: an outside number may be longer, and does not wedge the case."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("单" * 500)
    await case.until(lambda case: bool(case.parcels))
    await case.passes(days=3)
    await case.told(commands.Close(by="li", reason="a test of patience"))
    assert await case.ending() is Resolution.CLOSED_BY_HAND


async def test_an_order_that_cannot_be_true_parks_and_says_why(floor: Floor) -> None:
    """A snapshot whose tenders hold less than its goods: no quote can be made, a person sees why, the case lives."""
    case = await floor.open(tenders=(Tender(type="cash", amount=100),))
    state = await case.until(lambda case: bool(case.parked), "it parks")
    assert (state.parked[0].step, state.parked[0].reason) == ("quote", "OrderError")
    assert "the tenders hold 100" in state.parked[0].message
    await case.told(commands.Close(by="li", reason="the shop's system sent nonsense"))
    assert await case.ending() is Resolution.CLOSED_BY_HAND


async def test_a_platform_case_stays_in_dispute_when_a_person_takes_it_there(floor: Floor) -> None:
    """The request still waits for the seller; that is no news, and does not undo the diversion."""
    case = await floor.open(platform=True, lines=(LAMP,))
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Divert(by="li", to=Scenario.DISPUTE, reason="the buyer threatens"))
    await case.passes(days=1)
    assert (await case.state()).scenario is Scenario.DISPUTE
    await case.told(commands.Rule(by="officer", in_favour_of=Party.SELLER))
    assert await case.ending() is Resolution.RULED_SELLER


async def test_a_shop_that_relents_after_its_refusal(floor: Floor) -> None:
    """Refused, then agreed after all: the case goes on as the return that the buyer asked for."""
    case = await floor.open(ground=Ground.QUALITY)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Refuse(by="li", reason="no defect on the photos", evidence=("E1",), unasked=True))
    await case.at(CaseStage.WAIT_BUYER_MODIFY)
    await case.told(commands.Agree(by="li", note="the second photo shows it", seller_pays_freight=True))
    await case.at(CaseStage.WAIT_BUYER_SHIP)


async def test_refused_goods_are_looked_at_again_when_the_buyer_asks_for_less(floor: Floor) -> None:
    """The buyer lowers the claim after the refusal of the goods: a new question, or the platform pays by silence."""
    case = await floor.open(platform=True)
    await case.until(lambda case: case.ship_by is not None)
    floor.world_enters_waybill(case, "sto", "ST1")
    await floor.news(case)
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1, Grade.NOT_INTACT))
    await case.at(CaseStage.DECIDING_GOODS)
    await case.told(commands.Refuse(by="li", reason="worn for weeks", evidence=("E19",)))
    await case.until(lambda case: case.claim is not None and case.claim.status == "SELLER_REFUSE_BUYER")
    floor.world_does(case, {"modify": {"amount": 5000}})
    await floor.news(case)
    state = await case.at(CaseStage.DECIDING_GOODS)
    assert (state.scenario, state.refusal) == (Scenario.RETURN_REFUND, None)


async def test_two_standings_of_one_second_in_the_wrong_order(floor: Floor) -> None:
    """The newer standing comes first, the older one after it within the same second: the newer one stays."""
    case = await floor.open(platform=True)
    state = await case.until(lambda case: case.ship_by is not None)
    assert state.claim is not None
    newer = replace(state.claim, version=f"{int(state.claim.version) + 2}", amount=15000)
    older = replace(state.claim, version=f"{int(state.claim.version) + 1}", amount=18000)
    await case.hears(ClaimReported(fact="newer", claim=newer))
    await case.hears(ClaimReported(fact="older", claim=older))
    state = await case.until(lambda case: case.claim is not None and case.claim.amount != 19900)
    assert state.claim == newer
    assert (await case.kinds()).count(ev.ClaimChanged) == 2  # our agreement to the return, and the newer standing


async def test_the_buyer_answers_before_we_know_that_the_letter_left(floor: Floor) -> None:
    """The mail server took the letter and failed to say so; the buyer's "no" comes first, and is heard."""
    case = await inspecting(floor)
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    await case.until(lambda case: "DONE" in case.letters)
    floor.world.faults.declare("mail.deliver", "smtp_4xx", match={}, times=None)
    await case.passes(days=3, hours=1)
    await case.hears(AnswerReported(fact="a1", answer=Answer.NO, question=Question.SOLVED))
    await case.until(lambda case: case.answer(Question.SOLVED) is not None)
    floor.lift_faults()
    await case.told(commands.Retry(by="li", reason="the mail server is back"))
    await case.at(CaseStage.REOPENED)


async def test_an_old_no_does_not_reopen_a_case_twice(floor: Floor) -> None:
    """Taken up again and settled; at the second follow-up the buyer writes about something else: it stays settled."""
    case = await inspecting(floor)
    case.long = "settled, taken up again, and settled again"
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    await case.passes(days=4)
    await case.until(lambda case: "FUP-2" in case.letters)
    await case.hears(AnswerReported(fact="a1", answer=Answer.NO, question=Question.SOLVED))
    await case.at(CaseStage.REOPENED)
    await case.hears(AnswerReported(fact="a2", answer=Answer.NO, question=Question.SOLVED))
    await case.told(commands.Agree(by="wang", note="a coupon was sent"))
    await case.at(CaseStage.FOLLOW_UP)
    await case.passes(days=4)
    await case.until(lambda case: case.letters.count("FUP-2") == 2)
    await case.hears(AnswerReported(fact="a3", answer=Answer.WORDS, question=Question.CANCEL_REASON))
    assert await case.ending() is Resolution.REFUNDED
    assert (await case.state()).reopenings == 1


async def test_a_stuck_survey_does_not_hold_up_a_reopened_case(floor: Floor) -> None:
    """The survey cannot be sent, the bank takes the refund back meanwhile: the money goes out again at once."""
    case = await inspecting(floor)
    await case.found("ST1", units("1", 1))
    state = await case.at(CaseStage.FOLLOW_UP)
    await case.passes(days=7, hours=12)  # a day after the close the survey leaves
    await case.at(CaseStage.CLOSED)
    floor.world.faults.declare("mail.deliver", "smtp_4xx", match={}, times=None)
    await case.passes(days=1, hours=1)
    await case.passes(minutes=20)
    await case.until(lambda case: case.parked_at("tell_FUP-3") is not None, "the survey is stuck")
    await floor.bank_reverses(case, state.payments[0].key)
    state = await case.until(lambda case: case.paid_back() == 19900 and len(case.payments) == 2, "paid again")
    assert state.parked_at("tell_FUP-3") is None
    floor.lift_faults()


async def test_a_reminder_that_waited_for_the_morning_is_not_sent_to_who_has_posted(floor: Floor) -> None:
    """The return was posted during the night: the letter that was held back has nothing to say any more."""
    case = await floor.open()
    await case.until(lambda case: case.ship_by is not None)
    floor.world.faults.declare("mail.deliver", "smtp_4xx", match={}, times=None)
    await case.passes(days=5)
    await case.posts("ST1")
    await case.at(CaseStage.RETURN_IN_TRANSIT)
    await case.passes(minutes=20)
    floor.lift_faults()
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    state = await case.at(CaseStage.FOLLOW_UP)
    assert "N7-R" not in state.letters
    assert not state.parked


async def test_a_cancellation_in_the_temporal_ui_does_not_lose_the_case(floor: Floor) -> None:
    """Someone presses "Request Cancellation": the case goes on, the buyer is paid, the register has its end."""
    case = await inspecting(floor)
    await case.handle.cancel()
    await case.passes(hours=1)
    await case.handle.cancel()
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    assert await case.ending() is Resolution.REFUNDED


async def test_a_parked_case_that_is_resumed_tries_again_by_itself(floor: Floor) -> None:
    """Lost while its payment was parked, resumed when the account works: it is paid, and nothing looks stuck."""
    frozen = {"on": "payments.refund", "kind": "account_frozen", "times": None}
    case = await inspecting(floor, scene={"faults": [frozen]})
    await case.found("ST1", units("1", 1))
    await case.until(lambda case: bool(case.parked))
    await case.until_written(ev.StepParked)
    await case.handle.terminate("the server was lost")
    floor.lift_faults()
    again = await floor.start(Opening(resumed=fold(await register_events(floor.pool, case.case_id))), case.case_id)
    state = await again.at(CaseStage.FOLLOW_UP)
    assert (floor.refunded(case), state.parked) == (19900, ())
    assert (await again.kinds()).count(ev.PaymentDecided) == 1


async def test_a_diverted_case_does_not_look_stuck(floor: Floor) -> None:
    """A step was parked when the case was taken elsewhere: the new course is not stuck by it."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1", carrier="no-such-courier")
    await case.until(lambda case: bool(case.parked))
    await case.told(commands.Divert(by="li", to=Scenario.DISPUTE, reason="the buyer sends no proof"))
    state = await case.at(CaseStage.DISPUTE)
    assert not state.parked


async def test_an_outage_of_the_register_for_days_does_not_fill_the_history(floor: Floor) -> None:
    """Postgres refuses entries for two days: the case asks ever less often, and catches up as soon as it moves."""
    case = await inspecting(floor)
    case.long = "an outage of two days"
    await floor.pool.execute("ALTER TABLE case_events RENAME TO case_events_away")
    await case.told(commands.Hold(by="li", reason="stocktaking"))
    for _ in range(8):
        await case.passes(hours=6)
    length = (await case.handle.describe()).raw_description.workflow_execution_info.history_length
    assert length < 600
    await floor.pool.execute("ALTER TABLE case_events_away RENAME TO case_events")
    await case.told(commands.Release(by="li"))
    await case.until_written(ev.CaseReleased)
    assert [breach async for breach in verify(floor.pool)] == []


async def test_timers_and_activities_say_in_words_what_they_are_for(floor: Floor) -> None:
    """Whoever opens the case in the Temporal UI reads a summary on every activity and every timer."""
    case = await inspecting(floor)
    await case.found("ST1", units("1", 1))
    await case.ending()
    history = await case.handle.fetch_history()
    kinds = ("activity_task_scheduled_event_attributes", "timer_started_event_attributes")
    asked = [event for event in history.events if event.WhichOneof("attributes") in kinds]
    assert asked
    assert [event.event_id for event in asked if not event.user_metadata.HasField("summary")] == []


async def test_a_letter_that_waits_for_the_morning_is_not_written_for_a_closed_case(floor: Floor) -> None:
    """A person closes the case in the night: the buyer is not told in the morning to send anything back."""
    hour = datetime.now(ZoneInfo("Asia/Shanghai")).hour
    opens = (hour + 2) % 23
    case = await floor.open(revised={"text_from_clock": opens, "text_until_clock": opens + 1})
    await case.until(lambda case: case.contact_until is not None, "the letter is held back")
    await case.told(commands.Close(by="li", reason="settled on the phone"))
    assert await case.ending() is Resolution.CLOSED_BY_HAND
    assert ev.BuyerContacted not in await case.kinds()
