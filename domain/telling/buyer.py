"""What was said to the buyer and by the buyer, told in sentences."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.events import BuyerEvent, CallStep
from domain.telling import phrases
from domain.words import telling as words
from domain.words import unmet as unmet_words
from domain.words.call import STEPS_DONE
from domain.words.letter import channel_in_words, letter_in_words
from domain.words.speech import joined, say
from domain.words.telling import NONE, Words


def told(event: BuyerEvent, case: Case, who: Words) -> Words:
    """One event, in the words of the timeline; `who` did it."""
    match event:
        case ev.BuyerContacted():
            asked = NONE if event.question is None else say(words.ASKED, question=words.QUESTIONS[event.question])
            letter, channel = letter_in_words(event.letter), channel_in_words(event.channel)
            return say(words.CONTACTED, letter=letter, channel=channel, asked=asked)
        case ev.ContactDeferred():
            until = phrases.at(event.until, case)
            return say(words.DEFERRED, letter=letter_in_words(event.letter), until=until, why=phrases.why(event.reason))
        case ev.ChannelFailed():
            letter, channel = letter_in_words(event.letter), channel_in_words(event.channel)
            return say(words.CHANNEL_FAILED, letter=letter, channel=channel, why=phrases.why(event.reason))
        case ev.ContactDenied():
            return say(words.DENIED, letter=letter_in_words(event.letter), why=phrases.why(event.reason))
        case ev.BuyerCalled():
            gone = say(STEPS_DONE, done=str(len(event.done)), all=str(len(CallStep))) if event.done else NONE
            outcome = joined(words.CALLS[event.outcome], gone)
            return say(words.CALLED, who=who, outcome=outcome, why=phrases.why(event.note))
        case ev.BuyerAnswered():
            question, answer = words.QUESTIONS[event.question], words.ANSWERS[event.answer]
            return say(words.ANSWERED, who=who, question=question, answer=answer, scores=_scores(event))
        case ev.WishUnmet():
            return say(unmet_words.UNMET, wish=unmet_words.wish(event), remedies=unmet_words.remedies(event))
        case ev.ReturnWindowOpened():
            return say(words.WINDOW_OPENED, until=phrases.at(event.ship_by, case))
        case ev.ReturnWindowLapsed():
            return words.WINDOW_LAPSED
        case ev.DeductionOffered():
            offered = phrases.money(event.amount, case)
            return say(words.OFFERED, who=who, amount=offered, worn=_worn(event), why=phrases.why(event.reason))
        case ev.OfferLapsed():
            return words.OFFER_LAPSED
        case _:
            assert_never(event)


def _scores(event: ev.BuyerAnswered) -> Words:
    if event.experience is None and event.expectation is None:
        return NONE
    experience, expectation = (str(score or "-") for score in (event.experience, event.expectation))
    return say(words.SCORES, experience=experience, expectation=expectation)


def _worn(event: ev.DeductionOffered) -> Words:
    if not event.depreciation_bp:
        return NONE
    return say(words.WORN, percent=f"{event.depreciation_bp / 100:g}")
