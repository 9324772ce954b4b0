"""Which case a buyer means who answers in the one thread that all of their cases share (rule 3.0.5)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.events import Answer, Question

# The short words that answer a question; where a question is not listed any words do.
ANSWERS: dict[Question, frozenset[Answer]] = {
    Question.WAIT_OR_INTERCEPT: frozenset({Answer.WAIT, Answer.INTERCEPT, Answer.REFUND, Answer.YES, Answer.NO}),
    Question.SHIP: frozenset(
        {Answer.WAIT, Answer.REFUND, Answer.YES, Answer.NO, Answer.ACCEPT, Answer.DECLINE, Answer.INTERCEPT}
    ),
    Question.DEDUCTION: frozenset({Answer.ACCEPT, Answer.DECLINE, Answer.YES, Answer.NO}),
    Question.DELIVERY: frozenset({Answer.WAIT, Answer.RESHIP, Answer.REFUND, Answer.INTERCEPT}),
    Question.REMEDY: frozenset({Answer.RESHIP, Answer.REFUND, Answer.KEEP, Answer.RETURN}),
    Question.WANTED: frozenset({Answer.REFUND}),
    Question.TOP_UP: frozenset({Answer.ACCEPT, Answer.YES, Answer.REFUND}),
    Question.RECEIVED: frozenset({Answer.YES, Answer.NO, Answer.ACCEPT, Answer.DECLINE}),
    Question.SOLVED: frozenset({Answer.YES, Answer.NO, Answer.ACCEPT, Answer.DECLINE}),
    Question.COMPENSATION: frozenset({Answer.ACCEPT, Answer.DECLINE, Answer.YES, Answer.NO}),
    Question.DIAGNOSIS: frozenset({Answer.YES, Answer.NO, Answer.RETURN, Answer.ACCEPT, Answer.DECLINE}),
    Question.CURE: frozenset({Answer.RETURN, Answer.EXCHANGE, Answer.REPAIR, Answer.KEEP, Answer.REFUND}),
    Question.REPAIR_QUOTE: frozenset({Answer.ACCEPT, Answer.DECLINE, Answer.YES, Answer.NO}),
    Question.SUPPLY: frozenset({Answer.WAIT, Answer.SUBSTITUTE, Answer.EXCHANGE, Answer.REFUND}),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One letter that left: of which case, what it asks ("" for nothing), and the id that the channel gave it."""

    case_id: str
    question: str
    ref: str
    at: datetime
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class Meant:
    """The case that is answered, and the question where one letter is; None leaves it to the case what stands open."""

    case_id: str
    question: Question | None = None


def answered(
    letters: Sequence[Asked], refs: Collection[str], answer: Answer, said: Question | None, open_cases: Sequence[str]
) -> Meant | None:
    """Which case a buyer answers; None where several could be meant: nothing is guessed, a person reads it.

    `letters` are the newest first; `refs` what the answer refers to, as its mail names it; `said` the question that the
    words alone tell (two scores can only be the survey's). A letter that is referred to decides, also when its case
    has ended. Without one the answer is for the only open question that it fits, then for the only open case.
    """
    referred = next((letter for letter in letters if letter.ref and letter.ref in refs), None)
    if referred is not None:
        return _in_reply(referred, letters, answer, said)
    asking = [letter for letter in letters if _fits(letter, answer, said)]
    running = [letter for letter in asking if not letter.closed] or asking
    if len({letter.case_id for letter in running}) == 1:
        return Meant(case_id=running[0].case_id, question=Question(running[0].question))
    return Meant(case_id=open_cases[0], question=said) if len(open_cases) == 1 and not running else None


def _in_reply(referred: Asked, letters: Sequence[Asked], answer: Answer, said: Question | None) -> Meant:
    """The letter that was answered asks; where the words do not fit it, the newest of its case that they fit."""
    if said is not None:
        return Meant(case_id=referred.case_id, question=said)
    same = (letter for letter in letters if letter.case_id == referred.case_id and answer is not Answer.WORDS)
    fitting = next((letter for letter in (referred, *same) if _fits(letter, answer, said)), referred)
    return Meant(case_id=referred.case_id, question=Question(fitting.question) if fitting.question else None)


def _fits(letter: Asked, answer: Answer, said: Question | None) -> bool:
    if not letter.question:
        return False
    question = Question(letter.question)
    if said is not None:
        return question is said
    return answer in ANSWERS.get(question, frozenset()) if answer is not Answer.WORDS else question not in ANSWERS


QUOTES = (">", "-----original message", "________________________________")


def fresh_words(text: str) -> str:
    """What was written anew in a mail: the lines above those that it quotes.

    Mail programs put a line that ends in a colon above the quote ("On ... wrote:", "...写道："), and mark the quote.
    """
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.strip().casefold().startswith(QUOTES):
            above = lines[:number]
            while above and (not above[-1].strip() or above[-1].strip().endswith((":", "："))):
                above.pop()
            return "\n".join(above).strip()
    return text.strip()
