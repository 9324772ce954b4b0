"""Decisions about the request, told in sentences."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import DecisionsEvent
from domain.request import Claim
from domain.telling import phrases
from domain.words import telling as words
from domain.words.evidence import evidence_in_words
from domain.words.exchange import TAKEN_BACK_TOO_LATE
from domain.words.quality import TAKEN_BACK_THOUGH_LOST
from domain.words.speech import joined, say
from domain.words.telling import NONE, Words


def told(event: DecisionsEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline; `who` did it."""
    match event:
        case ev.RequestAgreed():
            return say(words.AGREED, who=who, freight=_freight(event, case), why=phrases.why(event.note))
        case ev.RequestRefused():
            unasked, count = words.UNASKED if event.unasked else NONE, str(len(event.evidence))
            despite = say(words.DESPITE, note=phrases.plain(event.despite)) if event.despite else NONE
            why = joined(phrases.why(event.reason), despite)
            return say(words.REFUSED, who=who, unasked=unasked, count=count, why=why)
        case ev.ClaimChanged():
            return _claim(event.claim, case)
        case ev.RequestWithdrawn():
            return say(_taken_back(event, case), who=who)
        case ev.RulingGiven():
            return _ruled(event, who, case)
        case ev.ScenarioChanged():
            return say(words.CHANGED, who=who, what=words.SCENARIOS[event.to], why=phrases.why(event.reason))
        case ev.CaseCorrected():
            return say(words.CORRECTED, who=who, field=event.field, value=event.value, why=phrases.why(event.reason))
        case ev.EvidenceFiled():
            what = evidence_in_words(event.code)
            return say(words.FILED, who=who, what=what, reference=event.reference, why=phrases.why(event.note))
        case _:
            assert_never(event)


def _taken_back(event: ev.RequestWithdrawn, case: Case) -> Words:
    if not event.too_late:
        return words.WITHDRAWN
    return TAKEN_BACK_THOUGH_LOST if case.lost_home else TAKEN_BACK_TOO_LATE


def _freight(event: ev.RequestAgreed, case: Case) -> Words:
    if event.round_trip:
        fee = event.packaging_fee
        told = say(words.PACKAGING_FEE, amount=phrases.money(fee, case)) if fee else NONE
        return say(words.BOTH_WAYS, fee=told)
    if event.seller_pays_freight is None:
        return NONE
    return words.SELLER_PAYS if event.seller_pays_freight else words.BUYER_PAYS


def _claim(claim: Claim, case: Case) -> Words:
    due = NONE if claim.deadline is None else say(words.ANSWER_BY, at=phrases.at(claim.deadline, case))
    officer = words.OFFICER if claim.officer_is_in else NONE
    amount = phrases.money(claim.amount, case)
    return say(words.CLAIM, refund=claim.refund_id, status=claim.status, amount=amount, officer=officer, due=due)


def _ruled(event: ev.RulingGiven, who: Words, case: Case) -> Words:
    amount = NONE if event.amount is None else say(words.RULED_AMOUNT, amount=phrases.money(event.amount, case))
    article = say(words.RULED_ARTICLE, article=event.article) if event.article else NONE
    return say(words.RULED, who=who, side=words.SIDES[event.in_favour_of], amount=amount, article=article)
