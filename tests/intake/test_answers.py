"""What buyers mean by a few words."""

import pytest

from domain.events import Answer, Question
from intake.answers import Meant, meaning


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("等", Answer.WAIT),
        ("不等了。", Answer.INTERCEPT),
        ("拦截！", Answer.INTERCEPT),
        ("同意", Answer.ACCEPT),
        ("不同意", Answer.DECLINE),
        ("已解决", Answer.YES),
        ("未解决", Answer.NO),
        (" WAIT. ", Answer.WAIT),
        ("intercept", Answer.INTERCEPT),
        ("I don’t know", Answer.WORDS),
        ("同意退货但不同意扣款", Answer.WORDS),
        ("", Answer.WORDS),
    ],
)
def test_short_answers_in_two_languages(text: str, answer: Answer) -> None:
    """Words with one meaning are understood; everything else stays words."""
    assert meaning(text).answer is answer


@pytest.mark.parametrize("text", ["5,4", "5，4", "5 4", "5分，4分", "5/4"])
def test_two_scores_are_the_survey(text: str) -> None:
    """Two numbers from 1 to 5 can only answer the survey."""
    assert meaning(text) == Meant(answer=Answer.WORDS, question=Question.SURVEY, experience=5, expectation=4)


@pytest.mark.parametrize("text", ["6,1", "5", "2026-11-22", "10,5"])
def test_other_numbers_are_words(text: str) -> None:
    """What is no pair of scores is not made one."""
    assert meaning(text).question is None
