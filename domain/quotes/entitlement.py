"""What the requested units are worth to the buyer, line by line (rules MR-3 to MR-8 and MR-16)."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.fault import Fault
from domain.money import cumulative, half_up, split
from domain.order import Order, OrderLine
from domain.quotes.discounts import discounts_explain, price_of
from domain.quotes.quote import FOR_THE_UNITS, Flag, LineKind, QuoteLine
from domain.quotes.refund_request import PriorRefund, PromoMode, QuotePolicy, RefundRequest, RequestKind


@dataclass(frozen=True, kw_only=True)
class Balance:
    """One line of the order: what was paid, what earlier cases took of it, what this request asks for."""

    line: OrderLine
    paid: int
    returned: int  # units of earlier requests
    refunded: int  # every earlier amount for goods of this line
    refunded_units: int  # of that, for units that went back
    same_units: int  # of that, for keeping the very units now asked for (MR-5)
    blameless: int  # units that went back by the seller's or the carrier's fault
    blameless_amount: int
    requested: int

    @property
    def left(self) -> int:
        """What this line can still give back (MR-1)."""
        return max(0, self.paid - self.refunded)

    @property
    def kept(self) -> int:
        """Units that stay with the buyer once the requested ones are gone."""
        return self.line.qty - self.returned - self.requested

    @property
    def worth(self) -> int:
        """The requested units' share of what was paid (MR-3)."""
        before = cumulative(self.paid, self.line.qty, self.returned)
        return cumulative(self.paid, self.line.qty, self.returned + self.requested) - before

    @property
    def due(self) -> int:
        """The share less what was given for the very same units, within what the line has left (MR-5)."""
        return min(self.left, max(0, self.worth - self.same_units))

    @property
    def owed_for_earlier(self) -> int:
        """What earlier returned units got less than their share, because a promotion was priced anew (MR-6)."""
        share = cumulative(self.paid, self.line.qty, self.returned)
        return max(0, min(self.left, share - self.refunded_units))


Balances = dict[str, Balance]


@dataclass(frozen=True, kw_only=True)
class Goods:
    """The goods part of a quote: its lines, what a repricing would have had to collect, and what to look at."""

    lines: tuple[QuoteLine, ...]
    shortfall: int = 0
    flags: tuple[Flag, ...] = ()


def balances(order: Order, paid: dict[str, int], request: RefundRequest, prior: tuple[PriorRefund, ...]) -> Balances:
    """The balance of every line; a request for kept goods takes no units away."""
    takes_units = request.kind is not RequestKind.KEEP_GOODS
    return {
        line.line_id: _balance(
            line,
            paid[line.line_id],
            request.qty(line.line_id) if takes_units else 0,
            [refund for refund in prior if refund.line_id == line.line_id],
        )
        for line in order.lines
    }


def _balance(line: OrderLine, paid: int, requested: int, earlier: Iterable[PriorRefund]) -> Balance:
    units = [refund for refund in earlier if refund.qty > 0]
    amounts = [refund for refund in earlier if refund.qty == 0]
    blameless = [refund for refund in units if refund.seller_fault]
    return Balance(
        line=line,
        paid=paid,
        returned=sum(refund.qty for refund in units),
        refunded=sum(refund.goods_amount for refund in (*units, *amounts)),
        refunded_units=sum(refund.goods_amount for refund in units),
        same_units=sum(refund.goods_amount for refund in amounts if refund.applies_to_requested_units),
        blameless=sum(refund.qty for refund in blameless),
        blameless_amount=sum(refund.goods_amount for refund in blameless),
        requested=requested,
    )


def entitlement(order: Order, held: Balances, request: RefundRequest, policy: QuotePolicy) -> Goods:
    """The goods part of the quote, before freight and deductions."""
    if request.kind is RequestKind.KEEP_GOODS:
        return _for_kept_goods(held, request)
    if not _promo_at_stake(order, request, policy):
        return _by_allocation(held, request)
    if not discounts_explain(order, {line_id: balance.paid for line_id, balance in held.items()}):
        goods = _by_allocation(held, request)
        return Goods(lines=goods.lines, flags=(*goods.flags, Flag.PROMO_NOT_REPRICED))
    return _by_reprice(order, held)


def _promo_at_stake(order: Order, request: RefundRequest, policy: QuotePolicy) -> bool:
    """Only a buyer's own return may lose a promotion, and only under terms that were disclosed (MR-6, MR-7)."""
    return (
        policy.promo_mode is PromoMode.REPRICE
        and order.promo_terms_disclosed
        and request.sends_goods_back
        and request.fault is Fault.BUYER
        and not request.claw_backs_barred
    )


def _by_allocation(held: Balances, request: RefundRequest) -> Goods:
    lines, capped = [], False
    for balance in held.values():
        if balance.requested:
            lines.append(_share_line(balance, _rule_of_share(request)))
            capped |= balance.due < balance.worth - balance.same_units
    return Goods(lines=tuple(lines), flags=(Flag.CAPPED_TO_REMAINING,) if capped else ())


def _rule_of_share(request: RefundRequest) -> str:
    if request.shipped_without_consent:
        return "MR-22"
    return {RequestKind.CANCEL: "MR-4", RequestKind.LOST: "MR-23"}.get(request.kind, "MR-3")


def _share_line(balance: Balance, rule: str) -> QuoteLine:
    terms = {"paid": balance.paid, "units": balance.line.qty, "before": balance.returned}
    if balance.same_units:
        terms["earlier"] = balance.same_units
    if balance.due < balance.worth - balance.same_units:
        terms["left"] = balance.left
    return _goods_line(balance, balance.due, rule, terms)


def _goods_line(balance: Balance, amount: int, rule: str, terms: dict[str, int]) -> QuoteLine:
    line_id, qty = balance.line.line_id, balance.requested
    return QuoteLine(kind=LineKind.GOODS, line_id=line_id, qty=qty, amount=amount, rule=rule, terms=terms)


def _by_reprice(order: Order, held: Balances) -> Goods:
    """MR-6: what was paid less what the kept goods alone would have cost, less what came back for goods before.

    Goods that went back by the seller's fault count as kept, with what they gave back left out, so that the buyer does
    not lose a promotion by them (MR-7). An earlier amount for other, kept units is no refund for goods that went back
    and only lowers the line's cap (MR-5). Nothing above the lines' balances; nothing is ever collected.
    """
    paid = sum(balance.paid for balance in held.values())
    back = sum(balance.refunded_units for balance in held.values())
    kept_price = 0
    if any(balance.kept for balance in held.values()):
        kept_price = price_of(order, {line_id: balance.kept + balance.blameless for line_id, balance in held.items()})
        back -= sum(balance.blameless_amount for balance in held.values())
    amount = paid - kept_price - back - sum(balance.same_units for balance in held.values())
    terms = {"paid": paid, "kept": kept_price, "back": back}
    lines = tuple(
        _goods_line(balance, share, "MR-6", terms | {"of": max(0, amount)})
        for balance, share in _placed(max(0, amount), held)
    )
    if amount < 0:
        return Goods(lines=lines, shortfall=-amount, flags=(Flag.REPRICE_CLAMPED,))
    short = sum(line.amount for line in lines) < amount
    return Goods(lines=lines, flags=(Flag.CAPPED_TO_REMAINING,) if short else ())


def _placed(amount: int, held: Balances) -> list[tuple[Balance, int]]:
    """Lay the amount on the lines: first the shares asked for, then their balances, then what earlier returns lost."""
    asked = [balance for balance in held.values() if balance.requested]
    owed = [balance for balance in held.values() if balance.owed_for_earlier and not balance.requested]
    shares = {balance.line.line_id: 0 for balance in (*asked, *owed)}
    for rooms in (
        {balance.line.line_id: balance.due for balance in asked},
        {balance.line.line_id: balance.left - balance.due for balance in asked},
        {balance.line.line_id: balance.owed_for_earlier for balance in owed},
    ):
        placed = min(amount, sum(rooms.values()))
        for line_id, share in zip(rooms, split(placed, list(rooms.values())), strict=True):
            shares[line_id] += share
        amount -= placed
    return [(held[line_id], share) for line_id, share in shares.items() if share or held[line_id].requested]


def agreed_amount(held: Balances, request: RefundRequest) -> int:
    """The agreed amount of a keep-goods refund: named, or a share of what the named units were paid (MR-16)."""
    if request.agreed_amount is not None:
        return request.agreed_amount
    bases = [cumulative(held[item.line_id].paid, held[item.line_id].line.qty, item.qty) for item in request.items] or [
        balance.paid for balance in held.values()
    ]
    return half_up(sum(bases), request.agreed_bp or 0, 10_000)


def _for_units(request: RefundRequest) -> dict[str, int]:
    return {FOR_THE_UNITS: 1} if request.for_the_units else {}


def _for_kept_goods(held: Balances, request: RefundRequest) -> Goods:
    """MR-16: the agreed amount, over the named lines (all when none is named) in proportion to what they have left."""
    agreed = agreed_amount(held, request)
    named = {item.line_id for item in request.items} or set(held)
    lines = [balance for line_id, balance in held.items() if line_id in named]
    amount = min(agreed, sum(balance.left for balance in lines))
    shares = split(amount, [balance.left for balance in lines])
    return Goods(
        lines=tuple(
            _goods_line(balance, share, "MR-16", {"agreed": agreed, "left": balance.left} | _for_units(request))
            for balance, share in zip(lines, shares, strict=True)
            if share
        ),
        flags=(Flag.CAPPED_TO_REMAINING,) if amount < agreed else (),
    )
