"""What buyers mean by the few words that they write back, in Chinese and English.

Only whole messages with one meaning stand in the table; everything else is kept as words, for a person to read: in
"同意退货但不同意扣款" a part that is looked for would be found, and mean the opposite.
"""

import re
import unicodedata
from dataclasses import dataclass

from domain.events import Answer, Question

WORDS: tuple[tuple[Answer, str], ...] = (
    (Answer.RETURN, "退货/我要退货/要退货/直接退货/return/return it/i want to return it"),
    (Answer.EXCHANGE, "换货/我要换货/要换货/换新的/换一个/exchange/exchange it/replace it"),
    (Answer.REPAIR, "维修/我要维修/修/修理/要维修/repair/repair it"),
    (Answer.KEEP, "留下/保留/我留下/不退了留下/keep/keep it/i keep it"),
    (Answer.GIVE_BACK, "寄回/寄回来/寄回给我/还给我/send it back/give it back"),
    (Answer.INTERCEPT, "不等/不等了/拦截/拦截吧/请拦截/帮我拦截/intercept/stop it/don't wait"),
    (Answer.REFUND, "退款/我要退款/要退款/请退款/退钱/refund/money back/i want the money back"),
    (Answer.RESHIP, "补发/补发吧/请补发/重发/再发一件/reship/send it again/send again"),
    (Answer.KEEP, "留下/我留下/留着/不退了留下/keep/keep it/i keep it/i will keep it"),
    (Answer.RETURN, "退货/我要退货/要退货/return/return it/send it back/i want to return it"),
    (Answer.SUBSTITUTE, "换其他商品/换成别的/换另一款/substitute/the other one/send the other one"),
    (Answer.WAIT, "等/等等/等一等/再等等/继续等/我等/愿意等/可以等/wait/i will wait/i'll wait"),
    (Answer.WAIT, "照常发货/请照常发货/请发货/发货吧/我还要/ship it/please ship it"),
    (Answer.DECLINE, "不同意/不接受/拒绝/我不同意/decline/i decline/refuse/i do not agree"),
    (Answer.ACCEPT, "同意/接受/我同意/可以接受/accept/i accept/agree/i agree"),
    (Answer.NO, "未解决/没解决/没有解决/还没解决/没收到/没有收到/未收到/no/not received/not solved/unsolved"),
    (Answer.YES, "已解决/解决了/已经解决/收到了/已收到/yes/received/solved/resolved"),
)
MEANINGS = {word: answer for answer, words in WORDS for word in words.split("/")}
MARKS = re.compile(r"[\s。.!！?？~,，、;；:：]+$|^[\s,，、]+")
SCORES = re.compile(r"([1-5])\s*(?:[,，、/\s]|分[,，、]?)\s*([1-5])\s*分?")


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What was answered, and to which question where the words alone tell; two scores can only be the survey's."""

    answer: Answer
    question: Question | None = None
    experience: int | None = None
    expectation: int | None = None


def meaning(text: str) -> Meant:
    """What a buyer's message says. Unclear words are `Answer.WORDS`: nothing is guessed."""
    plain = MARKS.sub("", unicodedata.normalize("NFKC", text).strip().lower()).replace("’", "'")
    if scores := SCORES.fullmatch(plain):
        experience, expectation = int(scores[1]), int(scores[2])
        return Meant(answer=Answer.WORDS, question=Question.SURVEY, experience=experience, expectation=expectation)
    return Meant(answer=MEANINGS.get(plain, Answer.WORDS))
