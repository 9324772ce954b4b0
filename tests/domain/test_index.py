"""The composite index, and the gate to new official events (R108, R149, R150)."""

from dataclasses import replace

import pytest

from domain import events as ev
from domain.events import Party
from domain.register.figures import Dated, Figures, Rates, figures_between, rates
from domain.register.index import Index, Marks, Metric, index_of, place_of
from domain.terms import Terms
from tests.domain.case_forms import DAY, HOUR, NOON
from tests.domain.packs import pack
from tests.store.samples import opening

HOURS = Marks(worst=120, middle=48, best=12, weight=40)
SHARE = Marks(worst=0.6, middle=0.9, best=1.0, weight=30)


def terms(**more: int) -> Terms:
    """The marks of the Taobao pack."""
    return replace(pack("cn_taobao"), **more)  # type: ignore[arg-type]


def of(hours: float | None = 48, self_completion: float | None = 0.9, disputes: float | None = 0.0005) -> Rates:
    """A shop in the middle of the others."""
    return Rates(
        average_refund_hours=hours,
        self_completion=self_completion,
        after_sales=None,
        after_sales_by_ground=None,
        disputes=disputes,
    )


@pytest.mark.parametrize(
    ("value", "marks", "place"),
    [
        (200, HOURS, 0),
        (120, HOURS, 0),
        (84, HOURS, 25),
        (48, HOURS, 50),
        (30, HOURS, 75),
        (12, HOURS, 100),
        (1, HOURS, 100),
        (0.5, SHARE, 0),
        (0.75, SHARE, 25),
        (0.9, SHARE, 50),
        (0.95, SHARE, 75),
        (1.0, SHARE, 100),
        (30, replace(HOURS, middle=12), pytest.approx(41.67, abs=0.01)),  # the middle is the best: nobody is above it
    ],
)
def test_the_place_between_the_marks(value: float, marks: Marks, place: float) -> None:
    """Of hours less is better, of shares more; beyond a mark there is nothing."""
    assert place_of(value, marks) == pytest.approx(place)


def test_the_index_is_the_weighted_place() -> None:
    """40 x 25 + 30 x 100 + 30 x 50, of 100."""
    found = index_of(of(hours=84, self_completion=1.0), terms())
    assert found.value == 55.0
    assert [(each.metric, each.place) for each in found.standings] == [
        (Metric.SPEED, 25.0),
        (Metric.SELF, 100.0),
        (Metric.DISPUTE, 50.0),
    ]
    assert (found.campaign_enrol, found.missing) == (True, ())


@pytest.mark.parametrize(
    ("threshold", "enrol"), [(49, True), (50, True), (51, False), (0, True)], ids=["above", "at", "below", "no gate"]
)
def test_new_events_are_open_from_the_threshold_on(threshold: int, enrol: object) -> None:
    """`campaign_enrol = index >= threshold`; without a threshold nothing is gated."""
    assert index_of(of(), terms(index_threshold_percent=threshold)).campaign_enrol is enrol


def test_a_metric_that_counts_and_is_not_known_leaves_the_gate_open_to_nobodys_guess() -> None:
    """Without the number of orders there is no dispute rate, hence no index; what has no weight may be missing."""
    found = index_of(of(disputes=None), terms())
    assert (found.value, found.campaign_enrol, found.missing) == (None, None, (Metric.DISPUTE,))
    assert index_of(of(disputes=None), terms(index_dispute_weight_percent=0)).value == 50.0


@pytest.mark.parametrize(("hours", "alert"), [(57, False), (58, True), (20, False)])
def test_clearly_worse_than_others_is_told(hours: float, alert: object) -> None:
    """Worse than the middle by more than a fifth (rule 3.17)."""
    assert index_of(of(hours=hours), terms()).standings[0].alert is alert


def judged(party: Party) -> Index:
    """The index of a shop in the middle, with 2000 paid orders and one dispute that ended so."""
    told = [
        Dated(event=opening(), at=NOON),
        Dated(event=ev.RulingGiven(in_favour_of=party), at=NOON + HOUR),
    ]
    found = figures_between([told], NOON, NOON + DAY) + Figures(refunds=10, refund_seconds=480 * 3600, self_completed=9)
    return index_of(rates(found, paid_orders=2000), terms())


def test_a_lost_dispute_counts_in_the_rate_and_in_the_index() -> None:
    """R108: one ruling for the buyer in 2000 orders costs half of that metric; a won one costs nothing."""
    lost, won = judged(Party.BUYER), judged(Party.SELLER)
    assert [each.value for each in lost.standings if each.metric is Metric.DISPUTE] == [0.0005]
    assert [each.value for each in won.standings if each.metric is Metric.DISPUTE] == [0.0]
    assert (lost.value, won.value) == (50.0, 65.0)


@pytest.mark.parametrize("name", ["cn_taobao", "cn_other", "eu", "uk", "us"])
def test_each_pack_has_marks(name: str) -> None:
    """Weights sum to 100, and marks are in order; only a marketplace gates its events."""
    terms = pack(name)
    assert terms.index_speed_worst_hours > terms.index_speed_middle_hours > terms.index_speed_best_hours
    weights = terms.index_speed_weight_percent, terms.index_self_weight_percent, terms.index_dispute_weight_percent
    assert sum(weights) == 100
    assert bool(terms.index_threshold_percent) is (name == "cn_taobao")
