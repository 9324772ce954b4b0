"""Invoices: what an order's invoice says, and what becomes of it when goods or money go back (table 3.20, rule F109).

The refund is never held back for it. Amounts in minor units, tax included.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from domain.money import half_up


class InvoiceKind(StrEnum):
    """Paper comes back or is reversed; an electronic one is reversed with a confirmation that is quoted."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """An invoice as it was issued: `amount` with the tax in it, `tax` of that; `number` is "" while none was issued."""

    kind: InvoiceKind = InvoiceKind.ELECTRONIC
    number: str = ""
    title: str = ""
    amount: int = 0
    tax: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be an invoice, wherever it was typed."""
        if not 0 <= self.tax <= self.amount:
            raise ValueError(f"invoice: a tax of {self.tax} on {self.amount} cannot be true")


@dataclass(frozen=True, kw_only=True)
class InvoiceWish:
    """What a buyer asks of an invoice: a title, and at most what was really bought, for what was really paid (F109)."""

    title: str
    tax_no: str = ""
    item_name: str = ""
    amount: int | None = None


class Occasion(StrEnum):
    """Why an invoice is looked at: the rows of table 3.20."""

    FULL_RETURN = "full_return"
    PARTIAL_RETURN = "partial_return"
    EXCHANGE_SAME_PRICE = "exchange_same_price"
    EXCHANGE_OTHER_NAME = "exchange_other_name"
    EXCHANGE_OTHER_PRICE = "exchange_other_price"
    REPAIR = "repair"
    GOODWILL = "goodwill"
    NOT_ISSUED = "not_issued"
    WRONG_TITLE = "wrong_title"


class InvoiceAction(StrEnum):
    """What is done with the invoice."""

    NONE = "none"
    RED = "red"  # for all of what is left of it
    RED_PART = "red_part"
    RED_AND_NEW = "red_and_new"
    ENDORSE = "endorse"  # a paper one, as it was always done
    RETURN_ORIGINAL = "return_original"  # it travels back to the buyer with the goods
    ISSUE = "issue"


REVERSES = frozenset({InvoiceAction.RED, InvoiceAction.RED_PART, InvoiceAction.RED_AND_NEW})
ISSUES = frozenset({InvoiceAction.ISSUE, InvoiceAction.RED_AND_NEW})


def invoice_action(occasion: Occasion, kind: InvoiceKind) -> InvoiceAction:
    """Table 3.20, rows 1 to 7. A paper invoice of which a part goes back is reversed whole, and issued for the rest."""
    paper = kind is InvoiceKind.PAPER
    match occasion:
        case Occasion.FULL_RETURN:
            return InvoiceAction.RED
        case Occasion.PARTIAL_RETURN:
            return InvoiceAction.RED_AND_NEW if paper else InvoiceAction.RED_PART
        case Occasion.EXCHANGE_SAME_PRICE:
            return InvoiceAction.ENDORSE if paper else InvoiceAction.NONE
        case Occasion.EXCHANGE_OTHER_NAME | Occasion.EXCHANGE_OTHER_PRICE | Occasion.WRONG_TITLE:
            return InvoiceAction.RED_AND_NEW
        case Occasion.REPAIR:
            return InvoiceAction.RETURN_ORIGINAL if paper else InvoiceAction.NONE
        case Occasion.GOODWILL:
            return InvoiceAction.NONE
        case Occasion.NOT_ISSUED:
            return InvoiceAction.ISSUE
        case _:
            assert_never(occasion)


def occasion_of(invoice: Invoice, gone_back: int) -> Occasion:
    """Whether all of the invoice went back, or a part; nothing is a gift beside it (rows 1, 2 and 6)."""
    if gone_back <= 0:
        return Occasion.GOODWILL
    return Occasion.FULL_RETURN if gone_back >= invoice.amount else Occasion.PARTIAL_RETURN


def tax_within(invoice: Invoice, before: int, amount: int) -> int:
    """The tax in `amount` of this invoice when `before` was reversed already: the parts sum to the whole, to the unit.

    Raises ValueError where more than the invoice would be reversed.
    """
    if before < 0 or amount < 0 or before + amount > invoice.amount:
        raise ValueError(f"{before} and {amount} are no parts of an invoice over {invoice.amount}")
    if not invoice.amount:
        return 0
    upto = half_up(invoice.tax, before + amount, invoice.amount)
    return upto - half_up(invoice.tax, before, invoice.amount)


def refused_wish(wish: InvoiceWish, names: frozenset[str], paid: int) -> str:
    """Why this invoice may not be issued as it is asked for; "" when it may (F109: no other item, no other amount)."""
    if wish.amount is not None and wish.amount != paid:
        return f"an invoice over {wish.amount} was asked for, {paid} was paid: no other amount (F109)"
    if wish.item_name and wish.item_name not in names:
        return f"{wish.item_name!r} was not bought in this order: no other item may be named (F109)"
    return ""


@dataclass(frozen=True, kw_only=True)
class Correcting:
    """A correction that a case has begun: what it reverses and issues, and how it ended ("" while it goes on)."""

    correction_id: str
    red: int
    new: int
    outcome: str = ""
    new_number: str = ""
