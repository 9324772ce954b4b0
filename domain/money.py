"""Arithmetic on money: whole numbers of minor units (fen, cent, yen), never floats.

Text is read and written here alone, so that no other module has to know how many decimals a currency has.
"""

import re
from collections.abc import Sequence

# ISO 4217: every currency that is not named here has two decimals.
NO_DECIMALS = frozenset(
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }
)
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
FOUR_DECIMALS = frozenset({"CLF", "UYW"})

LARGEST = 2**63 - 1  # what a ledger column holds

CURRENCY_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
DECIMAL = re.compile(r"(\d+)(?:\.(\d+))?", re.ASCII)


class MoneyError(ValueError):
    """An amount or a currency that cannot be read or computed with."""


def decimals(currency: str) -> int:
    """How many decimals the currency (ISO 4217 code) has; raises MoneyError for what is no currency code."""
    if not CURRENCY_CODE.fullmatch(currency):
        raise MoneyError(f"currency {currency!r} is not an ISO 4217 code: give three capital letters, such as CNY")
    if currency in NO_DECIMALS:
        return 0
    if currency in THREE_DECIMALS:
        return 3
    return 4 if currency in FOUR_DECIMALS else 2


def plain(minor: int, currency: str) -> str:
    """The amount as a decimal number without its currency: 11800 fen is "118.00"."""
    places = decimals(currency)
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).zfill(places + 1)
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def format_money(minor: int, currency: str) -> str:
    """The amount for people: 11800 fen is "CNY 118.00"."""
    return f"{currency} {plain(minor, currency)}"


def parse_money(text: str, currency: str) -> int:
    """Minor units of an exact decimal number: "118.00" in CNY is 11800.

    Raises MoneyError for floats, signs, separators, blanks, and for more decimals than the currency has.
    """
    if not isinstance(text, str):
        raise MoneyError(f'amount {text!r} is a {type(text).__name__}: give it as text, such as "118.00"')
    places = decimals(currency)
    match = DECIMAL.fullmatch(text)
    if match is None:
        raise MoneyError(
            f"amount {text[:40]!r} is not a decimal number: write it like 118.00, without sign or separators"
        )
    whole, fraction = match[1], match[2] or ""
    if len(fraction) > places:
        raise MoneyError(f"amount {text[:40]!r} has {len(fraction)} decimals, {currency} has {places}")
    if len(whole) > len(str(LARGEST)) or (minor := int(whole + fraction.ljust(places, "0"))) > LARGEST:
        raise MoneyError(f"amount {text[:40]!r} is larger than any ledger holds")
    return minor


def split(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share `amount` in proportion to `weights`: floor plus largest remainder, a tie goes to the lower index.

    The parts sum to the amount, and none is above its weight while the amount is not above all weights together.
    Raises MoneyError for a negative amount or weight, and when there is an amount but no weight. Source: rule MR-2.
    """
    if amount < 0 or any(weight < 0 for weight in weights):
        raise MoneyError(f"cannot split {amount} over {tuple(weights)}: amount and weights must not be negative")
    total = sum(weights)
    if total == 0:
        if amount:
            raise MoneyError(f"cannot split {amount}: there is nothing to split it over")
        return (0,) * len(weights)
    shares = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-(amount * weights[index] % total), index))
    for index in by_remainder[: amount - sum(shares)]:
        shares[index] += 1
    return tuple(shares)


def half_up(n: int, numerator: int, denominator: int) -> int:
    """`n * numerator / denominator` rounded half up, for amounts that are not negative; raises MoneyError otherwise."""
    if n < 0 or numerator < 0 or denominator <= 0:
        raise MoneyError(f"cannot round {n} * {numerator} / {denominator}: only amounts of 0 or more, over more than 0")
    return (2 * n * numerator + denominator) // (2 * denominator)


def cumulative(paid: int, units: int, returned: int) -> int:
    """What `returned` of `units` units are worth when all cost `paid`: floor, the last unit has the rest (MR-3)."""
    return paid * returned // units
