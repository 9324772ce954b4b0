"""The order inside the generic form: lines, discounts, freight and tenders, checked against each other.

An order whose tenders do not sum to what its lines and its freight cost cannot be paid back right, so it is refused
here, with the figures, and not later in the middle of a case.
"""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.invoices.invoice import Invoice, InvoiceKind
from domain.money import MoneyError, decimals
from domain.order import Discount, Freight, FreightMode, Funder, Order, OrderLine, Presale, Stage, Tender
from domain.quotes.discounts import OrderError, line_paid
from domain.quotes.validity import check_order
from intake.fields import LARGEST, Form, each_once
from intake.messages import Person

MOST_LINES = 200


def read_order(form: Form, *, shop: str, stage: Stage) -> tuple[Order, Person]:
    """The order and its buyer. Raises BadMessage that names the field."""
    person = _person(form.inner("buyer"))
    order = Order(
        shop=shop,
        order_id=form.id("order_id"),
        currency=_currency(form),
        lines=_lines(form),
        discounts=_discounts(form),
        freight=_freight(form),
        tenders=_tenders(form),
        stage=stage,
        paid_at=form.moment("paid_at"),
        shipped_at=form.optional_moment("shipped_at"),
        signed_at=form.optional_moment("signed_at"),
        outbound_carrier=form.optional_text("carrier", longest=128),
        outbound_waybill=form.optional_text("waybill", longest=128),
        outbound_eta=form.optional_moment("eta"),
        in_production_since=form.optional_moment("in_production_since"),
        presale=_presale(form),
        ship_by=form.optional_moment("ship_by"),
        remote=form.flag("remote", default=False),
        last_signed_at=form.optional_moment("last_signed_at"),
        address_change_promised=form.flag("address_change_promised", default=False),
        insured_value=form.optional_whole("insured_value"),
        invoice=_invoice(form),
        gift_value=form.optional_whole("gift_value"),
        gift_sku=form.optional_text("gift_sku", longest=128),
        confirmed_at=form.optional_moment("confirmed_at"),
        promo_terms_disclosed=form.flag("promo_terms_disclosed", default=False),
        excluded_category_confirmed=form.flag("excluded_category_confirmed", default=False),
        shop_promise_covers=form.flag("shop_promise_covers", default=False),
    )
    form.finish()
    _check_story(form, order)
    _check_money(form, order)
    return order, person


def _person(form: Form) -> Person:
    """A mail address without blanks or line breaks: it becomes a header of our letters."""
    person = Person(
        platform_id=form.id("id"),
        name=form.optional_text("name", longest=200),
        email=form.optional_text("email", longest=254),
        phone=form.optional_text("phone", longest=40),
        locale=form.optional_text("locale", longest=20),
        time_zone=form.optional_text("time_zone", longest=64),
        orders=form.optional_whole("orders", most=1_000_000),
    )
    form.finish()
    name, _, domain = person.email.rpartition("@")
    if person.email and (not name or not domain or any(char.isspace() or char in '<>,;"' for char in person.email)):
        raise form.bad("email", "not a mail address like buyer@example.com")
    if person.time_zone and not _known_zone(person.time_zone):
        raise form.bad("time_zone", "not a time zone like Asia/Shanghai")
    return person


def _known_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a name that is a directory of zones
        return False
    return True


def _currency(form: Form) -> str:
    currency = form.text("currency", longest=8)
    try:
        decimals(currency)
    except MoneyError as wrong:
        raise form.bad("currency", str(wrong)) from None
    return currency


def _lines(form: Form) -> tuple[OrderLine, ...]:
    lines = tuple(_line(row) for row in form.rows("lines", least=1, most=MOST_LINES))
    each_once((line.line_id for line in lines), form.at("lines"))
    return lines


def _line(row: Form) -> OrderLine:
    line = OrderLine(
        line_id=row.id("line_id"),
        sku=row.optional_text("sku", longest=128),
        title=row.optional_text("title"),
        category=row.optional_text("category", "general", longest=64) or "general",
        qty=row.whole("qty", least=1, most=1_000_000),
        unit_price=row.whole("unit_price"),
        line_discount=row.optional_whole("line_discount") or 0,
        paid=row.optional_whole("paid"),
        nth_free=row.optional_whole("nth_free", least=2, most=1000),
        separable=row.flag("separable", default=True),
        supplier=row.optional_text("supplier", longest=64),
    )
    row.finish()
    if line.line_discount > line.unit_price * line.qty:
        raise row.bad("line_discount", f"it is more than the line's price {line.unit_price * line.qty}")
    return line


def _discounts(form: Form) -> tuple[Discount, ...]:
    discounts = tuple(_discount(row) for row in form.rows("discounts"))
    each_once((discount.discount_id for discount in discounts), form.at("discounts"))
    return discounts


def _discount(row: Form) -> Discount:
    discount = Discount(
        discount_id=row.id("id"),
        amount=row.whole("amount"),
        threshold=row.optional_whole("threshold"),
        funded_by=row.choice("funded_by", Funder, Funder.SELLER),
        scope=row.ids("scope"),
    )
    row.finish()
    return discount


def _freight(form: Form) -> Freight:
    row = form.optional_inner("freight")
    if row is None:
        return Freight()
    freight = Freight(
        mode=row.choice("mode", FreightMode, FreightMode.FREE),
        charged=row.optional_whole("charged") or 0,
        base=row.optional_whole("base") or 0,
        free_threshold=row.optional_whole("free_threshold"),
        standard=row.optional_whole("standard"),
    )
    row.finish()
    return freight


def _tenders(form: Form) -> tuple[Tender, ...]:
    tenders = tuple(_tender(row) for row in form.rows("tenders", least=1))
    each_once((tender.type for tender in tenders), form.at("tenders"))
    return tenders


def _tender(row: Form) -> Tender:
    tender = Tender(type=row.id("type"), amount=row.whole("amount"))
    row.finish()
    return tender


def _invoice(form: Form) -> Invoice | None:
    """The order's invoice; one that was not issued yet has no number."""
    row = form.optional_inner("invoice")
    if row is None:
        return None
    amount, tax = row.whole("amount"), row.optional_whole("tax") or 0
    if tax > amount:
        raise row.bad("tax", f"it is more than the amount {amount}, which has it in it")
    invoice = Invoice(
        kind=row.choice("kind", InvoiceKind, InvoiceKind.ELECTRONIC),
        number=row.optional_text("number", longest=64),
        title=row.optional_text("title", longest=200),
        amount=amount,
        tax=tax,
    )
    row.finish()
    return invoice


def _presale(form: Form) -> Presale | None:
    """The deposit that was paid, and the price that was agreed on; what was paid of the balance is in the lines."""
    row = form.optional_inner("presale")
    if row is None:
        return None
    presale = Presale(contract_price=row.whole("contract_price", least=1), deposit=row.whole("deposit", least=1))
    row.finish()
    if presale.deposit > presale.contract_price:
        raise row.bad("deposit", f"it is more than the price {presale.contract_price}")
    return presale


def _check_story(form: Form, order: Order) -> None:
    """An order is paid, then shipped, then signed for; and where the goods are agrees with that."""
    stated: list[tuple[str, datetime | None]] = [("paid_at", order.paid_at), ("shipped_at", order.shipped_at)]
    stated += [("signed_at", order.signed_at), ("last_signed_at", order.last_signed_at)]
    for (earlier, first), (later, second) in pairwise([(name, at) for name, at in stated if at is not None]):
        if second < first:
            raise form.bad(later, f"it lies before {earlier}")
    if order.shipped_at is not None and order.stage is Stage.UNSHIPPED:
        raise form.bad("shipped_at", "it is the carrier's first scan, but stage is unshipped")
    if order.last_signed_at is not None and order.signed_at is None:
        raise form.bad("last_signed_at", "signed_at, of the first parcel, is missing")
    if order.signed_at is not None and order.stage is not Stage.RECEIVED:
        raise form.bad("signed_at", f"the parcel was signed for, but stage is {order.stage}")


def _check_money(form: Form, order: Order) -> None:
    try:
        check_order(order)
        paid = sum(line_paid(order).values()) + order.freight.charged
    except OrderError as wrong:
        raise form.bad("lines", str(wrong)) from None
    if paid > LARGEST:
        raise form.bad("lines", "they cost more than any ledger holds")
    if order.presale is not None and order.presale.deposit > paid:
        raise form.bad("presale.deposit", f"it is more than the {paid} that the order was paid")
    tendered = sum(tender.amount for tender in order.tenders)
    if tendered != paid:
        differs = f"{abs(tendered - paid)} {'more' if tendered > paid else 'less'}"
        raise form.bad("tenders", f"they sum to {differs} than lines after discounts and freight cost")
