"""From the inbox to the case: what is reported of a case reaches it once, in whatever order it comes."""

import json
from datetime import UTC, datetime
from typing import Any

from temporalio.client import WorkflowExecutionStatus

from domain.events import Payment, PaymentState
from store import ledger, movements, shelf
from store.payment import PaymentOrder
from tests.intake.conftest import Intake
from tests.intake.dispatching import closed, opened
from tests.intake.intake_forms import ABSENT, at_path, message, scanned, shipped


async def test_fact_before_its_opening_waits_for_it(intake: Intake) -> None:
    """Messages come out of order: a waybill that is told before the request reaches the case all the same."""
    await intake.send(shipped(), message_id="msg_ship")
    await intake.settle()
    assert await intake.states() == [("waiting", "request R-1 has not opened a case")]

    await opened(intake)
    await intake.hurry()
    assert await intake.told(intake.id()) == ["shop:msg_ship"]


async def test_fact_whose_case_never_comes_is_laid_aside(intake: Intake) -> None:
    """After three days a person looks at it: it is listed, not tried for ever."""
    await intake.send(shipped())
    await intake.pool.execute("UPDATE inbox SET received_at = now() - interval '4 days'")
    await intake.settle()
    assert [state for state, _ in await intake.states()] == ["unrouted"]


async def test_scan_of_an_unknown_parcel_waits_until_it_is_known(intake: Intake) -> None:
    """A courier speaks of a parcel that nobody told us of: it is kept, and told once the buyer enters the waybill."""
    await opened(intake)
    await intake.send(scanned("BACK-1"), source="courier")
    await intake.settle()
    assert (await intake.states())[-1] == ("unrouted", "no case of this shop knows the parcel BACK-1")

    await intake.send(shipped(), message_id="msg_ship")
    await intake.settle()
    assert await intake.told(intake.id()) == ["shop:msg_ship", "ev-1"]


async def test_parcel_of_another_shop_is_not_told(intake: Intake) -> None:
    """A courier account of one shop cannot move another shop's case, even with the right waybill."""
    await opened(intake)
    await intake.send(scanned("OUT-R-1"), shop=intake.other_shop, source="courier")
    await intake.settle()
    await intake.dispatcher.sweep()

    assert await intake.told(intake.id()) == []
    assert (await intake.states())[-1][0] == "unrouted"


async def test_scan_of_the_road_wakes_no_case(intake: Intake) -> None:
    """A parcel that is merely on its way changes nothing, and costs no history."""
    await opened(intake)
    await intake.send(scanned("OUT-R-1", state="in_transit"), source="courier")
    await intake.settle()

    assert await intake.told(intake.id()) == []
    assert (await intake.states())[-1] == ("done", "")


async def test_finding_goes_to_the_case_that_announced_the_return(intake: Intake) -> None:
    """The number of a return is the id of its case; without one, the waybill tells."""
    await opened(intake)
    finding: dict[str, Any] = {
        "finding_id": "f-1",
        "return_no": intake.id(),
        "waybill": "BACK-9",
        "inspector": "wh-07",
        "at": "2026-11-23T09:00:00+08:00",
        "units": [{"line_id": "L1", "qty": 1, "grade": "A", "note": "", "photos": []}],
        "gift_present": None,
        "collect_fee": 0,
    }
    await intake.send(message("goods.inspected", finding), source="warehouse")
    unannounced = message("goods.inspected", finding | {"finding_id": "f-2", "return_no": "", "waybill": "OUT-R-1"})
    await intake.send(unannounced, source="warehouse")
    await intake.settle()
    assert sorted(await intake.told(intake.id())) == ["f-1", "f-2"]


async def test_the_number_on_a_slip_is_the_number_of_a_return(intake: Intake) -> None:
    """Nobody announced the parcel, but a slip lies in it: its number finds the case (R143)."""
    await opened(intake)
    finding: dict[str, Any] = {
        "finding_id": "f-1",
        "return_no": "R-1",
        "waybill": "BACK-10",
        "inspector": "wh-07",
        "at": "2026-11-23T09:00:00+08:00",
        "units": [{"line_id": "L1", "qty": 1, "grade": "A", "note": "", "photos": []}],
    }
    await intake.send(message("goods.inspected", finding), source="warehouse")
    await intake.settle()
    assert await intake.told(intake.id()) == ["f-1"]


async def test_buyers_words_are_kept_outside_temporal(intake: Intake) -> None:
    """The case is told a reference; the words lie in Postgres."""
    await opened(intake)
    reply = {
        "request_id": "R-1",
        "reply_to": "cancel_reason",
        "answer": "my cat ate it",
        "at": "2026-11-22T10:00:00+08:00",
    }
    await intake.send(message("buyer.replied", reply), message_id="msg_w")
    await intake.settle()

    [told] = await intake.told(intake.id())
    row = await intake.pool.fetchrow("SELECT ref, text FROM words")
    assert row is not None
    assert told == f"shop:msg_w words {row['ref']}"
    assert row["text"] == "my cat ate it"


async def payment(intake: Intake) -> str:
    """A payment of the case that was sent and not yet answered."""
    key = f"{intake.id()}/refund/1"
    order = PaymentOrder(
        key=key,
        case_id=intake.id(),
        shop=intake.shop,
        order_id="A-R-1",
        kind=Payment.REFUND,
        channel="payments",
        amount=5000,
        currency="CNY",
        decision=1,
        reason="",
        tenders={"cash": 5000},
    )
    await ledger.reserve(intake.pool, order, datetime.now(UTC))
    await ledger.mark_sent(intake.pool, key, datetime.now(UTC))
    return key


def paid(key: str, kind: str = "refund.succeeded", status: str = "succeeded") -> dict[str, Any]:
    """A payment provider's notice."""
    data = {
        "reference": key,
        "refund_id": "rf-1",
        "order_id": "A-R-1",
        "amount": 5000,
        "currency": "CNY",
        "status": status,
    }
    return message(kind, data)


async def test_payment_notice_meets_the_ledger_first(intake: Intake) -> None:
    """The ledger books the notice, and the case hears the ledger's word; the same notice again changes nothing."""
    await opened(intake)
    key = await payment(intake)
    for message_id in ("n-1", "n-1", "n-2"):
        await intake.send(paid(key), source="payments", message_id=message_id)
    await intake.settle()

    movement = await movements.movement(intake.pool, key)
    assert movement is not None
    assert (movement.state, movement.provider_ref) == (PaymentState.SETTLED, "rf-1")
    assert sorted(await intake.told(intake.id())) == ["payments:n-1 settled", "payments:n-2 settled"]


async def test_reversal_is_not_a_failure(intake: Intake) -> None:
    """A payment that the bank took back later is reversed, which a failure never is."""
    await opened(intake)
    key = await payment(intake)
    await intake.send(paid(key), source="payments", message_id="n-1")
    await intake.settle()
    await intake.send(paid(key, "refund.reversed", "reversed"), source="payments", message_id="n-2")
    await intake.settle()
    assert await intake.told(intake.id()) == ["payments:n-1 settled", "payments:n-2 reversed"]


async def test_other_shops_notice_does_not_touch_our_ledger(intake: Intake) -> None:
    """A notice signed by one shop's provider cannot settle another shop's payment."""
    await opened(intake)
    key = await payment(intake)
    await intake.send(paid(key), shop=intake.other_shop, source="payments")
    await intake.settle()

    movement = await movements.movement(intake.pool, key)
    assert movement is not None
    assert movement.state is PaymentState.SENT
    assert (await intake.states())[-1][0] == "unrouted"


async def test_late_parcel_reopens_a_closed_case(intake: Intake) -> None:
    """The case has ended, and then a parcel comes: a new run takes the case up where its register left it."""
    await closed(intake)
    await intake.send(shipped(), message_id="msg_late")
    await intake.settle()

    assert await intake.told(intake.id()) == ["shop:msg_late"]
    assert await intake.case(intake.id()).query("resumed_version") == 2


async def test_old_news_leaves_a_closed_case_closed(intake: Intake) -> None:
    """A withdrawal after the end asks for nothing: it is noted as done, and no run begins."""
    await closed(intake)
    withdrawal = message("case.withdrawn", {"request_id": "R-1", "at": "2026-11-22T10:00:00+08:00"})
    await intake.send(withdrawal)
    await intake.settle()

    assert (await intake.case(intake.id()).describe()).status is WorkflowExecutionStatus.COMPLETED
    assert (await intake.states())[-1] == ("done", "")


async def test_fact_for_a_dead_run_waits_for_people(intake: Intake) -> None:
    """A run that was terminated is not closed: the fact is kept, with words on what to do."""
    await opened(intake)
    await intake.case(intake.id()).terminate("by an engineer")
    await intake.send(shipped())
    await intake.settle()

    state, error = (await intake.states())[-1]
    assert state == "waiting"
    assert "has no run" in error or "ended as terminated" in error


async def test_missing_line_in_a_fact_is_named(intake: Intake) -> None:
    """A fact without its waybill never reaches the inbox."""
    answer = await intake.send(at_path(shipped(), "data.waybill", ABSENT))
    assert answer.json()["error"]["field"] == "data.waybill"


async def test_a_buyer_who_opts_out_is_written_to_no_more(intake: Intake) -> None:
    """From then on and in all of their cases; and a later message may take it back."""
    await opened(intake)
    buyer = await intake.pool.fetchval("SELECT buyer FROM buyers")
    platform_id = await intake.pool.fetchval("SELECT platform_id FROM buyers")
    for opted_out in (True, False):
        asked = {"buyer_id": platform_id, "opted_out": opted_out, "at": "2026-11-20T10:00:00+08:00"}
        await intake.send(message("buyer.opted_out", asked), message_id=f"msg_{opted_out}")
        await intake.settle()
        assert await intake.pool.fetchval("SELECT opted_out FROM buyers WHERE buyer = $1", buyer) is opted_out


async def test_stop_as_an_answer_is_an_opt_out(intake: Intake) -> None:
    """The word alone is enough, wherever the buyer writes it."""
    await opened(intake)
    answer = {"request_id": "R-1", "reply_to": "cancel_reason", "answer": "退订", "at": "2026-11-20T10:00:00+08:00"}
    await intake.send(message("buyer.replied", answer))
    await intake.settle()
    assert await intake.pool.fetchval("SELECT opted_out FROM buyers") is True


async def test_a_parcel_without_a_slip_lies_on_the_shelf_until_a_case_has_it(intake: Intake) -> None:
    """The warehouse opened it, and nobody told its waybill: it is listed, and no longer once the buyer enters it."""
    await opened(intake)
    finding = {"finding_id": "f-9", "waybill": "BACK-9", "inspector": "wh-07", "at": "2026-11-22T10:00:00+08:00"}
    units = [{"line_id": "L1", "qty": 1, "grade": "A"}]
    await intake.send(message("goods.inspected", finding | {"units": units}), source="warehouse")
    await intake.settle()
    [lies] = await shelf.lying(intake.pool, shop=intake.shop, limit=9)
    assert (lies.waybill, json.loads(lies.body)["data"]["units"]) == ("BACK-9", units)
    assert await shelf.lying(intake.pool, shop=intake.other_shop, limit=9) == []
    await intake.send(shipped(waybill="BACK-9"), message_id="msg_late")
    await intake.settle()
    assert await shelf.lying(intake.pool, shop=intake.shop, limit=9) == []
