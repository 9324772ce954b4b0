"""What a case means for its order's invoice (table 3.20). Nothing of it holds the refund back."""

from domain.case import Case
from domain.exchanges.exchanging import exchanged, paid_on_top
from domain.invoices.correction import CorrectionBegun
from domain.invoices.invoice import (
    Invoice,
    InvoiceAction,
    InvoiceKind,
    Occasion,
    invoice_action,
    occasion_of,
    tax_within,
)
from domain.invoices.left import left_of
from domain.money import half_up
from domain.request import Scenario


def correction_of(case: Case) -> CorrectionBegun | None:
    """The correction that a case gives rise to now; None where the invoice stays as it is, or there is none."""
    invoice = case.order.invoice
    if invoice is None:
        return None
    if case.request.kind is Scenario.INVOICE:
        return _asked_for(case, invoice)
    left, gone = left_of(case, invoice), newly_gone(case, invoice)
    if case.scenario is Scenario.EXCHANGE and invoice.number:
        return _of_exchange(case, invoice, left, gone)
    if not invoice.number or gone <= 0:
        return None
    action = invoice_action(occasion_of(invoice, invoice.amount - left + gone), invoice.kind)
    red = left if action is InvoiceAction.RED_AND_NEW else gone
    return _begun(case, invoice, action, red=red, new=red - gone, reason=f"{gone} of it went back")


def _of_exchange(case: Case, invoice: Invoice, left: int, gone: int) -> CorrectionBegun | None:
    """Another price or another name: reversed and issued anew, once; else the paper is endorsed as ever (rows 3, 4)."""
    top_up = paid_on_top(case)
    occasion = Occasion.EXCHANGE_SAME_PRICE
    if gone > 0 or top_up:
        occasion = Occasion.EXCHANGE_OTHER_PRICE
    elif any(item.wanted.title not in {"", _title(case, item.line_id)} for item in exchanged(case) if item.wanted):
        occasion = Occasion.EXCHANGE_OTHER_NAME
    action = invoice_action(occasion, invoice.kind)
    if action is not InvoiceAction.RED_AND_NEW or case.corrections:
        return None
    return _begun(case, invoice, action, red=left, new=left - max(0, gone) + top_up, reason="exchanged")


def _title(case: Case, line_id: str) -> str:
    return case.order.line(line_id).title


def _asked_for(case: Case, invoice: Invoice) -> CorrectionBegun | None:
    """A late invoice is issued, a wrong title is reversed and issued anew, once a case (row 7)."""
    wish = case.request.invoice
    if wish is None or case.corrections:
        return None
    occasion = Occasion.WRONG_TITLE if invoice.number else Occasion.NOT_ISSUED
    action, left = invoice_action(occasion, invoice.kind), left_of(case, invoice)
    red = left if action is InvoiceAction.RED_AND_NEW else 0
    return _begun(case, invoice, action, red=red, new=left, reason=case.request.reason)


def newly_gone(case: Case, invoice: Invoice) -> int:
    """What went back to the buyer through the order's own channel and is not reversed yet (row 6: only that)."""
    own = sum(one.red - one.new for one in case.corrections)
    return min(case.paid_back() - own, left_of(case, invoice))


def _begun(case: Case, invoice: Invoice, action: InvoiceAction, *, red: int, new: int, reason: str) -> CorrectionBegun:
    terms, wish, count = case.terms, case.request.invoice, len(case.corrections)
    before = invoice.amount - left_of(case, invoice)
    newest = next((one.new_number for one in reversed(case.corrections) if one.new_number), invoice.number)
    return CorrectionBegun(
        correction_id=f"invoice{count + 1 if count else ''}-{case.case_id.removeprefix('case-')}",
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        currency=case.order.currency,
        action=action,
        kind=invoice.kind,
        number=newest,
        title=wish.title if wish is not None else invoice.title,
        tax_no=wish.tax_no if wish is not None else "",
        red=red,
        red_tax=tax_within(invoice, before, red),
        new=new,
        new_tax=_new_tax(invoice, before + red - new, new),
        reason=reason,
        issue_hours=terms.invoice_issue_hours,
        paper_days=terms.invoice_paper_days,
        confirm_hours=terms.invoice_confirm_hours,
        chase_hours=terms.invoice_chase_hours,
    )


def _new_tax(invoice: Invoice, before: int, new: int) -> int:
    """The tax in what is issued, at the old one's rate; the other item of an exchange may cost more than all of it."""
    if not new:
        return 0
    if before < 0:
        return half_up(invoice.tax, new, invoice.amount) if invoice.amount else 0
    return tax_within(invoice, invoice.amount - new, new)


def letter_of(begun: CorrectionBegun) -> str:
    """What the buyer is told of a reversal; a lost paper invoice bars nothing (F110)."""
    if not begun.red:
        return ""
    return "INV-2" if begun.kind is InvoiceKind.PAPER else "INV-1"
