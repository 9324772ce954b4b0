"""Stories of exchanges: what comes back, what the other item costs more or less, and what leaves when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain.events import Answer, Payment, Question, Resolution
from domain.exchanges.replacement import ReplacementState
from domain.exchanges.topup import TopUpState
from domain.facts import AnswerReported, TopUpReported, WantedReported
from domain.fault import Fault
from domain.goods import Grade, ParcelState
from domain.order import Freight, FreightMode, OrderLine
from domain.request import Ground, Item, Scenario, Wanted
from domain.standing import CaseStage
from sandbox import topups
from sandbox.audit import audit
from tests.stories.floor import Floor, StoryCase, units

SHOE = OrderLine(line_id="1", qty=1, unit_price=19900, sku="SHOE-41", title="Shoe 41")
SAME = Wanted(sku="SHOE-42", unit_price=19900, title="Shoe 42")
DEARER = Wanted(sku="BOOT-42", unit_price=25900, title="Boot 42")
CHEAPER = Wanted(sku="SANDAL", unit_price=14900, title="Sandal")
FREE = Freight(mode=FreightMode.FREE, charged=0, base=0)
BASE = Freight(mode=FreightMode.BUYER_PAID, charged=800, base=800)
STOCK: dict[str, Any] = {sku: {"qty": 2, "scans": []} for sku in ("SHOE-42", "BOOT-42", "SANDAL", "SHOE-41")}


async def wants(floor: Floor, wanted: Wanted, *, stock: dict[str, Any] | None = None, **more: Any) -> StoryCase:
    """The buyer has a shoe, and wants something else."""
    usual: dict[str, Any] = {"freight": FREE, "lines": (SHOE,), "items": (Item(line_id="1", qty=1, wanted=wanted),)}
    scene = {"warehouse": {"stock": STOCK if stock is None else stock}} | more.pop("scene", {})
    return await floor.open(kind=Scenario.EXCHANGE, scene=scene, **usual | more)


async def comes_back(case: StoryCase, grade: Grade = Grade.AS_NEW) -> None:
    """The shoe is posted, arrives, and is looked at."""
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    await case.found("ST1", units("1", 1, grade))


async def reaches(case: StoryCase, state: ParcelState = ParcelState.SIGNED) -> None:
    """The courier scans what left in exchange."""
    now = await case.until(lambda case: any(s.state is ReplacementState.ON_ITS_WAY for s in case.replacements), "left")
    sent = now.replacements[-1]
    await case.scanned(sent.waybill, state, carrier=sent.carrier)


async def pays(floor: Floor, case: StoryCase) -> None:
    """The buyer follows the newest link, and the provider tells us."""
    now = await case.at(CaseStage.WAIT_TOP_UP)
    with floor.world.books.writing():
        assert topups.pay(floor.world, "demo_shop", floor.orders[case.case_id])
    link = now.topups[-1]
    await case.hears(TopUpReported(fact=f"n:{link.key}", key=link.key, amount=link.amount, at=case.now()))


async def answers(case: StoryCase, question: Question, answer: Answer) -> None:
    """The buyer answers one of our letters."""
    await case.hears(AnswerReported(fact=f"a:{question}:{answer}:{case.ahead}", question=question, answer=answer))


def left(floor: Floor, case: StoryCase) -> list[str]:
    """What the warehouse's books say left for the case's order."""
    shipments = floor.world.books.of_order("shipment", floor.orders[case.case_id])
    return [s["body"]["sku"] for s in shipments if s["answer"]["state"] == "shipped"]


async def test_another_size_leaves_once_the_first_is_back(floor: Floor) -> None:
    """No reason, in the window: policy agrees, nothing is paid, and two weeks after it came we ask how it does."""
    case = await wants(floor, SAME)
    await comes_back(case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    await case.until(lambda case: {"EXC-1", "N7-1", "EXC-5"} <= set(case.letters), "told of all of it")
    assert (left(floor, case), floor.refunded(case)) == (["SHOE-42"], 0)
    assert await case.ending() is Resolution.EXCHANGED
    assert "FUP-3" in (await case.state()).letters, "whoever was served is asked for two numbers, as after a refund"
    assert audit(floor.world.books)["whole"]


async def test_a_day_after_our_parcel_came_we_ask_once(floor: Floor) -> None:
    """Is everything fine? A day after the other item came, by its name; no answer is fine, and nobody asks again."""
    case = await wants(floor, SAME)
    await comes_back(case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    await case.passes(hours=23)
    assert "FUP-1" not in (await case.state()).letters
    await case.passes(hours=2)
    await case.until(lambda case: "FUP-1" in case.letters, "the word after delivery")
    sql = "SELECT text FROM mails WHERE order_id = ? ORDER BY id DESC LIMIT 1"
    assert "Shoe 42" in floor.world.books.rows(sql, floor.orders[case.case_id])[0]["text"]
    assert await case.ending() is Resolution.EXCHANGED
    assert (await case.state()).letters.count("FUP-1") == 1


async def test_who_says_something_before_is_not_asked(floor: Floor) -> None:
    """The buyer wrote on the evening it came: the word would be noise."""
    case = await wants(floor, SAME)
    await comes_back(case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    await answers(case, Question.SOLVED, Answer.YES)
    await case.passes(hours=30)
    assert await case.ending() is Resolution.EXCHANGED
    assert "FUP-1" not in (await case.state()).letters


async def test_a_dearer_item_is_paid_for_after_the_parcel_is_here(floor: Floor) -> None:
    """Booked first, asked for then (R76): the difference and the second way out, before anything leaves (MR-31)."""
    case = await wants(floor, DEARER, freight=BASE)
    await comes_back(case)
    now = await case.at(CaseStage.WAIT_TOP_UP)
    assert (now.topups[0].amount, now.topups[0].freight) == (6000 + 800, 800)
    assert left(floor, case) == []
    await case.until(lambda case: "EXC-3" in case.letters)
    await pays(floor, case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (left(floor, case), floor.refunded(case)) == (["BOOT-42"], 0)
    assert await case.ending() is Resolution.EXCHANGED


async def test_a_cheaper_item_gives_the_difference_back(floor: Floor) -> None:
    """A partial refund, once the other item has left."""
    case = await wants(floor, CHEAPER)
    await comes_back(case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (left(floor, case), floor.refunded(case)) == (["SANDAL"], 5000)
    assert await case.ending() is Resolution.EXCHANGED


async def test_a_faulty_item_is_replaced_before_it_is_back(floor: Floor) -> None:
    """At our fault and of little value, the other one leaves at once; both ways are ours (row 2)."""
    case = await wants(floor, SAME, ground=Ground.QUALITY, fault=Fault.SELLER)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="ann", seller_pays_freight=True))
    await case.until(lambda case: case.replacements != (), "sent in advance")
    assert (await case.state()).parcels == ()
    await reaches(case)
    await comes_back(case, Grade.INTACT)
    await case.at(CaseStage.FOLLOW_UP)
    assert left(floor, case) == ["SHOE-42"]
    assert await case.ending() is Resolution.EXCHANGED


async def test_what_left_in_advance_and_never_came_back_is_a_persons(floor: Floor) -> None:
    """The window passes: a person charges the buyer, or writes the goods off."""
    case = await wants(floor, SAME, ground=Ground.QUALITY, fault=Fault.SELLER)
    await case.at(CaseStage.DECIDING)
    await case.told(commands.Agree(by="ann", seller_pays_freight=True))
    await reaches(case)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.passes(days=8)
    await case.until(lambda case: case.parked_at("goods_not_back") is not None, "shown to a person")
    await case.told(commands.Retry(by="li", step="goods_not_back", reason="the buyer was ill"))
    now = await case.until(lambda case: not case.lapsed, "another window")
    assert now.ship_by is not None
    assert now.ship_by > case.now() + timedelta(days=6)
    await case.rests()
    assert (await case.state()).parked == ()
    await case.passes(days=8)
    await case.until(lambda case: case.parked_at("goods_not_back") is not None, "shown to a person again")
    await case.told(commands.Skip(by="li", step="goods_not_back", reason="written off"))
    assert await case.ending() is Resolution.EXCHANGED


async def test_a_supervisor_trusts_the_buyer(floor: Floor) -> None:
    """Without a fault the goods come first, unless a supervisor lets the other item leave (row 1)."""
    case = await wants(floor, SAME)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    with pytest.raises(WorkflowUpdateFailedError):
        await case.told(commands.Reship(by="ann", advance=True))
    await case.told(commands.Reship(by="sun", advance=True, note="an old customer"))
    await reaches(case)
    await comes_back(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert left(floor, case) == ["SHOE-42"]


async def test_an_empty_shelf_leaves_another_item_or_the_return(floor: Floor) -> None:
    """What is out is told at once; the buyer chooses another (row 3)."""
    case = await wants(floor, SAME, stock=STOCK | {"SHOE-42": {"qty": 0}})
    await case.until(lambda case: "EXC-2" in case.letters)
    await case.at(CaseStage.WAIT_BUYER_CHOICE)
    await case.hears(WantedReported(fact="w1", wanted={"1": CHEAPER}))
    await comes_back(case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (left(floor, case), floor.refunded(case)) == (["SANDAL"], 5000)


async def test_silence_on_an_empty_shelf_is_the_return(floor: Floor) -> None:
    """The case goes on as a return, and the money goes back once the goods are here."""
    case = await wants(floor, SAME, stock={})
    await case.until(lambda case: "EXC-2" in case.letters)
    await case.passes(hours=25)
    await comes_back(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (left(floor, case), floor.refunded(case)) == ([], 19900)
    assert await case.ending() is Resolution.CONVERTED_TO_RETURN


async def test_an_unpaid_link_and_goods_that_wait(floor: Floor) -> None:
    """The link runs out after 48 hours, the goods wait for a week, and then the money goes back."""
    case = await wants(floor, DEARER)
    case.long = "an exchange, and then a return"
    await comes_back(case)
    await case.at(CaseStage.WAIT_TOP_UP)
    await case.passes(hours=49)
    await case.until(lambda case: "EXC-4" in case.letters)
    assert (await case.state()).topups[0].state is TopUpState.LAPSED
    assert floor.refunded(case) == 0
    await case.passes(days=8)
    await case.at(CaseStage.FOLLOW_UP)
    assert (left(floor, case), floor.refunded(case)) == ([], 19900)
    assert await case.ending() is Resolution.UNPAID_RETURNED


async def test_a_new_link_for_a_buyer_who_wants_one(floor: Floor) -> None:
    """Whoever lets the first link pass may have another while the goods wait."""
    case = await wants(floor, DEARER)
    case.long = "two links to pay"
    await comes_back(case)
    await case.at(CaseStage.WAIT_TOP_UP)
    await case.passes(hours=49)
    await case.until(lambda case: "EXC-4" in case.letters)
    await answers(case, Question.TOP_UP, Answer.ACCEPT)
    await case.until(lambda case: len(case.topups) == 2, "another link")
    await pays(floor, case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert left(floor, case) == ["BOOT-42"]


async def test_a_notice_that_was_lost_is_asked_for(floor: Floor) -> None:
    """Paid in time, and nobody told us: the provider is asked before the link counts as unpaid."""
    case = await wants(floor, DEARER)
    await comes_back(case)
    await case.at(CaseStage.WAIT_TOP_UP)
    with floor.world.books.writing():
        assert topups.pay(floor.world, "demo_shop", floor.orders[case.case_id])
    await case.passes(hours=49)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert left(floor, case) == ["BOOT-42"]


async def test_both_links_are_paid(floor: Floor) -> None:
    """The first was paid in its time, and its news came only after the second was paid: one goes back."""
    case = await wants(floor, DEARER)
    await comes_back(case)
    await case.at(CaseStage.WAIT_TOP_UP)
    await case.passes(hours=49)
    await case.until(lambda case: "EXC-4" in case.letters)
    await answers(case, Question.TOP_UP, Answer.ACCEPT)
    await case.until(lambda case: len(case.topups) == 2, "another link")
    await pays(floor, case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    case.long = "two links to pay, and one of them paid back"
    key = f"{case.case_id}/topup/1"
    await case.hears(TopUpReported(fact="late", key=key, amount=6000, at=case.now()))
    await case.until(lambda case: case.paid_back(Payment.COMPENSATION) == 6000, "one of them is back")
    assert (left(floor, case), floor.refunded(case)) == (["BOOT-42"], 0)


async def test_who_would_rather_not_pay_has_the_money_back(floor: Floor) -> None:
    """The buyer says so, and the return is carried out at once."""
    case = await wants(floor, DEARER)
    await comes_back(case)
    await case.at(CaseStage.WAIT_TOP_UP)
    await answers(case, Question.TOP_UP, Answer.REFUND)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    assert await case.ending() is Resolution.CONVERTED_TO_RETURN


async def test_sold_out_after_it_was_paid_for(floor: Floor) -> None:
    """Both go back: what the goods cost by the order's channel, what was paid on top beside it."""
    case = await wants(floor, DEARER)
    case.long = "an exchange, and then a return"
    await comes_back(case)
    await case.at(CaseStage.WAIT_TOP_UP)
    story = case.case_id.rsplit("-", 1)[1]
    with floor.world.books.writing():
        kept = floor.world.books.get("story", story)
        assert kept is not None
        kept["scene"]["warehouse"]["stock"]["BOOT-42"]["qty"] = 0
        floor.world.books.put("story", story, kept, shop="demo_shop", order_id=floor.orders[case.case_id], at=0)
    await pays(floor, case)
    await case.at(CaseStage.FOLLOW_UP)
    await case.until(lambda case: not case.money_moving and len(case.payments) == 2, "both are paid")
    assert (floor.refunded(case), floor.compensated(case), left(floor, case)) == (19900, 6000, [])
    assert await case.ending() is Resolution.CONVERTED_TO_RETURN


async def test_what_came_back_worn_is_a_return_like_any_other(floor: Floor) -> None:
    """Nothing leaves; a person offers what is left of the price."""
    case = await wants(floor, SAME)
    await comes_back(case, Grade.NOT_INTACT)
    await case.at(CaseStage.DECIDING_GOODS)
    assert left(floor, case) == []
    await case.until(lambda case: case.scenario is Scenario.RETURN_REFUND, "a return")
    await case.told(commands.Agree(by="li", note="worn", depreciation_bp=2000))
    await answers(case, Question.DEDUCTION, Answer.ACCEPT)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 15920


async def test_the_new_item_is_at_fault_too(floor: Floor) -> None:
    """It comes back at our cost, and all money goes back: the price, and what was paid on top (row 5)."""
    case = await wants(floor, DEARER)
    await comes_back(case)
    await case.at(CaseStage.WAIT_TOP_UP)
    await pays(floor, case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    case.long = "an exchange, and then a return"
    await case.told(commands.FaultyAgain(by="li", reason="the sole comes off"))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST2")
    await case.arrives("ST2")
    await case.at(CaseStage.INSPECTING)
    await case.found("ST2", units("1", 1))
    await case.until(lambda case: not case.money_moving and len(case.payments) == 2, "both are paid")
    assert (floor.refunded(case), floor.compensated(case)) == (19900, 6000)


async def test_one_document_for_what_is_exchanged_and_what_only_comes_back(floor: Floor) -> None:
    """Two lines in one parcel, money set against each other once (R73, row 6)."""
    sock = OrderLine(line_id="2", qty=1, unit_price=3000, sku="SOCK", title="Sock")
    items = (Item(line_id="1", qty=1, wanted=DEARER), Item(line_id="2", qty=1))
    case = await wants(floor, DEARER, lines=(SHOE, sock), items=items)
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.at(CaseStage.INSPECTING)
    await case.found("ST1", units("1", 1), units("2", 1))
    now = await case.at(CaseStage.WAIT_TOP_UP)
    assert now.topups[0].amount == 6000 - 3000
    await pays(floor, case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
    assert (left(floor, case), floor.refunded(case)) == (["BOOT-42"], 0)


async def test_after_the_window_it_is_goodwill(floor: Floor) -> None:
    """An agent may not; a supervisor may (row 4)."""
    case = await wants(floor, SAME, no_reason_until=datetime.now(UTC) - timedelta(days=1))
    await case.at(CaseStage.DECIDING)
    with pytest.raises(WorkflowUpdateFailedError):
        await case.told(commands.Agree(by="ann", seller_pays_freight=False))
    await case.told(commands.Agree(by="sun", seller_pays_freight=False))
    await comes_back(case)
    await reaches(case)
    await case.at(CaseStage.FOLLOW_UP)
