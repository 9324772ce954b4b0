"""Approvals, offers of goodwill and payouts, told in sentences."""

from datetime import datetime
from functools import reduce
from typing import assert_never
from zoneinfo import ZoneInfo

from domain import events as ev
from domain.authority import Act, Level
from domain.case import Case
from domain.events import Means
from domain.money import format_money
from domain.words import giving as words
from domain.words.speech import joined, say
from domain.words.telling import COMMA, NONE, Words


def told(event: ev.ApprovalEvent | ev.CompensationEvent, case: Case, who: Words, why: Words) -> Words:
    """What happened; `who` did it and `why` are in words already."""
    match event:
        case ev.ApprovalAsked():
            return _asked(event, case, who, why)
        case ev.ApprovalGiven():
            what = _money(event.amount, case) if event.amount else words.APPROVED
            return say(words.GIVEN, who=who, amount=what, why=why)
        case ev.ApprovalDeclined():
            return say(words.DECLINED, who=who, why=why)
        case ev.OffersPrepared():
            each = [
                say(words.PLANNED, what=words.RUNGS[plan.rung], value=_money(plan.value, case)) for plan in event.offers
            ]
            offers = reduce(lambda told, plan: joined(told, COMMA, plan), each) if each else NONE
            return say(words.PREPARED, who=who, floor=_money(event.floor, case), offers=offers)
        case ev.CompensationOffered():
            return _offered(event, case, who, why)
        case ev.CompensationLapsed():
            return say(words.LAPSED, number=str(event.offer_no))
        case ev.CompensationSettled():
            if event.means is Means.OUTSIDE:
                return say(words.SETTLED_OUTSIDE, means=words.MEANS[event.means], rule=event.rule)
            amount, means = _money(event.amount, case), words.MEANS[event.means]
            return say(words.SETTLED, amount=amount, means=means, rule=event.rule)
        case ev.PayoutPromised():
            owner = words.OWNERS.get(event.owner, (event.owner, event.owner))
            due, account = _local(event.due_at, case), _account(event.account)
            amount = _money(event.amount, case)
            return say(words.PROMISED, amount=amount, owner=owner, due=due, account=account, why=why)
        case ev.PayoutLate():
            return say(words.LATE, hours=str(event.hours))
        case ev.PayoutReleased():
            second = say(words.SECOND, second=event.second) if event.second else NONE
            return say(words.RELEASED, who=who, amount=_money(event.amount, case), second=second)
        case _:
            assert_never(event)


def reason_of(event: ev.ApprovalEvent | ev.CompensationEvent) -> str:
    """What a person wrote beside it."""
    return str(getattr(event, "reason", "") or getattr(event, "note", ""))


def _asked(event: ev.ApprovalAsked, case: Case, who: Words, why: Words) -> Words:
    level = words.LEVELS[Level(event.level)] if event.level in set(Level) else (event.level, event.level)
    act = words.ACTS[Act(event.act)] if event.act in set(Act) else (event.act, event.act)
    amount = say(words.OF, amount=_money(event.amount, case)) if event.amount else NONE
    payee = say(words.TO, payee=_account(event.payee)) if event.payee else NONE
    return say(words.ASKED, who=who, level=level, act=act, amount=amount, payee=payee, hours=str(event.hours), why=why)


def _offered(event: ev.CompensationOffered, case: Case, who: Words, why: Words) -> Words:
    what = words.RUNGS[event.rung]
    if event.reference:
        what = say(words.NAMED, what=what, reference=event.reference)
    wish = say(words.WISH, reference=event.instead_of_cash) if event.instead_of_cash else NONE
    sums = {"value": _money(event.value, case), "floor": _money(event.floor, case)}
    number, hours = str(event.offer_no), str(event.hours)
    return say(words.OFFERED, who=who, number=number, what=what, hours=hours, wish=wish, why=why, **sums)


def _account(account: str) -> Words:
    return words.ACCOUNTS.get(account, (account, account))


def _money(amount: int, case: Case) -> str:
    return format_money(amount, case.order.currency)


def _local(moment: datetime, case: Case) -> str:
    return moment.astimezone(ZoneInfo(case.terms.time_zone)).strftime("%Y-%m-%d %H:%M %Z")
