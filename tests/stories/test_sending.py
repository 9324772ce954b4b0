"""Stories of goods that are sent again in place of a parcel that did not come."""

from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain import events as ev
from domain.events import Answer, Question, Resolution
from domain.exchanges.replacement import ReplacementState
from domain.facts import AnswerReported
from domain.goods import ParcelState
from domain.request import Scenario
from domain.standing import CaseStage
from domain.trail import Outcome
from sandbox.audit import audit
from tests.stories.floor import Floor, StoryCase
from tests.stories.test_delivery import ALL, MOVED, SILENT, missed, says

SHELF: dict[str, Any] = {"stock": {"MUG": {"qty": 2, "scans": []}}}
EMPTY: dict[str, Any] = {"stock": {"MUG": {"qty": 0}}}


async def lost(floor: Floor, warehouse: dict[str, Any] | None = None, **more: Any) -> StoryCase:
    """A parcel that the courier says is lost; the buyer has been given the choice, where there is one."""
    case = await missed(floor, SILENT, scene={"warehouse": warehouse or SHELF}, **more)
    await case.at(CaseStage.WAIT_CARRIER)
    await says(case, Outcome.LOST, proof="E21-7")
    return case


async def wants(case: StoryCase, answer: Answer, letter: str = "LST-5") -> None:
    """The buyer has read the letter, and answers it."""
    await case.until(lambda case: letter in case.letters, letter)
    question = Question.REMEDY if letter == "LST-5" else Question.DELIVERY
    await case.hears(AnswerReported(fact=f"a:{answer}", question=question, answer=answer))


async def new_parcel(case: StoryCase, state: ParcelState) -> None:
    """The courier scans what was sent again."""
    now = await case.at(CaseStage.NEW_PARCEL)
    sent = now.replacements[-1]
    await case.scanned(sent.waybill, state, carrier=sent.carrier)


def left(floor: Floor, case: StoryCase) -> int:
    """How many units the warehouse's books say left again for the case's order."""
    shipments = floor.world.books.of_order("shipment", floor.orders[case.case_id])
    return sum(s["body"]["qty"] for s in shipments if s["answer"]["state"] == "shipped")


def slips(floor: Floor, case: StoryCase) -> list[list[str]]:
    """What lay in the parcels that left again."""
    shipments = floor.world.books.of_order("shipment", floor.orders[case.case_id])
    return [s["insert"] for s in shipments if s["answer"]["state"] == "shipped"]


async def test_a_buyer_whose_parcel_is_lost_has_the_goods_again(floor: Floor) -> None:
    """The buyer chooses, an agent grants it, it leaves once, and the case ends when it is there; the claim is ours."""
    case = await lost(floor)
    case.long = "a loss, a reshipment and a claim"
    await wants(case, Answer.RESHIP)
    await case.until(lambda case: case.answers != () and case.answers[-1].answer is Answer.RESHIP)
    assert left(floor, case) == 0
    await case.told(commands.Reship(by="ann", note="the buyer wants the mug"))
    now = await case.at(CaseStage.NEW_PARCEL)
    assert now.replacements[0].key == f"{case.case_id}/sending/1"
    await case.until(lambda case: "LST-2" in case.letters)
    await new_parcel(case, ParcelState.SIGNED)
    await case.at(CaseStage.FOLLOW_UP)
    await case.until(lambda case: case.claims != ())
    assert await case.ending() is Resolution.RESHIPPED
    assert (left(floor, case), floor.refunded(case)) == (1, 0)
    [slip] = slips(floor, case)
    assert slip == [
        "售后热线 / Hotline: 400-100-200 (9-21)",
        "联系方式 / Contact: care@shop.example",
        "商品说明 / About the product: shop.example/mug",
    ]
    assert audit(floor.world.books)["whole"]


async def test_silence_is_for_the_money(floor: Floor) -> None:
    """Who is offered the goods or the money and says nothing is paid back within a day (R28)."""
    case = await lost(floor)
    await case.until(lambda case: "LST-5" in case.letters)
    await case.passes(hours=25)
    await case.at(CaseStage.FOLLOW_UP)
    assert (left(floor, case), floor.refunded(case)) == (0, ALL)


async def test_who_would_rather_have_the_money_has_it(floor: Floor) -> None:
    """The choice is the buyer's."""
    case = await lost(floor)
    await wants(case, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    assert (left(floor, case), floor.refunded(case)) == (0, ALL)


async def test_nobody_is_promised_what_is_not_on_the_shelf(floor: Floor) -> None:
    """An empty shelf leaves the money, at once (LST 3)."""
    case = await lost(floor, EMPTY)
    await case.at(CaseStage.FOLLOW_UP)
    assert "LST-5" not in (await case.state()).letters
    assert floor.refunded(case) == ALL


async def test_what_sold_out_before_it_was_granted_is_paid_back(floor: Floor) -> None:
    """Nothing left under that key, and nothing ever will; the buyer is told, and the money goes back."""
    case = await lost(floor)
    await wants(case, Answer.RESHIP)
    with floor.world.books.writing():
        story = floor.world.books.get("story", case.case_id.rsplit("-", 1)[1])
        assert story is not None
        story["scene"]["warehouse"]["stock"]["MUG"]["qty"] = 0
        order = floor.orders[case.case_id]
        floor.world.books.put("story", case.case_id.rsplit("-", 1)[1], story, shop="demo_shop", order_id=order, at=0)
    await case.told(commands.Reship(by="ann"))
    await case.at(CaseStage.FOLLOW_UP)
    await case.until(lambda case: "LST-7" in case.letters)
    state = await case.state()
    assert state.replacements[0].state is ReplacementState.NOT_SENT
    assert floor.refunded(case) == ALL


async def test_the_new_parcel_is_lost_too(floor: Floor) -> None:
    """A promise that was broken once is not made again: the money goes back."""
    case = await lost(floor)
    await wants(case, Answer.RESHIP)
    await case.told(commands.Reship(by="ann"))
    await new_parcel(case, ParcelState.LOST)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == ALL


async def test_the_new_parcel_does_not_come_in_its_time(floor: Floor) -> None:
    """The courier is asked again and again; after a week it is late, and the money goes back."""
    case = await lost(floor)
    case.long = "two parcels, each looked for until its time was up"
    await wants(case, Answer.RESHIP)
    await case.told(commands.Reship(by="ann"))
    await case.at(CaseStage.NEW_PARCEL)
    await case.passes(days=8)
    await case.at(CaseStage.FOLLOW_UP)
    state = await case.state()
    assert state.replacements[0].state is ReplacementState.LATE
    assert floor.refunded(case) == ALL


async def test_a_late_parcel_comes_after_it_was_paid_back(floor: Floor) -> None:
    """The buyer has goods and money, and is asked; nothing is taken back (LST 5, F16)."""
    case = await lost(floor)
    case.long = "a loss, a reshipment that is late, and a parcel that comes after all"
    await wants(case, Answer.RESHIP)
    await case.told(commands.Reship(by="ann"))
    sent = (await case.at(CaseStage.NEW_PARCEL)).replacements[0]
    await case.passes(days=8)
    await case.at(CaseStage.FOLLOW_UP)
    await case.scanned(sent.waybill, ParcelState.SIGNED, carrier=sent.carrier)
    await case.until(lambda case: case.replacements[0].state is ReplacementState.DELIVERED, "it came")
    assert await case.ending() is Resolution.REFUNDED
    assert "LST-4" in [event.letter for event in await case.story() if isinstance(event, ev.BuyerContacted)]
    assert floor.refunded(case) == ALL


async def test_a_stalled_parcel_may_be_replaced_while_it_is_looked_for(floor: Floor) -> None:
    """Wait, the goods again, or the money (LOG-3); the first parcel is called back, and what turns up is told of."""
    case = await missed(floor, SILENT, scene={"warehouse": SHELF})
    await case.at(CaseStage.WAIT_CARRIER)
    await case.passes(hours=49)
    await wants(case, Answer.RESHIP, "LOG-4")
    await case.told(commands.Reship(by="ann"))
    await new_parcel(case, ParcelState.SIGNED)
    await case.at(CaseStage.FOLLOW_UP)
    await case.until(lambda case: case.intercept is not None, "the first parcel is called back")
    assert floor.refunded(case) == 0


async def test_the_first_parcel_turns_up_before_another_left(floor: Floor) -> None:
    """The buyer chose the goods, and then has them: nobody sends more, and the signature is looked into."""
    case = await missed(floor, SILENT, scene={"warehouse": SHELF})
    case.long = "a stalled parcel, a choice and a signature"
    await case.at(CaseStage.WAIT_CARRIER)
    await case.passes(hours=49)
    await wants(case, Answer.RESHIP, "LOG-4")
    await case.at(CaseStage.DECIDING)
    order = (await case.state()).order
    await case.scanned(order.outbound_waybill, ParcelState.SIGNED, carrier=order.outbound_carrier)
    await case.until(lambda case: len(case.tickets) == 2, "who signed for it?")
    with pytest.raises(WorkflowUpdateFailedError):
        await case.told(commands.Reship(by="ann"))
    await case.hears(AnswerReported(fact="a:yes", question=Question.RECEIVED, answer=Answer.YES))
    assert await case.ending() is Resolution.DELIVERED
    assert (left(floor, case), floor.refunded(case)) == (0, 0)


async def test_both_parcels_come(floor: Floor) -> None:
    """The buyer is asked to refuse the first, or to tell us; nothing is taken back."""
    case = await missed(floor, SILENT, scene={"warehouse": SHELF})
    await case.at(CaseStage.WAIT_CARRIER)
    case.long = "a stalled parcel, and two that come"
    await case.passes(hours=49)
    await wants(case, Answer.RESHIP, "LOG-4")
    await case.told(commands.Reship(by="ann"))
    await new_parcel(case, ParcelState.SIGNED)
    await case.at(CaseStage.FOLLOW_UP)
    order = (await case.state()).order
    await case.scanned(order.outbound_waybill, ParcelState.SIGNED, carrier=order.outbound_carrier)
    assert await case.ending() is Resolution.RESHIPPED
    assert "LST-6" in [event.letter for event in await case.story() if isinstance(event, ev.BuyerContacted)]


async def test_a_supervisor_sends_before_the_loss_is_proven(floor: Floor) -> None:
    """An agent may not; what is sent ends the search, and only one parcel leaves (LST 4)."""
    case = await missed(floor, MOVED, scene={"warehouse": SHELF})
    await case.at(CaseStage.TRACING)
    with pytest.raises(WorkflowUpdateFailedError):
        await case.told(commands.Reship(by="ann", advance=True))
    await case.told(commands.Reship(by="sun", advance=True))
    await new_parcel(case, ParcelState.SIGNED)
    await case.at(CaseStage.FOLLOW_UP)
    assert (left(floor, case), floor.refunded(case)) == (1, 0)


async def test_an_answer_that_was_lost_does_not_send_twice(floor: Floor) -> None:
    """The warehouse sent it and its answer never came: asked again under the same key it says the same parcel."""
    fault = {"on": "warehouse.ship", "kind": "hang_after_commit", "times": 2}
    case = await missed(floor, SILENT, scene={"warehouse": SHELF, "faults": [fault]})
    await case.at(CaseStage.WAIT_CARRIER)
    await says(case, Outcome.LOST, proof="E21-7")
    await wants(case, Answer.RESHIP)
    await case.told(commands.Reship(by="ann"))
    await new_parcel(case, ParcelState.SIGNED)
    await case.at(CaseStage.FOLLOW_UP)
    assert left(floor, case) == 1
    assert audit(floor.world.books)["whole"]


async def test_a_warehouse_that_refuses_is_shown_to_a_person(floor: Floor) -> None:
    """The step parks; whoever sends it by other means skips it, and the case goes on from there."""
    fault = {"on": "warehouse.ship", "kind": "item_blocked", "times": None}
    case = await missed(floor, SILENT, scene={"warehouse": SHELF, "faults": [fault]})
    await case.at(CaseStage.WAIT_CARRIER)
    await says(case, Outcome.LOST, proof="E21-7")
    await wants(case, Answer.RESHIP)
    await case.told(commands.Reship(by="ann"))
    await case.until(lambda case: case.parked_at("send_goods") is not None, "parked")
    await case.told(commands.Skip(by="ann", step="send_goods", reason="sent from the other warehouse"))
    state = await case.at(CaseStage.FOLLOW_UP)
    assert state.replacements[0].state is ReplacementState.BY_HAND
    assert await case.ending() is Resolution.RESHIPPED


async def test_a_refused_shipment_is_given_up_for_another_remedy(floor: Floor) -> None:
    """What certainly did not leave may be turned away from; the case has no goods under way then."""
    fault = {"on": "warehouse.ship", "kind": "item_blocked", "times": None}
    case = await missed(floor, SILENT, scene={"warehouse": SHELF, "faults": [fault]})
    await case.at(CaseStage.WAIT_CARRIER)
    await says(case, Outcome.LOST, proof="E21-7")
    await wants(case, Answer.RESHIP)
    await case.told(commands.Reship(by="ann"))
    await case.until(lambda case: case.parked_at("send_goods") is not None, "parked")
    await case.told(commands.Divert(by="li", to=Scenario.REFUND_ONLY, reason="the money instead"))
    await case.until(lambda case: case.replacements[0].state is ReplacementState.NOT_SENT, "called off")
    await case.until_written(ev.ReplacementNotSent)
