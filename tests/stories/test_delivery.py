"""Stories of parcels that did not come: stalled, late, never handed over, signed for by others, coming back, lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain import commands
from domain import events as ev
from domain.events import Answer, Question, Resolution
from domain.facts import AnswerReported, InquiryReported
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import Freight, FreightMode, Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from domain.trail import CarrierWord, Inquiry, Outcome, SignedBy, Situation
from tests.stories.floor import Floor, StoryCase

PAID_FREIGHT = Freight(mode=FreightMode.BUYER_PAID, charged=1000, base=1000)
ALL = 19900 + 1000
MOVED = {"state": "in_transit", "at": "-4h", "place": "武汉"}
SILENT = {"state": "in_transit", "at": "-4d", "place": "武汉"}


async def missed(floor: Floor, *past: dict[str, Any], outbound: dict[str, Any] | None = None, **more: Any) -> StoryCase:
    """A buyer asks for money because the parcel did not come; `past` is what the courier has scanned."""
    usual: dict[str, Any] = {"stage": Stage.IN_TRANSIT, "freight": PAID_FREIGHT}
    scene = {"outbound": {"past": list(past), **(outbound or {})}} | more.pop("scene", {})
    return await floor.open(
        kind=Scenario.DELIVERY, ground=Ground.NOT_RECEIVED, fault=Fault.CARRIER, scene=scene, **usual | more
    )


async def says(case: StoryCase, outcome: Outcome, number: int = 1, **more: Any) -> None:
    """The courier answers one of our inquiries."""
    word = CarrierWord(outcome=outcome, at=case.now(), **more)
    key = f"{case.case_id}/inquiry/{number}"
    await case.hears(InquiryReported(fact=f"t{number}:{outcome}", key=key, answer=word))


async def answers(case: StoryCase, question: Question, answer: Answer) -> None:
    """The buyer answers."""
    await case.until(lambda case: case.found is not None or question is Question.RECEIVED)
    await case.hears(AnswerReported(fact=f"a:{question}:{answer}", question=question, answer=answer))


async def found(case: StoryCase) -> list[Situation]:
    """What was taken as the fact, in order."""
    return [event.situation for event in await case.story() if isinstance(event, ev.ParcelTraced)]


async def asked(case: StoryCase) -> list[Inquiry]:
    """What the carrier was asked, in order."""
    return [event.inquiry for event in await case.story() if isinstance(event, ev.InquiryOpened)]


async def test_a_stalled_parcel_and_a_carrier_that_says_nothing(floor: Floor) -> None:
    """Four days without a scan: the carrier is asked, the buyer told; after two days of silence the buyer chooses."""
    case = await missed(floor, SILENT)
    await case.at(CaseStage.WAIT_CARRIER)
    await case.until(lambda case: "LOG-1" in case.letters)
    assert await asked(case) == [Inquiry.TRACE]
    assert floor.refunded(case) == 0
    await case.passes(hours=49)
    await case.until(lambda case: "LOG-3" in case.letters)
    await answers(case, Question.DELIVERY, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL
    assert await found(case) == [Situation.UNANSWERED]
    assert await case.ending() is Resolution.REFUNDED


async def test_silence_of_the_buyer_is_no_consent_to_wait_for_a_stalled_parcel(floor: Floor) -> None:
    """The request for the money stands; what still travels is called back, and that holds nothing up."""
    case = await missed(floor, SILENT)
    await case.at(CaseStage.WAIT_CARRIER)
    await case.passes(hours=49)
    await case.until(lambda case: "LOG-3" in case.letters)
    await case.passes(hours=25)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL
    await case.until(lambda case: case.intercept is not None, "the parcel is called back")


async def test_a_buyer_who_waits_is_served_when_the_carrier_was_silent_for_seven_days(floor: Floor) -> None:
    """Presumed lost for the buyer after the statute's seven days, whatever the carrier says later (F36, LST 1)."""
    case = await missed(floor, SILENT)
    await case.at(CaseStage.WAIT_CARRIER)
    await case.passes(hours=49)
    await case.until(lambda case: "LOG-3" in case.letters)
    await answers(case, Question.DELIVERY, Answer.WAIT)
    await case.at(CaseStage.WAIT_DELIVERY)
    assert floor.refunded(case) == 0
    await case.passes(days=6)
    await case.at(CaseStage.FOLLOW_UP)
    assert (await found(case))[-1] is Situation.LOST
    assert floor.refunded(case) == ALL
    await case.until(lambda case: "LST-1" in case.letters)


async def test_the_carrier_confirms_the_loss(floor: Floor) -> None:
    """The carrier's word is the fact: all money incl. freight, at once and without any question (MR-23)."""
    case = await missed(floor, SILENT)
    await case.at(CaseStage.WAIT_CARRIER)
    await says(case, Outcome.LOST, proof="E21-7")
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL
    assert await found(case) == [Situation.LOST]


async def test_twice_looked_for_and_not_found(floor: Floor) -> None:
    """Two failed attempts to locate a parcel prove its loss."""
    case = await missed(floor, SILENT)
    await case.at(CaseStage.WAIT_CARRIER)
    await says(case, Outcome.NOT_FOUND)
    await case.until(lambda case: len(case.tickets) == 2, "it is looked for a second time")
    assert floor.refunded(case) == 0
    await says(case, Outcome.NOT_FOUND, 2)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL


async def test_an_answer_that_overtakes_our_question(floor: Floor) -> None:
    """The courier's notice comes before its desk has taken our inquiry: the second attempt is made all the same."""
    floor.world.faults.declare("courier.ticket", "hang_after_commit", times=1, seconds=1)
    case = await missed(floor, SILENT)
    await case.until(lambda case: len(case.tickets) == 1, "it is asked for")
    await says(case, Outcome.NOT_FOUND)
    await case.until(lambda case: len(case.tickets) == 2, "it is looked for a second time")
    await says(case, Outcome.NOT_FOUND, 2)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL


async def test_held_up_with_a_new_date_and_it_comes(floor: Floor) -> None:
    """Misrouted: the buyer hears the new date, waits, and has it (LOG 3)."""
    case = await missed(floor, MOVED, {"state": "trouble", "at": "-2h", "place": "西安", "note": "错分"})
    await case.at(CaseStage.WAIT_CARRIER)
    await says(case, Outcome.LOCATED, eta=case.now() + timedelta(days=3), note="错分，已改派")
    await case.until(lambda case: "LOG-2" in case.letters)
    await answers(case, Question.DELIVERY, Answer.WAIT)
    await case.at(CaseStage.WAIT_DELIVERY)
    waybill = (await case.state()).order.outbound_waybill
    await case.scanned(waybill, ParcelState.SIGNED, "yto")
    await case.until(lambda case: "TRN-4" in case.letters)
    await answers(case, Question.RECEIVED, Answer.YES)
    assert await case.ending() is Resolution.DELIVERED
    assert floor.refunded(case) == 0


async def test_held_up_and_the_new_date_is_broken(floor: Floor) -> None:
    """A promise that is broken once is not asked for again: the money goes back without another question."""
    case = await missed(floor, {"state": "trouble", "at": "-2h", "place": "西安"})
    await case.at(CaseStage.WAIT_CARRIER)
    await says(case, Outcome.LOCATED, eta=case.now() + timedelta(days=3))
    await case.until(lambda case: "LOG-2" in case.letters)
    await answers(case, Question.DELIVERY, Answer.WAIT)
    await case.at(CaseStage.WAIT_DELIVERY)
    await case.passes(days=4)
    await case.at(CaseStage.FOLLOW_UP)
    assert await found(case) == [Situation.HELD_UP, Situation.LATE]
    assert floor.refunded(case) == ALL


async def test_late_beyond_the_promised_day(floor: Floor) -> None:
    """It moves, and the promised day has passed: the carrier's fault, and the buyer need not wait (TRN 5)."""
    case = await missed(floor, MOVED, outbound_eta=datetime.now(UTC) - timedelta(days=1))
    await case.until(lambda case: "LOG-3" in case.letters)
    await answers(case, Question.DELIVERY, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL
    assert await found(case) == [Situation.LATE]


async def test_in_time_and_the_buyer_insists(floor: Floor) -> None:
    """In time, and not waited for: called back, paid for on its return scan, without the freight (TRN 2, MR-11)."""
    case = await missed(
        floor,
        MOVED,
        outbound={"intercept": {"result": "stopped", "after": 600}},
        outbound_eta=datetime.now(UTC) + timedelta(days=2),
    )
    await case.until(lambda case: "TRN-1" in case.letters)
    await answers(case, Question.WAIT_OR_INTERCEPT, Answer.INTERCEPT)
    await case.at(CaseStage.INTERCEPTING)
    waybill = (await case.state()).order.outbound_waybill
    await case.scanned(waybill, ParcelState.COMING_BACK, "yto")
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_in_time_waited_for_and_then_late(floor: Floor) -> None:
    """Who waits until the promised day is asked once more when it passes; silence then means the money."""
    case = await missed(floor, MOVED, outbound_eta=datetime.now(UTC) + timedelta(days=2))
    await case.until(lambda case: "TRN-1" in case.letters)
    await answers(case, Question.WAIT_OR_INTERCEPT, Answer.WAIT)
    await case.at(CaseStage.WAIT_DELIVERY)
    await case.passes(days=2, hours=1)
    await case.until(lambda case: "LOG-3" in case.letters)
    await case.passes(hours=25)
    await case.at(CaseStage.FOLLOW_UP)
    assert await found(case) == [Situation.ON_ITS_WAY, Situation.LATE]
    assert floor.refunded(case) == ALL


async def test_in_time_not_waited_for_and_lost_on_its_way_back(floor: Floor) -> None:
    """Called back and lost instead: the risk was the seller's all the time, so the freight goes back too (F28)."""
    case = await missed(
        floor,
        MOVED,
        outbound={"intercept": {"result": "stopped", "after": 600}},
        outbound_eta=datetime.now(UTC) + timedelta(days=2),
    )
    await case.until(lambda case: "TRN-1" in case.letters)
    await answers(case, Question.WAIT_OR_INTERCEPT, Answer.INTERCEPT)
    await case.at(CaseStage.INTERCEPTING)
    waybill = (await case.state()).order.outbound_waybill
    await case.scanned(waybill, ParcelState.LOST, "yto")
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL
    assert await found(case) == [Situation.ON_ITS_WAY, Situation.LOST]


async def test_never_scanned_and_still_in_the_warehouse(floor: Floor) -> None:
    """Shipped by the click alone: after two days the warehouse has it, so it never was shipped (LOG 1, F22)."""
    case = await missed(floor, scene={"outbound": {"past": []}, "warehouse": {"hold": "held"}})
    await case.at(CaseStage.FOLLOW_UP)
    assert await found(case) == [Situation.NOT_HANDED_OVER]
    assert floor.refunded(case) == ALL


async def test_never_scanned_within_the_first_two_days(floor: Floor) -> None:
    """After one day the courier is asked whether it was picked up; after two the warehouse, and the courier again."""
    shipped = datetime.now(UTC) - timedelta(hours=30)
    case = await missed(floor, shipped_at=shipped, scene={"outbound": {"past": []}, "warehouse": {"hold": "shipped"}})
    await case.at(CaseStage.WAIT_CARRIER)
    assert await asked(case) == [Inquiry.PICKUP]
    await case.passes(hours=19)
    await case.until(lambda case: len(case.tickets) == 2)
    assert await asked(case) == [Inquiry.PICKUP, Inquiry.TRACE]
    await says(case, Outcome.LOST, 2)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL


async def test_on_its_way_back_unasked(floor: Floor) -> None:
    """Returning to the sender without any request: the money goes back at once (LOG 4)."""
    case = await missed(floor, MOVED, {"state": "returning", "at": "-1h"})
    await case.at(CaseStage.FOLLOW_UP)
    assert await found(case) == [Situation.COMING_BACK]
    assert floor.refunded(case) == ALL


async def signed_for(floor: Floor, **more: Any) -> StoryCase:
    """The trace says signed; the buyer says not by them."""
    case = await missed(floor, MOVED, {"state": "signed", "at": "-1h"}, **more)
    await case.until(lambda case: bool(case.tickets))
    assert await asked(case) == [Inquiry.SIGNATURE]
    return case


async def test_signed_for_by_somebody_else(floor: Floor) -> None:
    """The proof of delivery is ours to bring; it names a stranger, so the money goes back (TRN 6, F31)."""
    case = await signed_for(floor)
    await says(case, Outcome.DELIVERED, signed_by=SignedBy.OTHER, proof="pod-1")
    await case.at(CaseStage.FOLLOW_UP)
    assert await found(case) == [Situation.SIGNED_BY_OTHERS]
    assert floor.refunded(case) == ALL


async def test_the_buyer_has_it_after_all_while_the_shelf_is_asked(floor: Floor) -> None:
    """Signed for by a neighbour: "yes, I have it" comes before anybody has decided, and is believed."""
    floor.world.faults.declare("warehouse.stock", "error_before", match={}, times=1, seconds=1)
    case = await signed_for(floor)
    await says(case, Outcome.DELIVERED, signed_by=SignedBy.OTHER, proof="pod-1")
    await case.until(lambda case: case.found is not None)
    await case.hears(AnswerReported(fact="mine", answer=Answer.YES, question=Question.RECEIVED))
    assert await case.ending() is Resolution.DELIVERED
    assert await found(case) == [Situation.SIGNED_BY_OTHERS, Situation.RECEIVED]
    assert floor.refunded(case) == 0


async def test_signed_for_and_no_proof_in_two_days(floor: Floor) -> None:
    """A false signature: nobody proves anything within 48 hours, and the buyer is believed (LOG 5)."""
    case = await signed_for(floor)
    await case.passes(hours=49)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL


async def test_signed_for_by_the_buyer_with_proof(floor: Floor) -> None:
    """Signed by the addressee, with proof: a person refuses on it, and the buyer may go on from there (F32)."""
    case = await signed_for(floor)
    await says(case, Outcome.DELIVERED, signed_by=SignedBy.ADDRESSEE, proof="pod-2")
    await case.at(CaseStage.DECIDING)
    assert await found(case) == [Situation.PROVEN]
    await case.told(commands.Refuse(by="li", reason="signed for by yourself, see the proof", evidence=("E5:pod-2",)))
    await case.until(lambda case: case.scenario is Scenario.DISPUTE)
    assert floor.refunded(case) == 0


async def test_the_carrier_went_to_a_wrong_address(floor: Floor) -> None:
    """By the carrier's own doing: all money back (TRN 7)."""
    case = await signed_for(floor)
    await says(case, Outcome.MISDELIVERED, fault=Fault.CARRIER)
    await case.at(CaseStage.FOLLOW_UP)
    assert await found(case) == [Situation.WRONG_ADDRESS]
    assert floor.refunded(case) == ALL


async def test_the_buyer_gave_a_wrong_address(floor: Floor) -> None:
    """The buyer's risk: nothing is paid by policy, a person helps on or refuses (TRN 8, F27)."""
    case = await signed_for(floor)
    await says(case, Outcome.MISDELIVERED, fault=Fault.BUYER)
    await case.at(CaseStage.DECIDING)
    assert await found(case) == [Situation.BUYERS_ADDRESS]
    assert floor.refunded(case) == 0


async def test_the_lost_parcel_turns_up_while_the_case_is_open(floor: Floor) -> None:
    """Nothing is taken back by force: the buyer is asked to refuse it or to say so (LST 5, F16)."""
    case = await missed(floor, SILENT)
    await case.at(CaseStage.WAIT_CARRIER)
    await says(case, Outcome.LOST)
    state = await case.at(CaseStage.FOLLOW_UP)
    await case.scanned(state.order.outbound_waybill, ParcelState.SIGNED, "yto")
    await case.passes(days=8)
    await case.until(lambda case: "LST-4" in case.letters)
    assert floor.refunded(case) == ALL


async def test_the_platform_pays_before_the_carrier_has_answered(floor: Floor) -> None:
    """On a marketplace silence pays: what it paid is booked, and never paid again."""
    case = await missed(floor, SILENT, platform=True, freight=Freight())
    await case.at(CaseStage.WAIT_CARRIER)
    floor.platform_pays(case)
    await floor.news(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    assert await case.ending() is Resolution.REFUNDED_BY_PLATFORM


async def test_the_courier_is_away_when_it_is_asked(floor: Floor) -> None:
    """Its system fails after it took the inquiry; asked again under the same key there is still one."""
    faults = [{"on": "courier.ticket", "kind": "error_after_commit", "times": 2}]
    case = await missed(floor, SILENT, scene={"outbound": {"past": [SILENT]}, "faults": faults})
    await case.until(lambda case: "LOG-1" in case.letters)
    tickets = floor.world.books.rows("SELECT id FROM documents WHERE kind = 'ticket'")
    assert [row["id"] for row in tickets] == [f"{case.case_id}/inquiry/1"]
