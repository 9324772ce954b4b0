"""`schedules` and `report`: what happens by the clock, as people see it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import settings
from domain.order import Stage
from domain.register.quality import Card, Defect, Subject
from domain.request import Ground, Scenario
from domain.rounds import Round
from domain.standing import CaseStage
from store import feedback, figures
from tests.commandline.conftest import Terminal, as_toml
from tests.stories.floor import SHOP, Floor
from tests.stories.scenery import connections

NAMES = {f"{each}-{SHOP}" for each in Round}


async def removed(floor: Floor) -> None:
    """No schedule of an earlier test: they live in the namespace, and not in the database."""
    async for each in await floor.client.list_schedules():
        await floor.client.get_schedule_handle(each.id).delete()


async def test_schedules_are_missed_made_and_found_well(terminal: Terminal, floor: Floor) -> None:
    """Before they are made, `list` and `doctor` say so and how to make them; to make them twice changes nothing."""
    await removed(floor)
    before = await terminal.types("schedules", "list", "--json")
    assert before.code == 1
    assert {row["schedule"]: row["state"] for row in before.rows} == dict.fromkeys(NAMES, "missing")
    assert "starter.py schedules apply" in before.err
    [found] = [row for row in (await terminal.types("doctor", "--json")).rows if row["check"] == "schedules"]
    assert (found["health"], found["advice"]) == ("wrong", "`starter.py schedules apply`")
    for done in ("made", "as_it_was"):
        told = await terminal.types("schedules", "apply", "--json")
        assert {row["schedule"]: row["done"] for row in told.rows} == dict.fromkeys(NAMES, done)
    after = await terminal.types("schedules", "list", "--json")
    assert after.code == 0
    assert {(row["state"], row["time_zone"]) for row in after.rows} == {("well", "Asia/Shanghai")}
    assert all(row["next_at"] for row in after.rows)
    [found] = [row for row in (await terminal.types("doctor", "--json")).rows if row["check"] == "schedules"]
    assert found["health"] == "ok"


async def test_schedules_are_told_in_both_languages(terminal: Terminal, floor: Floor) -> None:
    """What each does, and at which hour of the shop."""
    await removed(floor)
    await terminal.types("schedules", "apply")
    english = await terminal.types("schedules", "list")
    assert "23:00" in english.out
    assert "decides refund-only requests" in english.out
    chinese = await terminal.types("schedules", "list", "--lang", "zh")
    assert "处理按规则已可自动同意的仅退款申请" in chinese.out


async def test_a_report_tells_what_the_register_does(terminal: Terminal, floor: Floor) -> None:
    """One refund of one order of the day: its speed, whose it was, its ground, and shares where orders are known."""
    case = await floor.open(kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=Stage.UNSHIPPED)
    await case.at(CaseStage.FOLLOW_UP)
    await case.story()
    today = datetime.now(UTC).date()
    for ago in (1, 0):
        await figures.compute(floor.pool, SHOP, today - timedelta(days=ago), "UTC")
    span = ("--from", str(today - timedelta(days=1)), "--to", str(today))
    first, second, total = (await terminal.types("report", *span, "--shop", SHOP, "--paid-orders", "50", "--json")).rows
    assert (first["refunds"], second["refunds"], total["refunds"]) == (0, 1, 1)
    assert (first["average_refund_hours"], first["self_completion"]) == (None, None)
    assert (total["self_completion"], total["after_sales"], total["disputes"]) == (1.0, 0.02, 0.0)
    assert total["after_sales_by_ground"] == {"not_wanted": 0.02}
    shown = await terminal.types("report", *span, "--lang", "zh")
    assert "自主完结率" in shown.out
    assert "not_wanted 1" in shown.out
    assert "售后率" not in shown.out  # nobody said how many orders there were


@pytest.fixture
def on_taobao(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose shop sells on a marketplace that gates its events."""
    file = tmp_path / "taobao.toml"
    file.write_text(as_toml({SHOP: {**connections()[SHOP], "policy": {"pack": "cn_taobao"}}}), encoding="utf-8")
    monkeypatch.setenv("AMENDS_SHOPS_FILE", str(file))
    settings.load.cache_clear()
    return terminal


async def test_the_report_says_whether_new_events_may_be_entered(on_taobao: Terminal, floor: Floor) -> None:
    """The index with its parts (R149); below the threshold no new events, and those approved stay (R150)."""
    case = await floor.open(kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=Stage.UNSHIPPED)
    await case.at(CaseStage.FOLLOW_UP)
    await case.story()
    today = datetime.now(UTC).date()
    await figures.compute(floor.pool, SHOP, today, "UTC")
    words = ("report", "--from", str(today), "--to", str(today), "--shop", SHOP)
    _, total = (await on_taobao.types(*words, "--paid-orders", "50", "--json")).rows
    assert (total["index"]["value"], total["index"]["campaign_enrol"]) == (100.0, True)
    assert total["service"]["rates"]["refund_only"] == 1.0
    assert "New official events may be entered." in (await on_taobao.types(*words, "--paid-orders", "50")).out
    without = (await on_taobao.types(*words, "--lang", "zh")).out
    assert "缺少纠纷率" in without
    assert "仅退款占比" in without
    bad = "UPDATE daily_figures SET rulings = 9, rulings_for_buyer = 9, self_completed = 0, refund_seconds = 9000000"
    await floor.pool.execute(bad)
    chinese = (await on_taobao.types(*words, "--paid-orders", "50", "--lang", "zh")).out
    assert "不能报名新的官方活动；已报名并通过审核的活动不受影响。" in chinese
    assert "明显差于同行" in chinese


async def test_a_report_that_cannot_be_is_declined(terminal: Terminal, floor: Floor) -> None:
    """Days that are none, a span that ends before it begins, a share of nobody's orders; and no figures are told."""
    for words in (
        ("--from", "yesterday"),
        ("--from", "2026-11-02", "--to", "2026-11-01"),
        ("--from", "2026-11-01", "--paid-orders", "5"),
        ("--from", "2026-11-01", "--shop", SHOP, "--paid-orders", "0"),
    ):
        assert (await terminal.types("report", *words)).code == 2, words
    nothing = await terminal.types("report", "--from", "2020-01-01", "--to", "2020-01-02")
    assert (nothing.code, nothing.out) == (0, "")
    assert "starter.py schedules list" in nothing.err


async def test_cards_are_listed_with_their_cases(terminal: Terminal, floor: Floor) -> None:
    """What the product department is told, by article and ground; until it was sent the card waits."""
    defect = Defect(subject=Subject.SKU, name="MUG", ground=Ground.DAMAGED)
    made, now = Card(defect=defect, cases=("c1", "c2")), datetime.now(UTC)
    for _ in range(2):
        await feedback.make(
            floor.pool, SHOP, now, lambda _stories, told: () if told else (made,), days=30, answer_due=now
        )
    card = (await terminal.types("feedback", "--json")).row
    assert (card["name"], card["ground"], card["cases"], card["sent_at"]) == ("MUG", "damaged", ["c1", "c2"], None)
    assert "商品 MUG" in (await terminal.types("feedback", "--waiting", "--lang", "zh")).out
    await feedback.sent(floor.pool, card["card"], "<m1>")
    assert (await terminal.types("feedback", "--waiting", "--json")).out == ""
    assert "article MUG" in (await terminal.types("feedback")).out
    assert "No defect" in (await terminal.types("feedback", "--shop", "another")).err
