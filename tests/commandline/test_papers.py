"""The paper of parcels that come back, and their register, at a terminal."""

import csv
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from commandline.returning import COLUMNS
from domain.defects.defect import Defect, DefectKind
from domain.fault import Fault
from domain.order import OrderLine, Stage
from domain.request import Ground, Item, Scenario, Wanted
from domain.standing import CaseStage
from store import buyers
from tests.commandline.conftest import Terminal, as_toml, written
from tests.stories.floor import Floor, StoryCase, units
from tests.stories.scenery import SHOP, connections


@pytest.fixture
def without_hotline(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose shops file does not say how buyers reach the shop."""
    file = tmp_path / "careless.toml"
    sections = {name: values for name, values in connections()[SHOP].items() if name != "care"}
    file.write_text(as_toml({SHOP: sections}), encoding="utf-8")
    monkeypatch.setenv("AMENDS_SHOPS_FILE", str(file))
    return terminal


async def known(floor: Floor, case: StoryCase) -> None:
    """The buyer of this case has a name and an address, as the platform told."""
    platform_id = await floor.pool.fetchval(
        "SELECT platform_id FROM buyers WHERE buyer = $1", (await case.state()).buyer
    )
    address = {"district": "西湖区", "state": "浙江省", "address": "文三路 <1> 号", "city": "杭州市"}
    await buyers.remember(
        floor.pool, shop=SHOP, platform_id=platform_id, name="林小雨", phone="13900000000", address=address
    )


class Texts(HTMLParser):
    """All that a page says."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        """Keep what is no markup."""
        self.found.append(data.strip())


@pytest.mark.timeout(120)
async def test_the_slip_of_a_return_is_printed(floor: Floor, terminal: Terminal, tmp_path: Path) -> None:
    """Nick, order, goods, boxes and address: as text in both languages, as JSON, as a page; its number is a CASE."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await known(floor, case)
    await written(floor, case)
    number = case.case_id.rpartition("-")[2]
    told = await terminal.types("slip", case.case_id)
    assert told.code == 0, told.err
    for part in (
        number,
        "Return slip",
        "1 x Mug",
        "林小雨",
        "浙江省 杭州市 西湖区",
        "☑ return within",
        "400-100-200 (9-21)",
    ):
        assert part in told.out
    chinese = (await terminal.types("slip", number, "--lang", "zh")).out
    for part in ("买家昵称", "☐ 完好  ☐ 破损", "☑ 七天无理由退货", "☑ 买家承担", "7天无理由退货"):
        assert part in chinese
    row = (await terminal.types("slip", number, "--json")).row
    assert (row["number"], row["slip"]["handling"], row["exchange"], row["repair"]) == (number, "no_reason", None, None)
    assert row["person"]["name"] == "林小雨"
    page = tmp_path / "slip.html"
    assert (await terminal.types("slip", number, "--html", str(page), "--lang", "zh")).code == 0
    said = Texts(page.read_text(encoding="utf-8")).found
    assert number in said
    assert "浙江省 杭州市 西湖区 文三路 <1> 号" in said
    assert (await terminal.types("slip", number, "--html", str(page))).code == 2
    assert (await terminal.types("slip", number, "--html", str(tmp_path / "slip.pdf"))).code == 2


@pytest.mark.timeout(120)
async def test_nothing_of_the_buyer_is_in_the_register(floor: Floor, without_hotline: Terminal) -> None:
    """The slip reads name and address; no event has them, and without a shop's hotline the slip is whole."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await known(floor, case)
    await written(floor, case)
    assert "13900000000" in (await without_hotline.types("slip", case.case_id)).out
    assert "Hotline" not in (await without_hotline.types("slip", case.case_id)).out
    kept = await floor.pool.fetchval("SELECT string_agg(data::text, ' ') FROM case_events")
    assert "13900000000" not in kept
    assert "文三路" not in kept


@pytest.mark.timeout(120)
async def test_exchange_and_repair_have_their_forms_on_the_slip(floor: Floor, terminal: Terminal) -> None:
    """What goes out for what comes in; what is wrong with what is to be mended."""
    shoe = OrderLine(line_id="1", qty=1, unit_price=5000, sku="S38", title="Shoe 38")
    wanted = Item(line_id="1", qty=1, wanted=Wanted(sku="S39", unit_price=5000, title="Shoe 39"))
    exchange = await floor.open(kind=Scenario.EXCHANGE, lines=(shoe,), items=(wanted,))
    defect = Defect(kind=DefectKind.PERFORMANCE, symptom="does not heat", serial_no="K-77")
    repair = await floor.open(kind=Scenario.REPAIR, ground=Ground.QUALITY, fault=Fault.SELLER, defect=defect)
    for case in (exchange, repair):
        await written(floor, case)
    told = (await terminal.types("slip", exchange.case_id)).out
    for part in ("Exchange slip", "1 x Shoe 38", "Sent instead  1 x Shoe 39", "☑ exchange"):
        assert part in told
    told = (await terminal.types("slip", repair.case_id, "--lang", "zh")).out
    for part in ("维修详情单", "序列号  K-77", "故障现象  does not heat", "☑ 维修"):
        assert part in told


@pytest.mark.timeout(120)
async def test_what_does_not_come_back_has_no_slip(floor: Floor, terminal: Terminal) -> None:
    """Money back before dispatch: there is no parcel."""
    case = await floor.open(kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=Stage.UNSHIPPED)
    await written(floor, case)
    refused = await terminal.types("slip", case.case_id, "--json")
    assert (refused.code, refused.row["error"]["code"]) == (3, "NO_PARCEL")
    assert (await terminal.types("slip", "nothing")).code == 4


@pytest.mark.timeout(120)
async def test_the_register_of_returns(floor: Floor, terminal: Terminal, tmp_path: Path) -> None:
    """One row a line that came back: on a screen in both languages, as JSON, and as a file for spreadsheets."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    await written(floor, case)
    today = datetime.now(UTC).date()
    days = ["--from", str(today - timedelta(days=1)), "--to", str(today + timedelta(days=60))]
    row = (await terminal.types("returns", *days, "--shop", SHOP, "--json")).row
    assert (row["case_id"], row["title"], row["qty"], row["refunded"]) == (case.case_id, "Mug", 1, 19900)
    assert (row["reason"], row["handler"], row["waybill"]) == ("7天无理由退货", "policy", "ST1")
    assert "退货原因" in (await terminal.types("returns", *days, "--lang", "zh")).out
    assert "199.00" in (await terminal.types("returns", *days)).out
    table = tmp_path / "returns.csv"
    assert (await terminal.types("returns", *days, "--out", str(table), "--json", "--lang", "zh")).row["rows"] == 1
    with table.open(encoding="utf-8-sig", newline="") as opened:
        heading, told = csv.reader(opened)
    assert heading == [chinese for chinese, _ in COLUMNS.values()]
    assert dict(zip(COLUMNS, told, strict=True))["refunded"] == "199.00"
    assert (await terminal.types("returns", *days, "--shop", "other", "--json")).rows == []
    assert (await terminal.types("returns", "--from", "2020-01-01", "--to", "2020-01-02")).err.startswith("No parcel")
