"""When a buyer may be written to: quiet hours and caps hold over all of a buyer's cases (rule 3.0.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.terms import Terms

FIRST_ANSWER = "ACK"  # the answer to what the buyer has just asked spares no later letter its place under the caps
# Owed every day that a case is late (R128): they count by the day, and leave the letters of the case their places.
DAILY = frozenset({"PROG", "DELAY"})


class Channel(StrEnum):
    """A way of reaching a buyer."""

    PLATFORM = "platform"
    MAIL = "mail"
    PHONE = "phone"  # a person calls; no program does


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One message that left, in whichever case of the buyer."""

    case_id: str
    channel: Channel
    at: datetime
    letter: str = ""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """Write now."""


@dataclass(frozen=True, kw_only=True)
class Deferred:
    """Write at `until`, not before."""

    until: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Denied:
    """Do not write."""

    reason: str


Permission = Allowed | Deferred | Denied


@dataclass(frozen=True, kw_only=True)
class ContactRules:
    """Local hours and caps that bind messages to a buyer; the part of the terms that a contact needs."""

    text_from_clock: int
    text_until_clock: int
    platform_from_clock: int
    platform_until_clock: int
    texts_a_day: int
    texts_a_case: int
    phone_from_clock: int = 10
    phone_until_clock: int = 18
    calls_a_case: int = 3
    calls_a_day: int = 2
    call_gap_hours: int = 2


def contact_rules(terms: Terms) -> ContactRules:
    """The contact rules of a case's terms."""
    return ContactRules(
        text_from_clock=terms.text_from_clock,
        text_until_clock=terms.text_until_clock,
        platform_from_clock=terms.platform_quiet_until_clock,
        platform_until_clock=terms.platform_quiet_from_clock,
        texts_a_day=terms.texts_a_day_count,
        texts_a_case=terms.texts_a_case_count,
        phone_from_clock=terms.phone_from_clock,
        phone_until_clock=terms.phone_until_clock,
        calls_a_case=terms.calls_a_case_count,
        calls_a_day=terms.calls_a_day_count,
        call_gap_hours=terms.call_gap_hours,
    )


def contact_allowed(
    now: datetime,
    channel: Channel,
    log: Sequence[Contact],
    *,
    case_id: str,
    zone: str,
    rules: ContactRules,
    opted_out: bool,
) -> Permission:
    """May this buyer be written to now? `log` holds what all of the buyer's cases sent; `zone` is the buyer's own.

    Platform messages are not held to the caps of text and mail: the platform's thread is the buyer's own request.
    """
    if opted_out:
        return Denied(reason="the buyer asked not to be written to")
    if deferred := _quiet(now, channel, zone, rules):
        return deferred
    if channel is Channel.PLATFORM:
        return Allowed()
    if channel is Channel.PHONE:
        return _may_call(now, log, case_id=case_id, zone=zone, rules=rules)
    texts = [contact for contact in log if contact.channel is Channel.MAIL and contact.letter != FIRST_ANSWER]
    if sum(contact.case_id == case_id and contact.letter not in DAILY for contact in texts) >= rules.texts_a_case:
        return Denied(reason=f"{rules.texts_a_case} messages in this case already")
    if rules.texts_a_day == 0:
        return Denied(reason="the terms allow no text or mail at all")
    today = sorted(contact.at for contact in texts if contact.at > now - timedelta(days=1))
    if len(today) >= rules.texts_a_day:
        return _capped(today[-rules.texts_a_day] + timedelta(days=1), channel, zone, rules)
    return Allowed()


def _may_call(now: datetime, log: Sequence[Contact], *, case_id: str, zone: str, rules: ContactRules) -> Permission:
    """So many calls a case, so many a day over all of the buyer's cases, and hours between two (F97, R120 to R123)."""
    calls = [contact for contact in log if contact.channel is Channel.PHONE]
    if sum(call.case_id == case_id for call in calls) >= rules.calls_a_case:
        return Denied(reason=f"{rules.calls_a_case} calls in this case already")
    local, times = now.astimezone(ZoneInfo(zone)), [call.at.astimezone(ZoneInfo(zone)) for call in calls]
    if sum(at.date() == local.date() for at in times) >= rules.calls_a_day:
        tomorrow = datetime.combine(local.date() + timedelta(days=1), time(hour=rules.phone_from_clock), ZoneInfo(zone))
        reason = f"{rules.calls_a_day} calls today over all cases of the buyer"
        return Deferred(until=tomorrow, reason=reason)
    again = max((call.at for call in calls), default=now) + timedelta(hours=rules.call_gap_hours)
    if calls and again > now:
        quiet = _quiet(again, Channel.PHONE, zone, rules)
        reason = f"{rules.call_gap_hours} hours between two calls"
        return Deferred(until=quiet.until if quiet else again, reason=reason)
    return Allowed()


# Whether all is well, and two numbers: nobody is called because these could not be written (rule 3.16 row 8).
CARE = frozenset({"FUP-1", "FUP-2", "FUP-3", "FUP-4"})
# Nor because these could not be: a person decides the case as it is, and its outcome is told by another letter.
NOBODY_CALLS = CARE | DAILY | {FIRST_ANSWER}


STOP_WORDS = frozenset(
    {"stop", "unsubscribe", "opt out", "td", "退订", "不要再联系", "请勿打扰", "别再联系我", "不要再发了"}
)


def asks_to_stop(text: str) -> bool:
    """Whether these words of a buyer are the request not to be written to any more: all of them, not some."""
    return text.strip().strip(".!。！").casefold() in STOP_WORDS


def _hours(channel: Channel, rules: ContactRules) -> tuple[int, int]:
    """From which hour until which."""
    match channel:
        case Channel.PLATFORM:
            return rules.platform_from_clock, rules.platform_until_clock
        case Channel.MAIL:
            return rules.text_from_clock, rules.text_until_clock
        case Channel.PHONE:
            return rules.phone_from_clock, rules.phone_until_clock


def _capped(until: datetime, channel: Channel, zone: str, rules: ContactRules) -> Deferred:
    quiet = _quiet(until, channel, zone, rules)
    reason = f"{rules.texts_a_day} messages in 24 hours over all cases of the buyer"
    return Deferred(until=quiet.until if quiet else until, reason=reason)


def _quiet(now: datetime, channel: Channel, zone: str, rules: ContactRules) -> Deferred | None:
    local = now.astimezone(ZoneInfo(zone))
    opens, closes = _hours(channel, rules)
    if opens <= local.hour < closes:
        return None
    day = local.date() if local.hour < opens else local.date() + timedelta(days=1)
    until = datetime.combine(day, time(hour=opens), ZoneInfo(zone))
    return Deferred(until=until, reason=f"quiet hours: {channel} only between {opens}:00 and {closes}:00 in {zone}")
