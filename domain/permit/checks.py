"""What many commands must fulfil alike: a name, a reason, an open case, money that is not under way."""

from domain import events as ev
from domain.case import Case
from domain.commands import NotPermitted
from domain.exchanges import sending
from domain.money import format_money
from domain.quotes.discounts import line_paid

STEP = "send_goods"
LONGEST_NOTE = 200  # characters
CERTAINLY_NOT = frozenset({"REFUSED"})  # failures after which nothing has left


def signed(by: str) -> None:
    """A name is given."""
    if not by.strip():
        raise NotPermitted("NO_NAME", "Say who asks: `by` is empty.")


def said(reason: str, act: str) -> None:
    """A reason is given."""
    if not reason.strip():
        raise NotPermitted("NO_REASON", f"Say why: {act} needs a reason.")


def still_open(case: Case) -> None:
    """The case has not ended."""
    if case.resolution is not None:
        raise NotPermitted("CLOSED", f"The case is closed ({case.resolution}).")


def money_still(case: Case) -> None:
    """A parked payment that certainly did not leave may still be turned away from; one under way may not."""
    for payment in case.payments:
        parked = case.parked_at(payment.kind)
        under_way = payment.state in {ev.PaymentState.SENT, ev.PaymentState.UNKNOWN}
        reserved = payment.state is ev.PaymentState.RESERVED and parked is None
        if under_way or reserved:
            raise NotPermitted("MONEY_MOVING", f"Payment {payment.key} is under way; wait for its outcome.")


def goods_still(case: Case) -> None:
    """Goods of which nobody knows yet whether they left are followed first; a refusal of the warehouse is certain."""
    for shipment in sending.may_leave(case):
        parked = case.parked_at(STEP)
        if parked is None or parked.reason not in CERTAINLY_NOT:
            raise NotPermitted(
                "GOODS_MOVING",
                f"{shipment.qty} x {shipment.sku} may be leaving under {shipment.key}: wait for the warehouse's word, "
                "or retry or skip the step.",
            )


def not_served_with_goods(case: Case) -> None:
    """Goods on their way, or with the buyer, are the answer to the request; money on top would be given twice."""
    served = sending.on_time(case) or sending.with_buyer(case)
    if served and case.agreement is None and case.reopened is None:
        raise NotPermitted(
            "ALREADY_SENT", "The goods were sent again: wait until they are late or lost, or divert the case."
        )


def not_settled(case: Case) -> None:
    """What both sides of a dispute agreed on is seen through, or broken off, before anything else is decided."""
    if case.dispute.accord is not None and case.dispute.settled_at is None:
        raise NotPermitted(
            "SETTLED_ALREADY", "Both sides have settled it: say whether the buyer did their part (`settled`)."
        )


def check_length(note: str) -> None:
    """Raise NotPermitted for a note that is no note."""
    if len(note) > LONGEST_NOTE:
        raise NotPermitted("TOO_LONG", f"A note has {LONGEST_NOTE} characters at most.")


def within_paid(amount: int | None, case: Case) -> None:
    """The amount is not above what the order cost."""
    if amount is None:
        return
    most = sum(line_paid(case.order).values()) + case.order.freight.charged
    if not 0 <= amount <= most:
        cost = format_money(most, case.order.currency)
        raise NotPermitted("BEYOND_PAID", f"The amount must be between 0 and {cost}, what the order cost.")
