"""What holds for every order: the parts make the whole, and nobody gets back more than was paid."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.fault import Fault
from domain.order import Discount, Freight, FreightMode, Order, OrderLine, Stage, Tender
from domain.quotes.discounts import line_paid
from domain.quotes.quote import DEDUCTIONS, ORDER_CHANNEL, Quote, total
from domain.quotes.refund import refund_quote
from domain.quotes.refund_request import (
    Gift,
    LegPayer,
    PriorRefund,
    PromoMode,
    QuotePolicy,
    RefundRequest,
    RequestedItem,
    RequestKind,
    ReturnLeg,
)

AMOUNTS = st.integers(min_value=0, max_value=5000)
REPRICE = QuotePolicy(promo_mode=PromoMode.REPRICE)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """One to four lines, up to two discounts, any freight, up to three tenders that pay exactly for it."""
    lines = tuple(draw(order_line(f"L{n}")) for n in range(draw(st.integers(1, 4))))
    worth = sum(line.unit_price * line.qty - line.line_discount for line in lines)
    discounts = []
    for n in range(draw(st.integers(0, 2))):
        amount = draw(st.integers(0, worth))
        threshold = draw(st.none() | st.integers(0, 20000))
        discounts.append(Discount(discount_id=f"D{n}", amount=amount, threshold=threshold))
        worth -= amount
    freight = draw(
        st.builds(
            Freight,
            mode=st.just(FreightMode.BUYER_PAID),
            charged=AMOUNTS,
            base=AMOUNTS,
        )
        | st.builds(
            Freight,
            mode=st.sampled_from([FreightMode.FREE, FreightMode.FREE_ABOVE]),
            base=AMOUNTS,
            free_threshold=AMOUNTS,
        )
    )
    return Order(
        shop="s",
        order_id="o",
        currency="CNY",
        lines=lines,
        discounts=tuple(discounts),
        freight=freight,
        tenders=draw(tenders(worth + freight.charged)),
        promo_terms_disclosed=True,
    )


@st.composite
def order_line(draw: st.DrawFn, line_id: str) -> OrderLine:
    """A line with any discount that its price allows, sometimes "one in n is free"."""
    qty, price = draw(st.integers(1, 5)), draw(AMOUNTS)
    nth_free = draw(st.none() | st.integers(2, 4))
    discount = price * (qty // nth_free) if nth_free else draw(st.integers(0, price * qty))
    return OrderLine(line_id=line_id, qty=qty, unit_price=price, line_discount=discount, nth_free=nth_free)


@st.composite
def tenders(draw: st.DrawFn, paid: int) -> tuple[Tender, ...]:
    """The sum in up to three means of payment."""
    first = draw(st.integers(0, paid))
    second = draw(st.integers(0, paid - first))
    parts = {"cash": first, "red_packet": second, "points": paid - first - second}
    return tuple(Tender(type=name, amount=amount) for name, amount in parts.items())


@st.composite
def requests(draw: st.DrawFn, order: Order) -> RefundRequest:
    """Any return with anything agreed, found or advanced."""
    chosen = draw(st.lists(st.sampled_from(order.lines), min_size=1, unique_by=lambda line: line.line_id))
    leg = st.builds(
        ReturnLeg,
        paid_by=st.sampled_from(LegPayer),
        amount=AMOUNTS,
        amount_to_listed_origin=st.none() | AMOUNTS,
        insurance_payout=AMOUNTS,
    )
    kind = draw(st.sampled_from([RequestKind.RETURN_REFUND, RequestKind.REFUSE_DELIVERY]))
    return RefundRequest(
        kind=kind,
        stage=Stage.IN_TRANSIT,
        fault=draw(st.sampled_from(Fault)),
        items=tuple(RequestedItem(line_id=line.line_id, qty=draw(st.integers(1, line.qty))) for line in chosen),
        statutory_no_reason=draw(st.none() | st.booleans()),
        goods_intact=draw(st.none() | st.booleans()),
        packaging_fee_agreed=draw(AMOUNTS),
        agreed_round_trip=draw(st.booleans()),
        depreciation_bp_agreed=draw(st.integers(0, 10_000)),
        gift=draw(st.none() | st.builds(Gift, returned=st.booleans(), declared_value=st.none() | AMOUNTS)),
        abuse_confirmed=draw(st.booleans()),
        shipped_without_consent=draw(st.booleans()),
        return_leg=draw(st.none() | leg),
    )


@dataclass(frozen=True)
class Asked:
    """An order with one request and the policy it is answered by."""

    order: Order
    request: RefundRequest
    policy: QuotePolicy


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    """Anything that can be asked."""
    order = draw(orders())
    return Asked(order, draw(requests(order)), draw(st.sampled_from([QuotePolicy(), REPRICE])))


@st.composite
def unit_by_unit(draw: st.DrawFn) -> tuple[Order, list[str]]:
    """An order and all of its units, in some order of going back."""
    order = draw(orders())
    units = [line.line_id for line in order.lines for _ in range(line.qty)]
    return order, draw(st.permutations(units))


def of_units(line_id: str, fault: Fault) -> RefundRequest:
    """One unit of one line goes back."""
    item = RequestedItem(line_id=line_id, qty=1)
    return RefundRequest(kind=RequestKind.RETURN_REFUND, stage=Stage.RECEIVED, fault=fault, items=(item,))


def booked(quote: Quote, returned: str) -> list[PriorRefund]:
    """The quote as the earlier refund of the next one: a goods amount a line, freight and tenders once."""
    tenders = tuple(Tender(type=name, amount=amount) for name, amount in quote.tender_split.items())
    order_wide = PriorRefund(
        freight_amount=quote.outbound_freight_refund,
        freight_deducted=quote.deductions["outbound_freight"],
        tenders=tenders,
    )
    by_line = quote.goods_by_line()
    own = PriorRefund(line_id=returned, qty=1, goods_amount=by_line.pop(returned, 0))
    # What a later return gives back for goods that went earlier belongs to those units.
    late = [PriorRefund(line_id=line_id, goods_amount=amount) for line_id, amount in by_line.items()]
    return [order_wide, own, *late]


def sent_back(order: Order, units: list[str], fault: Fault, policy: QuotePolicy) -> list[Quote]:
    """The quotes of all units, one case a unit."""
    prior: list[PriorRefund] = []
    quotes = []
    for line_id in units:
        quotes.append(refund_quote(order, of_units(line_id, fault), tuple(prior), policy))
        prior += booked(quotes[-1], line_id)
    return quotes


@given(order=orders())
def test_the_lines_were_paid_what_the_order_was_paid(order: Order) -> None:
    """MR-2: the allocation loses nothing and leaves no line below zero."""
    worth = sum(line.unit_price * line.qty - line.line_discount for line in order.lines)
    paid = line_paid(order)

    assert sum(paid.values()) == worth - sum(discount.amount for discount in order.discounts)
    assert min(paid.values()) >= 0


@given(case=asked())
def test_no_amount_is_negative_and_none_above_what_was_paid(case: Asked) -> None:
    """MR-1: neither the order nor a line gives back more than it took, and the buyer never pays."""
    quote = refund_quote(case.order, case.request, policy=case.policy)
    amounts = [
        quote.goods_refund,
        quote.outbound_freight_refund,
        *quote.deductions.values(),
        quote.order_refund,
        *quote.compensation.values(),
        quote.shortfall_not_collected,
        *quote.tender_split.values(),
    ]

    assert min(amounts) >= 0
    assert quote.order_refund <= sum(quote.line_paid.values()) + case.order.freight.charged
    assert all(amount <= quote.line_paid[line_id] for line_id, amount in quote.goods_by_line().items())


@given(case=asked())
def test_the_lines_and_tenders_sum_to_the_refund(case: Asked) -> None:
    """The totals are the lines, and the tenders share the whole refund."""
    quote = refund_quote(case.order, case.request, policy=case.policy)

    assert total(quote.lines, *ORDER_CHANNEL) == quote.order_refund == sum(quote.tender_split.values())
    assert -total(quote.lines, *DEDUCTIONS) == sum(quote.deductions.values())


@given(case=asked())
def test_nobody_at_the_seller_s_expense_is_charged(case: Asked) -> None:
    """MR-13, MR-22: with the seller or the carrier at fault nothing at all is deducted."""
    quote = refund_quote(case.order, case.request, policy=case.policy)

    assert not case.request.seller_answers or not any(quote.deductions.values())


@settings(max_examples=60)
@given(returned=unit_by_unit(), fault=st.sampled_from([Fault.SELLER, Fault.NONE]))
def test_everything_sent_back_in_any_order_is_everything_paid(returned: tuple[Order, list[str]], fault: Fault) -> None:
    """MR-3: one case a unit, in any order, pays exactly what each line and each tender was paid."""
    order, units = returned
    quotes = sent_back(order, units, fault, QuotePolicy())

    for line_id, paid in line_paid(order).items():
        assert sum(quote.goods_by_line().get(line_id, 0) for quote in quotes) == paid
    for tender in order.tenders:
        assert sum(quote.tender_split[tender.type] for quote in quotes) == tender.amount


@settings(max_examples=60)
@given(returned=unit_by_unit())
def test_repricing_on_the_way_still_ends_at_everything_paid(returned: tuple[Order, list[str]]) -> None:
    """MR-6: whatever promotion a partial return lost, once nothing is kept the goods were paid back, line by line."""
    order, units = returned
    quotes = sent_back(order, units, Fault.BUYER, REPRICE)

    for line_id, paid in line_paid(order).items():
        assert sum(quote.goods_by_line().get(line_id, 0) for quote in quotes) == paid


@settings(max_examples=60)
@given(returned=unit_by_unit(), cut=st.integers(0, 20))
def test_the_order_of_partial_refunds_does_not_change_their_total(returned: tuple[Order, list[str]], cut: int) -> None:
    """MR-3: the same units bring the same goods money, whichever goes back first."""
    order, units = returned
    some = units[: cut % (len(units) + 1)]
    there = sent_back(order, some, Fault.SELLER, QuotePolicy())
    back = sent_back(order, some[::-1], Fault.SELLER, QuotePolicy())

    assert sum(quote.goods_refund for quote in there) == sum(quote.goods_refund for quote in back)


@given(order=orders(), agreed=st.integers(0, 100_000), before=AMOUNTS)
def test_a_keep_goods_refund_stays_within_every_line(order: Order, agreed: int, before: int) -> None:
    """MR-16: capped by the balance of each line, whatever was agreed."""
    paid = line_paid(order)
    first = order.lines[0].line_id
    prior = (PriorRefund(line_id=first, goods_amount=min(before, paid[first])),)
    request = RefundRequest(kind=RequestKind.KEEP_GOODS, stage=Stage.RECEIVED, fault=Fault.SELLER, agreed_amount=agreed)

    quote = refund_quote(order, request, prior)

    assert quote.goods_refund <= min(agreed, sum(paid.values()) - prior[0].goods_amount)
    assert all(
        amount <= paid[line_id] - (prior[0].goods_amount if line_id == first else 0)
        for line_id, amount in quote.goods_by_line().items()
    )
