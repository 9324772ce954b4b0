"""The warehouse asks before it ships: a signed question, one answer, and the answer kept."""

from typing import Any

import asyncpg
import pytest

from store import shipping
from tests.intake.conftest import Intake
from tests.intake.intake_forms import as_bytes, message, requested, signed

CANCELLED: dict[str, Any] = {"kind": "refund_only", "stage": "unshipped", "amount": None}


def question(order_id: str = "A-R-1", **more: Any) -> dict[str, Any]:
    """May this order leave?"""
    return message("order.may_ship", {"order_id": order_id, **more})


async def ask(intake: Intake, found: Any, source: str = "warehouse", **more: Any) -> Any:
    """A signed question."""
    body = as_bytes(found)
    return await intake.http.post(f"/ask/{intake.shop}/{source}", content=body, headers=signed(body, **more))


async def cancelled(intake: Intake, request_id: str = "R-1", **more: Any) -> None:
    """The buyer does not want one lamp of an order any more; Temporal may be away."""
    asked = requested(request_id, **CANCELLED, **more)
    for gone in ("shipped_at", "signed_at"):
        asked["data"]["order"][gone] = None
    answer = await intake.send(asked)
    assert answer.status_code == 202, answer.text
    await intake.settle()


@pytest.mark.parametrize("source", ["warehouse", "shop"])
async def test_a_line_whose_refund_is_open_may_not_leave(nowhere: Intake, source: str) -> None:
    """From the moment on at which the request is ours, whatever Temporal does; the other line may."""
    await cancelled(nowhere)
    answer = await ask(nowhere, question(), source)

    assert answer.status_code == 200
    told = answer.json()
    assert (told["known"], told["may_ship"], told["may_complete"]) == (True, False, False)
    assert told["open_cases"] == [nowhere.id()]
    assert told["lines"] == [
        {
            "line_id": "L1",
            "may_ship": False,
            "free": 1,
            "because": [{"case_id": nowhere.id(), "reason": "refund_asked", "units": 1}],
        },
        {"line_id": "L2", "may_ship": True, "free": 1, "because": []},
    ]


async def test_a_request_that_is_durable_and_no_case_yet_is_no_yes(nowhere: Intake) -> None:
    """It was answered with 202 a moment ago: nobody knows yet what it asks for. Other orders are not held up."""
    await cancelled(nowhere)
    await nowhere.send(requested("R-2", order_id="A-R-1", items=[{"line_id": "L2", "qty": 1}]))
    assert (await ask(nowhere, question())).status_code == 503
    assert (await ask(nowhere, question("A-9"))).json()["may_ship"]
    await nowhere.settle()
    assert [line["may_ship"] for line in (await ask(nowhere, question())).json()["lines"]] == [False, False]


async def test_one_line_may_be_asked_about(nowhere: Intake) -> None:
    """The answer is for what was asked."""
    await cancelled(nowhere)
    told = (await ask(nowhere, question(line_ids=["L2"]))).json()
    assert (told["may_ship"], [line["line_id"] for line in told["lines"]]) == (True, ["L2"])


async def test_an_order_without_a_case_may_leave(nowhere: Intake) -> None:
    """Nobody asked for anything back."""
    told = (await ask(nowhere, question("A-9", line_ids=["1"]))).json()
    assert (told["known"], told["may_ship"], told["may_complete"]) == (False, True, True)
    assert told["lines"] == [{"line_id": "1", "may_ship": True, "free": None, "because": []}]


async def test_another_shops_case_is_none_of_theirs(nowhere: Intake) -> None:
    """An order of the same number in another shop keeps nothing back, and is not told of."""
    await cancelled(nowhere)
    body = as_bytes(question())
    answer = await nowhere.http.post(f"/ask/{nowhere.other_shop}/warehouse", content=body, headers=signed(body))
    assert (answer.json()["known"], answer.json()["open_cases"]) == (False, [])


async def test_every_answer_is_kept_as_it_was_given(nowhere: Intake) -> None:
    """Who asked, when, and what was said; it can be changed by nobody."""
    await ask(nowhere, question(), message_id="q-1")
    await cancelled(nowhere)
    later = (await ask(nowhere, question(), "shop", message_id="q-2")).json()

    kept = await shipping.of_order(nowhere.pool, nowhere.shop, "A-R-1")
    assert [(given.asked_by, given.message_id, given.may_ship) for given in kept] == [
        ("warehouse", "q-1", True),
        ("shop", "q-2", False),
    ]
    assert kept[1].as_json() == later
    for statement in ("UPDATE shipping_answers SET may_ship = true", "DELETE FROM shipping_answers"):
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await nowhere.pool.execute(statement)


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    (message("order.may_fly", {"order_id": "A-R-1"}), 422, "type"),
    (message("order.may_ship", {}), 422, "data.order_id"),
    (question(orders="x"), 422, "data.orders"),
    (question(line_ids="L1"), 422, "data.line_ids"),
    (question(line_ids=["L1", "L1"]), 422, "data.line_ids"),
    (question(line_ids=["L7"]), 422, "data.line_ids"),
    ({"type": 1}, 422, "type"),
]


@pytest.mark.parametrize(("found", "status", "field"), REFUSED, ids=[f"{n}-{row[2]}" for n, row in enumerate(REFUSED)])
async def test_a_wrong_question_gets_no_yes(nowhere: Intake, found: dict[str, Any], status: int, field: str) -> None:
    """Its field is named, and nothing is kept."""
    await cancelled(nowhere)
    answer = await ask(nowhere, found)
    assert (answer.status_code, answer.json()["error"]["field"]) == (status, field)
    assert await shipping.of_order(nowhere.pool, nowhere.shop, "A-R-1") == []


async def test_a_forged_question_is_turned_away(nowhere: Intake) -> None:
    """Who may ship what is nobody's business but the shop's own."""
    body = as_bytes(question())
    wrong = signed(body) | {"webhook-signature": "v1," + "A" * 43 + "="}
    answer = await nowhere.http.post(f"/ask/{nowhere.shop}/warehouse", content=body, headers=wrong)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_signature")


@pytest.mark.parametrize(
    "address", ["/ask/nobody/warehouse", "/ask/{shop}/courier", "/ask/{shop}/taobao", "/ask/{shop}/wangwang"]
)
async def test_only_a_shops_own_systems_may_ask(nowhere: Intake, address: str) -> None:
    """A courier has a secret too, and no say in what leaves."""
    body = as_bytes(question())
    answer = await nowhere.http.post(address.format(shop=nowhere.shop), content=body, headers=signed(body))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_sender")


async def test_a_question_has_the_measure_of_a_message(nowhere: Intake) -> None:
    """What says that it is too large is not read."""
    headers = signed(b"x") | {"content-length": "30000000"}
    answer = await nowhere.http.post(f"/ask/{nowhere.shop}/warehouse", content=b"x", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


async def test_what_cannot_be_kept_is_not_answered(nowhere: Intake) -> None:
    """Postgres is away: 503, to be read as a no."""
    await nowhere.pool.close()
    answer = await ask(nowhere, question())
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_known")
    assert answer.headers["retry-after"]
    assert "do not ship" in answer.json()["error"]["message"]


async def test_a_story_that_this_version_cannot_read_is_no_yes(nowhere: Intake) -> None:
    """A newer worker wrote an event that the server does not know yet: nobody guesses what it means."""
    await cancelled(nowhere)
    opening = await nowhere.pool.fetchval("SELECT opening FROM case_ids WHERE case_id = $1", nowhere.id())
    await nowhere.pool.executemany(
        "INSERT INTO case_events (case_id, seq, type, at, actor, data, hash) "
        "VALUES ($1, $2, $3, now(), 'policy', $4, sha256('x'))",
        [(nowhere.id(), 1, "CaseOpened", opening), (nowhere.id(), 2, "SomethingNew", {})],
    )
    assert (await ask(nowhere, question())).status_code == 503


async def left(intake: Intake, *, source: str, order_id: str = "A-R-1") -> None:
    """Goods of an order left, by the word of who ships."""
    kind = "order.shipped" if source == "shop" else "goods.shipped"
    at = "2026-11-22T09:00:00+08:00"
    data = {"order_id": order_id, "carrier": "yto", "waybill": "OUT-9", "at": at, "line_ids": ["L1"]}
    assert (await intake.send(message(kind, data), source=source, message_id=f"left-{source}")).status_code == 202
    await intake.settle()


@pytest.mark.parametrize("source", ["warehouse", "shop"])
async def test_goods_that_left_are_told_to_the_case_that_keeps_them(intake: Intake, source: str) -> None:
    """And to no other case of the order."""
    await cancelled(intake)
    await intake.send(requested("R-2", order_id="A-R-1", items=[{"line_id": "L2", "qty": 1}]))
    await intake.settle()
    await left(intake, source=source)
    assert await intake.told(intake.id()) == [f"{source}:left-{source}"]
    assert await intake.told(intake.id("R-2")) == []


async def test_goods_that_left_concern_no_case_where_there_is_none(intake: Intake) -> None:
    """A shop may tell of everything that it ships."""
    await left(intake, source="shop", order_id="A-77")
    assert await intake.states() == [("done", "")]


async def test_the_first_scan_of_a_parcel_says_that_goods_left(intake: Intake) -> None:
    """The label was there when the buyer asked; the carrier collected the parcel afterwards."""
    await cancelled(intake)
    scan = {"event_id": "ev-7", "state": "collected", "at": "2026-11-23T09:00:00+08:00", "place": "", "note": ""}
    found = message("parcel.scanned", {"carrier": "sto", "waybill": "OUT-R-1", **scan})
    await intake.send(found, source="courier")
    await intake.settle()
    assert await intake.told(intake.id()) == ["ev-7"]


async def test_the_buyers_word_reaches_the_case(intake: Intake) -> None:
    """A consent and its withdrawal, as the shop's own channel tells them."""
    await cancelled(intake)
    for number, consented in enumerate((True, False)):
        data = {"request_id": "R-1", "consented": consented, "line_ids": ["L1"], "at": "2026-11-22T09:00:00+08:00"}
        answer = await intake.send(message("buyer.consented", data), message_id=f"word-{number}")
        assert answer.status_code == 202
    await intake.settle()
    assert await intake.told(intake.id()) == ["shop:word-0", "shop:word-1"]
