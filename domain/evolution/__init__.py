"""How each event changes a case. No event is refused here: what happened, happened."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from domain import events as ev
from domain.case import Case
from domain.events import (
    ApprovalEvent,
    BuyerEvent,
    CompensationEvent,
    ComplaintEvent,
    ConductEvent,
    ConsentEvent,
    CounterfeitEvent,
    DecisionsEvent,
    DisputingEvent,
    Event,
    ExchangeEvent,
    GoodsEvent,
    HandlingEvent,
    InvoicesEvent,
    LifecycleEvent,
    MoneyEvent,
    ProofEvent,
    QualityEvent,
    SendingEvent,
    StepsEvent,
    SupplyEvent,
    TrailEvent,
)
from domain.evolution import (
    approvals,
    buyer,
    compensation,
    complaint,
    conduct,
    consent,
    counterfeit,
    decisions,
    disputing,
    exchange,
    goods,
    handling,
    invoices,
    lifecycle,
    money,
    proof,
    quality,
    sending,
    steps,
    supply,
    trail,
)


def opened(event: ev.CaseOpened, at: datetime) -> Case:
    """The case as it begins."""
    return Case(
        case_id=event.case_id,
        shop=event.shop,
        source=event.source,
        external_id=event.external_id,
        buyer=event.buyer,
        order=event.order,
        request=event.request,
        terms=event.terms,
        claim=event.claim,
        prior=event.prior,
        calendar=event.calendar,
        background=event.background,
        officer_since=at if event.claim is not None and event.claim.officer_is_in else None,
        scenario=event.request.kind,
        opened_at=at,
    )


def evolve(case: Case, event: Event, at: datetime) -> Case:
    """The case after `event`, which happened at `at`. Total: every event applies to every case."""
    fact = getattr(event, "fact", "")
    changed = compensation.moot(approvals.moot(_after(case, event, at), event), event)
    changed = conduct.seen(case, changed, event, at)
    return replace(changed, version=case.version + 1, seen=(*case.seen, fact) if fact else case.seen)


def unfolded(case: Case, events: Iterable[Event], at: datetime) -> Iterator[tuple[Event, Case]]:
    """Each event with the case after it, and at the end what all of them make the buyer's conduct count."""
    for event in events:
        case = evolve(case, event, at)
        yield event, case
    if (scored := conduct.counted(case)) is not None:
        yield scored, evolve(case, scored, at)


def _after(case: Case, event: Event, at: datetime) -> Case:
    if isinstance(event, ev.CaseOpened):
        return opened(event, at)
    if isinstance(event, DecisionsEvent):
        return decisions.after(case, event, at)
    if isinstance(event, LifecycleEvent):
        return lifecycle.after(case, event, at)
    if isinstance(event, BuyerEvent):
        return buyer.after(case, event, at)
    if isinstance(event, GoodsEvent):
        return goods.after(case, event, at)
    if isinstance(event, SendingEvent):
        return sending.after(case, event, at)
    if isinstance(event, ExchangeEvent):
        return exchange.after(case, event, at)
    if isinstance(event, MoneyEvent):
        return money.after(case, event, at)
    if isinstance(event, ApprovalEvent):
        return approvals.after(case, event, at)
    if isinstance(event, CompensationEvent):
        return compensation.after(case, event, at)
    return _after_beside(case, event, at)


Beside = (
    HandlingEvent
    | TrailEvent
    | ComplaintEvent
    | ProofEvent
    | InvoicesEvent
    | CounterfeitEvent
    | ConductEvent
    | DisputingEvent
    | ConsentEvent
    | QualityEvent
    | SupplyEvent
    | StepsEvent
)


def _after_beside(case: Case, event: Beside, at: datetime) -> Case:
    """What happens beside the remedy: people, carriers, proof, papers, and the steps themselves."""
    if isinstance(event, HandlingEvent):
        return handling.after(case, event, at)
    if isinstance(event, TrailEvent):
        return trail.after(case, event, at)
    if isinstance(event, ComplaintEvent):
        return complaint.after(case, event, at)
    if isinstance(event, ProofEvent):
        return proof.after(case, event, at)
    if isinstance(event, InvoicesEvent):
        return invoices.after(case, event)
    if isinstance(event, ConductEvent):
        return conduct.after(case, event, at)
    if isinstance(event, DisputingEvent):
        return disputing.after(case, event, at)
    if isinstance(event, CounterfeitEvent):
        return counterfeit.after(case, event, at)
    if isinstance(event, ConsentEvent):
        return consent.after(case, event, at)
    if isinstance(event, QualityEvent):
        return quality.after(case, event, at)
    if isinstance(event, SupplyEvent):
        return supply.after(case, event, at)
    return steps.after(case, event, at)
