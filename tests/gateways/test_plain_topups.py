"""Links by which a buyer pays on top: what we ask, and how the answers are read."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from gateways.errors import Fault, GatewayError
from gateways.plain import PlainApi
from gateways.plain_topups import PlainTopUps
from gateways.topups import TopUpOrder

UNTIL = datetime(2026, 11, 24, 2, tzinfo=UTC)
ORDER = TopUpOrder(key="c/topup/1", order_id="O1", amount=900, currency="CNY", reason="exchange", expires_at=UNTIL)
OPEN = {
    "topup_id": "tu_1",
    "reference": "c/topup/1",
    "order_id": "O1",
    "amount": 900,
    "currency": "CNY",
    "link": "https://pay.example/tu_1",
    "status": "open",
    "expires_at": "2026-11-24T02:00:00Z",
}


async def test_a_link_is_asked_for_under_its_key(script: Any, api: PlainApi) -> None:
    """The key travels twice: as the reference, and as what makes a repeat harmless."""
    script.will_say(OPEN)
    answer = await PlainTopUps(api).ask(ORDER)
    assert (answer.link, answer.amount, answer.paid_at) == ("https://pay.example/tu_1", 900, None)
    sent = script.requests[0]
    assert sent.headers["idempotency-key"] == "c/topup/1"
    assert json.loads(sent.content)["expires_at"] == "2026-11-24T02:00:00+00:00"


async def test_a_link_that_was_paid_says_when(script: Any, api: PlainApi) -> None:
    """By the provider's word."""
    script.will_say(OPEN | {"status": "paid", "paid_at": "2026-11-23T02:00:00Z"})
    answer = await PlainTopUps(api).look_up("c/topup/1")
    assert answer is not None
    assert answer.paid_at == datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "answer",
    [OPEN | {"reference": "another"}, OPEN | {"status": "perhaps"}, OPEN | {"status": "paid"}, {"status": "open"}],
)
async def test_an_answer_that_makes_no_sense_is_asked_for_again(script: Any, api: PlainApi, answer: object) -> None:
    """Another's link, an unknown state, or paid without a moment says nothing of ours."""
    script.will_say(answer)
    with pytest.raises(GatewayError) as junk:
        await PlainTopUps(api).look_up("c/topup/1")
    assert junk.value.fault is Fault.TRANSIENT
