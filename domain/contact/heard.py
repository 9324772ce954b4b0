"""Whether the buyer was asked before somebody refuses (R7): first the contact and the reason, then the decision."""

from domain.case import Case
from domain.contact.permission import FIRST_ANSWER
from domain.proof import BUYER

ASKS_NOTHING = frozenset({FIRST_ANSWER, "PROG", "DELAY"})  # they tell that we have the request, and no more


def heard(case: Case) -> bool:
    """A letter on the matter left, a call reached the buyer, or the buyer has answered or shown something."""
    wrote = any(letter not in ASKS_NOTHING for letter in case.letters)
    showed = any(piece.by == BUYER for piece in case.evidence)
    return wrote or showed or case.spoken_at is not None or bool(case.answers)
