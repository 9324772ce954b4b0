"""May policy take a request by itself, or must a person look at it (tables 3.1, 3.2 and 3.10)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.authority import Level
from domain.case import Case
from domain.compensation import entitlement
from domain.defects.case import rights
from domain.defects.defect import Cause
from domain.delivery import BACK, OWED
from domain.fault import Fault
from domain.invoices.left import refusal_of
from domain.order import Order, OrderLine, Stage
from domain.request import BEFORE_RECEIPT, Ground, Scenario
from domain.shipments import made_to_order, presale, supplying
from domain.trail import Situation

BY_LAW = frozenset({"custom", "fresh", "opened_media", "periodical"})
# Rules F44 and F119; EU and UK lists are closed. That a seal was broken shows only when the goods are back.
EXCLUDED_BY_LAW = {"china": BY_LAW, "eu_art16": BY_LAW, "uk_reg28": BY_LAW, "none": frozenset[str]()}
EXCLUDED_IF_CONFIRMED = {"china": frozenset({"sealed_hygiene", "activated", "near_expiry"})}  # rules F45, F46


class Eligibility(StrEnum):
    """Whether the no-reason right covers a line."""

    ELIGIBLE = "eligible"
    EXCLUDED_BY_LAW = "excluded_by_law"
    EXCLUDED_CONFIRMED = "excluded_confirmed"
    WINDOW_CLOSED = "window_closed"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Policy's own answer: agree at once, or leave it to a person, and why."""

    agree: bool
    reason: str


def no_reason_eligibility(case: Case, line: OrderLine) -> Eligibility:
    """Table 3.10 step 1, in its order: promise, legal exclusion, confirmed exclusion, window."""
    order, law = case.order, case.terms.exclusions_choice
    if not order.shop_promise_covers and line.category in EXCLUDED_BY_LAW[law]:
        return Eligibility.EXCLUDED_BY_LAW
    if not order.shop_promise_covers and _excluded_by_confirmation(order, line, law):
        return Eligibility.EXCLUDED_CONFIRMED
    if order.no_reason_until is not None and case.request.requested_at >= order.no_reason_until:
        return Eligibility.WINDOW_CLOSED
    return Eligibility.ELIGIBLE


def _excluded_by_confirmation(order: Order, line: OrderLine, law: str) -> bool:
    """Without the buyer's confirmation for this purchase a refusal would be unlawful (rule F46)."""
    return line.category in EXCLUDED_IF_CONFIRMED.get(law, frozenset()) and order.excluded_category_confirmed


def excluded_line(case: Case) -> str | None:
    """The first line asked for that the no-reason right excludes, whatever the date; None when it covers them all."""
    excluded = {Eligibility.EXCLUDED_BY_LAW, Eligibility.EXCLUDED_CONFIRMED}
    asked = (item.line_id for item in case.request.items)
    return next((i for i in asked if no_reason_eligibility(case, case.order.line(i)) in excluded), None)


def outside_right(case: Case) -> str | None:
    """The line for which a return without reason was asked that the right excludes; None for any other request."""
    asked = case.request.ground is Ground.NO_REASON and not case.findings
    return excluded_line(case) if asked else None


def beyond_right(case: Case) -> bool:
    """Without a reason, and outside the right: past its window, or of goods that it excludes. Only goodwill takes it.

    On the way to the buyer the same goods have none either: rule F33 leaves the seller a choice (table 3.2 row 4).
    """
    request = case.request
    if request.fault is not Fault.BUYER or case.findings:
        return False
    if request.kind is Scenario.RETURN_REFUND and request.ground is Ground.NO_REASON:
        lines = (case.order.line(item.line_id) for item in request.items)
        return any(no_reason_eligibility(case, line) is not Eligibility.ELIGIBLE for line in lines)
    on_its_way = request.kind in BEFORE_RECEIPT and case.order.stage is Stage.IN_TRANSIT
    return on_its_way and excluded_line(case) is not None


def verdict(case: Case, amount: int) -> Verdict:
    """What policy says of a request worth `amount` minor units. It never refuses: that is a person's."""
    if case.reopenings:
        return Verdict(agree=False, reason="the case was reopened: a person decides what is still owed")
    if case.scenario is Scenario.REPAIR:
        return Verdict(agree=True, reason="a repair: free inside the guarantee, else quoted before any work")
    if amount > case.terms.auto_limit_minor:
        return Verdict(agree=False, reason="above the limit of what policy decides by itself")
    if case.scenario is Scenario.COMPENSATION:
        return _verdict_on_compensation(case)
    if case.scenario is Scenario.QUALITY:
        return _verdict_on_quality(case)
    if case.scenario is Scenario.COMPLAINT:
        return Verdict(agree=False, reason="a complaint about what arrived: a person looks at the proof")
    if case.scenario is Scenario.DELIVERY:
        return _verdict_on_delivery(case)
    if case.scenario is Scenario.INVOICE:
        return _verdict_on_invoice(case)
    if case.scenario is Scenario.COUNTERFEIT:
        return Verdict(agree=True, reason="no papers of origin that hold: the burden is the seller's (F76)")
    if case.scenario is Scenario.REFUND_ONLY:
        return _verdict_before_receipt(case, amount)
    return _verdict_on_return(case)


def _left_to_a_person(case: Case, amount: int) -> str:
    """Why policy does not let the buyer choose by itself: the money may come with a penalty (table 3.13 row 6)."""
    most = supplying.most_penalty(case)
    if most and not case.terms.penalty_rule_flag:
        return "no platform rule names the penalty: a supervisor decides what the buyer is offered"
    if amount + most > case.terms.auto_limit_minor:
        return "with the penalty above the limit of what policy decides by itself"
    return ""


def _verdict_before_receipt(case: Case, amount: int) -> Verdict:
    """Tables 3.1 and 3.2: before the first scan any reason will do; on the way only goods that have the right."""
    if case.order.stage is Stage.RECEIVED:
        return Verdict(agree=False, reason="signed for: the proof of signature is to be looked at (rule F31)")
    if made_to_order.applies(case):
        return Verdict(agree=False, reason="made to order, and begun: a supervisor decides (table 3.1 row 7)")
    if presale.applies(case) and not supplying.chooses(case):
        return Verdict(agree=False, reason="a presale: a supervisor decides on the deposit (MR-30)")
    if supplying.chooses(case) and (reason := _left_to_a_person(case, amount)):
        return Verdict(agree=False, reason=reason)
    ours = case.request.fault in {Fault.SELLER, Fault.CARRIER}
    if case.order.stage is Stage.IN_TRANSIT and not ours and (line_id := excluded_line(case)) is not None:
        return Verdict(agree=False, reason=f"line {line_id} has no no-reason right: rule F33 leaves a choice")
    return Verdict(agree=True, reason="refund before receipt within the automatic limit")


def _verdict_on_delivery(case: Case) -> Verdict:
    """Tables 3.2 rows 5 to 9, 3.3 and 3.4: what is owed by fact is paid, the rest is a person's."""
    if case.found is None:
        return Verdict(agree=False, reason="what became of the parcel is not known yet")
    if case.found.situation is Situation.ON_ITS_WAY and case.outbound in BACK:
        return _verdict_before_receipt(case, 0)
    if case.found.situation not in OWED:
        return Verdict(agree=False, reason=f"the parcel: {case.found.situation}, which policy does not pay for")
    return Verdict(agree=True, reason=f"the parcel: {case.found.situation}, which is not the buyer's risk")


def _verdict_on_return(case: Case) -> Verdict:
    if case.request.ground is not Ground.NO_REASON:
        return Verdict(agree=False, reason=f"ground {case.request.ground}: evidence is to be looked at")
    if any(item.component for item in case.request.items):
        return Verdict(agree=False, reason="a part of a set that was sold as one: all of it, or none (MR-8)")
    for item in case.request.items:
        eligibility = no_reason_eligibility(case, case.order.line(item.line_id))
        if eligibility is not Eligibility.ELIGIBLE:
            return Verdict(agree=False, reason=f"line {item.line_id}: {eligibility}")
    return Verdict(agree=True, reason="no-reason return within its window")


def _verdict_on_invoice(case: Case) -> Verdict:
    """Table 3.20 row 7: issued for what was bought and what was paid; anything else is a person's to decline."""
    if case.order.invoice is None:
        return Verdict(agree=False, reason="nothing is known of an invoice of this order")
    unlawful = refusal_of(case)
    return Verdict(agree=not unlawful, reason=unlawful or "an invoice for what was bought and paid (F109)")


def _verdict_on_quality(case: Case) -> Verdict:
    """Table 3.8: a defect that was found on the goods binds; on papers alone a person decides."""
    found = rights(case)
    if case.examined is not None and case.examined.cause is Cause.DEFECT and found.decider is Level.AGENT:
        return Verdict(agree=True, reason=f"the defect was found on the goods: row {found.row} of the table")
    return Verdict(agree=False, reason=f"row {found.row} of the table of quality: a person decides")


def _verdict_on_compensation(case: Case) -> Verdict:
    """Table 3.13: only what a rule computes, and nothing that is missing or comes to nothing."""
    owed = entitlement(case)
    if owed.auto and owed.amount > 0 and not owed.lacks:
        return Verdict(agree=True, reason=f"owed by rule {owed.rule}, within the automatic limit")
    return Verdict(agree=False, reason=f"row {owed.row} of the table of compensation: a person decides")
