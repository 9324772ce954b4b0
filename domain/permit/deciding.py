"""Decisions on the request, the goods and a dispute: which a case takes, and what they become."""

from typing import assert_never
from zoneinfo import ZoneInfo

from domain import events as ev
from domain.case import Case
from domain.commands import (
    Agree,
    Deciding,
    Inspect,
    NotPermitted,
    Refuse,
    Rule,
)
from domain.contact.heard import heard
from domain.disputes.clean_hands import must_be_clean, stains
from domain.events import Event
from domain.exchanges import exchanging
from domain.facts import reopening, taking_up
from domain.fit_words import check_words
from domain.inspection import assess
from domain.invoices.left import refusal_of
from domain.order import Stage
from domain.owed import owed
from domain.permit import giving, goodwill
from domain.permit.checks import (
    check_length,
    goods_still,
    money_still,
    not_served_with_goods,
    not_settled,
    said,
    still_open,
    within_paid,
)
from domain.request import GOODS_BACK, Scenario
from domain.returning import gone_back, lost_by_buyer
from domain.shipments import made_to_order, presale, supplying
from domain.shipments.shipping import wanted_after_all
from domain.standing import CaseStage, stage_of
from domain.words.clean_hands import breaches_in_words

MAY_OFFER_LESS = frozenset(
    {CaseStage.DECIDING_GOODS, CaseStage.WAIT_BUYER_MODIFY, CaseStage.DISPUTE, CaseStage.SUSPENDED}
)


def fits(command: Deciding, case: Case) -> None:
    """Raise NotPermitted where the case does not take this now."""
    match command:
        case Agree():
            _permit_agree(command, case)
        case Refuse():
            _permit_refuse(command, case)
        case Inspect():
            _permit_inspect(command, case)
        case Rule():
            if case.scenario is not Scenario.DISPUTE and case.refusal is None:
                raise NotPermitted("NO_DISPUTE", "There is no dispute to rule on; refuse or divert the case first.")
            if not command.article:
                not_settled(case)
            if case.dispute.settled_at is not None and not command.article:
                raise NotPermitted("SETTLED_FINAL", "Both sides settled it and did what they agreed on (rule F16).")
            within_paid(command.amount, case)
            money_still(case)
        case _:
            assert_never(command)


def effect(command: Deciding, case: Case) -> tuple[Event, ...]:
    """The events that an accepted command means."""
    match command:
        case Agree():
            return _agreed(command, case)
        case Refuse():
            refused = ev.RequestRefused(
                by=command.by,
                reason=command.reason,
                evidence=command.evidence,
                unasked=command.unasked and not heard(case),
                despite=command.despite,
            )
            return (refused,)
        case Inspect():
            return reopening(
                case, ev.ReopenReason.LATE_PARCEL, (ev.GoodsInspected(finding=command.finding, by=command.by),)
            )
        case Rule():
            ruling = ev.RulingGiven(
                in_favour_of=command.in_favour_of, amount=command.amount, article=command.article, by=command.by
            )
            return taking_up(case, ruling)
        case _:
            assert_never(command)


def _agreed(command: Agree, case: Case) -> tuple[Event, ...]:
    less = command.pay_back is not None or command.depreciation_bp
    if not less:
        agreed = ev.RequestAgreed(
            by=command.by,
            note=command.note,
            seller_pays_freight=command.seller_pays_freight,
            packaging_fee=command.packaging_fee,
            round_trip=command.round_trip,
        )
        if case.scenario is not Scenario.DISPUTE:
            return (agreed,)
        # Who relents ends the dispute: the case goes on as what the buyer asked for.
        return (agreed, ev.ScenarioChanged(to=case.request.kind, reason="agreed after all", by=command.by))
    amount = command.pay_back
    if amount is None:
        amount = owed(case, depreciation_bp=command.depreciation_bp).order_refund
    offer = ev.DeductionOffered(
        amount=amount, reason=command.note, depreciation_bp=command.depreciation_bp, by=command.by
    )
    return (offer,)


def _permit_agree(command: Agree, case: Case) -> None:
    still_open(case)
    money_still(case)
    goods_still(case)
    not_settled(case)
    not_served_with_goods(case)
    within_paid(command.pay_back, case)
    if not 0 <= command.depreciation_bp <= 10_000:
        raise NotPermitted("BAD_SHARE", "A depreciation is a share of 0 to 10000 basis points.")
    if wanted_after_all(case):
        raise NotPermitted(
            "GOODS_WANTED", "The buyer wants the goods after all. Only once they took that back is money to be decided."
        )
    if presale.applies(case) and presale.parts(case) is None and not supplying.chooses(case):
        raise NotPermitted(
            "WHO_DEFAULTS", "A deposit is forfeited or returned twice: first say who defaults (correct CASE fault)."
        )
    if supplying.goods_wanted(case):
        raise NotPermitted("GOODS_WANTED", "The buyer chose the goods: money is decided once they change their mind.")
    stage = stage_of(case)
    if command.pay_back is not None or command.depreciation_bp:
        less_cost = made_to_order.applies(case) and case.agreement is None
        if less_cost and not made_to_order.cost_shown(case):
            raise NotPermitted("NO_EVIDENCE", "Show what the making has cost first: attach CASE E14 --ref REFERENCE.")
        if stage not in MAY_OFFER_LESS and not less_cost:
            raise NotPermitted("NOTHING_TO_DEDUCT", f"Nothing was found to deduct for; the case is at {stage}.")
        said(command.note, "offering less")
        check_words(command.note)
        return
    if gone_back(case):
        raise NotPermitted(
            "GOODS_GIVEN_BACK",
            "The goods went back to the buyer: agree once they are posted again, or divert the case to a compensation.",
        )
    if giving.grants(command, case):
        giving.fits_agreement(case)
    goodwill.fits(command, case)
    if unlawful := refusal_of(case):
        raise NotPermitted("INVOICE_UNLAWFUL", f"Refuse it: {unlawful}.")
    if case.agreement is not None and stage not in {CaseStage.DECIDING_GOODS, CaseStage.REOPENED}:
        at = case.agreement.at.astimezone(ZoneInfo(case.terms.time_zone))
        raise NotPermitted("ALREADY_AGREED", f"Agreed by {case.agreement.by} at {at:%Y-%m-%d %H:%M %Z}.")
    if stage is CaseStage.DECIDING_GOODS:
        raise NotPermitted(
            "SAY_WHAT_IS_PAID",
            f"The goods came back contested ({assess(case).summary}): offer an amount or a depreciation, or refuse.",
        )


def _permit_refuse(command: Refuse, case: Case) -> None:
    still_open(case)
    money_still(case)
    goods_still(case)
    not_settled(case)
    not_served_with_goods(case)
    if not 2 <= len(command.reason.strip()) <= 200:
        raise NotPermitted("REASON_LENGTH", "A refusal needs a reason of 2 to 200 characters.")
    check_words(command.reason)
    if not command.evidence:
        raise NotPermitted("NO_EVIDENCE", "A refusal needs at least one piece of evidence (R106).")
    goods_seen = bool(case.findings)
    cancelled = case.request.kind is Scenario.REFUND_ONLY and case.scenario is not Scenario.RETURN_REFUND
    begun = made_to_order.applies(case)
    if begun and case.claim is not None and case.claim.cannot_refuse:
        raise NotPermitted(
            "PLATFORM_FORBIDS",
            "The platform takes no refusal before shipment (rule F14): agree, or offer less the cost (--pay-back).",
        )
    if cancelled and case.order.stage is Stage.UNSHIPPED and not goods_seen and not begun:
        raise NotPermitted("MUST_REFUND", "Goods that have not left cannot be refused: refund, or ship with consent.")
    if case.scenario is Scenario.COMPENSATION and case.settlement is not None:
        raise NotPermitted("ALREADY_PROMISED", "What the buyer gets is settled; a promise is not refused afterwards.")
    if case.scenario is Scenario.EXCHANGE and exchanging.sent_first(case):
        raise NotPermitted("ALREADY_SENT", "The other item has left: what was exchanged is not refused afterwards.")
    if stage_of(case) is CaseStage.FOLLOW_UP:
        raise NotPermitted("ALREADY_PAID", "The money went back; what is settled is not refused afterwards (rule F16).")
    came = goods_seen or lost_by_buyer(case)
    if case.claim is not None and case.claim.cannot_refuse and not came:
        raise NotPermitted("PLATFORM_FORBIDS", "The platform does not take a refusal of this request (rule F14).")
    if case.agreement is not None and not came:
        raise NotPermitted("ALREADY_AGREED", "The return was agreed; refuse the goods once they were inspected.")
    if not came and not command.unasked and not heard(case):
        raise NotPermitted(
            "NOT_ASKED",
            "Nobody has asked the buyer yet: call them and enter it (`call CASE --outcome reached --note ...`), or say "
            "--unasked, which the register keeps (R7).",
        )
    _with_clean_hands(command, case)


def _with_clean_hands(command: Refuse, case: Case) -> None:
    """Who did not comply does better to settle; who fights all the same says so (R114, table 3.15 row 8)."""
    check_length(command.despite)
    found = stains(case)
    if found and must_be_clean(case) and not command.despite.strip():
        raise NotPermitted(
            "NOT_CLEAN",
            f"The shop itself did not comply: {breaches_in_words(found)[1]}. "
            "Settle instead (`evidence` shows the arithmetic), or refuse with --despite NOTE.",
        )


def _permit_inspect(command: Inspect, case: Case) -> None:
    if case.scenario not in GOODS_BACK:
        raise NotPermitted("NO_RETURN", f"A {case.scenario} case has no return to inspect.")
    unknown = {line.line_id for line in command.finding.lines} - {line.line_id for line in case.order.lines}
    if unknown:
        raise NotPermitted("UNKNOWN_LINE", f"The order has no line {min(unknown)}.")
    if command.finding.collect_fee < 0 or any(line.qty < 1 for line in command.finding.lines):
        raise NotPermitted("BAD_VALUE", "A finding counts whole units, at least 1 a line, and a fee of 0 or more.")
    if any(finding.finding_id == command.finding.finding_id for finding in case.findings):
        raise NotPermitted("ALREADY_INSPECTED", f"Finding {command.finding.finding_id} was entered before.")
    if case.payments and any(finding.waybill == command.finding.waybill for finding in case.findings):
        raise NotPermitted("ALREADY_PAID", f"Parcel {command.finding.waybill} was inspected and paid for.")
