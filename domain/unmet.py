"""What a buyer asks for that is not among what was offered: told to them and to a person, and never only logged.

Source: R28, R56; tables 3.4 row 3 (nothing on the shelf), 3.5 to 3.8 (the remedies that a row leaves).
"""

from dataclasses import dataclass
from datetime import datetime

from domain.case import Answered, Case
from domain.complaints.flaw import Remedy
from domain.defects.case import offered, remedy_meant
from domain.events import Answer, Question, WishUnmet
from domain.request import DEFECTS, Scenario

# What a buyer's answer asks for about goods that arrived short, wrong or damaged.
REDRESS = {
    Answer.RESHIP: Remedy.RESHIP,
    Answer.REFUND: Remedy.REFUND,
    Answer.KEEP: Remedy.KEEP,
    Answer.RETURN: Remedy.RETURN,
}


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A wish that waits for a person, or for another word of the buyer's."""

    question: Question
    answer: Answer
    at: datetime


def unmet(case: Case) -> WishUnmet | None:
    """The buyer's newest word, where it asks for what is not open to them, with what is; None where it is."""
    said = case.answers[-1] if case.answers else None
    if said is None or not _still_asked(case, said.question):
        return None
    if said.question is Question.CURE:
        return None if remedy_meant(case, said.answer) is not None else _told(said, offered(case))
    choice = case.complaint.choice
    if choice is None or REDRESS.get(said.answer) in choice.remedies:
        return None
    return _told(said, choice.remedies)


def unread(case: Case) -> Unread | None:
    """Such a wish that nobody has dealt with: nothing is chosen since, and the buyer said nothing newer to it."""
    if case.resolution is not None or case.withdrawn or case.refusal is not None:
        return None
    said = next((wish for wish in reversed(case.unmet)), None)
    if said is None or not _still_asked(case, said.question):
        return None
    newest = case.answer(said.question)
    return Unread(question=said.question, answer=said.answer, at=said.at) if newest == said else None


def _still_asked(case: Case, question: Question) -> bool:
    """Nothing is chosen yet of what this question asks."""
    if case.resolution is not None:
        return False
    if question is Question.CURE:
        return case.scenario in DEFECTS and case.choice is None
    choice = case.complaint.choice
    asks = question is Question.REMEDY and case.scenario is Scenario.COMPLAINT
    return asks and choice is not None and choice.chosen is None


def _told(said: Answered, remedies: tuple[str, ...]) -> WishUnmet:
    return WishUnmet(question=said.question, answer=said.answer, remedies=tuple(str(remedy) for remedy in remedies))
