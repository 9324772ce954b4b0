"""Until when: the deadline that a case runs against at its stage, by the case's own clock."""

from datetime import datetime

from domain import proof, windows
from domain.case import Case
from domain.complaints import judging
from domain.defects import repair_price
from domain.delivery import next_look, promise, situation
from domain.disputes import counterfeit
from domain.events import Payment, Question
from domain.exchanges import exchanging, sending
from domain.request import Scenario
from domain.shipments import supplying
from domain.standing.defects import due_of_defect
from domain.standing.stages import CaseStage
from domain.windows import Clock, Due


def due_of(case: Case, stage: CaseStage) -> Due | None:  # noqa: C901, PLR0912 - one arm a stage
    """The deadline that the case runs against at this stage; None where none runs."""
    terms = case.terms
    match stage:
        case CaseStage.DECIDING | CaseStage.HOLDING:
            return windows.decide(case)
        case CaseStage.WAIT_BUYER_CHOICE:
            choice = windows.since(case.told_at or case.opened_at, terms.buyer_choice_hours, Clock.BUYER_CHOICE)
            own = delivery(case) if waiting_for_delivery(case) else choice
            return windows.earliest(own, windows.platform_answers(case))
        case CaseStage.INTERCEPTING:
            own = windows.since(case.intercept_at, terms.intercept_hours, Clock.INTERCEPT)
            return windows.earliest(own, windows.platform_answers(case))
        case CaseStage.RETURNING:
            own = windows.since(case.intercept_at or case.opened_at, terms.returning_parcel_hours, Clock.RETURNING)
            return windows.earliest(own, windows.platform_answers(case))
        case CaseStage.TRACING | CaseStage.WAIT_CARRIER | CaseStage.WAIT_DELIVERY:
            return windows.earliest(_look(case, stage), windows.platform_answers(case))
        case CaseStage.WEIGHING:
            return windows.earliest(judging.records_due(case), windows.platform_answers(case))
        case CaseStage.WAIT_REMEDY:
            choice = judging.choice_due(case) or supplying.choice_due(case)
            return windows.earliest(choice, windows.platform_answers(case))
        case CaseStage.WAIT_SHIPMENT:
            return windows.earliest(supplying.wait_due(case), windows.platform_answers(case))
        case CaseStage.WAIT_PROOF:
            return windows.earliest(proof.window(case), windows.platform_answers(case))
        case CaseStage.WAIT_BUYER_SHIP:
            return windows.ship_back(case) or judging.wrong_goods_due(case) or _letter_leaves(case)
        case (
            CaseStage.DIAGNOSING
            | CaseStage.EXAMINING
            | CaseStage.CHOOSING_REMEDY
            | CaseStage.WAIT_QUOTE
            | CaseStage.REPAIRING
            | CaseStage.GIVING_BACK
        ):
            return due_of_defect(case, stage)
        case CaseStage.INSPECTING:
            return windows.earliest(windows.inspect(case), windows.settle(case))
        case CaseStage.RETURN_IN_TRANSIT | CaseStage.RETURN_LOST | CaseStage.DECIDING_GOODS | CaseStage.EXECUTING:
            return windows.settle(case)
        case CaseStage.APPROVING:
            return windows.earliest(_approval(case), windows.decide(case))
        case CaseStage.PAYING_OUT:
            return payout(case)
        case CaseStage.INVOICE_PENDING:
            return windows.invoice(case)
        case CaseStage.WAIT_BUYER_ANSWER if case.open_offer is not None:
            return open_offer(case)
        case CaseStage.WAIT_BUYER_ANSWER:
            return windows.since(case.offer.at if case.offer else None, terms.buyer_modify_hours, Clock.BUYER_MODIFY)
        case CaseStage.WAIT_BUYER_MODIFY:
            return windows.buyer_modify(case)
        case CaseStage.FOLLOW_UP:
            exchanged = case.scenario is Scenario.EXCHANGE
            hours = terms.exchange_follow_up_hours if exchanged else terms.follow_up_hours
            return windows.since(settled_at(case), hours, Clock.FOLLOW_UP)
        case CaseStage.WAIT_PAPERS:
            return windows.earliest(counterfeit.papers_due(case), windows.decide(case))
        case CaseStage.WAIT_COUNTERPROOF:
            return windows.earliest(counterfeit.counterproof_due(case), windows.decide(case))
        case CaseStage.DISPUTE:
            return windows.platform_decision(case)
        case CaseStage.SUSPENDED:
            return suspension(case)
        case CaseStage.SETTLING:
            return settlement(case)
        case CaseStage.WAIT_TOP_UP:
            return repair_price.collected_by(case) or top_up(case)
        case CaseStage.SENDING:
            return sending.leaves_by(case)
        case CaseStage.NEW_PARCEL:
            return sending.there_by(case)
        case CaseStage.REPORTING | CaseStage.REOPENED | CaseStage.CLOSED:
            return None


def suspension(case: Case) -> Due | None:
    """When a suspended dispute goes on by itself (F15); None where it is not, or only a judgment ends it."""
    now = case.dispute.suspension
    if now is None or now.until is None:
        return None
    return Due(at=now.until, clock=Clock.SUSPENSION, starts_at=now.at)


def settlement(case: Case) -> Due | None:
    """By when both sides have done what they agreed on (table 3.14 row 8); None where they agreed on nothing."""
    accord = case.dispute.accord
    return None if accord is None else Due(at=accord.due_at, clock=Clock.SETTLEMENT, starts_at=accord.at)


def top_up(case: Case) -> Due | None:
    """Until when the buyer can pay on top; past it, until when the unpaid goods wait."""
    link = exchanging.open_top_up(case)
    if link is not None:
        return Due(at=link.expires_at, clock=Clock.TOP_UP, starts_at=link.asked_at)
    unpaid = exchanging.unpaid_since(case)
    return None if unpaid is None else windows.since(unpaid.expires_at, case.terms.top_up_hold_hours, Clock.TOP_UP)


def _approval(case: Case) -> Due | None:
    if case.approval is None:
        return None
    return Due(at=case.approval.expires_at, clock=Clock.APPROVAL, starts_at=case.approval.asked_at)


def payout(case: Case) -> Due | None:
    """By when finance pays what was promised (R91); None where nothing waits."""
    waiting = case.promised_payout
    return Due(at=waiting.due_at, clock=Clock.PAYOUT, starts_at=waiting.promised_at) if waiting is not None else None


def open_offer(case: Case) -> Due | None:
    """Until when the open offer of goodwill stands; None where none does."""
    offer = case.open_offer
    return Due(at=offer.expires_at, clock=Clock.OFFER, starts_at=offer.at) if offer is not None else None


def _look(case: Case, stage: CaseStage) -> Due | None:
    """When the parcel is looked for again, by what was known at the newest event; a promise where one was made."""
    if stage is CaseStage.WAIT_DELIVERY:
        return promise(case)
    opened = case.tickets[-1].opened_at if case.tickets else case.opened_at
    moment = max(case.trace.read_at, opened) if case.trace is not None else opened
    return next_look(case, situation(case, moment))


def _letter_leaves(case: Case) -> Due | None:
    """The buyer's window opens once they were told: a letter that waits for the morning says when that will be."""
    if case.contact_until is None or case.agreement is None:
        return None
    return Due(at=case.contact_until, clock=Clock.LETTER, starts_at=case.agreement.at)


def delivery(case: Case) -> Due:
    """By when a parcel that the buyer agreed to wait for should be there; past it the delay is the carrier's."""
    starts = case.opened_at
    fallback = windows.since(starts, case.terms.respond_refund_hours, Clock.DELIVERY)
    promised = case.order.outbound_eta
    if promised is not None and promised > starts:
        return Due(at=promised, clock=Clock.DELIVERY, starts_at=starts)
    assert fallback is not None  # `starts` is never None
    return fallback


def waiting_for_delivery(case: Case) -> bool:
    """True while the buyer's newest word is that the parcel may still come."""
    answered = case.answer(Question.WAIT_OR_INTERCEPT)
    return answered is not None and answered.answer == "wait"


def settled_at(case: Case) -> datetime | None:
    """When the last decided refund was made, or the new parcel came: the follow-up counts from here."""
    made = [p.decided_at for p in case.payments if p.kind is Payment.REFUND]
    there = sending.there_at(case)
    return max(made if there is None else [*made, there], default=None)
