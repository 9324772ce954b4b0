"""Events of people who handle a case, in the words of the timeline."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.causes import cause_in_words
from domain.events import HandlingEvent
from domain.register.incident import WORDS as INCIDENTS
from domain.register.incident import What
from domain.telling import phrases
from domain.words import handling as words
from domain.words.speech import say
from domain.words.telling import NONE, Words


def told(event: HandlingEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline."""
    match event:
        case ev.TagAdded():
            return say(words.TAGGED, who=who, tag=event.tag)
        case ev.TagRemoved():
            return say(words.UNTAGGED, who=who, tag=event.tag)
        case ev.RootCauseSet():
            return say(words.CAUSED, who=who, cause=cause_in_words(event.cause), why=phrases.why(event.note))
        case ev.CaseAssigned():
            taken = event.to == event.by
            return say(words.TAKEN if taken else words.ASSIGNED, who=who, to=event.to, why=phrases.why(event.reason))
        case ev.CaseHandedOver():
            return say(words.HANDED, who=who, to=event.to, why=phrases.why(event.note))
        case ev.HandoverOverdue():
            return say(words.OVERDUE, to=event.to, hours=str(event.hours))
        case ev.CaseNoted():
            return say(words.NOTED, who=who, text=phrases.plain(event.text), action=_next(event, case))
        case ev.ProgressOwed():
            if event.eta is None and event.incident:
                return say(words.PROGRESS_DISTURBED, what=INCIDENTS[What(event.incident)])
            if event.eta is None:
                return words.PROGRESS
            return say(words.DELAYED, who=who, eta=phrases.at(event.eta, case), why=phrases.why(event.reason))
        case _:
            assert_never(event)


def _next(event: ev.CaseNoted, case: Case) -> Words:
    if not event.next_action:
        return NONE
    due = NONE if event.next_due is None else say(words.BY, due=phrases.at(event.next_due, case))
    return say(words.NEXT, action=phrases.plain(event.next_action), due=due)
