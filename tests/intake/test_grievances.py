"""What is to be made good, in the generic form; and who the people of a shop are, in the shops file."""

from pathlib import Path
from typing import Any

import pytest

from domain.authority import Level
from domain.grievance import Wrong
from domain.request import Ground, Scenario
from intake.grievance_form import masked
from intake.messages import BadMessage, CaseRequest
from intake.people import BadPeople, load_people, read_people
from intake.reasons import Reasons
from intake.shop_form import read_shop_message
from tests.intake.intake_forms import requested

DROP = {"wrong": "price_drop", "new_unit_price": 5000, "coupon": 500}


def read(compensation: Any, **changes: Any) -> CaseRequest:
    """The meaning of a request for compensation."""
    found = requested()
    found["data"] |= {"kind": "compensation", "compensation": compensation} | changes
    read_as = read_shop_message(found, shop="lantern", message_id="m1", reasons=Reasons())
    assert isinstance(read_as, CaseRequest)
    return read_as


def test_a_grievance_becomes_part_of_the_request() -> None:
    """The figures are whole numbers; an account is masked before anything else sees it."""
    asked = read(DROP | {"account": "6222 0212 3456 8801", "dissatisfaction": 4, "public": True}).request
    assert (asked.kind, asked.ground) == (Scenario.COMPENSATION, Ground.COMPENSATION)
    assert asked.grievance is not None
    assert (asked.grievance.wrong, asked.grievance.new_unit_price, asked.grievance.coupon) == (
        Wrong.PRICE_DROP, 5000, 500
    )  # fmt: skip
    assert (asked.grievance.account, asked.grievance.dissatisfaction, asked.grievance.public) == (
        "622****8801", 4, True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("compensation", "field", "words"),
    [
        (None, "data.compensation", "missing"),
        ({"wrong": "rudeness"}, "data.compensation.wrong", "none of price_drop"),
        ({"wrong": "price_drop"}, "data.compensation.new_unit_price", "missing"),
        ({"wrong": "overcharged"}, "data.compensation.rightful_price", "missing"),
        ({"wrong": "out_of_pocket"}, "data.compensation.loss", "missing"),
        ({"wrong": "out_of_pocket", "loss": 0}, "data.compensation.loss", "between 1"),
        (DROP | {"dissatisfaction": 6}, "data.compensation.dissatisfaction", "between 1 and 5"),
        (DROP | {"amount": 1}, "data.compensation.amount", "unknown field"),
    ],
)
def test_what_is_wrong_with_a_grievance_is_named(compensation: Any, field: str, words: str) -> None:
    """The whole path and the reason."""
    with pytest.raises(BadMessage, match=words) as refused:
        read(compensation)
    assert refused.value.field == field


def test_only_a_compensation_has_a_grievance() -> None:
    """A return that carries one is refused: it would be forgotten."""
    with pytest.raises(BadMessage, match="unknown field"):
        read(DROP, kind="return_refund")


@pytest.mark.parametrize(
    ("account", "shown"),
    [
        ("", ""),
        ("123", "***"),
        ("1234", "****"),
        ("12345678", "****5678"),
        ("13800000003", "138****0003"),
        ("lin@mail.example", "lin****mple"),
    ],
)
def test_an_account_is_never_shown_whole(account: str, shown: str) -> None:
    """At most its first three and its last four signs."""
    assert masked(account) == shown


def test_people_have_the_role_that_the_shop_gave_them() -> None:
    """By name; whoever is not named is an agent, unless the shop says otherwise."""
    people = read_people({"people": {"ann": "agent", "mo": "mgr", "zhou": "fin"}}, where="shops.toml")
    assert [people.role(name) for name in ("ann", " mo ", "zhou", "eve")] == [
        Level.AGENT, Level.MANAGER, Level.FINANCE, Level.AGENT
    ]  # fmt: skip
    closed = read_people({"people": {"mo": "mgr", "*": "none"}}, where="shops.toml")
    assert closed.role("eve") is Level.NOBODY
    assert read_people({}, where="shops.toml").role("eve") is Level.AGENT


@pytest.mark.parametrize("section", [{"ann": "boss"}, {"ann": 1}, {"ann": "auto"}, ["ann"]])
def test_a_wrong_role_is_named(section: Any) -> None:
    """The file, the shop and the name, never a guess."""
    with pytest.raises(BadPeople, match=r"shops\.toml, section people"):
        read_people({"people": section}, where="shops.toml")


def test_people_are_read_from_the_shops_file(tmp_path: Path) -> None:
    """Without such a file, or such a shop, everybody decides as an agent."""
    file = tmp_path / "shops.toml"
    assert load_people(file, "lantern").role("mo") is Level.AGENT
    file.write_text('[lantern.people]\nmo = "mgr"\n', encoding="utf-8")
    assert load_people(file, "lantern").role("mo") is Level.MANAGER
    assert load_people(file, "other").role("mo") is Level.AGENT
    file.write_text("[lantern", encoding="utf-8")
    with pytest.raises(BadPeople):
        load_people(file, "lantern")
