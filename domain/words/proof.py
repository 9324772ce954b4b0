"""The words of asking a buyer to show what is wrong."""

from typing import assert_never
from zoneinfo import ZoneInfo

from domain import events as ev
from domain.case import Case
from domain.events import ProofEvent
from domain.words.evidence import evidence_in_words
from domain.words.speech import say
from domain.words.telling import Words

ASKED: Words = (
    "已请买家在{at}前提供：{what}",
    "The buyer was asked to show, by {at}: {what}",
)
LAPSED: Words = (
    "两次提醒后仍未收到：{what}；由人工决定，买家可申请平台介入",
    "After two reminders this was not shown: {what}; a person decides, and the buyer may call in the platform",
)


def told(event: ProofEvent, case: Case) -> Words:
    """One event, in the words of the timeline."""
    match event:
        case ev.ProofAsked():
            at = event.until.astimezone(ZoneInfo(case.terms.time_zone)).strftime("%Y-%m-%d %H:%M %Z")
            return say(ASKED, at=at, what=_what(event.needs))
        case ev.ProofLapsed():
            return say(LAPSED, what=_what(event.lacking))
        case _:
            assert_never(event)


def _what(needs: tuple[tuple[str, ...], ...]) -> Words:
    places = [evidence_in_words(place[0]) for place in needs]
    return "、".join(zh for zh, _ in places), ", ".join(en for _, en in places)
