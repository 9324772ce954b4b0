"""Taobao: what a platform message asks us to read again, and what we then read as a case.

A message is a hint and nothing more (rule F108): it may come late, twice or out of order, so its content names the
request and the platform is asked how the request stands. Amounts are yuan in text, times are Shanghai's without saying.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from activities.platform import claim_of
from domain.disputes.malice import threatens
from domain.facts import AnswerReported, ClaimReported, EvidenceReported
from domain.permit.filing import LONGEST_REFERENCE
from domain.proof import Shown
from gateways.platform import PlatformMessage, PlatformRefund, Speaker, ThreadMessage
from gateways.reading import JunkError
from gateways.taobao.parsing import SHANGHAI, message_of
from intake.answers import meaning
from intake.fields import Form, json_object
from intake.messages import EXTERNAL_ID, BadMessage, ByRequest, Hint, Ignored, Meaning, Report, Source, Words

TOPICS = "taobao_refund_"
# Topics of ours, for rows that we put into the inbox by ourselves.
POLLED = "amends_polled"  # the catch-up poll found that the request changed
WRITTEN = "amends_written"  # one message of the request's thread
SHOWN = "amends_shown"  # the pictures of one message of the thread
WORDS_TOPIC = "taobao_refund_RefundCreateMessage"


def message_body(message: PlatformMessage) -> bytes:
    """A consumed message in the form in which the platform pushes it, so that both are kept and read alike."""
    return _body(message.message_id, message.topic, message.published_at, message.content, message.seller)


def polled_body(request_id: str, until: datetime) -> tuple[str, bytes]:
    """Id and body of the hint that a request changed in a span that ended at `until`."""
    message_id = f"{POLLED}-{request_id}-{int(until.timestamp())}"
    return message_id, _body(message_id, POLLED, until, {"refund_id": request_id}, "")


def written_body(request_id: str, message: ThreadMessage) -> tuple[str, bytes]:
    """Id and body of one message of a thread; the platform's id of it makes that it is told to the case once."""
    message_id = f"{WRITTEN}-{request_id}-{message.message_id}"
    content = {"refund_id": request_id, "text": message.text, "at": message.at.isoformat()}
    return message_id, _body(message_id, WRITTEN, message.at, content, "")


def shown_body(request_id: str, message: ThreadMessage) -> tuple[str, bytes]:
    """Id and body of the pictures of one message of a thread."""
    message_id = f"{SHOWN}-{request_id}-{message.message_id}"
    content = {"refund_id": request_id, "pictures": list(message.pictures), "at": message.at.isoformat()}
    return message_id, _body(message_id, SHOWN, message.at, content, "")


def _body(message_id: str, topic: str, at: datetime, content: Mapping[str, Any], seller: str) -> bytes:
    row = {
        "id": message_id,
        "topic": topic,
        "pub_time": at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
        "user_nick": seller,
        "content": json.dumps(content, ensure_ascii=False),
    }
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace")


def pushed_message(body: bytes) -> PlatformMessage:
    """A message as the platform pushes it. Raises BadMessage."""
    try:
        return message_of(json_object(body))
    except JunkError as junk:
        raise BadMessage("body", str(junk)) from None


def read_message(message: PlatformMessage) -> Meaning:
    """What is to be done about a message. Raises BadMessage for one of ours that was not written by us."""
    if message.topic == WRITTEN:
        return _written(message)
    if message.topic == SHOWN:
        return _shown(message)
    if message.topic != POLLED and not message.topic.startswith(TOPICS):
        return Ignored(reason=f"topic {message.topic[:60]} is not about refunds")
    request_id = str(message.content.get("refund_id") or "")
    if not EXTERNAL_ID.fullmatch(request_id):
        return Ignored(reason="the content names no refund")
    return Hint(request_id=request_id, words=message.topic in {WORDS_TOPIC, POLLED})


def _written(message: PlatformMessage) -> Report:
    content = Form(message.content, "content")
    request_id, text = content.text("refund_id"), content.optional_text("text", longest=4000, lines=True)
    meant, at = meaning(text), content.moment("at")
    fact = AnswerReported(
        fact=message.message_id,
        answer=meant.answer,
        question=meant.question,
        experience=meant.experience,
        expectation=meant.expectation,
        threat=threatens(text),
    )
    words = Words(message_id=message.message_id, text=text, at=at) if text else None
    return Report(route=ByRequest(source=Source.TAOBAO, external_id=request_id), fact=fact, words=words)


def _shown(message: PlatformMessage) -> Report:
    """An address that is too long to be kept is replaced by where the picture stands in the thread."""
    content = Form(message.content, "content")
    request_id = content.text("refund_id")
    content.moment("at")
    shown = tuple(
        Shown(reference=address if len(address) <= LONGEST_REFERENCE else f"{message.message_id}/{number}")
        for number, address in enumerate(content.ids("pictures"), start=1)
    )
    fact = EvidenceReported(fact=message.message_id, shown=shown)
    return Report(route=ByRequest(source=Source.TAOBAO, external_id=request_id), fact=fact)


def buyers_words(thread: tuple[ThreadMessage, ...]) -> list[ThreadMessage]:
    """What the buyer wrote; our own messages and the platform's are no answers."""
    return [message for message in thread if message.speaker is Speaker.BUYER]


def claim_report(refund: PlatformRefund) -> Report:
    """How the request stands now, as a fact. The same standing read twice is the same fact."""
    claim = claim_of(refund)
    return Report(
        route=ByRequest(source=Source.TAOBAO, external_id=refund.refund_id),
        fact=ClaimReported(
            fact=f"{refund.refund_id}@{refund.version}/{refund.status}/{refund.modified_at.isoformat()}", claim=claim
        ),
        carries=(refund.carrier, refund.waybill) if refund.waybill else None,
    )
