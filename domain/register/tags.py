"""What a case is found by: tags that follow from the case itself, and those that people put on (R145, part 3).

A tag is a word, or a word and its value: `freight:seller`. Those that follow from the case are never stored: they are
computed where the case is listed, so that another rule takes effect on all cases when the list is made anew.
"""

from collections.abc import Callable, Iterator

from domain.case import Case
from domain.events import Answer, Intercept, Party, Payment, Question, Rung
from domain.exchanges.replacement import NEVER_CAME, Purpose
from domain.goods import SOUND, ParcelState
from domain.grievance import SHIPMENT, Wrong
from domain.order import Stage
from domain.quotes.quote import Bearer, Flag
from domain.request import Ground, Scenario
from domain.shipments import presale, supplying
from domain.shipments.supply import Way
from domain.trail import Situation
from domain.windows import Clock

# Clocks that run out to our own shame; the buyer's windows lapse without any.
OURS = frozenset(
    {
        Clock.RESPOND,
        Clock.CONFIRM_RETURN,
        Clock.STATUTORY_REFUND,
        Clock.DELIBERATE_DELAY,
        Clock.INSPECT,
        Clock.CARRIER_ANSWER,
        Clock.PAYOUT,
    }
)

GROUNDS = {
    Ground.NO_REASON: "no_reason",
    Ground.OUT_OF_STOCK: "oos",
    Ground.LATE_SHIPMENT: "late_ship",
    Ground.QUALITY: "defect",
    Ground.WRONG_ITEM: "wrong_item",
    Ground.SHORT: "short",
    Ground.DAMAGED: "transit_damage",
}
SITUATIONS = {
    Situation.NO_FIRST_SCAN: "no_trace",
    Situation.NOT_HANDED_OVER: "no_trace",
    Situation.STALLED: "stalled",
    Situation.UNANSWERED: "stalled",
    Situation.SIGNED_BY_OTHERS: "false_sign",
    Situation.LOST: "lost",
}
INTERCEPTS = {Intercept.STOPPED: "intercept_ok", Intercept.FAILED: "intercept_fail"}
STAGES = {Stage.UNSHIPPED: "unshipped", Stage.IN_TRANSIT: "in_transit"}
FLAGS = {
    Flag.REPRICE_CLAMPED: ("reprice", "clamped"),
    Flag.PROMO_NOT_REPRICED: ("promo",),
    Flag.DEDUCTIONS_CLAMPED: ("clamped",),
}


def tags_of(case: Case) -> tuple[str, ...]:
    """All tags of a case, sorted: its own, those that people added, without those that people took off."""
    own = {tag for rule in RULES for tag in rule(case)}
    return tuple(sorted((own | set(case.handling.tags)) - set(case.handling.removed)))


def automatic(case: Case) -> tuple[str, ...]:
    """The tags that follow from the case itself, sorted."""
    return tuple(sorted({tag for rule in RULES for tag in rule(case)}))


def _of_the_request(case: Case) -> Iterator[str]:
    yield f"reason:{case.request.ground}"
    if case.request.ground in GROUNDS:
        yield GROUNDS[case.request.ground]
    if case.order.stage in STAGES:
        yield STAGES[case.order.stage]
    if presale.applies(case):
        yield "deposit"
    if case.order.discounts:
        yield "promo"
    claim = case.request.grievance
    if claim is not None and claim.wrong is Wrong.PRICE_DROP:
        yield "price_protect"
    if claim is not None and claim.wrong in SHIPMENT:
        yield "late_ship"


def _of_the_complaint(case: Case) -> Iterator[str]:
    """Of what arrived short, wrong or damaged."""
    judged = case.complaint.judged
    if judged is None:
        return
    yield from judged.tags
    if judged.claims and case.order.outbound_carrier:
        yield f"carrier:{case.order.outbound_carrier}"


def _of_the_parcel(case: Case) -> Iterator[str]:
    """Of the way out."""
    if case.found is not None and case.found.situation in SITUATIONS:
        yield SITUATIONS[case.found.situation]
    if case.request.kind is Scenario.DELIVERY and case.order.outbound_carrier:
        yield f"carrier:{case.order.outbound_carrier}"
    if case.intercept in INTERCEPTS:
        yield INTERCEPTS[case.intercept]
    if case.outbound is ParcelState.REFUSED:
        yield "rejected_delivery"


def _of_what_leaves(case: Case) -> Iterator[str]:
    """Of an exchange, and of goods that are sent again."""
    if case.request.kind is Scenario.EXCHANGE:
        yield "exchange"
    booked = min((parcel.arrived_at for parcel in case.parcels if parcel.arrived_at is not None), default=None)
    if supplying.chooses(case) and Way.WAIT in case.supplying.failed:
        yield "late_ship"
    for shipment in case.replacements:
        if shipment.purpose is Purpose.AGAIN and shipment.state not in NEVER_CAME:
            yield "reshipped"
        early = shipment.shipped_at is not None and (booked is None or shipment.shipped_at < booked)
        if shipment.purpose is Purpose.EXCHANGE and early:
            yield "advance_ship"


def _of_the_goods(case: Case) -> Iterator[str]:
    """Of what came back."""
    for finding in case.findings:
        yield from (f"not_intact:{line.grade}" for line in finding.lines if line.grade not in SOUND)
        if finding.gift_present is False:
            yield "gift_missing"
        if finding.collect_fee:
            yield "collect"


def _of_the_money(case: Case) -> Iterator[str]:
    quote = next((p.quote for p in reversed(case.payments) if p.quote is not None), None)
    if quote is None:
        return
    if quote.return_freight_bearer is not Bearer.NOBODY:
        yield f"freight:{quote.return_freight_bearer}"
    for flag in quote.flags:
        yield from FLAGS.get(flag, ())


def _of_making_good(case: Case) -> Iterator[str]:
    taken = [offer for offer in case.offers if offer.answer is Answer.ACCEPT]
    if taken:
        yield "goodwill"
        yield f"goodwill:{max(taken, key=lambda offer: list(Rung).index(offer.rung)).rung}"
    kept = case.scenario is Scenario.COMPENSATION and case.request.kind is Scenario.RETURN_REFUND
    if kept and case.settlement is not None:
        yield "saved_by_discount"
    if any(payout.late_hours for payout in case.payouts):
        yield "payout_late"


def _of_the_dispute(case: Case) -> Iterator[str]:
    if case.scenario is Scenario.DISPUTE or case.ruling is not None or case.officer_since is not None:
        yield "dispute"
    if case.dispute.mediation is not None:
        yield "mediation"
    if case.dispute.settled_at is not None:
        yield "dispute:settled"
    if case.ruling is not None:
        stated = bool(case.ruling.article)
        won = "won" if case.ruling.in_favour_of is Party.SELLER else "lost"
        yield f"dispute:{won if stated or won == 'won' else 'settled'}"


def _of_its_course(case: Case) -> Iterator[str]:
    if OURS & set(case.handling.late):
        yield "late"
    if case.reopenings:
        yield "reopened"
    if any(payment.kind is Payment.REFUND and payment.by == "platform" for payment in case.payments):
        yield "paid_by_platform"
    survey = case.answer(Question.SURVEY)
    if survey is not None and survey.experience is not None:
        yield f"csat:{survey.experience}"


RULES: tuple[Callable[[Case], Iterator[str]], ...] = (
    _of_the_request,
    _of_the_parcel,
    _of_the_complaint,
    _of_the_goods,
    _of_what_leaves,
    _of_the_money,
    _of_making_good,
    _of_the_dispute,
    _of_its_course,
)
