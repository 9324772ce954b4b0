"""Goods that leave again, on the command line: who may send them, and what the page of the case shows."""

from domain.events import Answer
from domain.standing import CaseStage
from domain.trail import Outcome
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor
from tests.stories.test_delivery import SILENT, missed, says
from tests.stories.test_exchange import BASE, DEARER, comes_back, pays, wants
from tests.stories.test_sending import SHELF
from tests.stories.test_sending import wants as chooses


async def test_goods_are_sent_again_where_the_buyer_chose_them(floor: Floor, staffed: Terminal) -> None:
    """Nobody chooses for the buyer; once they did, the page names the command, and shows what left."""
    case = await missed(floor, SILENT, scene={"warehouse": SHELF})
    await case.at(CaseStage.WAIT_CARRIER)
    await says(case, Outcome.LOST, proof="E21-7")
    await case.until(lambda case: "LST-5" in case.letters)
    early = await staffed.types("reship", case.case_id, "--by", "ann")
    assert (early.code, "NOT_CHOSEN" in early.err) == (3, True)
    await chooses(case, Answer.RESHIP)
    await case.at(CaseStage.DECIDING)
    await written(floor, case)
    page = (await staffed.types("show", case.case_id, "--json")).row
    assert page["waits"]["commands"][0] == f"starter.py reship {case.case_id}"
    sent = await staffed.types("reship", case.case_id, "--note", "the mug again", "--by", "ann", "--json")
    assert sent.code == 0
    assert sent.row["stage"] in {"sending", "new_parcel"}  # the warehouse may be as quick as the answer
    now = await case.at(CaseStage.NEW_PARCEL)
    await written(floor, case)
    goods = (await staffed.types("show", case.case_id, "--json")).row["goods"]
    assert goods["slip"] is None
    assert [(s["sku"], s["state"], s["waybill"]) for s in goods["shipments"]] == [
        ("MUG", "on_its_way", now.replacements[0].waybill)
    ]
    shown = (await staffed.types("show", case.case_id, "--lang", "zh")).out
    assert "补发、换发的商品" in shown
    assert now.replacements[0].waybill in shown


async def test_the_slip_of_an_exchange_is_on_its_page(floor: Floor, staffed: Terminal) -> None:
    """What comes in and goes out, the difference, the postage, what was paid, and that the parcel is booked (R74)."""
    case = await wants(floor, DEARER, freight=BASE)
    await comes_back(case)
    await pays(floor, case)
    await case.until(lambda case: case.replacements != (), "left")
    await case.at(CaseStage.NEW_PARCEL)
    await written(floor, case)
    slip = (await staffed.types("show", case.case_id, "--json")).row["goods"]["slip"]
    assert (slip["postage_due"], slip["postage"], slip["recharged"], slip["booked"]) == (True, 800, 6800, True)
    assert [(line["returned"], line["wanted"], line["difference"]) for line in slip["lines"]] == [
        ("Shoe 41", "Boot 42", 6000)
    ]
    shown = (await staffed.types("show", case.case_id)).out
    assert "in: 1 x Shoe 41 → out: 1 x Boot 42, CNY 60.00 more" in shown
    assert "Paid on top by the buyer: CNY 68.00" in shown
    early = await staffed.types("faulty-again", case.case_id, "--reason", "leaks", "--by", "li")
    assert (early.code, "NOTHING_EXCHANGED" in early.err) == (3, True)
