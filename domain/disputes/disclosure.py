"""Whether words that everybody will read tell something by which a buyer is known (table 3.15 row 6, R126)."""

import re
import unicodedata
from dataclasses import dataclass

FEWEST_DIGITS = 7  # of a phone number that is told in part
SHORTEST = 2  # characters of a name


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a buyer. Personal: it is read, compared, and kept nowhere."""

    name: str = ""
    nick: str = ""
    phone: str = ""
    email: str = ""
    street: str = ""
    numbers: tuple[str, ...] = ()  # of order, request and parcels


def disclosed(text: str, known: Known) -> str:
    """What these words tell of the buyer; "" where nothing is found. Blanks, case and width hide nothing."""
    plain, digits = _plain(text), re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    for what, value in (
        ("the buyer's name", known.name),
        ("the buyer's name on the platform", known.nick),
        ("the buyer's mail address", known.email),
        ("the buyer's address", known.street),
    ):
        if len(_plain(value)) >= SHORTEST and _plain(value) in plain:
            return what
    if _shares_digits(re.sub(r"\D", "", known.phone), digits):
        return "the buyer's phone number"
    if any(_plain(number) in plain for number in known.numbers if number):
        return "the number of the order, the request or a parcel"
    return ""


def _shares_digits(phone: str, digits: str) -> bool:
    """So many digits of the number in a row: the last ones alone would do to find somebody."""
    last = range(len(phone) - FEWEST_DIGITS + 1)
    return any(phone[start : start + FEWEST_DIGITS] in digits for start in last)


def _plain(text: str) -> str:
    """As it compares: one width, one case, no blanks and marks between."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())
