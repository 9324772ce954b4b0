"""The money request of a case: what came back and was agreed, in the words of the money rules."""

from domain.case import Case
from domain.defects.claim import fee_owed
from domain.defects.repair_case import use_share
from domain.defects.repair_price import unearned
from domain.delivery import GONE
from domain.eligibility import excluded_line
from domain.events import Answer, Hold, Intercept
from domain.exchanges import exchanging
from domain.fault import Fault
from domain.goods import ParcelState
from domain.inspection import accepted_units, assess, in_force
from domain.order import Stage
from domain.quotes.refund_request import (
    Block,
    Gift,
    LegPayer,
    PromoMode,
    QuotePolicy,
    RefundRequest,
    RequestedItem,
    RequestKind,
    ReturnLeg,
)
from domain.request import AFTER_RECEIPT, BEFORE_RECEIPT, Scenario
from domain.shipments import presale
from domain.shipments.shipping import left_against_request
from domain.trail import Situation


def released(case: Case) -> int:
    """What finance lets leave beside the order, minor units."""
    return sum(payout.amount for payout in case.payouts if payout.released_by)


def has_unsplit_set(case: Case) -> bool:
    """A part of a set that was sold as one is asked back without a reason, and nobody has taken it: all or nothing.

    Source: MR-8. For a fault the buyer may return it all (table 3.22 row 7).
    """
    parts = any(item.component and not case.order.line(item.line_id).separable for item in case.request.items)
    undecided = case.agreement is None and not case.findings
    ours = case.request.fault in {Fault.SELLER, Fault.CARRIER}
    return parts and undecided and not ours and case.request.kind is Scenario.RETURN_REFUND


def money_request(case: Case, depreciation_bp: int | None) -> RefundRequest:
    """The request as the money rules take it; `depreciation_bp` asks "what if", None takes what was agreed."""
    offer, agreed = case.offer, case.agreement
    agreed_bp = offer.depreciation_bp if offer is not None and offer.answer is Answer.ACCEPT else 0
    kind = _kind(case)
    goods_travel_back = kind in {RequestKind.RETURN_REFUND, RequestKind.REFUSE_DELIVERY}
    return RefundRequest(
        kind=kind,
        stage=_stage(kind),
        fault=case.request.fault,
        items=_items(case, what_if=depreciation_bp),
        abuse_confirmed=bool(case.abuse),
        statutory_no_reason=case.request.fault is Fault.BUYER and _statutory(case),
        goods_intact=not assess(case).damaged if case.findings else None,
        depreciation_bp_agreed=agreed_bp if depreciation_bp is None else depreciation_bp,
        gift=_gift(case) if goods_travel_back else None,
        agreement_without_freight_terms=_freight_unsaid(case),
        decision_block=Block.SET_NOT_SEPARABLE if has_unsplit_set(case) else None,
        packaging_fee_agreed=agreed.packaging_fee if agreed is not None else 0,
        agreed_round_trip=agreed is not None and agreed.round_trip,
        shipped_without_consent=_shipped_against_request(case),
        return_leg=_return_leg(case) if goods_travel_back else None,
        use_bp=use_share(case),
        forfeited_deposit=presale.forfeited(case) if kind is RequestKind.CANCEL else 0,
        other_compensation=beside(case),
    )


def beside(case: Case) -> int:
    """What goes back beside the order: what finance let leave, what was paid on top for nothing, a test.

    What was paid on top never was a part of the order: the other item is not to be the buyer's any more, or the
    repair was not done.
    """
    fee = fee_owed(case.examined)
    promised = case.request.kind in {Scenario.COUNTERFEIT, Scenario.REFUND_ONLY}
    damages = fee + (released(case) if promised else 0)
    return damages + unearned(case) + (0 if case.scenario is Scenario.EXCHANGE else exchanging.paid_on_top(case))


def _kind(case: Case) -> RequestKind:
    if case.lost_home:
        return RequestKind.LOST  # with freight, whatever the fault of the goods was (table 3.4 row 1)
    if case.found is not None and case.found.situation in GONE:
        return RequestKind.LOST
    if case.found is not None and case.found.situation is Situation.NOT_HANDED_OVER:
        return RequestKind.CANCEL
    if case.request.kind in AFTER_RECEIPT | {Scenario.COMPLAINT} or case.outbound is ParcelState.SIGNED:
        return RequestKind.RETURN_REFUND
    if case.order.stage is Stage.UNSHIPPED and _never_left(case):
        return RequestKind.CANCEL
    if case.outbound is ParcelState.LOST:
        return RequestKind.LOST
    return RequestKind.REFUSE_DELIVERY


def _never_left(case: Case) -> bool:
    """Held at the warehouse, or stopped before the first scan (table 3.1 rows 1 and 2)."""
    if case.left is not None:
        return False
    stopped = case.hold is Hold.HANDED_OVER and case.intercept is Intercept.STOPPED
    return case.hold in {None, Hold.HELD} or stopped


def _stage(kind: RequestKind) -> Stage:
    stages = {RequestKind.CANCEL: Stage.UNSHIPPED, RequestKind.RETURN_REFUND: Stage.RECEIVED}
    return stages.get(kind, Stage.IN_TRANSIT)


def _items(case: Case, *, what_if: int | None) -> tuple[RequestedItem, ...]:
    """With a "what if", worn units count as taken; else only what was accepted."""
    if not case.findings or case.lost_home:
        return tuple(RequestedItem(line_id=item.line_id, qty=item.qty, fault=item.fault) for item in case.request.items)
    faults = {item.line_id: item.fault for item in case.request.items}
    sound, worn = accepted_units(case, worn_too=bool(what_if))
    return tuple(
        RequestedItem(
            line_id=line_id,
            qty=sound[line_id] + worn[line_id],
            worn=worn[line_id],
            fault=faults.get(line_id),
        )
        for line_id in dict.fromkeys((*sound, *worn))
    )


def _statutory(case: Case) -> bool:
    """A refusal at the door counts as a no-reason return of goods that have the right; worn ones are outside it.

    Source: rules MR-15 and MR-21.
    """
    if case.request.kind in BEFORE_RECEIPT:
        return excluded_line(case) is None
    inside = case.order.no_reason_until is None or case.request.requested_at < case.order.no_reason_until
    return inside and not (case.findings and assess(case).damaged)


def _gift(case: Case) -> Gift | None:
    states = [finding.gift_present for finding in in_force(case) if finding.gift_present is not None]
    if not states:
        return None
    return Gift(returned=any(states), declared_value=case.order.gift_value)


def _freight_unsaid(case: Case) -> bool:
    """A person agreed to a return and said nothing of freight: the buyer was told that it is ours (MR-20).

    Policy says who pays; the platform's agreement by silence is no agreement of the parties.
    """
    agreement = case.agreement
    if agreement is None or agreement.by in {"policy", "platform"} or _kind(case) is not RequestKind.RETURN_REFUND:
        return False
    return agreement.seller_pays_freight is None


def _shipped_against_request(case: Case) -> bool:
    """Goods that left after the request without consent travel at the seller's cost and risk (MR-22)."""
    if case.request.kind is not Scenario.REFUND_ONLY:
        return False
    if case.left is not None:
        return left_against_request(case)
    shipped = case.order.shipped_at
    late = shipped is not None and shipped > case.request.requested_at
    return late or (case.order.stage is Stage.UNSHIPPED and case.hold is Hold.SHIPPED)


def _return_leg(case: Case) -> ReturnLeg | None:
    collected = sum(finding.collect_fee for finding in in_force(case))
    if not collected:
        return None
    agreed = case.agreement is not None and case.agreement.seller_pays_freight is True
    return ReturnLeg(paid_by=LegPayer.SELLER_ON_DELIVERY, amount=collected, collect_agreed=agreed)


def policy(case: Case) -> QuotePolicy:
    """The shop's choices where the money rules leave one, from the case's terms."""
    return QuotePolicy(
        promo_mode=PromoMode.REPRICE if case.order.promo_terms_disclosed else PromoMode.ALLOCATION,
        packaging_fee_min=case.terms.packaging_fee_least_minor,
        withdrawal=case.terms.freight_back_choice == "cheapest_standard",
        told_return_cost=case.terms.informs_return_cost_flag,
    )
