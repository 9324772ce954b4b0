"""Which stage a case is at: a function of its state, scenario by scenario."""

from collections.abc import Callable, Mapping

from domain import proof
from domain.case import Case, CasePayment
from domain.complaints.flaw import Remedy
from domain.delivery import CHOICES, signed, waits_until
from domain.disputes import counterfeit
from domain.disputes.authenticity import Judgement
from domain.eligibility import verdict
from domain.events import Hold, Intercept, Means, PaymentState
from domain.exchanges import exchanging, sending
from domain.goods import ParcelState
from domain.inspection import Awaiting, assess, awaiting
from domain.order import Stage
from domain.owed import asked
from domain.request import Scenario
from domain.shipments import made_to_order, supplying
from domain.shipments.supply import Way
from domain.standing.defects import stage_of_quality, stage_of_repair
from domain.standing.stages import CaseStage
from domain.trail import Situation
from domain.windows import stands_still


def stage_of(case: Case) -> CaseStage:
    """The stage, most advanced fact first."""
    if case.resolution is not None:
        return CaseStage.CLOSED
    if case.reopened is not None:
        return CaseStage.REOPENED
    if case.money_moving:
        return CaseStage.EXECUTING
    if case.approval is not None:
        return CaseStage.APPROVING
    if case.scenario is Scenario.COUNTERFEIT and (contested := _stage_of_counterfeit(case)) is not None:
        return contested
    if case.scenario is Scenario.REFUND_ONLY and case.promised_payout is not None:
        return CaseStage.PAYING_OUT
    last = case.payments[-1] if case.payments else None
    if last is not None and not _unpaid(case, last) and not _goes_on(case, last):
        return CaseStage.EXECUTING if last.state is PaymentState.FAILED else CaseStage.FOLLOW_UP
    if case.refusal is not None and not stands_still(case):
        return CaseStage.WAIT_BUYER_MODIFY
    if case.scenario is Scenario.DISPUTE or case.refusal is not None:
        return _stage_of_dispute(case)
    return CaseStage.WAIT_PROOF if _shows(case) else BY_SCENARIO.get(case.scenario, _stage_of_return)(case)


def _stage_of_dispute(case: Case) -> CaseStage:
    now = case.dispute
    if now.suspension is not None:
        return CaseStage.SUSPENDED
    if now.accord is not None and case.ruling is None:
        return CaseStage.EXECUTING if now.accord.done else CaseStage.SETTLING
    return CaseStage.EXECUTING if case.ruling is not None and case.payments else CaseStage.DISPUTE


def _shows(case: Case) -> bool:
    """The buyer is still to show what is wrong, and nobody has decided without it."""
    return case.agreement is None and proof.window(case) is not None and bool(proof.lacking(case))


def _unpaid(case: Case, last: CasePayment) -> bool:
    """The newest payment did not reach the buyer, and the case waits for a person or went another way.

    One that failed because the request had changed is decided anew at once.
    """
    if last.state is PaymentState.REVERSED:
        return True
    elsewhere = case.refusal is not None or case.scenario is Scenario.DISPUTE
    return last.state is PaymentState.FAILED and (elsewhere or case.parked_at(last.kind) is not None)


def _goes_on(case: Case, last: CasePayment) -> bool:
    """Money is back, while goods of the same case still travel, or what came after a reopening is to be dealt with."""
    if case.scenario is Scenario.EXCHANGE and (sending.may_leave(case) or sending.on_time(case)):
        return True  # the difference is settled while the other item travels
    if case.reopenings == 0:
        return False
    if case.refusal is not None:
        return case.refusal.at > last.decided_at
    return case.scenario is Scenario.RETURN_REFUND and _stage_of_return(case) is not CaseStage.EXECUTING


def _stage_of_compensation(case: Case) -> CaseStage:
    if case.settlement is None:
        return CaseStage.DECIDING if case.open_offer is None else CaseStage.WAIT_BUYER_ANSWER
    if case.promised_payout is not None:
        return CaseStage.PAYING_OUT
    handed_out = case.settlement.means in {Means.COUPON, Means.OUTSIDE}
    return CaseStage.FOLLOW_UP if handed_out else CaseStage.EXECUTING


def _stage_of_counterfeit(case: Case) -> CaseStage | None:
    """Papers, then the buyer's report, then a person; None once the claim is decided, and goes on as any other."""
    if case.promised_payout is not None:
        return CaseStage.PAYING_OUT
    if counterfeit.legal_hold(case) and not counterfeit.counterfeit(case) and not case.reported:
        return CaseStage.REPORTING
    if case.agreement is not None or case.refusal is not None or case.payments:
        return None if case.payments or case.refusal is not None else CaseStage.EXECUTING
    if counterfeit.unread_report(case):
        return CaseStage.DECIDING
    match counterfeit.papers_judged(case):
        case Judgement.PAPERS_VALID:
            return CaseStage.WAIT_COUNTERPROOF
        case Judgement.PAPERS_INVALID:
            return CaseStage.DECIDING
        case _:
            return CaseStage.WAIT_PAPERS


def _stage_of_refund_only(case: Case) -> CaseStage:
    if supplying.chooses(case) and case.hold is Hold.HELD and case.agreement is None and not case.payments:
        return _stage_of_supply(case)
    if made_to_order.applies(case) and case.offer is not None and case.offer.answer is None:
        return CaseStage.WAIT_BUYER_ANSWER
    pays_again = bool(case.payments) and case.agreement is not None
    return CaseStage.EXECUTING if pays_again else _stage_before_receipt(case)


def _stage_of_supply(case: Case) -> CaseStage:
    """Goods that cannot be sent as they were sold: the buyer chooses, waits, or is sent another item."""
    match case.supplying.chosen:
        case None:
            return CaseStage.DECIDING if case.supplying.offered_at is None else CaseStage.WAIT_REMEDY
        case Way.WAIT:
            return CaseStage.WAIT_SHIPMENT
        case Way.SUBSTITUTE:
            sent = stage_of_sending(case)
            there = sent is CaseStage.FOLLOW_UP and supplying.difference(case) > 0
            return CaseStage.EXECUTING if sent is None or there else sent
        case Way.MONEY:
            return CaseStage.EXECUTING


def _stage_of_invoice(case: Case) -> CaseStage:
    return CaseStage.DECIDING if case.agreement is None else CaseStage.INVOICE_PENDING


def _stage_before_receipt(case: Case) -> CaseStage:
    if case.order.stage is Stage.UNSHIPPED and case.hold is not Hold.HANDED_OVER:
        return CaseStage.HOLDING if case.hold is None else CaseStage.DECIDING
    if case.outbound in {ParcelState.COMING_BACK, ParcelState.REFUSED, ParcelState.ARRIVED, ParcelState.LOST}:
        return CaseStage.DECIDING if _a_person_decides(case) else CaseStage.RETURNING
    if case.intercept is Intercept.ORDERED:
        return CaseStage.INTERCEPTING
    if case.intercept is not None:
        return CaseStage.RETURNING
    return CaseStage.WAIT_BUYER_CHOICE


def _stage_of_complaint(case: Case) -> CaseStage:
    """Looked up first, then decided, then chosen by the buyer, then carried out (tables 3.5 to 3.7)."""
    known = case.complaint
    if known.judged is not None and known.judged.proposal is Remedy.INFORM and case.agreement is None:
        return CaseStage.WAIT_DELIVERY
    if case.agreement is None:
        undecided = known.judged is None and known.asked_at is not None
        return CaseStage.WEIGHING if undecided else CaseStage.DECIDING
    if known.chosen is None:
        return CaseStage.WAIT_REMEDY if known.choice is not None else CaseStage.DECIDING
    if known.chosen is not Remedy.RESHIP:
        return CaseStage.EXECUTING
    first = known.wrong_until is not None and not case.parcels and not known.written_off and not case.replacements
    return CaseStage.WAIT_BUYER_SHIP if first else stage_of_sending(case) or CaseStage.EXECUTING


def _stage_of_delivery(case: Case) -> CaseStage:
    """Found out first, then the buyer's choice, then the decision (R27, R28)."""
    if case.agreement is not None:
        return CaseStage.EXECUTING
    if (sent := stage_of_sending(case)) is not None:
        return sent
    if case.found is not None and case.found.situation is Situation.ON_ITS_WAY and case.intercept is not None:
        return _stage_before_receipt(case)
    arrived = case.found is not None and case.found.situation in CHOICES and signed(case)
    if not arrived and waits_until(case) is not None and (case.found is None or case.found.situation in CHOICES):
        answered = case.answers[-1].at
        if case.found is None or case.found.at <= answered:
            return CaseStage.WAIT_DELIVERY
    if case.found is None or arrived:
        return CaseStage.WAIT_CARRIER if any(t.answer is None for t in case.tickets) else CaseStage.TRACING
    choice = case.found.situation in CHOICES or sending.may_choose(case)
    asked = choice and not any(a.at >= case.found.at for a in case.answers)
    return CaseStage.WAIT_BUYER_CHOICE if asked else CaseStage.DECIDING


def stage_of_sending(case: Case) -> CaseStage | None:
    """Where goods are sent again: the warehouse, the road, or the buyer has them; None where none is, or none came."""
    if sending.may_leave(case):
        return CaseStage.SENDING
    if sending.on_time(case):
        return CaseStage.NEW_PARCEL
    return CaseStage.FOLLOW_UP if sending.with_buyer(case) else None


def _stage_of_exchange(case: Case) -> CaseStage:
    """The goods come back first, then what is to be paid on top, then the other item leaves (R76).

    Where the other item left first, the way back counts while it travels.
    """
    if case.agreement is None:
        asked = "EXC-2" in case.letters and not sending.on_shelf(case, exchanging.wanted(case))
        return CaseStage.WAIT_BUYER_CHOICE if asked else CaseStage.DECIDING
    if sending.may_leave(case):
        return CaseStage.SENDING
    back = _stage_of_return(case)
    if back is not CaseStage.EXECUTING:
        return back
    if exchanging.open_top_up(case) is not None or exchanging.unpaid_since(case) is not None:
        return CaseStage.WAIT_TOP_UP
    return stage_of_sending(case) or CaseStage.EXECUTING


def _a_person_decides(case: Case) -> bool:
    """The parcel is back, and policy does not agree by itself to pay for it: also where no quote can be made."""
    if case.agreement is not None:
        return False
    try:
        return not verdict(case, asked(case).order_refund).agree
    except ValueError:
        return True


def _stage_of_return(case: Case) -> CaseStage:
    if case.agreement is None:
        return CaseStage.DECIDING
    if case.offer is not None and case.offer.answer is None:
        return CaseStage.WAIT_BUYER_ANSWER
    match awaiting(case):
        case Awaiting.PARCEL:
            return CaseStage.RETURN_LOST if case.parcels else CaseStage.WAIT_BUYER_SHIP
        case Awaiting.ARRIVAL | Awaiting.REST:
            return CaseStage.RETURN_IN_TRANSIT
        case Awaiting.FINDING:
            return CaseStage.INSPECTING
        case Awaiting.NOTHING:
            answered = case.offer is not None
            return CaseStage.DECIDING_GOODS if assess(case).contested and not answered else CaseStage.EXECUTING


BY_SCENARIO: Mapping[Scenario, Callable[[Case], CaseStage]] = {
    Scenario.COMPENSATION: _stage_of_compensation,
    Scenario.INVOICE: _stage_of_invoice,
    Scenario.DELIVERY: _stage_of_delivery,
    Scenario.EXCHANGE: _stage_of_exchange,
    Scenario.REFUND_ONLY: _stage_of_refund_only,
    Scenario.COMPLAINT: _stage_of_complaint,
    Scenario.QUALITY: stage_of_quality,
    Scenario.REPAIR: stage_of_repair,
}
