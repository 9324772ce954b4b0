"""When a buyer may be written to: quiet hours and caps hold over all of a buyer's cases (rule 3.0.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.terms import Terms


class Channel(StrEnum):
    """A way of reaching a buyer."""

    PLATFORM = "platform"
    MAIL = "mail"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One message that left, in whichever case of the buyer."""

    case_id: str
    channel: Channel
    at: datetime


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


def contact_rules(terms: Terms) -> ContactRules:
    """The contact rules of a case's terms."""
    return ContactRules(
        text_from_clock=terms.text_from_clock,
        text_until_clock=terms.text_until_clock,
        platform_from_clock=terms.platform_quiet_until_clock,
        platform_until_clock=terms.platform_quiet_from_clock,
        texts_a_day=terms.texts_a_day_count,
        texts_a_case=terms.texts_a_case_count,
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
    texts = [contact for contact in log if contact.channel is not Channel.PLATFORM]
    if sum(contact.case_id == case_id for contact in texts) >= rules.texts_a_case:
        return Denied(reason=f"{rules.texts_a_case} messages in this case already")
    if rules.texts_a_day == 0:
        return Denied(reason="the terms allow no text or mail at all")
    today = sorted(contact.at for contact in texts if contact.at > now - timedelta(days=1))
    if len(today) >= rules.texts_a_day:
        return _capped(today[-rules.texts_a_day] + timedelta(days=1), channel, zone, rules)
    return Allowed()


def _capped(until: datetime, channel: Channel, zone: str, rules: ContactRules) -> Deferred:
    quiet = _quiet(until, channel, zone, rules)
    reason = f"{rules.texts_a_day} messages in 24 hours over all cases of the buyer"
    return Deferred(until=quiet.until if quiet else until, reason=reason)


def _quiet(now: datetime, channel: Channel, zone: str, rules: ContactRules) -> Deferred | None:
    local = now.astimezone(ZoneInfo(zone))
    if channel is Channel.PLATFORM:
        opens, closes = rules.platform_from_clock, rules.platform_until_clock
    else:
        opens, closes = rules.text_from_clock, rules.text_until_clock
    if opens <= local.hour < closes:
        return None
    day = local.date() if local.hour < opens else local.date() + timedelta(days=1)
    until = datetime.combine(day, time(hour=opens), ZoneInfo(zone))
    return Deferred(until=until, reason=f"quiet hours: {channel} only between {opens}:00 and {closes}:00 in {zone}")
