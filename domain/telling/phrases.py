"""The pieces of sentences that every group of events is told with."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.case import Case
from domain.money import format_money
from domain.windows import Clock
from domain.words import standing as stands
from domain.words import telling as words
from domain.words.note import note_in_words
from domain.words.speech import say
from domain.words.telling import NONE, Words


def who_acts(by: str) -> Words:
    """Who acts, in words; a person is called by name."""
    return words.PARTIES.get(by, (by, by))


def why(reason: str) -> Words:
    """The reason as the end of a sentence; its own full stop is left to the sentence."""
    told = plain(reason)
    return say(words.WHY, reason=note_in_words(told)) if told else NONE


def plain(text: str) -> str:
    """What a person wrote, without the full stop that the sentence brings."""
    return text.strip().rstrip(".。")


def clock(name: str) -> Words:
    """A clock in words; one of an older version is called by its name."""
    return stands.CLOCKS[Clock(name)] if name in set(Clock) else (name, name)


def money(amount: int, case: Case) -> str:
    """An amount with the order's currency."""
    return format_money(amount, case.order.currency)


def at(moment: datetime, case: Case) -> str:
    """An instant in the shop's time zone."""
    return local(moment, case.terms.time_zone)


def local(moment: datetime, zone: str) -> str:
    """An instant in a time zone, which is named."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")
