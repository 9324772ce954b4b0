"""What is owed to a buyer who keeps the goods, and the ladder of what may be offered beyond it (table 3.13)."""

from dataclasses import dataclass

from domain.authority import Act
from domain.case import Case, CompensationOffer
from domain.events import CompensationSettled, Means, Payment, Planned, Rung
from domain.grievance import SHIPMENT, Grievance, Wrong
from domain.money import cumulative
from domain.quotes.discounts import line_paid
from domain.quotes.penalties import shipment_penalty
from domain.quotes.settlements import price_protection

OFFERS = 3  # prepared before a talk (R88)
MILD, MIDDLING = 2, 3  # dissatisfaction, 1 to 5


@dataclass(frozen=True, kw_only=True)
class Entitlement:
    """What the rules give: `row` of table 3.13, minor units, and by which act a person grants it.

    `auto`: policy may grant it by itself. `lacks`: what is still missing to grant it, empty when nothing is.
    """

    row: int
    rule: str
    amount: int = 0
    means: Means = Means.ORDER
    act: Act = Act.REFUND
    auto: bool = False
    lacks: str = ""


def entitlement(case: Case) -> Entitlement:
    """What the case's grievance comes to by the rules alone. Raises ValueError where its figures cannot be."""
    claim = case.request.grievance
    if claim is None:
        return Entitlement(row=4, rule="3.0.4")
    if claim.settled_as:
        return Entitlement(row=8, rule="F16", act=Act.DECLINE_SETTLED)
    if claim.wrong in SHIPMENT:
        return _penalty(case, claim)
    match claim.wrong:
        case Wrong.PRICE_DROP:
            return Entitlement(row=1, rule="MR-27", amount=_price_drop(case, claim), auto=True)
        case Wrong.OVERCHARGED:
            over = max(0, paid_for(case) - claim.rightful_price) if claim.rightful_price is not None else 0
            return Entitlement(row=2, rule="3.13.2", amount=over)
        case Wrong.OUT_OF_POCKET:
            lacks = "" if claim.receipt else "a receipt of what was spent (E14, E17)"
            loss = claim.loss if claim.loss is not None else case.request.amount or 0
            return Entitlement(row=5, rule="3.13.5", amount=loss, means=Means.PAYOUT, lacks=lacks)
        case Wrong.LEGAL_MULTIPLE:
            return Entitlement(row=7, rule="MR-25", means=Means.OUTSIDE, act=Act.PUNITIVE)
        case Wrong.MINOR_FLAW:
            return Entitlement(row=3, rule="MR-16")
        case _:
            return Entitlement(row=4, rule="3.0.4")


def still_owed(case: Case) -> int:
    """What of it has not been paid yet, minor units; 0 while something is missing to grant it."""
    owed = entitlement(case)
    return 0 if owed.lacks else max(0, owed.amount - case.paid_back() - case.paid_back(Payment.COMPENSATION))


def by_rule(case: Case) -> CompensationSettled | None:
    """What an agreement to the claim settles; None where the rules give nothing."""
    owed, left = entitlement(case), still_owed(case)
    if owed.lacks or (not left and owed.means is not Means.OUTSIDE):
        return None
    line_id = case.request.items[0].line_id if len(case.request.items) == 1 else ""
    return CompensationSettled(amount=left, means=owed.means, rule=owed.rule, line_id=line_id)


def by_offer(case: Case, offer: CompensationOffer) -> CompensationSettled:
    """What the buyer's yes to an offer settles."""
    handed_out = offer.rung is not Rung.CASH
    return CompensationSettled(
        amount=offer.value,
        means=Means.COUPON if handed_out else cash_means(case, offer.value),
        rule="MR-16" if not handed_out else "3.0.4",
        line_id=offer.line_id,
        reference=offer.reference,
        by="buyer",
    )


def _price_drop(case: Case, claim: Grievance) -> int:
    """MR-27; without the new price, or without the day of payment, nothing can be computed."""
    paid_at, dropped_at = case.order.paid_at, claim.dropped_at or case.request.requested_at
    if claim.new_unit_price is None or paid_at is None:
        return 0
    return price_protection(
        qty=sum(item.qty for item in case.request.items),
        paid_total=paid_for(case),
        new_unit_price=claim.new_unit_price,
        coupon=claim.coupon,
        threshold=claim.coupon_threshold,
        days_since=(dropped_at - paid_at).days,
        window_days=case.terms.price_protection_days,
    )


def _penalty(case: Case, claim: Grievance) -> Entitlement:
    terms = case.terms
    amount = shipment_penalty(
        paid=paid_for(case),
        rate_bp=terms.penalty_share_percent * 100,
        floor=terms.penalty_least_minor,
        cap=terms.penalty_most_minor,
        promised=claim.promised,
    )
    act = Act.REFUND if terms.penalty_rule_flag else Act.PENALTY
    return Entitlement(row=6, rule="MR-26", amount=amount, means=Means.PAYOUT, act=act, auto=terms.penalty_rule_flag)


def paid_for(case: Case) -> int:
    """What was paid for the units that the request is about, minor units (MR-2, MR-3)."""
    paid = line_paid(case.order)
    return sum(
        cumulative(paid[item.line_id], case.order.line(item.line_id).qty, item.qty) for item in case.request.items
    )


def first_rung(claim: Grievance | None) -> Rung:
    """Where the ladder begins: the more dissatisfied the buyer, the higher (rule 3.0.4, R85 to R87)."""
    felt = claim.dissatisfaction if claim is not None else None
    if claim is not None and (claim.public or (felt or 0) > MIDDLING):
        return Rung.CASH
    return Rung.GIFT if (felt or 0) > MILD else Rung.COUPON


def compensation_offers(start: Rung, floor: int, most: int) -> tuple[Planned, ...]:
    """The offers to prepare before a talk: up the ladder from `start`, from the bottom line to `most`, minor units.

    Empty where the bottom line is above what may be offered: then someone with more authority takes over (CMP-2).
    """
    if floor > most:
        return ()
    ladder = list(Rung)
    rungs = ladder[ladder.index(start) :]
    steps = max(OFFERS, len(rungs))
    return tuple(
        Planned(
            offer_no=number + 1,
            rung=rungs[min(number, len(rungs) - 1)],
            value=floor + (most - floor) * number // (steps - 1),
        )
        for number in range(steps)
    )


def cash_means(case: Case, value: int) -> Means:
    """Cash goes back as a part of the order's payment as long as that holds it; a loss beside the order never does."""
    claim = case.request.grievance
    beside = claim is not None and claim.wrong is Wrong.OUT_OF_POCKET
    refunded = case.paid_back() + sum(refund.goods_amount for refund in case.prior)
    return Means.PAYOUT if beside or value > paid_for(case) - refunded else Means.ORDER


def floor_of(case: Case) -> int:
    """The bottom line that was prepared for this case; 0 while there is none."""
    return max((case.floor, *(offer.floor for offer in case.offers)))
