"""The payment provider: what it refuses, what a key means, and what each fault does to money."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.world import Pace
from tests.sandbox.stage import Sandbox, refund_body, scene

REFUNDS = "/payments/refunds"
DAY = 86_400


async def pay(sandbox: Sandbox, key: str = "k-1", **changes: Any) -> Any:
    """Send a refund."""
    return await sandbox.plain("POST", REFUNDS, refund_body(key, **changes), key=key)


async def refunded(sandbox: Sandbox) -> int:
    """What the books say went back."""
    amount: int = (await sandbox.books())["S-2001"]["refunded"]
    return amount


async def test_a_refund_moves_money_once_and_is_told(sandbox: Sandbox) -> None:
    """The answer, the books, the lookup and the notice say the same."""
    answer = (await pay(sandbox, "case-1/refund/1")).json()
    assert (answer["status"], answer["amount"], answer["reference"]) == ("succeeded", 4500, "case-1/refund/1")
    assert await refunded(sandbox) == 4500

    found = (await sandbox.plain("GET", f"{REFUNDS}/case-1%2Frefund%2F1")).json()
    assert found == answer
    await sandbox.until(lambda: len(sandbox.intake.of("payments", "refund.succeeded")) == 1)
    assert sandbox.intake.of("payments")[0]["data"]["refund_id"] == answer["refund_id"]
    assert (await sandbox.audit())["whole"]


async def test_the_same_key_gets_the_same_answer(sandbox: Sandbox) -> None:
    """Asked again, nothing moves again."""
    first, second = await pay(sandbox), await pay(sandbox)
    assert first.json() == second.json()
    assert await refunded(sandbox) == 4500
    requests = (await sandbox.http.get("/_world/books")).json()["requests"]
    assert [(one["key"], one["times"], one["bodies"]) for one in requests] == [("k-1", 2, 1)]


async def test_the_same_key_with_another_body_is_refused(sandbox: Sandbox) -> None:
    """A key belongs to what it first asked for."""
    await pay(sandbox, amount=1000, tenders={"card": 1000})
    answer = await pay(sandbox, amount=1100, tenders={"card": 1100})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "key_reused")
    assert await refunded(sandbox) == 1000


async def test_a_key_is_forgotten_after_its_life(sandbox: Sandbox) -> None:
    """A day later on the order's clock the same key is a new refund, and the judge sees it paid twice."""
    small: dict[str, Any] = {"amount": 1000, "tenders": {"card": 1000}}
    await pay(sandbox, **small)
    await sandbox.http.post("/_world/clock", json={"order_id": "S-2001", "ahead_seconds": DAY - 60})
    await pay(sandbox, **small)
    assert await refunded(sandbox) == 1000

    await sandbox.http.post("/_world/clock", json={"order_id": "S-2001", "ahead_seconds": DAY + 60})
    await pay(sandbox, **small)
    assert await refunded(sandbox) == 2000
    verdict = await sandbox.audit()
    assert not verdict["whole"]
    assert verdict["reference_paid_twice"][0]["reference"] == "k-1"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"amount": 0, "tenders": {}}, 422, "invalid_amount"),
        ({"amount": 10.5}, 422, "invalid_amount"),
        ({"tenders": {"card": 1}}, 422, "invalid_amount"),
        ({"tenders": {"card": 4600, "points": -100}}, 422, "invalid_amount"),
        ({"tenders": {"gold": 4500}}, 422, "invalid_amount"),
        ({"currency": "CNY"}, 422, "invalid_amount"),
        ({"order_id": "S-9"}, 422, "unknown_order"),
        ({"amount": 4501, "tenders": {"card": 4501}}, 422, "exceeds_paid"),
        ({"reference": "other"}, 422, "invalid_field"),
        ({"purpose": "gift"}, 422, "invalid_field"),
        ({"surprise": 1}, 422, "invalid_field"),
    ],
)
async def test_impossible_refunds_are_refused(
    sandbox: Sandbox, changes: dict[str, Any], status: int, code: str
) -> None:
    """Each with its own code, and no money moves."""
    answer = await pay(sandbox, **changes)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert await refunded(sandbox) == 0


async def test_another_shops_order_is_unknown(sandbox: Sandbox) -> None:
    """An account pays for its own orders alone."""
    answer = await sandbox.plain("POST", REFUNDS, refund_body(), key="k-1", shop="demo_shop")
    assert answer.json()["error"]["code"] == "unknown_order"


async def test_compensation_may_go_beyond_what_was_paid(sandbox: Sandbox) -> None:
    """It is another purse, and does not count against the order."""
    await pay(sandbox)
    answer = await pay(sandbox, "k-2", purpose="compensation", amount=9000, tenders={"cash": 9000})
    assert answer.status_code == 200
    assert (await sandbox.audit())["whole"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"account": "nobody"}, "unknown_account"),
        ({"timestamp": "1000000000"}, "stale_timestamp"),
        ({"timestamp": "now"}, "stale_timestamp"),
        ({"nonce": "short"}, "bad_nonce"),
        ({"signature": "0" * 64}, "bad_signature"),
    ],
)
async def test_callers_must_prove_themselves(sandbox: Sandbox, changes: dict[str, str], code: str) -> None:
    """Each missing proof is refused with 401."""
    answer = await sandbox.plain("GET", f"{REFUNDS}/k-1", **changes)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)


async def test_a_nonce_works_once(sandbox: Sandbox) -> None:
    """A call that was listened to cannot be sent again."""
    nonce = "n" * 20
    assert (await sandbox.plain("GET", f"{REFUNDS}/k-1", nonce=nonce)).json()["error"]["code"] == "not_found"
    assert (await sandbox.plain("GET", f"{REFUNDS}/k-1", nonce=nonce)).json()["error"]["code"] == "replayed"


async def test_a_refund_needs_a_key(sandbox: Sandbox) -> None:
    """Without Idempotency-Key nothing is done."""
    answer = await sandbox.plain("POST", REFUNDS, refund_body())
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "missing_key")


async def test_error_before_does_nothing(sandbox: Sandbox) -> None:
    """The same key goes through the next time."""
    await sandbox.fault("payments.refund", "error_before")
    assert (await pay(sandbox)).status_code == 500
    assert await refunded(sandbox) == 0
    assert (await pay(sandbox)).status_code == 200


async def test_error_after_commit_is_saved_under_the_key(sandbox: Sandbox) -> None:
    """The money has moved; the key answers 500 for ever; only the lookup tells."""
    await sandbox.fault("payments.refund", "error_after_commit")
    assert [(await pay(sandbox)).status_code for _ in range(3)] == [500, 500, 500]
    assert await refunded(sandbox) == 4500
    assert (await sandbox.plain("GET", f"{REFUNDS}/k-1")).json()["status"] == "succeeded"


async def test_hang_after_commit_pays_and_says_nothing(opening: Callable[..., Any]) -> None:
    """The caller gives up; the repeat learns what happened."""
    async with opening(pace=Pace(hang=60, tick=0.005)) as sandbox:
        await sandbox.load(scene("in_transit"))
        await sandbox.fault("payments.refund", "hang_after_commit")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(pay(sandbox), 0.3)
        assert await refunded(sandbox) == 4500
        assert (await pay(sandbox)).json()["status"] == "succeeded"
        assert await refunded(sandbox) == 4500


async def test_garbled_answers_come_after_the_money_moved(sandbox: Sandbox) -> None:
    """A broken answer with status 200."""
    await sandbox.fault("payments.refund", "garbled_after_commit")
    answer = await pay(sandbox)
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()
    assert await refunded(sandbox) == 4500


async def test_a_rate_ban_lasts_and_says_how_long(sandbox: Sandbox) -> None:
    """Every call within the ban is refused, with the seconds that are left."""
    await sandbox.fault("payments.*", "rate_ban", seconds=30)
    first, second = await pay(sandbox), await pay(sandbox)
    assert [first.status_code, second.status_code] == [429, 429]
    assert 0 < int(second.headers["retry-after"]) <= 30
    await sandbox.http.delete("/_world/faults")
    assert (await pay(sandbox)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("account_frozen", 423, "account_frozen"), ("insufficient", 402, "insufficient_balance")],
)
async def test_without_funds_the_same_key_works_later(sandbox: Sandbox, kind: str, status: int, code: str) -> None:
    """Until it is lifted the account pays nothing; the key is not used up."""
    await sandbox.fault("payments.refund", kind, match={"order_id": "S-2001"}, times=None)
    answer = await pay(sandbox)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    await sandbox.http.delete("/_world/faults")
    assert (await pay(sandbox)).json()["status"] == "succeeded"


async def test_a_fault_bites_only_what_it_matches(sandbox: Sandbox) -> None:
    """Another order's fault is none of ours."""
    await sandbox.fault("payments.refund", "account_frozen", match={"order_id": "S-1"}, times=None)
    assert (await pay(sandbox)).status_code == 200


async def test_processing_settles_by_a_later_notice(sandbox: Sandbox) -> None:
    """Accepted is not paid: the books move when it settles."""
    await sandbox.fault("payments.refund", "processing")
    assert (await pay(sandbox)).json()["status"] == "processing"
    await sandbox.until(lambda: bool(sandbox.intake.of("payments", "refund.succeeded")))
    assert await refunded(sandbox) == 4500
    assert (await sandbox.plain("GET", f"{REFUNDS}/k-1")).json()["status"] == "succeeded"


async def test_accepted_may_fail_later(sandbox: Sandbox) -> None:
    """No money moves, and the lookup says why."""
    await sandbox.fault("payments.refund", "accepted_then_failed")
    await pay(sandbox)
    await sandbox.until(lambda: bool(sandbox.intake.of("payments", "refund.failed")))
    found = (await sandbox.plain("GET", f"{REFUNDS}/k-1")).json()
    assert (found["status"], found["failure"]) == ("failed", "receiver_account_closed")
    assert await refunded(sandbox) == 0


async def test_a_settled_refund_may_be_reversed(sandbox: Sandbox) -> None:
    """The money comes back, and paying it again under a new key is no double refund."""
    await sandbox.fault("payments.refund", "reversed_later")
    assert (await pay(sandbox)).json()["status"] == "succeeded"
    await sandbox.until(lambda: bool(sandbox.intake.of("payments", "refund.reversed")))
    assert await refunded(sandbox) == 0
    assert (await sandbox.plain("GET", f"{REFUNDS}/k-1")).json()["status"] == "reversed"
    await pay(sandbox, "k-2")
    assert await refunded(sandbox) == 4500
    assert (await sandbox.audit())["whole"]


async def test_a_notice_may_come_before_the_answer(sandbox: Sandbox) -> None:
    """When the answer arrives the notice is already there."""
    await sandbox.fault("payments.refund", "notice_first")
    await pay(sandbox)
    assert len(sandbox.intake.of("payments", "refund.succeeded")) == 1


async def test_a_notice_may_come_twice(sandbox: Sandbox) -> None:
    """Twice the same message, under the same id."""
    await sandbox.fault("payments.refund", "duplicate_notice")
    await pay(sandbox)
    await sandbox.until(lambda: len(sandbox.intake.of("payments", "refund.succeeded")) == 2)
    ids = {one["headers"]["webhook-id"] for one in sandbox.intake.deliveries if one["source"] == "payments"}
    assert len(ids) == 1


async def test_the_judge_finds_an_order_refunded_above_what_was_paid(sandbox: Sandbox) -> None:
    """With the provider's own guard off, only the audit is left to see it."""
    await sandbox.fault("payments.refund", "unguarded", times=None)
    await pay(sandbox)
    await pay(sandbox, "k-2")
    verdict = await sandbox.audit()
    assert not verdict["whole"]
    assert (verdict["over_refunded"][0]["order_id"], verdict["over_refunded"][0]["refunded"]) == ("S-2001", 9000)
