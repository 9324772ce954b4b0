"""What a buyer asked for in vain, and what is open to them, in Chinese and English."""

from domain.events import Question, WishUnmet
from domain.words import complaint as complaint_words
from domain.words import quality as quality_words
from domain.words.telling import ANSWERS, Words

UNMET: Words = (
    "买家想要“{wish}”，目前不在可选之列；可选：{remedies}",
    "The buyer asks for what is not open to them now ({wish}); open are: {remedies}",
)


def wish(told: WishUnmet) -> Words:
    """What the buyer asked for."""
    return ANSWERS[told.answer]


def remedies(told: WishUnmet) -> Words:
    """What is open to them instead."""
    known = _known(told.question)
    each = [known.get(remedy, (remedy, remedy)) for remedy in told.remedies]
    return "；".join(zh for zh, _ in each), "; ".join(en for _, en in each)


def _known(question: Question) -> dict[str, Words]:
    if question is Question.CURE:
        return {str(remedy): words for remedy, words in quality_words.REMEDIES.items()}
    return {str(remedy): words for remedy, words in complaint_words.REMEDIES.items()}
