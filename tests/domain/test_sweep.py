"""The nightly sweep (R20): which refund-only requests it takes by now, and which it leaves to a person."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from domain import events as ev
from domain.case import Case
from domain.fault import Fault
from domain.order import Stage
from domain.permit import permit
from domain.request import Scenario
from domain.rounds import Round, rota
from domain.sweep import swept
from domain.terms import BadTerms, resolve
from tests.domain.case_forms import AGREED, REFUSED, cancelled, case_of, closed, in_shop, then
from tests.domain.packs import pack

HELD = ev.CaseHeld(by="li", reason="fraud check")
ON_ITS_WAY = ev.WarehouseAnswered(hold=ev.Hold.HELD)
WAITS = cancelled(ON_ITS_WAY)
STRICT = in_shop(WAITS, auto_limit_minor=100, sweep_limit_minor=100)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(WAITS, id="policy takes it"),
        pytest.param(in_shop(WAITS, auto_limit_minor=100, sweep_limit_minor=50000), id="the limit is higher at night"),
        pytest.param(in_shop(WAITS, auto_limit_minor=50000, sweep_limit_minor=0), id="and never lower than by day"),
        pytest.param(then(WAITS, HELD, ev.CaseReleased(by="li")), id="released"),
    ],
)
def test_it_takes_what_policy_allows(case: Case) -> None:
    """By the case's own command, which the case takes, signed by policy, with the reason."""
    command = swept(case)
    assert command is not None
    permit(command, case)
    assert command.by == "policy"
    assert command.note.startswith("nightly sweep: ")
    assert command.pay_back is None


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(STRICT, id="above both limits"),
        pytest.param(case_of(), id="a return is no refund-only request"),
        pytest.param(then(WAITS, AGREED), id="agreed"),
        pytest.param(then(WAITS, REFUSED), id="refused"),
        pytest.param(then(WAITS, HELD), id="held by a person"),
        pytest.param(then(WAITS, ev.ClosureOrdered(by="li", reason="a mistake")), id="about to be closed"),
        pytest.param(then(WAITS, ev.RequestWithdrawn()), id="withdrawn"),
        pytest.param(then(WAITS, ev.ScenarioChanged(to=Scenario.DISPUTE, reason="contested")), id="in dispute"),
        pytest.param(closed(WAITS), id="closed"),
        pytest.param(replace(WAITS, reopenings=1), id="reopened: a person decides"),
        pytest.param(cancelled(ON_ITS_WAY, stage=Stage.RECEIVED), id="signed for: the proof is looked at (F31)"),
    ],
)
def test_it_leaves_the_rest_to_a_person(case: Case) -> None:
    """The sweep never refuses, and never decides what a person has a say in."""
    assert swept(case) is None


@pytest.mark.parametrize("fault", [Fault.BUYER, Fault.NONE, Fault.CARRIER, Fault.SELLER])
def test_who_pays_the_way_back_follows_from_the_fault(fault: Fault) -> None:
    """As when policy agrees at once (table 3.21)."""
    command = swept(cancelled(ON_ITS_WAY, fault=fault))
    assert command is not None
    assert command.seller_pays_freight is (fault in {Fault.CARRIER, Fault.SELLER})


def test_a_shop_has_its_rounds_at_its_own_hours() -> None:
    """The sweep at 23:00 of the shop's time zone (R20), under an id that names round and shop."""
    rounds = {each.round: each for each in rota("lantern", pack("cn_taobao"))}
    assert set(rounds) == set(Round)
    sweep = rounds[Round.SWEEP]
    assert (sweep.name, sweep.hour, sweep.order.time_zone) == ("sweep-lantern", 23, "Asia/Shanghai")
    assert rounds[Round.FIGURES].order.days == 30


def test_a_round_begins_at_an_hour_of_the_day() -> None:
    """24 is a moment until which something may be, not one at which a day's work begins."""
    row = {"clock": 24, "source": "ours", "confidence": "P"}
    document = tomllib.loads(Path("domain/packs/cn_other.toml").read_text(encoding="utf-8"))
    with pytest.raises(BadTerms, match="sweep: a clock of 0 to 23"):
        resolve({**document, "sweep": row}, name="shop.toml")
