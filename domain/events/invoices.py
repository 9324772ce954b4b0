"""Events of what becomes of an order's invoice."""

from dataclasses import dataclass

from domain.invoices.invoice import InvoiceAction


@dataclass(frozen=True, kw_only=True)
class CorrectionStarted:
    """A correction of the invoice was begun; it lives a life of its own and holds nothing up (table 3.20).

    `red` is what is reversed, `new` what is issued: minor units with the tax in them.
    """

    correction_id: str
    action: InvoiceAction
    number: str
    title: str
    red: int = 0
    tax: int = 0
    new: int = 0
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class InvoiceCorrected:
    """The correction has ended: `confirmation`, `red_number` and `new_number` as the tax platform gave them."""

    correction_id: str
    outcome: str
    confirmation: str = ""
    red_number: str = ""
    new_number: str = ""
    fact: str = ""
    by: str = "finance"


InvoicesEvent = CorrectionStarted | InvoiceCorrected
