"""One case as its sheet of the register (R141, R144, RG0 of rule 3.0.6): a projection of its events, and never edited.

Everything follows from the events, so that a sheet can be made anew at any time and always tells the same. Amounts are
minor units, spans whole seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import events as ev
from domain.case import Case
from domain.causes import department_of
from domain.events import Event, Payment, PaymentState, Question
from domain.evolution import evolve, opened
from domain.people.urgency import severity, urgent_at
from domain.quotes.quote import Quote
from domain.register.figures import Dated
from domain.register.promises import Promise, promises
from domain.register.tags import tags_of
from domain.standing import stage_of, standing
from domain.words.telling import PARTIES

NO_PERSON = frozenset({*PARTIES, "ledger"})


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One word to the buyer, or one that was not allowed: a letter by its key, or a call by its outcome."""

    at: datetime
    channel: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The fields common to all cases (RG0)."""

    case_id: str
    order_id: str
    lines: tuple[str, ...]
    refund_id: str
    shop: str
    channel: str
    buyer: str
    opened_at: datetime
    scenario: str
    stage: str
    request: str
    ground: str
    reason: str
    wish: int | None  # what the buyer claims
    severity: int
    urgent_at: datetime | None
    fault: str
    evidence: tuple[str, ...]
    decision: str
    decided_by: str
    decided_at: datetime | None
    policy: str
    quote: tuple[str, ...]  # "kind rule amount"
    freight_bearer: str
    currency: str
    by_channel: dict[str, int]
    handler: str
    people: tuple[str, ...]
    seconds_by_stage: dict[str, int]
    contacts: tuple[Contact, ...]
    promises: tuple[Promise, ...]
    outcome: str
    closed_at: datetime | None
    experience: int | None
    expectation: int | None
    cause: str
    department: str
    tags: tuple[str, ...]
    notes: tuple[str, ...]


def sheet(story: Sequence[Dated], at: datetime) -> Sheet:
    """The sheet of a case from its whole story, which begins with its opening, as of `at`."""
    first = story[0].event
    assert isinstance(first, ev.CaseOpened)  # the first event of every case
    case, seconds = _told(story, first, at)
    now, survey, quote = standing(case), case.answer(Question.SURVEY), _quote(case)
    decision = _decision(story)
    return Sheet(
        case_id=case.case_id,
        order_id=case.order.order_id,
        lines=tuple(f"{item.line_id}x{item.qty}" for item in case.request.items),
        refund_id=case.claim.refund_id if case.claim is not None else "",
        shop=case.shop,
        channel=case.request.way or case.source,
        buyer=case.buyer,
        opened_at=case.opened_at,
        scenario=case.scenario,
        stage=now.stage,
        request=case.request.kind,
        ground=case.request.ground,
        reason=case.request.reason,
        wish=case.request.amount,
        severity=int(severity(case)),
        urgent_at=urgent_at(case),
        fault=case.request.fault,
        evidence=tuple(f"{piece.code} {piece.reference}" for piece in case.evidence),
        decision=type(decision.event).__name__ if decision is not None else "",
        decided_by=decision.event.by if decision is not None else "",
        decided_at=decision.at if decision is not None else None,
        policy=f"{case.terms.pack} {case.terms.version}",
        quote=tuple(f"{line.kind} {line.rule} {line.amount}" for line in quote.lines) if quote is not None else (),
        freight_bearer=_freight(case, quote),
        currency=case.order.currency,
        by_channel=_by_channel(case, story),
        handler=case.handling.owner,
        people=tuple(dict.fromkeys(d.event.by for d in story if d.event.by not in NO_PERSON)),
        seconds_by_stage=seconds,
        contacts=tuple(contact for dated in story if (contact := _contact(dated)) is not None),
        promises=tuple(promise for promise, _ in promises(story)),
        outcome=case.resolution or "",
        closed_at=case.closed_at,
        experience=survey.experience if survey is not None else None,
        expectation=survey.expectation if survey is not None else None,
        cause=case.handling.cause,
        department=department_of(case.handling.cause),
        tags=tags_of(case),
        notes=tuple(_note(d.at, d.event) for d in story if isinstance(d.event, ev.CaseNoted)),
    )


def _told(story: Sequence[Dated], first: ev.CaseOpened, at: datetime) -> tuple[Case, dict[str, int]]:
    """The case at the end of its story, and how long it stood at each stage; a closed one stands still."""
    case = opened(first, story[0].at)
    seconds: dict[str, int] = {}
    moments = [*(dated.at for dated in story[1:]), at]
    for index, until in enumerate(moments):
        since = story[index].at
        if case.resolution is None:
            stage = str(stage_of(case))
            seconds[stage] = seconds.get(stage, 0) + max(0, round((until - since).total_seconds()))
        if index + 1 < len(story):
            case = evolve(case, story[index + 1].event, story[index + 1].at)
    return case, seconds


def _quote(case: Case) -> Quote | None:
    return next((payment.quote for payment in reversed(case.payments) if payment.quote is not None), None)


DECISIONS = (ev.RequestAgreed, ev.RequestRefused, ev.RulingGiven, ev.DeductionOffered, ev.CompensationSettled)


def _decision(story: Sequence[Dated]) -> Dated | None:
    """The newest decision on the request."""
    return next((dated for dated in reversed(story) if isinstance(dated.event, DECISIONS)), None)


def _freight(case: Case, quote: Quote | None) -> str:
    """Who bears the way back: as agreed, else as the money was computed."""
    agreed = case.agreement.seller_pays_freight if case.agreement is not None else None
    if agreed is not None:
        return "seller" if agreed else "buyer"
    return str(quote.return_freight_bearer) if quote is not None else ""


def _by_channel(case: Case, story: Sequence[Dated]) -> dict[str, int]:
    """What certainly reached the buyer, by the way it went: by means of payment where a refund was split."""
    found: dict[str, int] = {}
    for payment in case.payments:
        if payment.state is not PaymentState.SETTLED:
            continue
        split = payment.quote.tender_split if payment.kind is Payment.REFUND and payment.quote is not None else {}
        whole = sum(split.values()) == payment.amount and bool(split)
        parts = split if whole else {"order" if payment.kind is Payment.REFUND else "payout": payment.amount}
        for name, amount in parts.items():
            found[name] = found.get(name, 0) + amount
    settled = [dated.event for dated in story if isinstance(dated.event, ev.CompensationSettled)]
    coupons = sum(event.amount for event in settled if event.means is ev.Means.COUPON)
    return found | ({"coupon": coupons} if coupons else {})


def _contact(dated: Dated) -> Contact | None:
    match dated.event:
        case ev.BuyerContacted(letter=letter, channel=channel):
            return Contact(at=dated.at, channel=channel, what=letter)
        case ev.BuyerCalled(outcome=outcome):
            return Contact(at=dated.at, channel="phone", what=outcome)
        case ev.ChannelFailed(letter=letter, channel=channel):
            return Contact(at=dated.at, channel=channel, what=f"{letter} not taken")
        case ev.ContactDenied(letter=letter):
            return Contact(at=dated.at, channel="", what=f"{letter} not allowed")
        case _:
            return None


def _note(at: datetime, event: Event) -> str:
    assert isinstance(event, ev.CaseNoted)  # as chosen
    return f"{at.isoformat(timespec='minutes')} {event.by}: {event.text}"
