"""Money as text and as whole numbers: reading, writing, splitting, rounding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import MoneyError, format_money, half_up, parse_money, split

AMOUNTS = st.integers(min_value=0, max_value=10**12)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("118.00", "CNY", 11800),
        ("118", "CNY", 11800),
        ("0.5", "CNY", 50),
        ("0", "CNY", 0),
        ("118", "JPY", 118),
        ("1.234", "KWD", 1234),
        ("9007199254740993.01", "CNY", 900719925474099301),
    ],
)
def test_text_is_read_exactly(text: str, currency: str, minor: int) -> None:
    """Every decimal counts, also beyond what a float can hold."""
    assert parse_money(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "words"),
    [
        ("1.001", "CNY", "has 3 decimals, CNY has 2"),
        ("1.0", "JPY", "has 1 decimals, JPY has 0"),
        ("-1.00", "CNY", "without sign"),
        ("1,000.00", "CNY", "without sign or separators"),
        (" 1.00", "CNY", "not a decimal number"),
        ("1e3", "CNY", "not a decimal number"),
        ("\uff11.00", "CNY", "not a decimal number"),
        ("", "CNY", "not a decimal number"),
        ("1.", "CNY", "not a decimal number"),
        ("99999999999999999999", "CNY", "larger than any ledger"),
        ("1.00", "cny", "not an ISO 4217 code"),
        (1.5, "CNY", "is a float"),
        (True, "CNY", "is a bool"),
    ],
)
def test_junk_is_refused_with_a_reason(text: str, currency: str, words: str) -> None:
    """What is no exact amount of the currency is never guessed at."""
    with pytest.raises(MoneyError, match=words):
        parse_money(text, currency)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (11800, "CNY", "CNY 118.00"),
        (5, "CNY", "CNY 0.05"),
        (-5, "CNY", "CNY -0.05"),
        (118, "JPY", "JPY 118"),
        (5, "KWD", "KWD 0.005"),
    ],
)
def test_amounts_are_written_with_the_currency_s_decimals(minor: int, currency: str, text: str) -> None:
    """A yen has no decimals, a dinar has three."""
    assert format_money(minor, currency) == text


@given(minor=AMOUNTS, currency=st.sampled_from(["CNY", "JPY", "KWD", "CLF"]))
def test_what_is_written_can_be_read_again(minor: int, currency: str) -> None:
    """Writing loses nothing."""
    assert parse_money(format_money(minor, currency).split()[1], currency) == minor


@given(weights=st.lists(AMOUNTS, min_size=1, max_size=8).filter(any), amount=AMOUNTS)
def test_the_parts_of_a_split_sum_to_the_whole(weights: list[int], amount: int) -> None:
    """Nothing is lost, and no share is more than one unit away from its exact part."""
    shares = split(amount, weights)

    assert sum(shares) == amount
    assert all(0 <= share - amount * weight // sum(weights) <= 1 for share, weight in zip(shares, weights, strict=True))


@given(weights=st.lists(AMOUNTS, min_size=1, max_size=8).filter(any), part=st.fractions(min_value=0, max_value=1))
def test_no_share_is_above_its_weight_within_the_sum(weights: list[int], part: object) -> None:
    """A refund within what was paid never puts more on one line or tender than that had."""
    amount = int(sum(weights) * part)  # type: ignore[operator]  # Fraction times int

    assert all(share <= weight for share, weight in zip(split(amount, weights), weights, strict=True))


def test_a_tie_goes_to_the_lower_index() -> None:
    """One fen over three equal lines is the first line's (MR-2)."""
    assert split(100, [1000, 1000, 1000]) == (34, 33, 33)


def test_an_amount_without_weights_cannot_be_split() -> None:
    """Money that belongs to nobody is an error; nothing over nothing is nothing."""
    assert split(0, [0, 0]) == (0, 0)
    with pytest.raises(MoneyError, match="nothing to split it over"):
        split(1, [0, 0])


@pytest.mark.parametrize(("n", "numerator", "denominator", "rounded"), [(1, 1, 2, 1), (3, 1, 2, 2), (1, 1, 3, 0)])
def test_halves_are_rounded_up(n: int, numerator: int, denominator: int, rounded: int) -> None:
    """Half a fen is a fen."""
    assert half_up(n, numerator, denominator) == rounded
