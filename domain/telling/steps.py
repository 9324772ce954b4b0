"""Steps that gave up and were taken up again, told in sentences."""

from typing import assert_never

from domain import events as ev
from domain.events import StepsEvent
from domain.telling import phrases
from domain.words import telling as words
from domain.words.speech import say
from domain.words.telling import Words


def told(event: StepsEvent, who: Words) -> Words:
    """One event, in the words of the timeline; `who` did it."""
    match event:
        case ev.StepParked():
            return say(words.PARKED, step=event.step, reason=event.reason, why=phrases.why(event.message))
        case ev.StepRetrying():
            return say(words.RETRYING, step=event.step, reason=event.reason, count=str(event.attempts))
        case ev.StepRecovered():
            return say(words.RECOVERED, step=event.step)
        case ev.StepRetried():
            return say(words.RETRIED, who=who, step=event.step, why=phrases.why(event.reason))
        case ev.StepSkipped():
            return say(words.SKIPPED, who=who, step=event.step, why=phrases.why(event.reason))
        case _:
            assert_never(event)
