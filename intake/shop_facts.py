"""What a shop's own system tells of a case that is open: answers, parcels, proofs, wishes, rulings, withdrawals."""

from collections.abc import Callable, Mapping

from domain.disputes.malice import threatens
from domain.events import Answer, Party, Question
from domain.facts import (
    AbuseReported,
    AnswerReported,
    EvidenceReported,
    Fact,
    ParcelReported,
    RulingReported,
    WantedReported,
    WithdrawalReported,
)
from domain.request import Wanted
from intake.evidence_form import read_pieces
from intake.fields import LONGEST_WORDS, Form
from intake.messages import ByRequest, Report, Source, Words
from intake.shipping_form import read_consent
from intake.shop_fields import read_wanted, request_id

ANSWERS: Mapping[Question, tuple[Answer, ...]] = {
    Question.WAIT_OR_INTERCEPT: (Answer.WAIT, Answer.INTERCEPT),
    Question.DEDUCTION: (Answer.ACCEPT, Answer.DECLINE),
    Question.SHIP: (Answer.WAIT, Answer.REFUND),
    Question.DELIVERY: (Answer.WAIT, Answer.RESHIP, Answer.REFUND),
    Question.REMEDY: (Answer.RESHIP, Answer.REFUND, Answer.KEEP, Answer.RETURN),
    Question.WANTED: (Answer.REFUND,),
    Question.TOP_UP: (Answer.ACCEPT, Answer.REFUND),
    Question.RECEIVED: (Answer.YES, Answer.NO),
    Question.SOLVED: (Answer.YES, Answer.NO),
    Question.COMPENSATION: (Answer.ACCEPT, Answer.DECLINE),
    Question.DIAGNOSIS: (Answer.YES, Answer.NO, Answer.RETURN),
    Question.CURE: (Answer.RETURN, Answer.EXCHANGE, Answer.REPAIR, Answer.KEEP, Answer.GIVE_BACK),
    Question.REPAIR_QUOTE: (Answer.ACCEPT, Answer.DECLINE),
    Question.SUPPLY: (Answer.WAIT, Answer.SUBSTITUTE, Answer.REFUND),
}


def _replied(data: Form, shop: str, fact: str) -> Report:
    """The buyer answered one of our questions; `answer` is the short word, or the text of an open question."""
    external_id, question = request_id(data, shop), data.choice("reply_to", Question)
    at = data.moment("at")
    scores = (data.optional_whole("experience", least=1, most=5), data.optional_whole("expectation", least=1, most=5))
    if question is Question.SURVEY and None in scores:
        raise data.bad("experience" if scores[0] is None else "expectation", "missing; a survey has both, 1 to 5")
    answer, text = _answer(data, question)
    data.finish()
    reported = AnswerReported(
        fact=fact,
        question=question,
        answer=answer,
        experience=scores[0],
        expectation=scores[1],
        threat=threatens(text),
    )
    return _report(external_id, reported, words=Words(message_id=fact, text=text, at=at) if text else None)


def _answer(data: Form, question: Question) -> tuple[Answer, str]:
    """The answer, and the words when it is free text."""
    possible = ANSWERS.get(question)
    if possible is None:
        return Answer.WORDS, data.optional_text("answer", longest=LONGEST_WORDS, lines=True)
    answer = data.choice("answer", Answer)
    if answer not in possible:
        raise data.bad("answer", f"it does not answer {question}: one of {', '.join(possible)} does")
    return answer, ""


def _shipped(data: Form, shop: str, fact: str) -> Report:
    external_id = request_id(data, shop)
    carrier, waybill, at = data.id("carrier"), data.id("waybill"), data.moment("at")
    data.finish()
    reported = ParcelReported(fact=fact, carrier=carrier, waybill=waybill, at=at, sent=True)
    return _report(external_id, reported, carries=(carrier, waybill))


def _attached(data: Form, shop: str, fact: str) -> Report:
    """The buyer sent pictures, a video or a paper; each is known by where it lies."""
    external_id = request_id(data, shop)
    data.moment("at")
    shown = read_pieces(data)
    data.finish()
    return _report(external_id, EvidenceReported(fact=fact, shown=shown))


def _chose_item(data: Form, shop: str, fact: str) -> Report:
    """The buyer wants other items than before; the lines that are not named stay as they were."""
    external_id = request_id(data, shop)
    data.moment("at")
    wanted: dict[str, Wanted] = {}
    for row in data.rows("items", least=1):
        wanted[row.id("line_id")] = read_wanted(row.inner("wanted"))
        row.finish()
    data.finish()
    return _report(external_id, WantedReported(fact=fact, wanted=wanted))


def _ruled(data: Form, shop: str, fact: str) -> Report:  # noqa: ARG001 - a ruling has an id of its own
    external_id, ruling_id = request_id(data, shop), data.id("ruling_id")
    data.moment("at")
    reported = RulingReported(
        fact=f"ruling:{ruling_id}",
        in_favour_of=data.choice("in_favour_of", Party),
        amount=data.optional_whole("amount"),
        article=data.optional_text("article", longest=200),
    )
    data.finish()
    return _report(external_id, reported)


def _abuse_found(data: Form, shop: str, fact: str) -> Report:  # noqa: ARG001 - a finding has an id of its own
    external_id, finding = request_id(data, shop), data.id("finding_id")
    data.moment("at")
    article = data.optional_text("article", longest=200)
    data.finish()
    return _report(external_id, AbuseReported(fact=f"abuse:{finding}", finding=finding, article=article))


def _withdrawn(data: Form, shop: str, fact: str) -> Report:
    external_id = request_id(data, shop)
    data.moment("at")
    data.finish()
    return _report(external_id, WithdrawalReported(fact=fact))


def _consented(data: Form, shop: str, fact: str) -> Report:
    return _report(request_id(data, shop), read_consent(data, fact))


def _report(
    external_id: str, fact: Fact, *, words: Words | None = None, carries: tuple[str, str] | None = None
) -> Report:
    route = ByRequest(source=Source.SHOP, external_id=external_id)
    return Report(route=route, fact=fact, words=words, carries=carries)


FACTS: Mapping[str, Callable[[Form, str, str], Report]] = {
    "buyer.replied": _replied,
    "buyer.shipped": _shipped,
    "buyer.attached": _attached,
    "buyer.chose_item": _chose_item,
    "buyer.consented": _consented,
    "case.ruled": _ruled,
    "case.abuse_found": _abuse_found,
    "case.withdrawn": _withdrawn,
}
