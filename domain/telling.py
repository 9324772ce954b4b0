"""A case told in sentences: one for each event, what it waits for, and what helps a parked step.

Pure and exhaustive, in Chinese and English; the command line and the console tell their timelines by it. Amounts are
shown with the order's currency, instants in the shop's time zone, which is named.
"""

from datetime import datetime
from functools import reduce
from typing import assert_never
from zoneinfo import ZoneInfo

from domain import events as ev
from domain import standing_words as stands
from domain import telling_giving as giving
from domain import telling_words as words
from domain import trail_words
from domain.case import Case, Parked
from domain.commands import MONEY_STEPS
from domain.events import Event
from domain.evidence_words import evidence_in_words
from domain.goods import Finding, FoundLine
from domain.letter_words import channel_in_words, letter_in_words
from domain.money import format_money
from domain.note_words import note_in_words
from domain.request import Claim, Scenario
from domain.speech import Sentence, joined, say, sentence, whole
from domain.standing import RETRYING, CaseStage, stage_of, standing
from domain.telling_words import NONE, Words
from domain.windows import Clock


def tell(event: Event, before: Case | None = None) -> Sentence:
    """What happened, who did it and why; `before` is the case before it, which every event but the opening needs.

    Raises ValueError where it is missing: the currency and the time zone are the case's.
    """
    if isinstance(event, ev.CaseOpened):
        return whole(_opened(event))
    if before is None:
        raise ValueError(f"{type(event).__name__} is told with the case before it: only an opening stands alone")
    return whole(_told(event, before))


def waiting(case: Case) -> Sentence:
    """What the case waits for."""
    return waiting_at(stage_of(case), held=case.held, stuck=standing(case).stuck)


def waiting_at(stage: CaseStage, *, held: bool, stuck: str) -> Sentence:
    """What a case waits for that stands like this; `stuck` is "step: reason", as the list of cases has it."""
    if held:
        return sentence(stands.WAITS_HELD)
    if stuck:
        step, _, reason = stuck.removeprefix(RETRYING).partition(": ")
        if stuck.startswith(RETRYING):
            return sentence(say(stands.WAITS_RETRYING, step=step, reason=reason))
        return sentence(say(stands.WAITS_PARKED, step=step, reason=reason))
    return sentence(stands.WAITS[stage])


def stage_in_words(stage: CaseStage) -> Sentence:
    """A stage for people."""
    return sentence(stands.STAGES[stage])


def scenario_in_words(scenario: Scenario) -> Sentence:
    """A remedy for people."""
    return sentence(words.SCENARIOS[scenario])


def resolution_in_words(resolution: ev.Resolution) -> Sentence:
    """How a case ended, for people."""
    return sentence(words.RESOLUTIONS[resolution])


def clock_in_words(clock: str) -> Sentence:
    """What a clock gives time for; a clock of an older version is called by its name."""
    return sentence(_clock(clock))


def remedy(parked: Parked) -> Sentence:
    """What helps this step out of its park."""
    usual = stands.REMEDY_MONEY if parked.step in MONEY_STEPS else stands.REMEDY
    return sentence(stands.REMEDIES.get(parked.reason, usual))


def local(moment: datetime, zone: str) -> str:
    """An instant in a time zone, which is named."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")


def _told(event: Event, case: Case) -> Words:  # noqa: C901, PLR0912, PLR0915 - one arm an event
    who = _who(event.by)
    match event:
        case ev.CaseOpened():
            return _opened(event)
        case ev.TraceRead() | ev.InquiryOpened() | ev.InquiryAnswered() | ev.ParcelTraced() | ev.CarrierClaimed():
            return trail_words.told(event, case)
        case ev.AlarmRaised():
            due = _at(event.due_at, case)
            return say(words.ALARM, percent=str(event.percent), clock=_clock(event.clock), due=due)
        case ev.DeadlinePassed():
            return say(words.PASSED, clock=_clock(event.clock), due=_at(event.due_at, case))
        case ev.RequestAgreed():
            return say(words.AGREED, who=who, freight=_freight(event), why=_why(event.note))
        case ev.RequestRefused():
            return say(words.REFUSED, who=who, count=str(len(event.evidence)), why=_why(event.reason))
        case ev.ClaimChanged():
            return _claim(event.claim, case)
        case ev.BuyerContacted():
            asked = NONE if event.question is None else say(words.ASKED, question=words.QUESTIONS[event.question])
            letter, channel = letter_in_words(event.letter), channel_in_words(event.channel)
            return say(words.CONTACTED, letter=letter, channel=channel, asked=asked)
        case ev.BuyerCalled():
            return say(words.CALLED, who=who, outcome=words.CALLS[event.outcome], why=_why(event.note))
        case ev.ContactDeferred():
            until = _at(event.until, case)
            return say(words.DEFERRED, letter=letter_in_words(event.letter), until=until, why=_why(event.reason))
        case ev.ContactDenied():
            return say(words.DENIED, letter=letter_in_words(event.letter), why=_why(event.reason))
        case ev.BuyerAnswered():
            question, answer = words.QUESTIONS[event.question], words.ANSWERS[event.answer]
            return say(words.ANSWERED, who=who, question=question, answer=answer, scores=_scores(event))
        case ev.ReturnWindowOpened():
            return say(words.WINDOW_OPENED, until=_at(event.ship_by, case))
        case ev.ReturnWindowLapsed():
            return words.WINDOW_LAPSED
        case ev.ParcelSent():
            return say(words.SENT, who=who, parcel=_parcel(event.carrier, event.waybill))
        case ev.ParcelMoved():
            return say(words.PARCELS[event.state], parcel=_parcel(event.carrier, event.waybill))
        case ev.GoodsInspected():
            return _inspected(event.finding, who, case)
        case ev.ShortfallNoted():
            return words.SHORT
        case ev.DeductionOffered():
            offered = _money(event.amount, case)
            return say(words.OFFERED, who=who, amount=offered, worn=_worn(event), why=_why(event.reason))
        case ev.OfferLapsed():
            return words.OFFER_LAPSED
        case ev.WarehouseAnswered():
            return words.HOLDS[event.hold]
        case ev.InterceptChanged():
            return words.INTERCEPTS[event.state]
        case ev.AccountRead():
            return words.ACCOUNT_READ
        case ev.PaymentDecided():
            return _decided(event, who, case)
        case ev.PaymentChanged():
            return _payment(event, case)
        case ev.StepParked():
            return say(words.PARKED, step=event.step, reason=event.reason, why=_why(event.message))
        case ev.StepRetrying():
            return say(words.RETRYING, step=event.step, reason=event.reason, count=str(event.attempts))
        case ev.StepRecovered():
            return say(words.RECOVERED, step=event.step)
        case ev.StepRetried():
            return say(words.RETRIED, who=who, step=event.step, why=_why(event.reason))
        case ev.StepSkipped():
            return say(words.SKIPPED, who=who, step=event.step, why=_why(event.reason))
        case ev.CaseCorrected():
            return say(words.CORRECTED, who=who, field=event.field, value=event.value, why=_why(event.reason))
        case ev.CaseHeld():
            return say(words.HELD, who=who, why=_why(event.reason))
        case ev.CaseReleased():
            return say(words.RELEASED, who=who, why=_why(event.reason))
        case ev.ScenarioChanged():
            return say(words.CHANGED, who=who, what=words.SCENARIOS[event.to], why=_why(event.reason))
        case ev.EvidenceFiled():
            what = evidence_in_words(event.code)
            return say(words.FILED, who=who, what=what, reference=event.reference, why=_why(event.note))
        case ev.RulingGiven():
            return _ruled(event, who, case)
        case ev.RequestWithdrawn():
            return say(words.WITHDRAWN, who=who)
        case ev.ClosureOrdered():
            return say(words.ORDERED_CLOSED, who=who, why=_why(event.reason))
        case ev.CaseClosed():
            return say(words.CLOSED, resolution=words.RESOLUTIONS[event.resolution])
        case ev.CaseReopened():
            return say(words.REOPENED, reason=words.REOPENINGS[event.reason])
        case ev.CaseTakenUp():
            return say(words.TAKEN_UP, who=who, why=_why(event.reason))
        case ev.TermsRevised():
            pack, version = event.terms.pack, event.terms.version
            return say(words.REVISED, who=who, pack=pack, version=version, why=_why(event.reason))
        case (
            ev.ApprovalAsked()
            | ev.ApprovalGiven()
            | ev.ApprovalDeclined()
            | ev.OffersPrepared()
            | ev.CompensationOffered()
            | ev.CompensationLapsed()
            | ev.CompensationSettled()
            | ev.PayoutPromised()
            | ev.PayoutLate()
            | ev.PayoutReleased()
        ):
            return giving.told(event, case, who, _why(giving.reason_of(event)))
        case _:
            assert_never(event)


def _opened(event: ev.CaseOpened) -> Words:
    asked, currency = event.request, event.order.currency
    claimed = NONE if asked.amount is None else say(words.CLAIMED, amount=format_money(asked.amount, currency))
    what = words.SCENARIOS[asked.kind]
    order, why = event.order.order_id, _why(asked.reason)
    return say(words.OPENED, who=_who(event.by), what=what, order=order, claimed=claimed, why=why)


def _freight(event: ev.RequestAgreed) -> Words:
    if event.seller_pays_freight is None:
        return NONE
    return words.SELLER_PAYS if event.seller_pays_freight else words.BUYER_PAYS


def _claim(claim: Claim, case: Case) -> Words:
    due = NONE if claim.deadline is None else say(words.ANSWER_BY, at=_at(claim.deadline, case))
    officer = words.OFFICER if claim.officer_is_in else NONE
    amount = _money(claim.amount, case)
    return say(words.CLAIM, refund=claim.refund_id, status=claim.status, amount=amount, officer=officer, due=due)


def _scores(event: ev.BuyerAnswered) -> Words:
    if event.experience is None and event.expectation is None:
        return NONE
    experience, expectation = (str(score or "-") for score in (event.experience, event.expectation))
    return say(words.SCORES, experience=experience, expectation=expectation)


def _inspected(finding: Finding, who: Words, case: Case) -> Words:
    lines = [_found(line, case) for line in finding.lines] or [words.FOUND_NOTHING]
    found = reduce(lambda told, line: joined(told, words.COMMA, line), lines)
    gift = NONE if finding.gift_present is None else words.GIFT_THERE if finding.gift_present else words.GIFT_MISSING
    fee = say(words.COLLECT_FEE, amount=_money(finding.collect_fee, case)) if finding.collect_fee else NONE
    by = who if finding.inspector in who else say(words.INSPECTOR, who=who, name=finding.inspector)
    return say(words.INSPECTED, who=by, waybill=finding.waybill, found=found, gift=gift, fee=fee)


def _found(line: FoundLine, case: Case) -> Words:
    sold = _sold(line.line_id, case)
    told = say(words.FOUND, sold=sold, qty=str(line.qty), grade=words.GRADES[line.grade])
    return joined(told, _why(line.note))


def _sold(line_id: str, case: Case) -> Words:
    """What a line of the order is called: its title, with its id where that is needed to tell it from others."""
    titles = {line.line_id: line.title for line in case.order.lines}
    title = titles.get(line_id, "")
    if not title:
        return say(words.SOLD_LINE, line=line_id)
    if list(titles.values()).count(title) > 1:
        return say(words.SOLD_ONE_OF, title=title, line=line_id)
    return title, title


def _worn(event: ev.DeductionOffered) -> Words:
    if not event.depreciation_bp:
        return NONE
    return say(words.WORN, percent=f"{event.depreciation_bp / 100:g}")


def _decided(event: ev.PaymentDecided, who: Words, case: Case) -> Words:
    amount, decision = _money(event.amount, case), str(event.decision)
    kind = words.KINDS[event.kind]
    return say(words.DECIDED, who=who, kind=kind, amount=amount, decision=decision, why=_why(event.reason))


def _payment(event: ev.PaymentChanged, case: Case) -> Words:
    payment = case.payment(event.key)
    kind = words.KINDS[ev.Payment.REFUND if payment is None else payment.kind]
    amount = event.key if payment is None else _money(payment.amount, case)
    return joined(say(words.PAYMENTS[event.state], kind=kind, amount=amount), _why(event.reason))


def _ruled(event: ev.RulingGiven, who: Words, case: Case) -> Words:
    amount = NONE if event.amount is None else say(words.RULED_AMOUNT, amount=_money(event.amount, case))
    article = say(words.RULED_ARTICLE, article=event.article) if event.article else NONE
    return say(words.RULED, who=who, side=words.SIDES[event.in_favour_of], amount=amount, article=article)


def _who(by: str) -> Words:
    return words.PARTIES.get(by, (by, by))


def _why(reason: str) -> Words:
    """The reason as the end of a sentence; its own full stop is left to the sentence."""
    plain = reason.strip().rstrip(".。")
    return say(words.WHY, reason=note_in_words(plain)) if plain else NONE


def _clock(clock: str) -> Words:
    return stands.CLOCKS[Clock(clock)] if clock in set(Clock) else (clock, clock)


def _parcel(carrier: str, waybill: str) -> str:
    return f"{carrier} {waybill}".strip()


def _money(amount: int, case: Case) -> str:
    return format_money(amount, case.order.currency)


def _at(moment: datetime, case: Case) -> str:
    return local(moment, case.terms.time_zone)
