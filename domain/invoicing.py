"""What a case means for its order's invoice (table 3.20). Nothing of it holds the refund back."""

from domain.case import Case
from domain.correction import CorrectionBegun
from domain.invoice import (
    ISSUES,
    Invoice,
    InvoiceAction,
    InvoiceKind,
    Occasion,
    invoice_action,
    occasion_of,
    refused_wish,
    tax_within,
)
from domain.request import Scenario


def correction_of(case: Case) -> CorrectionBegun | None:
    """The correction that a case gives rise to now; None where the invoice stays as it is, or there is none."""
    invoice = case.order.invoice
    if invoice is None:
        return None
    if case.request.kind is Scenario.INVOICE:
        return _asked_for(case, invoice)
    left, gone = left_of(case, invoice), newly_gone(case, invoice)
    if not invoice.number or gone <= 0:
        return None
    action = invoice_action(occasion_of(invoice, invoice.amount - left + gone), invoice.kind)
    red = left if action is InvoiceAction.RED_AND_NEW else gone
    return _begun(case, invoice, action, red=red, new=red - gone, reason=f"{gone} of it went back")


def _asked_for(case: Case, invoice: Invoice) -> CorrectionBegun | None:
    """A late invoice is issued, a wrong title is reversed and issued anew, once a case (row 7)."""
    wish = case.request.invoice
    if wish is None or case.corrections:
        return None
    occasion = Occasion.WRONG_TITLE if invoice.number else Occasion.NOT_ISSUED
    action, left = invoice_action(occasion, invoice.kind), left_of(case, invoice)
    red = left if action is InvoiceAction.RED_AND_NEW else 0
    return _begun(case, invoice, action, red=red, new=left, reason=case.request.reason)


def left_of(case: Case, invoice: Invoice) -> int:
    """What of the invoice stands: without what other cases of the order paid back, and what this one has corrected."""
    others = sum(prior.goods_amount + prior.freight_amount for prior in case.prior)
    own = sum(one.red - one.new for one in case.corrections)
    return max(0, invoice.amount - others - own)


def newly_gone(case: Case, invoice: Invoice) -> int:
    """What went back to the buyer through the order's own channel and is not reversed yet (row 6: only that)."""
    own = sum(one.red - one.new for one in case.corrections)
    return min(case.paid_back() - own, left_of(case, invoice))


def refusal_of(case: Case) -> str:
    """Why the invoice may not be issued as it was asked for; "" when it may, or none was asked for (F109)."""
    wish, invoice = case.request.invoice, case.order.invoice
    if wish is None or invoice is None:
        return ""
    return refused_wish(wish, frozenset(line.title for line in case.order.lines), left_of(case, invoice))


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
        new_tax=tax_within(invoice, before + red - new, new) if action in ISSUES and red else _whole_tax(invoice, new),
        reason=reason,
        issue_hours=terms.invoice_issue_hours,
        paper_days=terms.invoice_paper_days,
        confirm_hours=terms.invoice_confirm_hours,
        chase_hours=terms.invoice_chase_hours,
    )


def _whole_tax(invoice: Invoice, new: int) -> int:
    """The tax in an invoice that is issued for what stands."""
    return tax_within(invoice, invoice.amount - new, new) if new else 0


def letter_of(begun: CorrectionBegun) -> str:
    """What the buyer is told of a reversal; a lost paper invoice bars nothing (F110)."""
    if not begun.red:
        return ""
    return "INV-2" if begun.kind is InvoiceKind.PAPER else "INV-1"
