"""Nobody refuses a request before the buyer was asked, unless they say so and the register keeps it (R7)."""

import pytest

from domain import commands
from domain import events as ev
from domain.case import Case
from domain.commands import NotPermitted
from domain.contact.heard import heard
from domain.events import Answer, CallOutcome, Question
from domain.permit import effect, permit
from domain.telling import tell
from tests.domain.case_forms import AGREED, ONE_WORN, case_of

REFUSE = commands.Refuse(by="li", reason="made to order", evidence=("E16",))


def wrote(letter: str) -> ev.BuyerContacted:
    """A letter that left."""
    return ev.BuyerContacted(letter=letter, channel="mail", key=letter)


@pytest.mark.parametrize(
    ("case", "asked"),
    [
        (case_of(), False),
        (case_of(wrote("ACK"), wrote("PROG"), wrote("DELAY")), False),  # these ask nothing
        (case_of(wrote("ASK-EVID")), True),
        (case_of(ev.BuyerCalled(outcome=CallOutcome.NO_ANSWER, by="li")), False),
        (case_of(ev.BuyerCalled(outcome=CallOutcome.WRONG_PERSON, by="li")), False),
        (case_of(ev.BuyerCalled(outcome=CallOutcome.REACHED, by="li", note="it does not fit")), True),
        (case_of(ev.BuyerAnswered(question=Question.CANCEL_REASON, answer=Answer.YES)), True),
        (case_of(ev.EvidenceFiled(code="E1", reference="p1", by="buyer")), True),
        (case_of(ev.EvidenceFiled(code="E16", reference="page", by="li")), False),
    ],
)
def test_who_was_asked(case: Case, asked: bool) -> None:  # noqa: FBT001
    """A letter on the matter, a call that reached them, or their own word or picture."""
    assert heard(case) is asked
    if asked:
        permit(REFUSE, case)
    else:
        with pytest.raises(NotPermitted) as refused:
            permit(REFUSE, case)
        assert refused.value.code == "NOT_ASKED"


def test_goods_that_came_back_are_refused_on_what_was_found() -> None:
    """The buyer has been written to about the return long before."""
    permit(REFUSE, case_of(AGREED, ONE_WORN))


@pytest.mark.parametrize(("happened", "kept"), [((), True), ((wrote("ASK-EVID"),), False)])
def test_an_unasked_refusal_is_kept_as_such(happened: tuple[ev.Event, ...], kept: bool) -> None:  # noqa: FBT001
    """The flag stands in the event and in the register's words, and only where it is true."""
    case = case_of(*happened)
    meant = commands.Refuse(by="li", reason="made to order", evidence=("E16",), unasked=True)
    permit(meant, case)
    [refusal] = effect(meant, case)
    assert isinstance(refusal, ev.RequestRefused)
    assert refusal.unasked is kept
    told = tell(refusal, case)
    assert ("without having asked the buyer" in told.en) is kept
    assert ("未联系买家" in told.zh) is kept
