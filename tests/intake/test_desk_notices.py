"""What a courier's desk tells us: the answer to an inquiry, and its word on a claim."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.claim import Word
from domain.facts import InquiryReported
from domain.trail import Outcome, SignedBy
from intake.messages import BadMessage, ByKey, ClaimNotice, Report, Source
from intake.notices import read_notice

AT = "2026-11-25T10:00:00+08:00"


def notice(kind: str, **data: Any) -> Any:
    """The meaning of a courier's notice."""
    return read_notice(Source.COURIER, {"type": kind, "timestamp": AT, "data": data}, message_id="m1")


def test_an_answer_goes_to_the_case_that_asked() -> None:
    """Known by our own key, and absorbed once by the message's id."""
    answer = {"outcome": "delivered", "at": AT, "signed_by": "other", "proof": "pod-1"}
    report = notice("ticket.answered", reference="case-s-shop-1/inquiry/1", answer=answer, ticket_id="tk")
    assert isinstance(report, Report)
    assert report.route == ByKey(key="case-s-shop-1/inquiry/1")
    assert isinstance(report.fact, InquiryReported)
    assert report.fact.fact == "courier:m1"
    assert (report.fact.answer.outcome, report.fact.answer.signed_by) == (Outcome.DELIVERED, SignedBy.OTHER)


def test_a_word_on_a_claim_goes_to_the_claim() -> None:
    """It is no fact of the case, which may have closed long ago."""
    told = notice("claim.answered", reference="claim-s-shop-1", claim_id="cl", state="accepted", amount=500, at=AT)
    assert isinstance(told, ClaimNotice)
    assert (told.claim_id, told.word.word, told.word.amount) == ("claim-s-shop-1", Word.ACCEPTED, 500)
    assert told.word.at == datetime(2026, 11, 25, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "data",
    [
        {"state": "accepted", "at": AT},
        {"state": "accepted", "amount": -1, "at": AT},
        {"state": "pondered", "at": AT},
        {"state": "rejected", "at": "yesterday"},
    ],
)
def test_a_word_that_makes_no_sense_is_refused(data: dict[str, Any]) -> None:
    """No amount, less than nothing, an unknown state, no moment."""
    with pytest.raises(BadMessage):
        notice("claim.answered", reference="claim-s-shop-1", claim_id="cl", **data)
