"""Who is owed a first answer, and by when it says that they have a full one."""

from datetime import datetime

import pytest

from domain import events as ev
from domain.case import Case
from domain.contact.first_answer import answer_by, owes_first_answer
from domain.windows import deliberate, respond
from tests.domain.case_forms import AGREED, DAY, HOUR, NOON, case_of, closed

WROTE = ev.BuyerContacted(letter="N7-1", channel="mail", key="k")


@pytest.mark.parametrize(
    ("case", "owed"),
    [
        (case_of(), True),
        (case_of(ev.CaseHeld(by="li", reason="check")), True),
        (case_of(WROTE), False),
        (case_of(AGREED), False),  # the next letter is the answer
        (case_of(ev.RequestRefused(by="li", reason="worn", evidence=("E1",))), False),
        (case_of(ev.RequestWithdrawn(fact="f")), False),
        (case_of(ev.ClosureOrdered(by="li", reason="settled by phone")), False),
        (closed(case_of()), False),
    ],
)
def test_who_is_owed_a_first_answer(case: Case, owed: bool) -> None:  # noqa: FBT001
    """An undecided case of which the buyer has heard nothing (R13)."""
    assert owes_first_answer(case, NOON + HOUR) is owed


def test_by_when_there_is_an_answer() -> None:
    """The case's own deadline; once that has passed the fifteen days, and then nothing can be said any more."""
    case = case_of()
    due, last = respond(case), deliberate(case)
    assert due is not None
    assert last is not None

    def told(at: datetime) -> datetime | None:
        return answer_by(case, at)

    assert told(NOON + HOUR) == due.at
    assert told(due.at + HOUR) == last.at
    assert told(last.at + DAY) is None
    assert not owes_first_answer(case, last.at + DAY)
