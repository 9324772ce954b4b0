"""What is counted of a buyer, what agents may set, and whom an offer may reach."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.contact.profile import (
    CHOICES,
    UNSET,
    Profile,
    Set,
    Surveyed,
    Trait,
    Trend,
    current,
    easy_going,
    fit,
    may_be_offered,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KNOWN = Profile(buyer="b_1", shop="lantern", cases=1, orders=4, consented=True)
RELAXED = (Set(trait=Trait.PRICE, value="relaxed", by="ann", at=NOON),)
STRICT = (Set(trait=Trait.PRICE, value="strict", by="ann", at=NOON),)


def surveyed(*scores: tuple[int, int]) -> tuple[Surveyed, ...]:
    """Surveys, oldest first, as (met, expected)."""
    return tuple(Surveyed(experience=met, expectation=expected, at=NOON) for met, expected in scores)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"consented": False}, "no consent"),
        ({"opted_out": True}, "opted out"),
        ({"open_cases": 1}, "an open case"),
        ({"offers": (NOON - timedelta(days=29), NOON - timedelta(days=1))}, "2 offers in 30 days already"),
        ({"offers": (NOON - timedelta(days=31), NOON - timedelta(days=1))}, ""),
    ],
)
def test_whom_an_offer_may_reach(changed: dict[str, object], why: str) -> None:
    """Consent first, an opt-out over everything, none while a case is open, two a month (rule 3.16 row 6)."""
    assert may_be_offered(replace(KNOWN, **changed), NOON, most=2) == why  # type: ignore[arg-type] # of the table


def test_a_shop_whose_terms_allow_none_offers_nothing() -> None:
    """Cases from before the terms named a number have none."""
    assert may_be_offered(KNOWN, NOON, most=0) == "0 offers in 30 days already"


@pytest.mark.parametrize(
    ("surveys", "trend"),
    [
        ((), Trend.UNKNOWN),
        (((5, 5),), Trend.UNKNOWN),
        (((2, 4), (4, 4)), Trend.BETTER),
        (((5, 3), (3, 3)), Trend.WORSE),
        (((4, 4), (2, 2)), Trend.SAME),
        (((1, 5), (5, 5), (3, 5)), Trend.SAME),  # -4 and 0 make -2, and so is the newest
    ],
)
def test_satisfaction_is_what_was_met_less_what_was_expected(
    surveys: tuple[tuple[int, int], ...], trend: Trend
) -> None:
    """The newest survey beside the mean of those before it."""
    assert replace(KNOWN, surveys=surveyed(*surveys)).trend is trend


@pytest.mark.parametrize(
    ("changed", "chosen"),
    [
        ({"traits": RELAXED}, True),
        ({"surveys": surveyed((2, 4), (4, 4))}, True),
        ({"surveys": surveyed((4, 4), (2, 4))}, False),
        ({"traits": STRICT, "surveys": surveyed((5, 1))}, False),
        ({"traits": RELAXED, "orders": 1}, False),
        ({}, False),
    ],
)
def test_whom_to_approach(changed: dict[str, object], chosen: bool) -> None:  # noqa: FBT001 - a column of the table
    """At ease about the price or content when last asked, and back for more (R136)."""
    assert easy_going(replace(KNOWN, **changed)) is chosen  # type: ignore[arg-type] # of the table


def test_the_newest_entry_of_a_trait_counts() -> None:
    """One that was taken back is none."""
    history = [
        Set(trait=Trait.TONE, value="warm", by="ann", at=NOON),
        Set(trait=Trait.PACE, value="slow", by="ann", at=NOON),
        Set(trait=Trait.TONE, value="formal", by="li", at=NOON),
        Set(trait=Trait.PACE, value=UNSET, by="li", at=NOON),
    ]
    assert [(each.trait, each.value, each.by) for each in current(history)] == [(Trait.TONE, "formal", "li")]
    assert replace(KNOWN, traits=current(history)).trait(Trait.TONE) == "formal"


def test_the_vocabulary_is_closed() -> None:
    """Six traits and no free words about a person."""
    assert CHOICES.keys() == set(Trait)
    assert fit(Trait.PACE, "slow")
    assert fit(Trait.PACE, UNSET)
    assert not fit(Trait.PACE, "a difficult person")


def test_cases_on_a_hundred_orders() -> None:
    """Nothing is said where no order is known."""
    assert KNOWN.claims_percent == 25
    assert replace(KNOWN, orders=0).claims_percent is None
