"""What of an order may leave the warehouse, and whether the order may be completed, while cases on it are open.

No line leaves while a refund is open on it, unless the buyer's consent is recorded: whoever ships all the same bears
all cost and risk (F24, MR-22, invariants of 3.0.3). What was paid back stays where it is. And an order with an open
case is not completed, by nobody and by no clock (F12, R96). All of it is computed from the order's cases alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.case import Case
from domain.complaints import flaw
from domain.defects import defect
from domain.events import Hold, Payment, PaymentState, Resolution
from domain.order import OrderLine, Stage
from domain.request import Scenario
from domain.shipments.supply import Way

BESIDE = frozenset({Scenario.COMPENSATION, Scenario.INVOICE})  # the goods are not in question
GOODS_INSTEAD = frozenset({Scenario.EXCHANGE, Scenario.REPAIR})
KEPT = frozenset({Resolution.KEPT_WITH_DISCOUNT, Resolution.PARTIAL_KEEP, Resolution.COMPENSATED})
LEAVING = frozenset({PaymentState.RESERVED, PaymentState.SENT, PaymentState.UNKNOWN, PaymentState.SETTLED})


class Reason(StrEnum):
    """Why units of a line may not leave, or (the last one) why they may although a refund is open."""

    REFUND_ASKED = "refund_asked"  # and the warehouse has not said yet that they are held
    HELD = "held"  # the same, and they are held for it
    PAID_BACK = "paid_back"  # their money is going back, or is back
    CONSENTED = "consented"


@dataclass(frozen=True, kw_only=True)
class Because:
    """What one case says of a line: the reason, and of how many units."""

    case_id: str
    reason: Reason
    units: int


@dataclass(frozen=True, kw_only=True)
class LineAnswer:
    """Whether a line may leave as a whole; `free` counts the units that no refund is about. None: nobody knows."""

    line_id: str
    may_ship: bool
    free: int | None
    because: tuple[Because, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ShippingAnswer:
    """What may be done with an order now. `known` is False where no case was ever opened on it."""

    order_id: str
    known: bool
    may_ship: bool
    may_complete: bool
    lines: tuple[LineAnswer, ...]
    open_cases: tuple[str, ...]


class UnknownLine(ValueError):
    """The order has no such line: a question about it is a mistake, and gets no yes."""

    def __init__(self, line_id: str, known: Iterable[str]) -> None:
        super().__init__(f"the order has no line {line_id}: it has {', '.join(sorted(known))}")


def shipping_answer(order_id: str, cases: Sequence[Case], lines: Sequence[str] = ()) -> ShippingAnswer:
    """The answer for these lines of an order, for all of them where none is named; `cases` are all that it ever had.

    Without a case nothing keeps the order back. Raises UnknownLine.
    """
    known = {line.line_id: line for case in cases for line in case.order.lines}
    for line_id in lines if known else ():
        if line_id not in known:
            raise UnknownLine(line_id, known)
    asked = tuple(dict.fromkeys(lines or known))
    answers = tuple(_line(line_id, known.get(line_id), cases) for line_id in asked)
    still_open = tuple(case.case_id for case in cases if case.resolution is None)
    return ShippingAnswer(
        order_id=order_id,
        known=bool(cases),
        may_ship=all(answer.may_ship for answer in answers),
        may_complete=not still_open,
        lines=answers,
        open_cases=still_open,
    )


def _line(line_id: str, line: OrderLine | None, cases: Sequence[Case]) -> LineAnswer:
    because = tuple(found for case in cases if (found := stance(case, line_id)) is not None)
    kept_back = [found for found in because if found.reason is not Reason.CONSENTED]
    free = None if line is None else max(0, line.qty - sum(found.units for found in kept_back))
    return LineAnswer(line_id=line_id, may_ship=not kept_back, free=free, because=because)


def stance(case: Case, line_id: str) -> Because | None:
    """What a case says of a line of its order; None where nothing of it is about money for that line."""
    units = case.request.qty(line_id)
    agreed = consented(case, line_id)
    if not units:
        # A part of the request that ended with the consent: the rest of it goes on.
        return Because(case_id=case.case_id, reason=Reason.CONSENTED, units=agreed) if agreed else None
    if _paid_back(case):
        return Because(case_id=case.case_id, reason=Reason.PAID_BACK, units=units)
    if agreed and case.resolution is None:
        return Because(case_id=case.case_id, reason=Reason.CONSENTED, units=units)
    if not refund_open(case):
        return None
    reason = Reason.HELD if case.hold is Hold.HELD else Reason.REFUND_ASKED
    return Because(case_id=case.case_id, reason=reason, units=units)


def cancels(case: Case) -> bool:
    """Money is asked for goods that had not left by then (table 3.1)."""
    return case.scenario is Scenario.REFUND_ONLY and case.order.stage is Stage.UNSHIPPED


def refund_open(case: Case) -> bool:
    """The buyer asks for money in place of goods, and nobody has ended that yet: neither money, nor goods, nor a word.

    A refusal ends it only with the case: until then the buyer may insist, and be right.
    """
    if case.resolution is not None or case.withdrawn or case.request.kind in BESIDE:
        return False
    match case.scenario:
        case Scenario.COMPENSATION | Scenario.INVOICE | Scenario.EXCHANGE | Scenario.REPAIR:
            return False
        case Scenario.COMPLAINT:
            return case.complaint.chosen not in {flaw.Remedy.RESHIP, flaw.Remedy.KEEP}
        case Scenario.QUALITY:
            return case.choice is None or case.choice.remedy in {defect.Remedy.RETURN, defect.Remedy.LESS_USE}
        case _:
            return not _stays_for_it(case)


def _paid_back(case: Case) -> bool:
    """Money of the request is on its way back, or is back, and the goods were not to stay with the buyer for it."""
    stays = case.request.kind in BESIDE or _stays_for_it(case) or case.resolution in KEPT
    if stays or case.complaint.chosen is flaw.Remedy.KEEP or case.scenario in GOODS_INSTEAD:
        return False
    return any(payment.kind is Payment.REFUND and payment.state in LEAVING for payment in case.payments)


def _stays_for_it(case: Case) -> bool:
    """Something was settled for goods that stay with the buyer; a penalty beside a refund is no such thing (MR-26)."""
    return case.settlement is not None and case.scenario is not Scenario.REFUND_ONLY


def consented(case: Case, line_id: str) -> int:
    """How many units of a line the buyer wants although their refund was asked for; 0 for none."""
    if case.supplying.chosen is Way.WAIT:
        return case.request.qty(line_id)  # they agreed to wait until a date
    return sum(item.qty for consent in case.consents for item in consent.items if item.line_id == line_id)


def ends_with_consent(case: Case) -> bool:
    """A consent settles the request, or its part of it: nothing has left, nothing is paid, and no platform holds it.

    On a platform the buyer takes the request back there: until then its clock runs on, and the request with it.
    """
    return case.scenario is Scenario.REFUND_ONLY and not has_left(case) and case.claim is None and not case.payments


def has_left(case: Case) -> bool:
    """The goods of the request left the warehouse, before it or since, as far as the case knows."""
    return (
        case.order.stage is not Stage.UNSHIPPED
        or case.left is not None
        or case.hold is Hold.SHIPPED
        or case.outbound is not None
    )


def too_late(case: Case) -> bool:
    """A word of the buyer on these goods changes nothing any more: they left, or their money is going back.

    A platform pays what was agreed to there at once.
    """
    agreed_there = case.claim is not None and case.agreement is not None
    return has_left(case) or bool(case.payments) or agreed_there


def left_against_request(case: Case) -> bool:
    """Goods of an open refund left, and the buyer had not consented to it for every line (MR-22)."""
    return case.left is not None and not case.left.consented


def wanted_after_all(case: Case) -> bool:
    """Every line that the request is about is to leave: the buyer has said so, and has not taken it back."""
    return all(consented(case, item.line_id) for item in case.request.items)


def lines_asked(case: Case, lines: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Those of these lines, or of all, whose refund is asked for without a consent."""
    asked = (item.line_id for item in case.request.items if not consented(case, item.line_id))
    return tuple(line_id for line_id in dict.fromkeys(asked) if not lines or line_id in lines)


def lines_agreed(case: Case, lines: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Those of these lines, or of all, that stand under a consent."""
    agreed = (item.line_id for consent in case.consents for item in consent.items)
    return tuple(line_id for line_id in dict.fromkeys(agreed) if not lines or line_id in lines)
