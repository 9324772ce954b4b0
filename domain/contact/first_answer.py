"""The first answer to a buyer whose case comes to wait for others before any letter left (R13, rules 3.0.2, 3.0.6 C1).

Where a case goes on by itself its next letter is that answer, and nothing more is said.
"""

from datetime import datetime

from domain import windows
from domain.case import Case
from domain.standing import standing


def owes_first_answer(case: Case, at: datetime) -> bool:
    """Nobody has written to the buyer, nothing was decided, and there is a time by which they have an answer."""
    decided = case.agreement is not None or case.refusal is not None or case.ruling is not None
    over = case.withdrawn or case.closing or case.resolution is not None
    settled = bool(case.payments) or case.settlement is not None or bool(case.offers)
    return not (case.letters or decided or over or settled) and answer_by(case, at) is not None


def answer_by(case: Case, at: datetime) -> datetime | None:
    """By when the buyer has an answer: the case's own deadline, else the fifteen days; None once these have passed."""
    dues = (standing(case).due, windows.decide(case), windows.deliberate(case))
    return next((due.at for due in dues if due is not None and due.at > at), None)
