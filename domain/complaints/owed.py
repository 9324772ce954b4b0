"""What a complaint about what arrived comes to in money, by its remedy (M10, M14; MR-3, MR-13, MR-16)."""

from domain.case import Case
from domain.complaints.flaw import Flaw, Remedy
from domain.complaints.judging import flaw_of
from domain.events import Payment, PaymentState
from domain.goods import ParcelState
from domain.order import Stage
from domain.quotes.refund_request import RefundRequest, RequestedItem, RequestKind
from domain.request import Scenario


def applies(case: Case) -> bool:
    """The money follows from the complaint, and not from goods that are on their way back."""
    if case.scenario is Scenario.COMPLAINT:
        return True
    return case.request.kind is Scenario.COMPLAINT and case.scenario is Scenario.DISPUTE and not case.parcels


def request_of(case: Case, *, chosen: bool) -> RefundRequest | None:
    """What is to be quoted; None where no money goes back. Without `chosen`, the most that it can come to."""
    remedy = case.complaint.chosen if chosen else Remedy.REFUND
    match remedy:
        case Remedy.REFUND:
            return _units(case)
        case Remedy.KEEP if case.complaint.choice is not None:
            return _kept(case, case.complaint.choice.keep + _before(case), for_the_units=True)
        case Remedy.RETURN:
            return _units(case)
        case _:
            return None


def _units(case: Case) -> RefundRequest | None:
    """The units' share of what was paid; freight too where nothing is kept (MR-13). A gift has its declared value."""
    if flaw_of(case) is Flaw.GIFT:
        value = case.order.gift_value or 0
        return _kept(case, value, for_the_units=False) if value else None
    at_door = case.order.stage is not Stage.RECEIVED and case.outbound is not ParcelState.SIGNED
    return RefundRequest(
        kind=RequestKind.REFUSE_DELIVERY if at_door else RequestKind.SHORT,
        stage=Stage.IN_TRANSIT if at_door else Stage.RECEIVED,
        fault=case.request.fault,
        items=tuple(RequestedItem(line_id=item.line_id, qty=item.qty) for item in case.request.items),
    )


def _kept(case: Case, amount: int, *, for_the_units: bool) -> RefundRequest | None:
    lines = {item.line_id for item in case.request.items}
    if amount <= 0:
        return None
    return RefundRequest(
        kind=RequestKind.KEEP_GOODS,
        stage=Stage.RECEIVED,
        fault=case.request.fault,
        items=tuple(
            RequestedItem(line_id=line.line_id, qty=line.qty) for line in case.order.lines if line.line_id in lines
        ),
        agreed_amount=amount,
        for_the_units=for_the_units,
    )


def _before(case: Case) -> int:
    """What the case paid back before this choice was made: a quote covers that too."""
    choice = case.complaint.choice
    if choice is None:
        return 0
    return sum(
        payment.amount
        for payment in case.payments
        if payment.kind is Payment.REFUND and payment.state is PaymentState.SETTLED and payment.decided_at < choice.at
    )
