"""The course of a case, its clocks and its end, told in sentences."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import LifecycleEvent
from domain.telling import phrases
from domain.words import telling as words
from domain.words.speech import say
from domain.words.telling import Words


def told(event: LifecycleEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline; `who` did it."""
    match event:
        case ev.AlarmRaised():
            due = phrases.at(event.due_at, case)
            return say(words.ALARM, percent=str(event.percent), clock=phrases.clock(event.clock), due=due)
        case ev.DeadlinePassed():
            return say(words.PASSED, clock=phrases.clock(event.clock), due=phrases.at(event.due_at, case))
        case ev.CaseHeld():
            return say(words.HELD, who=who, why=phrases.why(event.reason))
        case ev.CaseReleased():
            return say(words.RELEASED, who=who, why=phrases.why(event.reason))
        case ev.ClosureOrdered():
            return say(words.ORDERED_CLOSED, who=who, why=phrases.why(event.reason))
        case ev.CaseClosed():
            return say(words.CLOSED, resolution=words.RESOLUTIONS[event.resolution])
        case ev.CaseReopened():
            return say(words.REOPENED, reason=words.REOPENINGS[event.reason])
        case ev.CaseTakenUp():
            return say(words.TAKEN_UP, who=who, why=phrases.why(event.reason))
        case ev.TermsRevised():
            pack, version = event.terms.pack, event.terms.version
            return say(words.REVISED, who=who, pack=pack, version=version, why=phrases.why(event.reason))
        case _:
            assert_never(event)
