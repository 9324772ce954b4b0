"""What a buyer asks of the invoice of an order."""

from domain.invoices.invoice import InvoiceWish
from domain.order import Order
from intake.fields import Form


def read_wish(row: Form, order: Order, data: Form) -> InvoiceWish:
    """What the buyer asks of the invoice; of an order whose invoice nobody knows none can be issued."""
    if order.invoice is None:
        raise data.bad("order.invoice", 'missing: an invoice request needs it, with number "" while none was issued')
    wish = InvoiceWish(
        title=row.text("title", longest=200),
        tax_no=row.optional_text("tax_no", longest=40),
        item_name=row.optional_text("item_name", longest=200),
        amount=row.optional_whole("amount"),
    )
    row.finish()
    return wish
