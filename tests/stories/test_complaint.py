"""Stories of goods that arrived short, wrong or damaged (tables 3.5, 3.6 and 3.7)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain import events as ev
from domain.complaints.complaint import Packing
from domain.complaints.flaw import Flaw, Remedy
from domain.events import Answer, Question, Resolution
from domain.facts import AnswerReported, EvidenceReported, InquiryReported, RecordsReported
from domain.fault import Fault
from domain.goods import ParcelState
from domain.order import Freight, FreightMode, OrderLine, Stage
from domain.proof import Shown
from domain.request import Ground, Item, Scenario
from domain.standing import CaseStage
from domain.trail import CarrierWord, Outcome
from tests.stories.floor import Floor, StoryCase, units
from tests.stories.scenery import quiet_now

MUGS = (OrderLine(line_id="1", qty=3, unit_price=5000, sku="MUG", title="Mug"),)
ONE = (Item(line_id="1", qty=1),)
SHELF: dict[str, Any] = {"MUG": {"qty": 2, "scans": []}}
LIGHT: dict[str, Any] = {"expected": 1200, "out": 800, "packer": "p7", "video": "v-1"}
WHOLE: dict[str, Any] = {"expected": 1200, "out": 1195, "packer": "p7", "video": "v-1", "shows": True}
SOUND: dict[str, Any] = {"accepted_grams": 1190, "delivered_grams": 1190}
PHOTOS = (Shown(reference="p1", code="E1"), Shown(reference="p2", code="E2"))


async def complained(floor: Floor, ground: Ground, **more: Any) -> StoryCase:
    """A buyer complains about one of three mugs that were delivered."""
    usual: dict[str, Any] = {"lines": MUGS, "items": ONE, "fault": Fault.SELLER}
    scene = {"warehouse": {"stock": more.pop("stock", SHELF)}} | more.pop("scene", {})
    return await floor.open(kind=Scenario.COMPLAINT, ground=ground, scene=scene, **usual | more)


async def short(floor: Floor, packing: dict[str, Any] | None, weighed: dict[str, Any] | None, **more: Any) -> StoryCase:
    """A mug is said to be missing; photos are there, and so are the records of warehouse and carrier."""
    case = await complained(floor, Ground.SHORT, **more)
    await shows(case)
    await case.at(CaseStage.WEIGHING)
    if packing is not None:
        await recorded(case, **packing)
    if weighed is not None:
        await says(case, **weighed)
    return case


async def recorded(case: StoryCase, **packing: Any) -> None:
    """The warehouse says what it has on record."""
    await case.hears(RecordsReported(fact="packing:1", packing=Packing(at=case.now(), **packing)))


async def says(case: StoryCase, **word: Any) -> None:
    """The carrier says what it weighed."""
    await case.until(lambda case: bool(case.tickets), "the carrier is asked")
    answer = CarrierWord(outcome=Outcome.DELIVERED, at=case.now(), **word)
    await case.hears(InquiryReported(fact="weight:1", key=f"{case.case_id}/inquiry/1", answer=answer))


async def shows(case: StoryCase, *shown: Shown) -> None:
    """The buyer sends photos."""
    await case.at(CaseStage.WAIT_PROOF)
    await case.hears(EvidenceReported(fact=f"photos:{len(shown)}", shown=shown or PHOTOS))


async def answers(case: StoryCase, answer: Answer) -> None:
    """The buyer chooses."""
    await case.at(CaseStage.WAIT_REMEDY)
    await case.hears(AnswerReported(fact=f"choice:{answer}", question=Question.REMEDY, answer=answer))


async def judged(case: StoryCase) -> list[str]:
    """The rows that were taken, in order."""
    return [event.judgement.row for event in await case.story() if isinstance(event, ev.ComplaintJudged)]


async def agreed(case: StoryCase, by: str = "ann") -> None:
    """A person takes what is proposed."""
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by=by, note="seen"))


async def travels(case: StoryCase) -> str:
    """The replacement is on its way; its waybill."""
    known = await case.until(lambda case: bool(case.replacements and case.replacements[-1].waybill), "it is sent")
    return known.replacements[-1].waybill


async def test_a_parcel_that_left_too_light(floor: Floor) -> None:
    """The warehouse's own scales say that a mug is missing: the buyer has the choice, and it leaves the same day."""
    case = await short(floor, LIGHT, SOUND)
    case.long = "proof, weights, the choice, another parcel, and a word after it came"
    await agreed(case)
    assert await judged(case) == ["3.5.1"]
    await answers(case, Answer.RESHIP)
    waybill = await travels(case)
    assert floor.refunded(case) == 0
    await case.scanned(waybill, ParcelState.SIGNED, "sf")
    await case.until(lambda case: "SHT-4" in case.letters)
    assert await case.ending() is Resolution.RESHIPPED


async def test_who_agrees_before_the_photos_are_there_leaves_the_buyer_every_choice(floor: Floor) -> None:
    """A person takes the claim as it is while the buyer is still asked: it is judged all the same, and sent again."""
    case = await complained(floor, Ground.WRONG_ITEM)
    await case.at(CaseStage.WAIT_PROOF)
    await case.told(commands.Agree(by="li", note="we know of this batch"))
    known = await case.at(CaseStage.WAIT_REMEDY)
    assert await judged(case) == ["3.6.1"]
    assert known.complaint.choice is not None
    assert Remedy.RESHIP in known.complaint.choice.remedies
    await answers(case, Answer.RESHIP)
    await travels(case)


async def test_who_agrees_by_night_waits_for_no_photos(floor: Floor) -> None:
    """The letter that asks for photos waits for the morning; a person agrees before: nobody asks any more."""
    case = await complained(floor, Ground.WRONG_ITEM, revised=quiet_now())
    await case.until(lambda case: case.contact_until is not None, "the letter is held back")
    await case.told(commands.Agree(by="li", note="we know of this batch"))
    known = await case.until(lambda case: case.complaint.choice is not None, "the buyer has the choice")
    assert known.proof is None
    assert known.complaint.choice is not None
    assert Remedy.RESHIP in known.complaint.choice.remedies
    await case.passes(hours=24)
    told = await case.until(lambda case: bool(case.letters), "the buyer is told in the morning")
    assert told.letters == ("WRG-2",)


async def test_the_missing_unit_is_paid_at_what_it_cost(floor: Floor) -> None:
    """Its share of what was paid, never the list price, and no freight while the rest is kept (M10, R33)."""
    lines = (OrderLine(line_id="1", qty=3, unit_price=5000, line_discount=2999, sku="MUG"),)
    freight = Freight(mode=FreightMode.BUYER_PAID, charged=800, base=800)
    case = await short(floor, LIGHT, SOUND, lines=lines, freight=freight)
    await agreed(case)
    await answers(case, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 12001 // 3
    assert await case.ending() is Resolution.REFUNDED


async def test_silence_on_the_choice_is_paid(floor: Floor) -> None:
    """What is missing is owed: who does not choose has the money."""
    case = await short(floor, LIGHT, SOUND)
    await agreed(case)
    await case.at(CaseStage.WAIT_REMEDY)
    await case.passes(hours=25)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 5000


async def test_warehouse_and_carrier_that_say_nothing(floor: Floor) -> None:
    """After 4 and 24 hours it is judged on what is known: nobody can show that it went in, so it is ours (F79)."""
    case = await short(floor, None, None)
    await case.passes(hours=25)
    await case.at(CaseStage.DECIDING)
    assert await judged(case) == ["3.5.1"]


async def test_lost_weight_on_the_way_is_claimed_from_the_carrier(floor: Floor) -> None:
    """The buyer is served first; the claim lives its own life and takes nothing from them (R29, MR-24)."""
    case = await short(floor, WHOLE, {"accepted_grams": 1190, "delivered_grams": 790})
    await agreed(case)
    assert await judged(case) == ["3.5.2"]
    await answers(case, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 5000
    await case.until(lambda case: bool(case.claims), "the claim is begun")
    await case.until(lambda case: "DMG-3" in case.letters)


async def test_what_the_video_shows_is_shown_to_the_buyer(floor: Floor) -> None:
    """All weights fit and the video shows it going in: an agent may not give it away, a supervisor may (3.5 row 3)."""
    case = await short(floor, WHOLE, SOUND)
    await case.at(CaseStage.DECIDING)
    assert await judged(case) == ["3.5.3"]
    await case.until(lambda case: "SHT-2" in case.letters)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(commands.Agree(by="ann", note="goodwill"))
    assert "ABOVE_AUTHORITY" in str(refused.value.cause)
    await case.told(commands.Refuse(by="sun", reason="weight and video show it", evidence=("v-1",)))
    await case.at(CaseStage.WAIT_BUYER_MODIFY)
    assert await case.ending() is Resolution.REFUSED


async def test_an_unboxing_video_turns_the_row(floor: Floor) -> None:
    """What the buyer shows while the case waits is judged anew, and people see the new proposal."""
    case = await short(floor, WHOLE, SOUND)
    await case.until(lambda case: case.complaint.judged is not None and case.complaint.judged.row == "3.5.3")
    await case.hears(EvidenceReported(fact="video", shown=(Shown(reference="film", code="E3"),)))
    known = await case.until(
        lambda case: case.complaint.judged is not None and case.complaint.judged.proposal is Remedy.REFUND
    )
    assert known.complaint.judged is not None
    assert (await case.state()).agreement is None


async def test_photos_that_never_come(floor: Floor) -> None:
    """Two reminders in 48 hours, then an agent refuses for lack of evidence; the right to intervention is told."""
    case = await complained(floor, Ground.DAMAGED, flaw=Flaw.USABLE)
    await case.at(CaseStage.WAIT_PROOF)
    await case.passes(hours=25)
    await case.until(lambda case: case.letters.count("DMG-4") == 1)
    await case.passes(hours=16)
    await case.until(lambda case: case.letters.count("DMG-4") == 2)
    await case.passes(hours=8)
    await case.at(CaseStage.DECIDING)
    assert await judged(case) == ["3.7.6"]
    await case.told(commands.Refuse(by="ann", reason="no photos after two reminders", evidence=("ASK-EVID",)))
    await case.until(lambda case: "DSP-1" in case.letters)
    assert await case.ending() is Resolution.REFUSED_NO_EVIDENCE


async def test_photos_that_come_late_still_count(floor: Floor) -> None:
    """The time is over, nobody has refused: the photos come, and the row is another."""
    case = await complained(floor, Ground.DAMAGED, flaw=Flaw.USABLE)
    await case.at(CaseStage.WAIT_PROOF)
    await case.passes(hours=49)
    await case.at(CaseStage.DECIDING)
    await case.hears(EvidenceReported(fact="late", shown=PHOTOS))
    await case.until(lambda case: case.complaint.judged is not None and case.complaint.judged.row == "3.7.2")


async def test_part_of_the_order_is_still_on_its_way(floor: Floor) -> None:
    """Another parcel travels: nothing is missing, the buyer is told, and its arrival ends the case (3.5 row 8)."""
    eta = datetime.now(UTC) + timedelta(days=2)
    case = await short(floor, WHOLE | {"other_carrier": "sto", "other_waybill": "ST2", "other_eta": eta}, SOUND)
    await case.at(CaseStage.WAIT_DELIVERY)
    assert await judged(case) == ["3.5.8"]
    await case.until(lambda case: "SHT-3" in case.letters)
    await case.scanned("ST2", ParcelState.SIGNED)
    assert await case.ending() is Resolution.DELIVERED
    assert floor.refunded(case) == 0


async def test_the_other_parcel_never_comes(floor: Floor) -> None:
    """Silent beyond its time it is taken as lost: what was in it is missing after all."""
    case = await short(floor, WHOLE | {"shows": None, "other_carrier": "sto", "other_waybill": "ST2"}, SOUND)
    await case.at(CaseStage.WAIT_DELIVERY)
    await case.passes(days=4)
    await case.at(CaseStage.DECIDING)
    assert await judged(case) == ["3.5.8", "3.5.1"]


async def test_a_gift_that_is_missing(floor: Floor) -> None:
    """The gift is sent, or its declared value paid; the goods are not touched (3.5 row 6)."""
    case = await short(floor, WHOLE, SOUND, flaw=Flaw.GIFT, gift_value=900)
    await agreed(case)  # the gift has no sku of its own here: the money is the one thing that can be done
    await case.at(CaseStage.FOLLOW_UP)
    assert await judged(case) == ["3.5.6"]
    assert floor.refunded(case) == 900


async def test_an_empty_shelf_leaves_the_money(floor: Floor) -> None:
    """Only what lies on the shelf is promised."""
    case = await short(floor, LIGHT, SOUND, stock={"MUG": {"qty": 0}})
    await agreed(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 5000


async def test_what_is_sent_again_and_lost_is_paid(floor: Floor) -> None:
    """A second parcel that does not come is not sent a third time."""
    case = await short(floor, LIGHT, SOUND)
    await agreed(case)
    await answers(case, Answer.RESHIP)
    await case.scanned(await travels(case), ParcelState.LOST, "sf")
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 5000


async def test_the_right_item_does_not_wait_for_the_wrong_one(floor: Floor) -> None:
    """It leaves at once; the wrong one is reminded of, and then written off, never charged (R35, 3.6 row 1)."""
    case = await complained(floor, Ground.WRONG_ITEM, remedy=Remedy.RESHIP)
    await shows(case)
    await agreed(case)
    waybill = await travels(case)
    assert await judged(case) == ["3.6.1"]
    await case.scanned(waybill, ParcelState.SIGNED, "sf")
    await case.until(lambda case: "WRG-1" in case.letters)
    await case.passes(days=8)
    await case.until(lambda case: "WRG-6" in case.letters)
    await case.passes(days=8)
    await case.until(lambda case: case.complaint.written_off, "the wrong item is written off")
    assert await case.ending() is Resolution.RESHIPPED
    assert floor.refunded(case) == 0


async def test_the_wrong_item_comes_back_beside_it(floor: Floor) -> None:
    """The buyer hands it in; its way to us holds nobody up, and its arrival ends the waiting."""
    case = await complained(floor, Ground.WRONG_ITEM, remedy=Remedy.RESHIP)
    await shows(case)
    await agreed(case)
    await case.scanned(await travels(case), ParcelState.SIGNED, "sf")
    await case.posts("ST9")
    await case.until(lambda case: bool(case.parcels))
    await case.arrives("ST9")
    assert await case.ending() is Resolution.RESHIPPED
    assert not (await case.state()).complaint.written_off


async def test_a_wrong_item_of_great_value_comes_back_first(floor: Floor) -> None:
    """From the terms' bound on a supervisor decides, and the right one leaves once the wrong one is here (row 4)."""
    lines = (OrderLine(line_id="1", qty=1, unit_price=300000, sku="MUG", title="Mug"),)
    case = await complained(floor, Ground.WRONG_ITEM, lines=lines)
    case.long = "proof, the way back of the one, and the way of the other"
    await shows(case)
    await agreed(case, by="li")
    assert await judged(case) == ["3.6.4"]
    await answers(case, Answer.RESHIP)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    assert not (await case.state()).replacements
    await case.posts("ST9")
    await case.arrives("ST9")
    await case.scanned(await travels(case), ParcelState.SIGNED, "sf")
    assert await case.ending() is Resolution.RESHIPPED


async def test_a_wrong_item_of_little_worth_stays_with_the_buyer(floor: Floor) -> None:
    """Up to the terms' bound nobody sends it back, and all of the money goes (3.6 row 2)."""
    lines = (OrderLine(line_id="1", qty=1, unit_price=2500, sku="MUG", title="Mug"),)
    case = await complained(floor, Ground.WRONG_ITEM, lines=lines)
    await shows(case)
    await agreed(case)
    await answers(case, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 2500
    assert (await case.state()).complaint.written_off


async def test_a_wrong_item_is_returned_at_our_cost(floor: Floor) -> None:
    """The case goes on as a return: label and freight are ours, the money leaves when it is here (3.6 row 2)."""
    case = await complained(floor, Ground.WRONG_ITEM)
    await shows(case)
    await agreed(case)
    await answers(case, Answer.RETURN)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    assert (await case.state()).scenario is Scenario.RETURN_REFUND
    await case.posts("ST9")
    await case.arrives("ST9")
    await case.at(CaseStage.INSPECTING)
    await case.found("ST9", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 5000


async def test_broken_and_kept_for_a_part_of_the_money(floor: Floor) -> None:
    """The grid's first share of what was paid, for damage that leaves the function (M14, R42)."""
    case = await complained(floor, Ground.DAMAGED, flaw=Flaw.USABLE)
    await shows(case)
    await agreed(case)
    assert await judged(case) == ["3.7.2"]
    await answers(case, Answer.KEEP)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 1000
    assert await case.ending() is Resolution.KEPT_WITH_DISCOUNT


async def test_a_person_settles_the_share_by_phone(floor: Floor) -> None:
    """Within the grid an agent may, beyond it a supervisor; nobody beyond what was paid."""
    case = await complained(floor, Ground.DAMAGED, flaw=Flaw.USABLE)
    await shows(case)
    await case.at(CaseStage.DECIDING)
    for amount, code in ((2100, "ABOVE_AUTHORITY"), (5001, "BEYOND_VALUE")):
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await case.told(commands.Redress(by="ann", remedy=Remedy.KEEP, keep=amount, note="by phone"))
        assert code in str(refused.value.cause)
    await case.told(commands.Redress(by="ann", remedy=Remedy.KEEP, keep=2000, note="by phone"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 2000


async def test_broken_before_it_was_signed_for(floor: Floor) -> None:
    """The buyer is told to look first, refuses it, and has the money at once; the courier owes us (R36, R40, R41)."""
    case = await complained(
        floor, Ground.DAMAGED, stage=Stage.IN_TRANSIT, items=(Item(line_id="1", qty=2),), fault=Fault.CARRIER
    )
    await case.until(lambda case: "DMG-1" in case.letters)
    await case.scanned((await case.state()).order.outbound_waybill, ParcelState.REFUSED, "yto")
    await shows(case)
    await agreed(case)
    assert await judged(case) == ["3.7.1"]
    await answers(case, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 10000
    await case.until(lambda case: bool(case.claims), "the claim is begun")


async def test_only_the_box_is_damaged(floor: Floor) -> None:
    """Nothing is owed: what is offered is goodwill, by its own rules (3.7 row 7)."""
    case = await complained(floor, Ground.DAMAGED, flaw=Flaw.PACKAGING)
    await shows(case)
    await agreed(case)
    known = await case.until(lambda case: case.scenario is Scenario.COMPENSATION)
    assert known.complaint.judged is not None
    assert known.complaint.judged.row == "3.7.7"
    assert floor.refunded(case) == 0


@pytest.mark.parametrize(
    ("ground", "flaw", "row"),
    [(Ground.WRONG_ITEM, Flaw.OWN_MISTAKE, "3.6.5"), (Ground.DAMAGED, Flaw.HIDDEN, "3.7.5")],
    ids=["ordered by mistake", "broken within"],
)
async def test_what_is_another_matter_goes_on_by_its_own_rules(
    floor: Floor, ground: Ground, flaw: Flaw, row: str
) -> None:
    """The buyer's own mistake is a return without a reason, a hidden defect one for a reason (3.6.5, 3.7.5)."""
    case = await complained(floor, ground, flaw=flaw)
    await shows(case)
    await agreed(case)
    known = await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND, "it goes on as a return")
    assert known.complaint.judged is not None
    assert known.complaint.judged.row == row
    await case.posts("ST9")
    await case.arrives("ST9")
    await case.at(CaseStage.INSPECTING)
    await case.found("ST9", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 5000


async def test_a_buyer_of_a_marketplace_who_asks_for_a_part_keeps_the_goods(floor: Floor) -> None:
    """A part of the price is claimed there for damage within the grid: an agent agrees, and it is paid as claimed."""
    case = await complained(floor, Ground.DAMAGED, platform=True, amount=1500, flaw=Flaw.USABLE, remedy=Remedy.REFUND)
    await shows(case)
    await agreed(case)
    await case.until(lambda case: case.paid_back() == 1500, "the part is paid")
    assert floor.refunded(case) == 1500
    assert await case.ending() is Resolution.KEPT_WITH_DISCOUNT
