"""What a buyer asks for that is not open to them: when it is one, what is open, and until when it is for a person."""

from dataclasses import replace

import pytest

from domain import events as ev
from domain.case import Agreement, Answered, Case
from domain.complaints.complaint import Choice, Complaint
from domain.complaints.flaw import Remedy
from domain.defects.defect import Choice as Cure
from domain.defects.defect import Defect, DefectKind
from domain.defects.defect import Remedy as Remedies
from domain.events import Answer, Question, Resolution
from domain.evolution import evolve
from domain.fault import Fault
from domain.order import OrderLine, Stage
from domain.request import Ground, Item, Scenario
from domain.standing import standing
from domain.telling import waiting
from domain.unmet import unmet, unread
from tests.domain.case_forms import HOUR, NOON, case_of

LAMP = OrderLine(line_id="lamp", qty=1, unit_price=20000, sku="LAMP")


def of(kind: Scenario, ground: Ground, *answers: tuple[Question, Answer]) -> Case:
    """A case of one lamp in which the buyer answered so, an hour apart."""
    case = case_of(
        kind=kind,
        ground=ground,
        fault=Fault.SELLER,
        lines=(LAMP,),
        items=(Item(line_id="lamp", qty=1),),
        stage=Stage.RECEIVED,
    )
    said = tuple(Answered(question=q, answer=a, at=NOON + HOUR * n) for n, (q, a) in enumerate(answers))
    defect = Defect(kind=DefectKind.PERFORMANCE) if ground is Ground.QUALITY else None
    return replace(case, answers=said, request=replace(case.request, defect=defect))


def given_up(answer: Answer) -> Case:
    """A repair that was given up, with nothing on the shelf: only the money is open."""
    agreed = Agreement(by="policy", at=NOON)
    return replace(of(Scenario.REPAIR, Ground.QUALITY, (Question.CURE, answer)), given_up_row=4, agreement=agreed)


def short(answer: Answer, *remedies: Remedy, chosen: Remedy | None = None) -> Case:
    """A complaint with this choice, and the buyer's answer to it."""
    case = of(Scenario.COMPLAINT, Ground.SHORT, (Question.REMEDY, answer))
    choice = Choice(row="3.5.1", remedies=remedies, keep=0, at=NOON, chosen=chosen)
    return replace(case, complaint=Complaint(choice=choice))


@pytest.mark.parametrize(
    ("case", "open_now"),
    [
        (given_up(Answer.EXCHANGE), ("return",)),
        (given_up(Answer.WORDS), ("return",)),
        (given_up(Answer.RETURN), None),
        (given_up(Answer.REFUND), None),
        (short(Answer.RESHIP, Remedy.REFUND, Remedy.RETURN), ("refund", "return")),
        (short(Answer.WORDS, Remedy.REFUND), ("refund",)),
        (short(Answer.REFUND, Remedy.REFUND, Remedy.RESHIP), None),
        (short(Answer.RESHIP, Remedy.REFUND, chosen=Remedy.REFUND), None),
        (of(Scenario.COMPLAINT, Ground.SHORT, (Question.REMEDY, Answer.RESHIP)), None),
        (of(Scenario.RETURN_REFUND, Ground.NO_REASON, (Question.CURE, Answer.EXCHANGE)), None),
        (of(Scenario.RETURN_REFUND, Ground.NO_REASON), None),
    ],
)
def test_a_wish_that_is_not_open_is_told_with_what_is(case: Case, open_now: tuple[str, ...] | None) -> None:
    """Nothing is on the shelf, the row leaves other remedies, or they are words of the buyer's own."""
    told = unmet(case)
    assert (None if told is None else told.remedies) == open_now


def recorded(case: Case) -> Case:
    """The case that knows of it."""
    told = unmet(case)
    assert told is not None
    return evolve(case, told, NOON + 2 * HOUR)


def test_it_is_for_a_person_until_something_is_chosen() -> None:
    """The list marks it, the page says what for, in both languages."""
    case = recorded(given_up(Answer.EXCHANGE))
    assert standing(case).needs_human
    assert "exchange" in standing(case).waits_for
    assert "换货" in waiting(case).zh
    chosen = replace(case, choice=Cure(remedy=Remedies.RETURN, by="buyer", at=NOON, amount=0))
    assert unread(chosen) is None
    assert not standing(chosen).needs_human


def test_a_newer_word_takes_its_place_and_the_end_ends_it() -> None:
    """What the buyer says next counts alone; a case that has ended waits for nobody."""
    case = recorded(given_up(Answer.EXCHANGE))
    said = ev.BuyerAnswered(question=Question.CURE, answer=Answer.REPAIR)
    assert unread(evolve(case, said, NOON + 3 * HOUR)) is None
    assert unread(replace(case, resolution=Resolution.REFUNDED)) is None
    assert unread(replace(case, withdrawn=True)) is None
