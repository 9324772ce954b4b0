"""What each line was really paid, and what the kept goods would have cost (rules MR-2 and MR-6)."""

from collections.abc import Mapping

from domain.money import split
from domain.order import Discount, Order, OrderLine


class OrderError(ValueError):
    """An order that contradicts itself, so that no money can be computed from it."""


def line_paid(order: Order) -> dict[str, int]:
    """What the buyer paid for each line: the platform's own amounts where it states them, else the allocation.

    Raises OrderError when only some lines state an amount, or a discount is worth more than its goods. Source: MR-2.
    """
    stated = {line.line_id: line.paid for line in order.lines if line.paid is not None}
    if not stated:
        return allocated(order)
    if missing := [line.line_id for line in order.lines if line.paid is None]:
        raise OrderError(f"paid amounts are stated for some lines but not for {', '.join(missing)}: state all or none")
    return stated


def allocated(order: Order) -> dict[str, int]:
    """Each line's value after every order discount, in declared order (MR-2)."""
    nets = {line.line_id: goods_value(line, line.qty) for line in order.lines}
    for discount in order.discounts:
        scope = discount.scope or tuple(nets)
        worth = sum(nets[line_id] for line_id in scope)
        if discount.amount > worth:
            raise OrderError(f"discount {discount.discount_id} of {discount.amount} exceeds its goods, worth {worth}")
        take_off(nets, discount.amount, scope)
    return nets


def take_off(nets: dict[str, int], amount: int, scope: tuple[str, ...]) -> None:
    """Lower the nets of `scope` by `amount`, each in proportion to what it still is; ties to the earlier line."""
    lines = [line_id for line_id in nets if line_id in scope]
    shares = split(amount, [nets[line_id] for line_id in lines])
    for line_id, share in zip(lines, shares, strict=True):
        nets[line_id] -= share


def goods_value(line: OrderLine, kept: int) -> int:
    """The price of `kept` units with the line's own promotion, before order discounts.

    A "one in n is free" promotion is counted anew for the kept units, never above what it gave at purchase; any other
    line discount stays with the units in equal shares.
    """
    gone = line.qty - kept
    if line.nth_free is None or gone == 0:
        net = line.unit_price * line.qty - line.line_discount
        return net - net * gone // line.qty
    given = min(line.line_discount, line.unit_price * (line.qty // line.nth_free))
    rest = line.line_discount - given
    still = min(given, line.unit_price * (kept // line.nth_free))
    return max(0, line.unit_price * kept - still - (rest - rest * gone // line.qty))


def price_of(order: Order, kept: Mapping[str, int]) -> int:
    """What the kept units would have cost at purchase, with the promotions they still qualify for (MR-6).

    A threshold is held against the goods of the discount's scope after line discounts and before order discounts. The
    wording of promotions differs on this; the reading that keeps the promotion alive longer is taken.
    """
    values = {line.line_id: goods_value(line, kept[line.line_id]) for line in order.lines}
    nets = dict(values)
    for discount in order.discounts:
        if still_earned(discount, values):
            scope = discount.scope or tuple(nets)
            take_off(nets, min(discount.amount, sum(nets[line_id] for line_id in scope)), scope)
    return sum(nets.values())


def still_earned(discount: Discount, values: Mapping[str, int]) -> bool:
    """The kept goods reach what the discount asks for."""
    worth = sum(values[line_id] for line_id in discount.scope or tuple(values))
    return worth > 0 and worth >= (discount.threshold or 0)


def discounts_explain(order: Order, paid: Mapping[str, int]) -> bool:
    """The order's discounts account for what was paid, so that kept goods can be priced anew."""
    return sum(allocated(order).values()) == sum(paid.values())
