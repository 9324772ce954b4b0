"""Which case a buyer means who answers in the one conversation that all of their cases share."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.contact.conversation import ANSWERS, Asked, Meant, answered, fresh_words
from domain.events import Answer, Question

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def letter(case_id: str, question: str, ref: str, hours: int = 0, *, closed: bool = False) -> Asked:
    """A letter so many hours before noon."""
    return Asked(case_id=case_id, question=question, ref=ref, at=NOON - timedelta(hours=hours), closed=closed)


OFFER = letter("c1", Question.DEDUCTION, "<offer>")
TOLD = letter("c1", "", "<told>", 1)
WAIT = letter("c2", Question.WAIT_OR_INTERCEPT, "<wait>", 2)
SOLVED = letter("c3", Question.SOLVED, "<solved>", 3, closed=True)
REASON = letter("c4", Question.CANCEL_REASON, "<reason>", 4)
LETTERS = (OFFER, TOLD, WAIT, SOLVED, REASON)
OPEN = ("c4", "c2")


@pytest.mark.parametrize(
    ("refs", "answer", "said", "meant"),
    [
        # the letter that was answered decides, also where newer ones ask the same
        (("<wait>",), Answer.YES, None, Meant(case_id="c2", question=Question.WAIT_OR_INTERCEPT)),
        (("<offer>",), Answer.YES, None, Meant(case_id="c1", question=Question.DEDUCTION)),
        (("<solved>",), Answer.NO, None, Meant(case_id="c3", question=Question.SOLVED)),
        # free words answer what the letter asked; a letter that asked nothing leaves it to the newest of its case
        (("<offer>",), Answer.WORDS, None, Meant(case_id="c1", question=Question.DEDUCTION)),
        (("<told>",), Answer.ACCEPT, None, Meant(case_id="c1", question=Question.DEDUCTION)),
        (("<told>",), Answer.WORDS, None, Meant(case_id="c1")),
        # two scores are the survey's, in whatever letter's answer
        (("<wait>",), Answer.WORDS, Question.SURVEY, Meant(case_id="c2", question=Question.SURVEY)),
        # nothing referred to: the only question that the words fit
        ((), Answer.INTERCEPT, None, Meant(case_id="c2", question=Question.WAIT_OR_INTERCEPT)),
        ((), Answer.DECLINE, None, Meant(case_id="c1", question=Question.DEDUCTION)),
        (("<of somebody else>",), Answer.INTERCEPT, None, Meant(case_id="c2", question=Question.WAIT_OR_INTERCEPT)),
        # two open cases ask what a yes answers: nothing is guessed
        ((), Answer.YES, None, None),
        ((), Answer.REPAIR, None, None),
    ],
)
def test_which_case_is_answered(
    refs: tuple[str, ...], answer: Answer, said: Question | None, meant: Meant | None
) -> None:
    """Several cases of a buyer are open, one is closed."""
    assert answered(LETTERS, refs, answer, said, OPEN) == meant


def test_words_of_a_buyer_with_one_open_case_are_for_it() -> None:
    """Nothing was asked: the case itself knows what stands open."""
    assert answered((TOLD,), (), Answer.WORDS, None, ("c1",)) == Meant(case_id="c1")
    assert answered((), (), Answer.WORDS, None, ()) is None


def test_a_closed_case_is_answered_where_no_open_one_asks() -> None:
    """A "not solved" after the end takes it up again; while an open case asks the same, that one is meant."""
    open_too = letter("c9", Question.SOLVED, "<again>", 9)
    assert answered((SOLVED,), (), Answer.NO, None, ()) == Meant(case_id="c3", question=Question.SOLVED)
    assert answered((SOLVED, open_too), (), Answer.NO, None, ("c9",)) == Meant(case_id="c9", question=Question.SOLVED)


def test_every_question_with_short_answers_is_listed() -> None:
    """A new question fails here until it is known which words answer it; those two are answered in free words."""
    assert set(Question) - ANSWERS.keys() == {Question.SURVEY, Question.CANCEL_REASON}


@pytest.mark.parametrize(
    ("mail", "fresh"),
    [
        ("同意\n\n在 2026年3月2日，Lantern 写道：\n> 我们查到……\n> 退 20 元", "同意"),
        ("accept\r\n\r\nOn Mon, 2 Mar 2026 care@shop.example wrote:\r\n> we found", "accept"),
        ("yes\n-----Original Message-----\nFrom: care", "yes"),
        ("first line\n\nsecond line", "first line\n\nsecond line"),
        ("> only a quote", ""),
    ],
)
def test_what_a_mail_quotes_is_not_what_the_buyer_says(mail: str, fresh: str) -> None:
    """Else every answer would hold our own question."""
    assert fresh_words(mail) == fresh
