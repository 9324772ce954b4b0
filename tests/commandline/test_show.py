"""A person looks at a case: by whatever id is at hand, in their language, down to the cent."""

from domain.standing import CaseStage
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase, units


async def refunded(floor: Floor) -> StoryCase:
    """A sound return whose money went back."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.at(CaseStage.FOLLOW_UP)
    await written(floor, case)
    return case


async def test_a_case_is_found_by_every_id_that_people_have(floor: Floor, terminal: Terminal) -> None:
    """Case id, request, order, payment key and the provider's receipt all lead to the same page."""
    case = await refunded(floor)
    [payment] = (await case.state()).payments
    known = await case.state()
    for any_id in (case.case_id, known.external_id, known.order.order_id, payment.key, payment.provider_ref):
        ended = await terminal.types("show", any_id, "--json")
        assert ended.code == 0, (any_id, ended.err)
        assert ended.row["case_id"] == case.case_id


async def test_an_id_that_nothing_has_ends_with_four(floor: Floor, terminal: Terminal) -> None:
    """The answer says so, and where to look instead."""
    ended = await terminal.types("show", "no-such-thing", "--json")
    assert ended.code == 4
    assert ended.row["error"]["code"] == "NO_SUCH_CASE"
    assert "starter.py list" in ended.err


async def test_an_order_with_two_cases_lists_both(floor: Floor, terminal: Terminal) -> None:
    """A person chooses; nothing is guessed."""
    first = await floor.open(order_id="7001")
    second = await floor.open(order_id="7001")
    for case in (first, second):
        await case.at(CaseStage.WAIT_BUYER_SHIP)
        await written(floor, case)
    ended = await terminal.types("show", "7001", "--json")
    assert {row["case_id"] for row in ended.rows} == {first.case_id, second.case_id}


async def test_the_page_tells_the_story_in_sentences_of_both_languages(floor: Floor, terminal: Terminal) -> None:
    """One sentence an event, in the shop's time zone, which is named."""
    case = await refunded(floor)
    events = await written(floor, case)
    english = await terminal.types("show", case.case_id, "--lang", "en")
    chinese = await terminal.types("show", case.case_id, "--lang", "zh")
    assert "Parcel sto ST1 arrived at our dock." in english.out
    assert "The refund of CNY 199.00 was paid." in english.out
    assert "包裹sto ST1已到达退货地址。" in chinese.out
    assert english.out.count(" CST  ") >= events


async def test_the_language_of_the_locale_is_used(floor: Floor, terminal: Terminal) -> None:
    """A Chinese locale reads Chinese without asking for it."""
    case = await refunded(floor)
    ended = await terminal.runs("show", case.case_id, LC_ALL="zh_CN.UTF-8")
    assert ended.code == 0
    assert "买家已寄出包裹" in ended.out


async def test_every_cent_names_the_rule_that_made_it(floor: Floor, terminal: Terminal) -> None:
    """The lines of the payment sum to it, and the order's account says what is left."""
    case = await refunded(floor)
    money = (await terminal.types("show", case.case_id, "--json")).row["money"]
    [payment] = money["payments"]
    assert payment["state"] == payment["ledger_state"] == "settled"
    assert sum(line.get("amount", 0) for line in payment["lines"]) == payment["amount"] == 19900
    assert all(line["rule"].startswith("MR-") for line in payment["lines"] if line.get("amount"))
    assert money["order"] == {
        "paid": 19900, "refunded": 19900, "pending": 0, "unknown": 0, "left": 0, "compensated": 0,
    }  # fmt: skip


async def test_a_wait_is_told_by_the_cases_own_clock(floor: Floor, terminal: Terminal) -> None:
    """A case that lives three days ahead has three days less to go, and the page says which clock is meant."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.passes(days=3)
    await written(floor, case)
    ended = await terminal.types("show", case.case_id)
    waits = (await terminal.types("show", case.case_id, "--json")).row["waits"]
    assert waits["clock"] == "ship_back"
    assert waits["until"] > waits["case_time"]
    assert "ahead of the wall clock" in ended.out
    assert "the buyer's parcel" in ended.out


async def test_raw_shows_what_the_register_holds(floor: Floor, terminal: Terminal) -> None:
    """The event behind each sentence is one option away."""
    case = await refunded(floor)
    row = (await terminal.types("show", case.case_id, "--raw", "--json")).row
    assert [entry["seq"] for entry in row["entries"]] == [event["seq"] for event in row["timeline"]]
    assert row["entries"][0]["type"] == "CaseOpened"


async def test_a_case_that_waits_for_a_person_says_what_they_can_do(floor: Floor, terminal: Terminal) -> None:
    """Why policy left it to a person, in their language, and the commands that decide it."""
    case = await floor.open(revised={"auto_limit_minor": 100})
    await case.at(CaseStage.DECIDING)
    await written(floor, case)
    english, chinese = [(await terminal.types("show", case.case_id, "--lang", lang)).out for lang in ("en", "zh")]
    assert "above the limit of what policy decides by itself" in english
    assert f"starter.py agree {case.case_id} --freight buyer --note" in english, "silence would make the freight ours"
    assert "超出自动处理额度" in chinese
    await terminal.types("hold", case.case_id, "--reason", "check")
    await written(floor, case)
    waits = (await terminal.types("show", case.case_id, "--json")).row["waits"]
    assert waits["commands"] == [f"starter.py release {case.case_id}"]


async def test_a_parked_step_comes_with_what_helps(floor: Floor, terminal: Terminal) -> None:
    """Why it stopped, in plain words, and the command that mends it."""
    floor.world.faults.declare("payments.refund", "account_frozen")
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    await case.until(lambda now: bool(now.parked))
    await written(floor, case)
    ended = await terminal.types("show", case.case_id)
    assert "✗ refund" in ended.out
    assert "unfreeze" in ended.out
    assert f"starter.py retry {case.case_id} --step refund" in ended.out
    assert "starter.py skip" not in ended.out  # a payment is never skipped
