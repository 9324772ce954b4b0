"""How like cases were solved (R147): what counts as like, and what is told of them."""

from dataclasses import replace

import pytest

from domain import events as ev
from domain.complaints.flaw import Flaw
from domain.defects.defect import Defect, DefectKind, Remedy
from domain.events import Answer, Event, PaymentState, Question, ReopenReason, Resolution
from domain.grievance import Grievance, Wrong
from domain.register.figures import Dated
from domain.register.solutions import GROUNDS, WRONGS, Solved, solutions, solved
from domain.request import Ground, Request, Scenario
from domain.trail import Situation
from tests.domain.case_forms import HOUR, NOON, case_of, decided, now

REFUND = (decided(1000), now(PaymentState.SETTLED))
CLOSED = ev.CaseClosed(resolution=Resolution.REFUNDED)
SURVEY = ev.BuyerAnswered(question=Question.SURVEY, answer=Answer.WORDS, experience=4, expectation=4)


def story(*happened: Event, number: int = 1, **request: object) -> list[Dated]:
    """A quality case of mugs and a cup, to which all of this happened, an hour apart."""
    case = case_of(ground=Ground.QUALITY)
    asked: Request = replace(case.request, **{"reason": "It  Leaks"} | request)  # type: ignore[arg-type]
    opened = ev.CaseOpened(
        case_id=f"case-shop-taobao-{number}",
        shop=case.shop,
        source=case.source,
        external_id=str(number),
        buyer=case.buyer,
        order=replace(case.order, lines=tuple(replace(line, sku=line.line_id.upper()) for line in case.order.lines)),
        request=asked,
        terms=case.terms,
    )
    return [Dated(event=event, at=NOON + n * HOUR) for n, event in enumerate((opened, *happened))]


def told(*happened: Event, number: int = 1, **request: object) -> Solved:
    """What the story tells, closed at its end."""
    found = solved(story(*happened, CLOSED, number=number, **request))
    assert found is not None
    return found


def test_a_closed_case_tells_what_was_done_and_what_it_cost() -> None:
    """Money back, beside the order, and in goods; satisfaction from the survey; articles of what was asked about."""
    beside = (decided(200, 2, ev.Payment.COMPENSATION), now(PaymentState.SETTLED, 2))
    found = told(*REFUND, *beside, decided(50, 3), SURVEY)
    assert (found.cost, found.currency, found.experience, found.reopened) == (1200, "CNY", 4, False)
    assert found.skus == {"MUG", "CUP"}
    assert (found.kind.ground, found.kind.symptom) == (GROUNDS[Ground.QUALITY], ("it leaks", "it leaks"))
    assert found.kind.outcome is Resolution.REFUNDED


def test_open_cases_and_mistakes_tell_nothing() -> None:
    """What is not solved is no solution, nor is a case that was closed by hand."""
    assert solved(story(*REFUND)) is None
    assert solved(story(ev.CaseClosed(resolution=Resolution.CLOSED_BY_HAND))) is None


def test_a_case_that_came_again_is_marked() -> None:
    """The first answer did not hold."""
    again = ev.CaseReopened(reason=ReopenReason.UNSOLVED)
    assert told(CLOSED, again).reopened


@pytest.mark.parametrize(
    ("request_of", "symptom"),
    [
        ({"defect": Defect(kind=DefectKind.PERFORMANCE, symptom="Does not heat")}, "does not heat"),
        ({"flaw": Flaw.GIFT, "kind": Scenario.COMPLAINT}, "the gift is missing"),
        ({"grievance": Grievance(wrong=Wrong.SERVICE), "kind": Scenario.COMPENSATION}, "a failure of service"),
        ({}, "it leaks"),
    ],
)
def test_the_symptom_is_as_fine_as_the_case_knows(request_of: dict[str, object], symptom: str) -> None:
    """A defect in the buyer's words, a flaw, a grievance, else the reason."""
    assert told(**request_of).kind.symptom[1] == symptom  # type: ignore[arg-type]


def test_what_was_found_of_a_parcel_is_the_symptom() -> None:
    """Not that it did not come, but why."""
    lost = ev.ParcelTraced(situation=Situation.LOST)
    assert told(lost, kind=Scenario.DELIVERY).kind.symptom == ("包裹已丢失", "it is lost")


def test_the_remedy_is_the_one_that_was_chosen() -> None:
    """The flow alone says less."""
    chosen = told(ev.RemedyChosen(remedy=Remedy.KEEP, amount=100), kind=Scenario.QUALITY)
    assert chosen.kind.remedy[1] == "keep it for a price difference"
    assert told().kind.remedy[1] == "a return with refund"


def test_like_cases_stand_together_the_most_frequent_first() -> None:
    """Average cost and satisfaction over those that tell, how often it came again, and the newest as samples."""
    few = [told(*REFUND, number=n) for n in range(9, 7, -1)]
    many = [told(*REFUND, SURVEY, number=n, reason="cracked") for n in range(5, 0, -1)]
    costly = replace(many[0], cost=2000, experience=None, reopened=True)
    found = solutions([*few, costly, *many[1:]])
    assert [(each.kind.symptom[0], each.times) for each in found] == [("cracked", 5), ("it leaks", 2)]
    first = found[0]
    assert (first.cost, first.experience, first.reopened) == (1200, 4.0, 1)
    assert first.cases == ("case-shop-taobao-5", "case-shop-taobao-4", "case-shop-taobao-3")
    assert found[1].experience is None


def test_amounts_of_two_currencies_are_not_added() -> None:
    """Like cases of another currency are a row of their own."""
    one = told(*REFUND)
    assert len(solutions([one, replace(one, currency="EUR")])) == 2


def test_every_ground_and_grievance_has_words() -> None:
    """No new one is told by its code."""
    assert set(GROUNDS) == set(Ground)
    assert set(WRONGS) == set(Wrong)
