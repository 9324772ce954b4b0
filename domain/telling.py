"""A case told in sentences: one for each event, what it waits for, and what helps a parked step.

Pure and exhaustive, in Chinese and English; the command line and the console tell their timelines by it. Amounts are
shown with the order's currency, instants in the shop's time zone, which is named.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import assert_never
from zoneinfo import ZoneInfo

from domain import events as ev
from domain import standing_words as stands
from domain import telling_words as words
from domain.case import Case, Parked
from domain.commands import MONEY_STEPS
from domain.events import Event
from domain.goods import Finding, FoundLine
from domain.money import format_money
from domain.request import Claim
from domain.standing import CaseStage, stage_of, standing
from domain.telling_words import NONE, Words
from domain.windows import Clock


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """The same sentence in both languages."""

    zh: str
    en: str


def tell(event: Event, before: Case | None = None) -> Sentence:
    """What happened, who did it and why; `before` is the case before it, which every event but the opening needs.

    Raises ValueError where it is missing: the currency and the time zone are the case's.
    """
    if isinstance(event, ev.CaseOpened):
        return _whole(_opened(event))
    if before is None:
        raise ValueError(f"{type(event).__name__} is told with the case before it: only an opening stands alone")
    return _whole(_told(event, before))


def waiting(case: Case) -> Sentence:
    """What the case waits for."""
    return waiting_at(stage_of(case), held=case.held, stuck=standing(case).stuck)


def waiting_at(stage: CaseStage, *, held: bool, stuck: str) -> Sentence:
    """What a case waits for that stands like this; `stuck` is "step: reason", as the list of cases has it."""
    if held:
        return _sentence(stands.WAITS_HELD)
    if stuck:
        step, _, reason = stuck.partition(": ")
        return _sentence(_say(stands.WAITS_PARKED, step=step, reason=reason))
    return _sentence(stands.WAITS[stage])


def stage_in_words(stage: CaseStage) -> Sentence:
    """A stage for people."""
    return _sentence(stands.STAGES[stage])


def clock_in_words(clock: str) -> Sentence:
    """What a clock gives time for; a clock of an older version is called by its name."""
    return _sentence(_clock(clock))


def remedy(parked: Parked) -> Sentence:
    """What helps this step out of its park."""
    usual = stands.REMEDY_MONEY if parked.step in MONEY_STEPS else stands.REMEDY
    return _sentence(stands.REMEDIES.get(parked.reason, usual))


def local(moment: datetime, zone: str) -> str:
    """An instant in a time zone, which is named."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")


def _told(event: Event, case: Case) -> Words:  # noqa: C901, PLR0912 - one arm an event
    who = _who(event.by)
    match event:
        case ev.CaseOpened():
            return _opened(event)
        case ev.AlarmRaised():
            due = _at(event.due_at, case)
            return _say(words.ALARM, percent=str(event.percent), clock=_clock(event.clock), due=due)
        case ev.DeadlinePassed():
            return _say(words.PASSED, clock=_clock(event.clock), due=_at(event.due_at, case))
        case ev.RequestAgreed():
            return _say(words.AGREED, who=who, freight=_freight(event), why=_why(event.note))
        case ev.RequestRefused():
            return _say(words.REFUSED, who=who, count=str(len(event.evidence)), why=_why(event.reason))
        case ev.ClaimChanged():
            return _claim(event.claim, case)
        case ev.BuyerContacted():
            asked = NONE if event.question is None else _say(words.ASKED, question=words.QUESTIONS[event.question])
            return _say(words.CONTACTED, letter=event.letter, channel=event.channel, asked=asked)
        case ev.ContactDeferred():
            until = _at(event.until, case)
            return _say(words.DEFERRED, letter=event.letter, until=until, why=_why(event.reason))
        case ev.ContactDenied():
            return _say(words.DENIED, letter=event.letter, why=_why(event.reason))
        case ev.BuyerAnswered():
            question, answer = words.QUESTIONS[event.question], words.ANSWERS[event.answer]
            return _say(words.ANSWERED, who=who, question=question, answer=answer, scores=_scores(event))
        case ev.ReturnWindowOpened():
            return _say(words.WINDOW_OPENED, until=_at(event.ship_by, case))
        case ev.ReturnWindowLapsed():
            return words.WINDOW_LAPSED
        case ev.ParcelSent():
            return _say(words.SENT, who=who, parcel=_parcel(event.carrier, event.waybill))
        case ev.ParcelMoved():
            return _say(words.PARCELS[event.state], parcel=_parcel(event.carrier, event.waybill))
        case ev.GoodsInspected():
            return _inspected(event.finding, who, case)
        case ev.ShortfallNoted():
            return words.SHORT
        case ev.DeductionOffered():
            offered = _money(event.amount, case)
            return _say(words.OFFERED, who=who, amount=offered, worn=_worn(event), why=_why(event.reason))
        case ev.OfferLapsed():
            return words.OFFER_LAPSED
        case ev.WarehouseAnswered():
            return words.HOLDS[event.hold]
        case ev.InterceptChanged():
            return words.INTERCEPTS[event.state]
        case ev.PaymentDecided():
            return _decided(event, who, case)
        case ev.PaymentChanged():
            return _payment(event, case)
        case ev.StepParked():
            return _say(words.PARKED, step=event.step, reason=event.reason, why=_why(event.message))
        case ev.StepRetried():
            return _say(words.RETRIED, who=who, step=event.step, why=_why(event.reason))
        case ev.StepSkipped():
            return _say(words.SKIPPED, who=who, step=event.step, why=_why(event.reason))
        case ev.CaseCorrected():
            return _say(words.CORRECTED, who=who, field=event.field, value=event.value, why=_why(event.reason))
        case ev.CaseHeld():
            return _say(words.HELD, who=who, why=_why(event.reason))
        case ev.CaseReleased():
            return _say(words.RELEASED, who=who, why=_why(event.reason))
        case ev.ScenarioChanged():
            return _say(words.CHANGED, who=who, what=words.SCENARIOS[event.to], why=_why(event.reason))
        case ev.RulingGiven():
            return _ruled(event, who, case)
        case ev.RequestWithdrawn():
            return _say(words.WITHDRAWN, who=who)
        case ev.ClosureOrdered():
            return _say(words.ORDERED_CLOSED, who=who, why=_why(event.reason))
        case ev.CaseClosed():
            return _say(words.CLOSED, resolution=words.RESOLUTIONS[event.resolution])
        case ev.CaseReopened():
            return _say(words.REOPENED, reason=words.REOPENINGS[event.reason])
        case ev.TermsRevised():
            pack, version = event.terms.pack, event.terms.version
            return _say(words.REVISED, who=who, pack=pack, version=version, why=_why(event.reason))
        case _:
            assert_never(event)


def _opened(event: ev.CaseOpened) -> Words:
    asked, currency = event.request, event.order.currency
    claimed = NONE if asked.amount is None else _say(words.CLAIMED, amount=format_money(asked.amount, currency))
    what = words.SCENARIOS[asked.kind]
    order, why = event.order.order_id, _why(asked.reason)
    return _say(words.OPENED, who=_who(event.by), what=what, order=order, claimed=claimed, why=why)


def _freight(event: ev.RequestAgreed) -> Words:
    if event.seller_pays_freight is None:
        return NONE
    return words.SELLER_PAYS if event.seller_pays_freight else words.BUYER_PAYS


def _claim(claim: Claim, case: Case) -> Words:
    due = NONE if claim.deadline is None else _say(words.ANSWER_BY, at=_at(claim.deadline, case))
    officer = words.OFFICER if claim.officer_is_in else NONE
    amount = _money(claim.amount, case)
    return _say(words.CLAIM, refund=claim.refund_id, status=claim.status, amount=amount, officer=officer, due=due)


def _scores(event: ev.BuyerAnswered) -> Words:
    if event.experience is None and event.expectation is None:
        return NONE
    experience, expectation = (str(score or "-") for score in (event.experience, event.expectation))
    return _say(words.SCORES, experience=experience, expectation=expectation)


def _inspected(finding: Finding, who: Words, case: Case) -> Words:
    lines = [_found(line) for line in finding.lines] or [words.FOUND_NOTHING]
    found = reduce(lambda told, line: _joined(told, words.COMMA, line), lines)
    gift = NONE if finding.gift_present is None else words.GIFT_THERE if finding.gift_present else words.GIFT_MISSING
    fee = _say(words.COLLECT_FEE, amount=_money(finding.collect_fee, case)) if finding.collect_fee else NONE
    by = who if finding.inspector in who else _say(words.INSPECTOR, who=who, name=finding.inspector)
    return _say(words.INSPECTED, who=by, waybill=finding.waybill, found=found, gift=gift, fee=fee)


def _found(line: FoundLine) -> Words:
    told = _say(words.FOUND, line=line.line_id, qty=str(line.qty), grade=words.GRADES[line.grade])
    return _joined(told, _why(line.note))


def _worn(event: ev.DeductionOffered) -> Words:
    if not event.depreciation_bp:
        return NONE
    return _say(words.WORN, percent=f"{event.depreciation_bp / 100:g}")


def _decided(event: ev.PaymentDecided, who: Words, case: Case) -> Words:
    amount, decision = _money(event.amount, case), str(event.decision)
    kind = words.KINDS[event.kind]
    return _say(words.DECIDED, who=who, kind=kind, amount=amount, decision=decision, why=_why(event.reason))


def _payment(event: ev.PaymentChanged, case: Case) -> Words:
    payment = case.payment(event.key)
    kind = words.KINDS[ev.Payment.REFUND if payment is None else payment.kind]
    amount = event.key if payment is None else _money(payment.amount, case)
    return _joined(_say(words.PAYMENTS[event.state], kind=kind, amount=amount), _why(event.reason))


def _ruled(event: ev.RulingGiven, who: Words, case: Case) -> Words:
    amount = NONE if event.amount is None else _say(words.RULED_AMOUNT, amount=_money(event.amount, case))
    article = _say(words.RULED_ARTICLE, article=event.article) if event.article else NONE
    return _say(words.RULED, who=who, side=words.SIDES[event.in_favour_of], amount=amount, article=article)


def _who(by: str) -> Words:
    return words.PARTIES.get(by, (by, by))


def _why(reason: str) -> Words:
    """The reason as the end of a sentence; its own full stop is left to the sentence."""
    plain = reason.strip().rstrip(".。")
    return _say(words.WHY, reason=plain) if plain else NONE


def _clock(clock: str) -> Words:
    return stands.CLOCKS[Clock(clock)] if clock in set(Clock) else (clock, clock)


def _parcel(carrier: str, waybill: str) -> str:
    return f"{carrier} {waybill}".strip()


def _money(amount: int, case: Case) -> str:
    return format_money(amount, case.order.currency)


def _at(moment: datetime, case: Case) -> str:
    return local(moment, case.terms.time_zone)


def _say(template: Words, **values: Words | str) -> Words:
    """Both languages with their values; what a value says is never read as a template."""
    zh = {name: value if isinstance(value, str) else value[0] for name, value in values.items()}
    en = {name: value if isinstance(value, str) else value[1] for name, value in values.items()}
    return template[0].format_map(zh), template[1].format_map(en)


def _joined(*parts: Words) -> Words:
    return "".join(zh for zh, _ in parts), "".join(en for _, en in parts)


def _whole(told: Words) -> Sentence:
    return _sentence(_joined(told, words.STOP))


def _sentence(told: Words) -> Sentence:
    return Sentence(zh=told[0], en=told[1])
