"""How a case changes by what is asked, decided and corrected."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Agreement, Case, Piece, Refusal, Ruling
from domain.complaints.flaw import Flaw
from domain.events import (
    Answer,
    DecisionsEvent,
)
from domain.evolution import disputing
from domain.fault import Fault
from domain.request import Claim, Ground, Scenario


def after(case: Case, event: DecisionsEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.RequestAgreed():
            agreement = Agreement(
                by=event.by,
                at=at,
                seller_pays_freight=event.seller_pays_freight,
                packaging_fee=event.packaging_fee,
                round_trip=event.round_trip,
            )
            return replace(case, agreement=agreement, refusal=None, reopened=None, lapsed=False)
        case ev.RequestRefused():
            refusal = Refusal(by=event.by, at=at, reason=event.reason, evidence=event.evidence)
            return replace(case, refusal=refusal, reopened=None)
        case ev.ClaimChanged():
            since = (case.officer_since or at) if event.claim.officer_is_in else None
            return replace(_claim_changed(case, event.claim), officer_since=since)
        case ev.CaseCorrected():
            return _corrected(case, event)
        case ev.ScenarioChanged():
            # Steps of the course that was left wait for nobody any more.
            dispute = case.dispute if event.to is Scenario.DISPUTE else disputing.left(case.dispute)
            return replace(case, scenario=event.to, reopened=None, parked=(), dispute=dispute)
        case ev.RulingGiven():
            ruling = Ruling(in_favour_of=event.in_favour_of, amount=event.amount, article=event.article, at=at)
            ruled = disputing.ruled(case, at)
            return replace(ruled, ruling=ruling, reopened=None if case.scenario is Scenario.DISPUTE else case.reopened)
        case ev.RequestWithdrawn():
            return case if event.too_late else replace(case, withdrawn=True)
        case ev.EvidenceFiled():
            piece = Piece(
                code=event.code, reference=event.reference, by=event.by, at=at, sha256=event.sha256, note=event.note
            )
            return replace(case, evidence=(*case.evidence, piece))
        case _:
            assert_never(event)


def _claim_changed(case: Case, claim: Claim) -> Case:
    """A changed amount or a renewed request is a new question: a refusal of the old one does not answer it."""
    before = case.claim
    request = replace(case.request, amount=claim.amount)
    changed = replace(case, claim=claim, request=request)
    if before is None or (before.amount == claim.amount and before.status == claim.status):
        return changed
    renewed = before.status == "SELLER_REFUSE_BUYER" and claim.status == "WAIT_SELLER_CONFIRM_GOODS"
    if claim.status == "WAIT_SELLER_AGREE" or renewed:
        changed = replace(changed, refusal=None)
    if case.offer is not None and case.offer.answer is None and claim.amount <= case.offer.amount < before.amount:
        changed = replace(changed, offer=replace(case.offer, answer=Answer.ACCEPT))
    if claim.status == "CLOSED":
        changed = replace(changed, withdrawn=True, lapsed=case.lapsed or _ran_out(before, claim))
    return changed


def _ran_out(before: Claim, closed: Claim) -> bool:
    """The platform closed a return that nobody posted in time: silence, not a change of mind."""
    waited = before.status == "WAIT_BUYER_RETURN_GOODS" and before.deadline is not None
    return waited and before.deadline is not None and closed.modified_at >= before.deadline


def _corrected(case: Case, event: ev.CaseCorrected) -> Case:
    match event.field:
        case "waybill":
            parcels = tuple(replace(p, waybill=event.value) if p.arrived_at is None else p for p in case.parcels)
            return replace(case, parcels=parcels)
        case "outbound_waybill":
            return replace(case, order=replace(case.order, outbound_waybill=event.value))
        case "outbound_carrier":
            return replace(case, order=replace(case.order, outbound_carrier=event.value))
        case "gift_present":
            findings = tuple(replace(f, gift_present=event.value == "yes") for f in case.findings)
            return replace(case, findings=findings)
        case "ground":
            return replace(case, request=replace(case.request, ground=Ground(event.value)))
        case "receipt" if case.request.grievance is not None:
            grievance = replace(case.request.grievance, receipt=event.value)
            return replace(case, request=replace(case.request, grievance=grievance))
        case "flaw":
            return replace(case, request=replace(case.request, flaw=Flaw(event.value)))
        case "fault":
            return replace(case, request=replace(case.request, fault=Fault(event.value)))
        case _:
            return case
