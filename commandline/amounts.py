"""Amounts as people type them."""

from typing import TYPE_CHECKING

from commandline.exits import Declined

if TYPE_CHECKING:
    from domain.case import Case


def money(text: str, case: "Case") -> int:
    """Minor units of an amount in the order's currency. Raises Declined."""
    from domain.money import MoneyError, parse_money

    try:
        return parse_money(text, case.order.currency)
    except MoneyError as wrong:
        raise Declined("BAD_AMOUNT", f"{wrong}.", f"the order is in {case.order.currency}") from wrong
