"""Scenes are checked before anything of them comes into the world."""

import copy
from typing import Any

import pytest

from sandbox.casting import SceneRefusedError, read_scene, read_scene_text
from tests.sandbox.stage import SCENES, Sandbox, scene


@pytest.mark.parametrize("path", sorted(SCENES.glob("*.json")), ids=lambda path: path.stem)
def test_example_scenes_are_sound(path: Any) -> None:
    """The examples can be played."""
    assert read_scene_text(path.read_text(encoding="utf-8"), path.name).scene


@pytest.mark.parametrize(
    ("where", "value", "field"),
    [
        (("shop",), "nowhere", "shop"),
        (("source",), "fax", "source"),
        (("surprise",), 1, "surprise"),
        (("order", "order_id"), "A-1", "order.order_id"),
        (("order", "tenders", 0, "amount"), 18000, "order.tenders"),
        (("order", "tenders", 0, "amount"), 10.5, "order.tenders.0.amount"),
        (("order", "paid_at"), "yesterday", "order.paid_at"),
        (("order", "paid_at"), "2026-01-01T00:00:00", "order.paid_at"),
        (("order", "carrier"), "pigeon", "order.carrier"),
        (("order", "buyer", "email"), "lin@real.com", "order.buyer.email"),
        (("order", "lines", 1), {"line_id": "3918463734761365011", "qty": 2, "unit_price": 4000}, "order.lines"),
        (("request", "items", 0, "qty"), 3, "request.items.0.qty"),
        (("request", "items", 0, "line_id"), "5", "request.items.0.line_id"),
        (("request", "amount"), 99999, "request.amount"),
        (("request", "amount"), None, "request.amount"),
        (("request", "stage"), "unshipped", "request.stage"),
        (("parcels", "p1", "inspection", "units", 0, "line_id"), "5", "parcels.p1.inspection.units.0.line_id"),
        (("parcels", "p1", "scans", 0, "state"), "flown", "parcels.p1.scans.0.state"),
        (("buyer", 0, "do", 0), {"ship": "p9"}, "buyer.0.do.0.ship"),
        (("buyer", 0, "do", 0), {}, "buyer.0.do.0"),
        (("buyer", 0, "do", 0), {"refuse_at_door": True}, "buyer.0.do.0.refuse_at_door"),
        (("buyer", 1, "text"), "(", "buyer.1.text"),
        (("platform", "ruling"), None, "buyer.4.do.0.escalate"),
        (("faults",), [{"on": "payments.refund", "kind": "smtp_4xx"}], "faults.0.kind"),
        (("faults",), [{"on": "bank.refund", "kind": "error_before"}], "faults.0.on"),
    ],
)
def test_mistakes_are_named_with_file_and_field(where: tuple[Any, ...], value: Any, field: str) -> None:
    """One wrong value gives one problem, at its own field."""
    assert problems_with("return_refund", where, value) == [("lin.json", field)]


def problems_with(name: str, where: tuple[Any, ...], value: Any) -> list[tuple[str, str]]:
    """File and field of every problem that a scene has once one value of it is replaced."""
    raw = scene(name)
    part: Any = raw
    for step in where[:-1]:
        part = part[step]
    part[where[-1]] = value
    with pytest.raises(SceneRefusedError) as refused:
        read_scene(raw, "lin.json")
    assert all(problem.message for problem in refused.value.problems)
    return [(problem.file, problem.field) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("where", "value", "field"),
    [
        (("buyer", 0, "do", 0, "reply", "answer"), "perhaps", "buyer.0.do.0.reply.answer"),
        (("buyer", 0, "question"), "why", "buyer.0.do.0.reply"),
        (("buyer", 1, "do", 0, "reply"), {"experience": 4}, "buyer.1.do.0.reply"),
        (("buyer", 0, "do", 0), {"modify": {"amount": 1}}, "buyer.0.do.0.modify"),
        (("order", "signed_at"), "-1h", "order.signed_at"),
        (("order", "waybill"), "", "outbound"),
        (("order", "tenders", 1, "type"), "card", "order.tenders"),
    ],
)
def test_mistakes_in_a_shops_scene_are_named(where: tuple[Any, ...], value: Any, field: str) -> None:
    """What only a shop's own channel asks for."""
    assert problems_with("in_transit", where, value) == [("lin.json", field)]


def test_broken_json_is_named_with_its_line() -> None:
    """A file that is no JSON says where it breaks off."""
    with pytest.raises(SceneRefusedError, match=r"lin\.json: line 2"):
        read_scene_text('{\n  "scene": ', "lin.json")


async def test_a_refused_scene_leaves_nothing_behind(sandbox: Sandbox) -> None:
    """Neither order nor request; the scenes before it in the list stay."""
    good = scene("in_transit", scene="second")
    good["request"]["request_id"] = "R-2002"
    bad = scene("in_transit", shop="nowhere")
    answer = await sandbox.http.post("/_world/scenes", json=[good, bad])
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "shop"
    assert [one["request_id"] for one in answer.json()["loaded"]] == ["R-2002"]


async def test_loading_a_scene_again_changes_nothing(sandbox: Sandbox) -> None:
    """A second demo goes on with the world that is there; other content under the same id is refused."""
    answer = await sandbox.http.post("/_world/scenes", json=scene("in_transit"))
    assert answer.json()["loaded"][0]["known"] is True
    changed = await sandbox.http.post("/_world/scenes", json=scene("in_transit", title="another"))
    assert changed.json()["problems"][0]["field"] == "request.request_id"
    scenes = (await sandbox.http.get("/_world/scenes")).json()
    assert [one["expect"]["refunded"] for one in scenes] == [8000, 4500]


async def test_two_requests_on_one_order_share_its_money(sandbox: Sandbox) -> None:
    """The order is the same, so is what was paid for it; a different order under its id is refused."""
    second = scene("in_transit", scene="second")
    second["request"]["request_id"] = "R-2002"
    await sandbox.load(second)
    assert len(await sandbox.books()) == 2
    third = copy.deepcopy(second)
    third["request"]["request_id"], third["order"]["eta"] = "R-2003", "+9d"
    answer = await sandbox.http.post("/_world/scenes", json=third)
    assert answer.json()["problems"][0]["field"] == "order"
