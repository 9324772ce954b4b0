"""The verdict of the demonstration tells every way in which a case can end other than its sample says."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from demonstration.household import NotForDemonstrations, places
from demonstration.people import Desk
from demonstration.play import Played
from demonstration.samples import Sample, read_samples
from demonstration.verdict import endings
from domain.case import Case
from domain.events import CaseOpened, Resolution
from domain.evolution import opened
from domain.fault import Fault
from domain.order import Order, OrderLine, Stage, Tender
from domain.request import Ground, Item, Request, Scenario
from domain.terms import read_terms
from intake.policies import PACKS
from settings import Settings

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SAMPLE: Sample = next(sample for sample in read_samples() if sample.name == "freight-collect")


def case() -> Case:
    """The sample's case as it begins."""
    line = OrderLine(line_id="1", qty=1, unit_price=19900)
    cash = (Tender(type="cash", amount=19900),)
    order = Order(shop="side_shop", order_id="S-1", currency="CNY", lines=(line,), tenders=cash, stage=Stage.RECEIVED)
    request = Request(
        kind=Scenario.RETURN_REFUND,
        ground=Ground.NO_REASON,
        fault=Fault.BUYER,
        items=(Item(line_id="1", qty=1),),
        requested_at=NOW,
    )
    terms = read_terms((PACKS / "cn_other.toml").read_text(encoding="utf-8"), name="cn_other.toml")
    event = CaseOpened(
        case_id=SAMPLE.case_id,
        shop="side_shop",
        source="shop",
        external_id="R-1",
        buyer="b",
        order=order,
        request=request,
        terms=terms,
    )
    return opened(event, NOW)


def played(ended: Resolution | None, *, finished: bool = True) -> Played:
    """The sample as it was played."""
    return Played(sample=SAMPLE, desk=Desk(sample=SAMPLE), case=replace(case(), resolution=ended), finished=finished)


GOOD = {"refunded": 18400, "compensated": 0}


def test_a_case_that_ended_as_its_sample_says_is_no_difference() -> None:
    """Resolution and money fit, and the run has come to its end."""
    assert endings(played(Resolution.REFUNDED_LESS), GOOD) == []


def test_a_case_that_was_never_opened_is_told() -> None:
    """Its message was lost on the way."""
    [told] = endings(Played(sample=SAMPLE, desk=Desk(sample=SAMPLE)), GOOD)
    assert told == "freight-collect: no case was opened"


def test_a_case_that_is_still_open_is_told_with_what_it_waits_for() -> None:
    """Nobody came, and the demonstration gave up waiting."""
    [told] = endings(played(None), GOOD)
    assert told.startswith("freight-collect: still open; it waits for")


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (GOOD | {"refunded": 19900}, "CNY 199.00 refunded, not CNY 184.00"),
        (GOOD | {"compensated": 500}, "CNY 5.00 compensated, not CNY 0.00"),
    ],
)
def test_other_money_than_expected_is_told(book: dict[str, object], words: str) -> None:
    """The sandbox's books are the judge, not our own."""
    assert endings(played(Resolution.REFUNDED_LESS), book) == [f"freight-collect: {words}"]


def test_another_ending_than_expected_is_told() -> None:
    """Both endings stand in the line."""
    assert endings(played(Resolution.LAPSED), GOOD) == ["freight-collect: ended as lapsed, not refunded_less"]


def test_a_run_that_goes_on_is_told() -> None:
    """A closed case that still waits may be reopened: it has not ended for good."""
    assert endings(played(Resolution.REFUNDED_LESS, finished=False), GOOD) == [
        "freight-collect: its run has not come to its end"
    ]


@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_URL", "postgresql://db/amends"), ("TEMPORAL_ADDRESS", "temporal:7233")]
)
def test_servers_of_somebody_s_own_are_left_alone(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The demonstration invents cases and moves their time: never in a database that somebody lives by."""
    monkeypatch.setenv(name, value)
    with pytest.raises(NotForDemonstrations, match="unset DATABASE_URL and TEMPORAL_ADDRESS"):
        places(Settings())
