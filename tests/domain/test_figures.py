"""A shop's figures (F102, F103): what counts on which day, and what follows from it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain import events as ev
from domain.events import Event, Party, PaymentState
from domain.register.figures import Dated, Figures, day_of, figures_between, rates
from tests.domain.case_forms import DAY, HOUR, NOON, decided, now
from tests.domain.packs import pack
from tests.store.samples import opening

SETTLED = now(PaymentState.SETTLED)
FOR_BUYER = ev.RulingGiven(in_favour_of=Party.BUYER)
FOR_SELLER = ev.RulingGiven(in_favour_of=Party.SELLER)
BY_PLATFORM = replace(decided(), by="platform")
BESIDE = decided(number=2, kind=ev.Payment.COMPENSATION)


def story(*happened: tuple[timedelta, Event]) -> list[Dated]:
    """A no-reason return asked for at NOON, to which this happened so long after."""
    opened = opening()
    opened = replace(opened, request=replace(opened.request, requested_at=NOON))
    return [Dated(event=opened, at=NOON), *(Dated(event=event, at=NOON + after) for after, event in happened)]


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ((), Figures(opened=1)),
        (((HOUR, decided()),), Figures(opened=1)),
        (
            ((HOUR, decided()), (2 * HOUR, SETTLED)),
            Figures(opened=1, refunds=1, refund_seconds=7200, self_completed=1, grounds={"no_reason": 1}),
        ),
        (
            ((HOUR, BY_PLATFORM), (2 * HOUR, SETTLED)),
            Figures(opened=1, refunds=1, refund_seconds=7200, self_completed=0, grounds={"no_reason": 1}),
        ),
        (((HOUR, BESIDE), (2 * HOUR, now(PaymentState.SETTLED, 2))), Figures(opened=1)),  # paid beside the order
        (((HOUR, decided()), (2 * HOUR, now(PaymentState.UNKNOWN))), Figures(opened=1)),
        (((HOUR, decided()), (2 * DAY, SETTLED)), Figures(opened=1)),  # counts on the day on which it was paid
        (
            ((HOUR, decided()), (2 * HOUR, SETTLED), (3 * HOUR, decided(number=3)), (4 * HOUR, now(SETTLED.state, 3))),
            Figures(opened=1, refunds=1, refund_seconds=7200, self_completed=1, grounds={"no_reason": 1}),
        ),
        (
            (
                (HOUR, ev.CaseCorrected(field="ground", value="quality", by="li", reason="photo")),
                (HOUR, decided()),
                (2 * HOUR, SETTLED),
            ),
            Figures(opened=1, refunds=1, refund_seconds=7200, self_completed=1, grounds={"quality": 1}),
        ),
        (((HOUR, FOR_BUYER), (2 * HOUR, FOR_SELLER)), Figures(opened=1, rulings=2, rulings_for_buyer=1)),
    ],
)
def test_what_counts_on_a_day(happened: tuple[tuple[timedelta, Event], ...], expected: Figures) -> None:
    """A refund counts once, when it was first certainly paid; a ruling when it was given."""
    assert figures_between([story(*happened)], NOON, NOON + DAY) == expected


def test_every_moment_belongs_to_one_day() -> None:
    """Two days that follow each other tell together what their whole span tells."""
    told = [story((HOUR, decided()), (DAY, SETTLED)), story((2 * DAY - HOUR, FOR_BUYER))]
    first = figures_between(told, NOON, NOON + DAY)
    second = figures_between(told, NOON + DAY, NOON + 2 * DAY)
    assert (first.refunds, second.refunds) == (0, 1)
    assert first + second == figures_between(told, NOON, NOON + 2 * DAY)


def test_a_day_is_the_shops_own() -> None:
    """Midnight is that of the shop; where clocks change, a day has other than 24 hours."""
    assert day_of(date(2026, 5, 4), "Asia/Shanghai")[0] == datetime(2026, 5, 3, 16, tzinfo=UTC)
    start, end = day_of(date(2026, 3, 29), "Europe/Berlin")
    assert end.astimezone(UTC) - start.astimezone(UTC) == 23 * HOUR


def test_rates_follow_from_figures() -> None:
    """F102: refund hours over refunds, the shop's own share of them; F103: shares of what was paid."""
    total = Figures(
        refunds=4,
        refund_seconds=4 * 36000,
        self_completed=3,
        grounds={"quality": 1, "no_reason": 3},
        rulings_for_buyer=1,
    )
    found = rates(total, paid_orders=200)
    assert (found.average_refund_hours, found.self_completion) == (10.0, 0.75)
    assert (found.after_sales, found.disputes) == (0.02, 0.005)
    assert found.after_sales_by_ground == {"quality": 0.005, "no_reason": 0.015}


def test_what_is_not_known_is_no_rate() -> None:
    """Without refunds there is no speed, without the number of orders no share of them: none is not nought."""
    found = rates(Figures(opened=3), paid_orders=None)
    assert (found.average_refund_hours, found.self_completion, found.after_sales, found.disputes) == (None,) * 4
    assert found.after_sales_by_ground is None
    assert pack("cn_other").figures_window_days == 30
