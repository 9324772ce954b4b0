"""A case of exchange: the row of table 3.11 that binds it, what leaves instead, and the money of it, net and once.

Source: table 3.11; R73, R76; MR-31.
"""

from dataclasses import dataclass

from domain.case import Case
from domain.defects.repair_price import unearned
from domain.exchanges import sending
from domain.exchanges.exchange import Verdict, Wish, no_reason, verdict
from domain.exchanges.replacement import Purpose, Replacement, ReplacementState, Sending
from domain.exchanges.topup import TopUp, TopUpState
from domain.fault import Fault
from domain.order import Stage
from domain.quotes import settlements
from domain.quotes.discounts import line_paid
from domain.quotes.quote import LineKind, Quote, QuoteLine
from domain.quotes.refund import refund_quote, summed
from domain.quotes.refund_request import QuotePolicy, RefundRequest, RequestedItem, RequestKind
from domain.request import Item, Scenario


@dataclass(frozen=True, kw_only=True)
class Sums:
    """The money of an exchange in minor units: what other items cost more or less, and the second way out."""

    top_up: int
    cheaper: int
    freight: int
    returned: int = 0  # what goes back for lines of the same document that are not exchanged

    @property
    def buyer_pays(self) -> int:
        """What the buyer pays on top, once all is set against each other (table 3.11 row 6)."""
        return max(0, self.top_up + self.freight - self.cheaper - self.returned)

    @property
    def buyer_gets(self) -> int:
        """What goes back to the buyer, once all is set against each other."""
        return max(0, self.cheaper + self.returned - self.top_up - self.freight)


def exchanged(case: Case) -> tuple[Item, ...]:
    """The items of the request for which another one is wanted."""
    return tuple(item for item in case.request.items if item.wanted is not None)


def returned(case: Case) -> tuple[Item, ...]:
    """The items of the same document that simply come back (R73)."""
    return tuple(item for item in case.request.items if item.wanted is None)


def wanted(case: Case) -> tuple[Sending, ...]:
    """What is to leave for what comes back, without what has left already or may have."""
    gone = {shipment.line_id for shipment in sending.serving(case)}
    return tuple(
        Sending(line_id=item.line_id, sku=item.wanted.sku, qty=item.qty, cost=units_paid(case, item))
        for item in exchanged(case)
        if item.wanted is not None and item.line_id not in gone
    )


def units_paid(case: Case, item: Item) -> int:
    """What was paid for the units of this item (MR-3), minor units."""
    line = case.order.line(item.line_id)
    return line_paid(case.order)[item.line_id] * item.qty // line.qty


def wish(case: Case) -> Wish:
    """What the table asks of a case: the fault, the window, and the shelf as it was last asked."""
    ends = case.order.no_reason_until
    return Wish(
        fault=case.request.fault,
        in_window=ends is None or case.request.requested_at < ends,
        in_stock=sending.on_shelf(case, wanted(case)),
        replacement_faulty=False,
    )


def found(case: Case) -> Verdict:
    """The row that binds. Raises ValueError while nobody has determined the fault."""
    return verdict(wish(case))


def undetermined(case: Case) -> bool:
    """Nobody has said yet whose fault a line of the document is, so no freight can be told."""
    return any((item.fault or case.request.fault) is Fault.NONE for item in case.request.items)


def without_reason(case: Case) -> bool:
    """Nothing but the buyer's own choice is behind any line: one at our fault, and freight is ours.

    Source: MR-31, MR-39. Raises ValueError while nobody has determined the fault.
    """
    return all(no_reason(item.fault or case.request.fault) for item in case.request.items)


def too_late(case: Case) -> bool:
    """Without a reason, and after the window for it: goodwill (row 4). False while nobody determined the fault."""
    return case.request.fault is Fault.BUYER and not wish(case).in_window


def sums(case: Case, paid_back: Quote | None = None) -> Sums:
    """The difference either way for each item, freight by the reason, and the rest of the document.

    Raises ValueError while nobody has determined the fault.
    """
    free = without_reason(case)
    top_up = cheaper = 0
    for item in exchanged(case):
        assert item.wanted is not None  # what `exchanged` selects by
        priced = settlements.exchange(
            old_line_paid=units_paid(case, item),
            new_price=item.wanted.unit_price * item.qty,
            no_reason=free,
            second_freight=0,
        )
        top_up, cheaper = top_up + priced.top_up, cheaper + priced.refund
    freight = case.order.freight.base if free else 0
    back = paid_back.order_refund if paid_back is not None else 0
    return Sums(top_up=top_up, cheaper=cheaper, freight=freight, returned=back)


def quote(case: Case, paid_back: Quote | None, policy: QuotePolicy) -> Quote:
    """What goes back: the difference of cheaper items, what was merely returned, and beside it what was paid too much.

    `paid_back` is the quote of the lines that are not exchanged, None where there is none.
    """
    money = sums(case, paid_back)
    lines = paid_back.lines if paid_back is not None else ()
    if money.cheaper:
        lines = (*lines, *_difference(case, money.cheaper, policy).lines)
    against = min(money.top_up + money.freight, money.cheaper + money.returned)
    if against:
        lines = (*lines, QuoteLine(kind=LineKind.TOP_UP, amount=-against, rule="MR-31"))
    if (over := max(0, paid_on_top(case) - money.buyer_pays) + unearned(case)) > 0:
        lines = (*lines, QuoteLine(kind=LineKind.OTHER, amount=over, rule="MR-1"))
    return summed(case.order, lines, case.prior)


def _difference(case: Case, cheaper: int, policy: QuotePolicy) -> Quote:
    """A partial refund of the lines whose other item costs less: a platform changes no price on an exchange."""
    items = tuple(
        RequestedItem(line_id=item.line_id, qty=item.qty)
        for item in exchanged(case)
        if item.wanted is not None and item.wanted.unit_price * item.qty < units_paid(case, item)
    )
    request = RefundRequest(
        kind=RequestKind.KEEP_GOODS,
        stage=Stage.RECEIVED,
        fault=case.request.fault,
        items=items,
        agreed_amount=cheaper,
    )
    return refund_quote(case.order, request, case.prior, policy)


def may_leave_first(case: Case, buyer_pays: int) -> bool:
    """The other item leaves before the first is back: at our fault, up to a value, and nothing to be paid on top.

    Row 2. The parcel is booked before anything is asked of the buyer (R76), so who is to pay waits for that.
    """
    ours = not without_reason(case)
    value = sum(units_paid(case, item) for item in exchanged(case))
    return ours and buyer_pays == 0 and value <= case.terms.exchange_advance_minor


def sent_first(case: Case) -> bool:
    """The other item has left, or may have, for goods that are not with us."""
    return any(shipment.purpose is Purpose.EXCHANGE for shipment in sending.serving(case))


def served(case: Case) -> bool:
    """The other item is with the buyer, or on its way and not late."""
    kept = {ReplacementState.ON_ITS_WAY, ReplacementState.DELIVERED, ReplacementState.BY_HAND}
    return any(s.purpose is Purpose.EXCHANGE and s.state in kept for s in case.replacements)


def leaves_or_left(case: Case) -> bool:
    """The other item of an exchange may be leaving, is on its way, or is with the buyer: it cannot be called off."""
    return case.scenario is Scenario.EXCHANGE and (served(case) or bool(sending.may_leave(case)))


def refused(case: Case) -> bool:
    """The shop does not take the exchange, and the other item has not left."""
    return case.refusal is not None and not sent_first(case)


def new_items(case: Case) -> tuple[Replacement, ...]:
    """What was sent in exchange and is with the buyer."""
    there = {ReplacementState.DELIVERED, ReplacementState.BY_HAND}
    return tuple(s for s in case.replacements if s.purpose is Purpose.EXCHANGE and s.state in there)


def open_top_up(case: Case) -> TopUp | None:
    """The link that the buyer can pay the other item by now."""
    return next((one for one in for_items(case) if one.state is TopUpState.OPEN), None)


def paid_on_top(case: Case) -> int:
    """What the buyer has paid on top for other items, minor units."""
    return sum(one.amount for one in for_items(case) if one.state is TopUpState.PAID)


def unpaid_since(case: Case) -> TopUp | None:
    """The first link whose time ran out, where nothing is paid and none is open: the goods wait since then."""
    if paid_on_top(case) or open_top_up(case) is not None:
        return None
    return next((one for one in for_items(case) if one.state is TopUpState.LAPSED), None)


def for_items(case: Case) -> tuple[TopUp, ...]:
    """The links to pay what other items cost more; those that pay a repair are none of them."""
    return tuple(one for one in case.topups if not one.job)
