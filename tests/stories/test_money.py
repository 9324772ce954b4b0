"""Stories of money that does not go the straight way. The sandbox's books are the judge."""

from datetime import UTC, datetime
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain import events as ev
from domain.events import PaymentState, Resolution
from domain.fault import Fault
from domain.order import Freight, FreightMode, OrderLine
from domain.request import Ground, Item
from domain.standing import CaseStage
from store import ledger
from store.payment import PaymentOrder
from tests.stories.floor import SHOP, Floor, StoryCase, units


async def ready_to_pay(floor: Floor, *faults: dict[str, object], **more: object) -> StoryCase:
    """A sound return, its payment about to leave into a world with these faults."""
    case = await floor.open(scene={"faults": list(faults)}, **more)  # type: ignore[arg-type]
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    return case


def fault(kind: str, times: int | None = 1, **more: object) -> dict[str, object]:
    """A fault of the payment provider on this case's order."""
    return {"on": "payments.refund", "kind": kind, "times": times, **more}


async def test_a_frozen_account_parks_the_case_and_a_retry_pays_once(floor: Floor) -> None:
    """Finance unfreezes the account, someone retries, and the same key pays once."""
    case = await ready_to_pay(floor, fault("account_frozen", None))
    state = await case.until(lambda case: bool(case.parked), "the payment parks")
    assert state.parked[0].step == "refund"
    assert state.parked[0].reason == "NEEDS_FUNDS"
    floor.lift_faults()
    await case.told(commands.Retry(by="fang", reason="unfrozen"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    decided = [event for event in await case.story() if isinstance(event, ev.PaymentDecided)]
    assert len(decided) == 1


async def test_error_after_commit_is_one_refund(floor: Floor) -> None:
    """The provider paid and then answered 500: looked up, found, and never sent under another key."""
    case = await ready_to_pay(floor, fault("error_after_commit"))
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_error_before_anything_happened_is_sent_again_under_the_same_key(floor: Floor) -> None:
    """Unknown first, certainly absent after the lookup, then paid under the key it always had."""
    case = await ready_to_pay(floor, fault("error_before"))
    await case.until(lambda case: bool(case.payments))
    await case.passes(hours=2)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    assert len([event for event in await case.story() if isinstance(event, ev.PaymentDecided)]) == 1


async def test_webhook_beats_response(floor: Floor) -> None:
    """The notice comes before the answer is known: one refund, one record."""
    case = await ready_to_pay(floor, fault("hang_after_commit", seconds=30))
    state = await case.until(lambda case: bool(case.payments))
    key = state.payments[0].key
    await floor.provider_has(key, "succeeded")
    await floor.notice(case, key, PaymentState.SETTLED)
    await floor.notice(case, key, PaymentState.SETTLED)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    settled = [e for e in await case.story() if isinstance(e, ev.PaymentChanged) and e.state is PaymentState.SETTLED]
    assert len(settled) == 1


async def test_accepted_and_paid_later(floor: Floor) -> None:
    """The provider says "processing": the case waits, looks up, and only then tells the buyer."""
    case = await ready_to_pay(floor, fault("processing"))
    state = await case.until(lambda case: bool(case.payments) and case.payments[0].state is PaymentState.SENT)
    await floor.provider_has(state.payments[0].key, "succeeded")
    await case.passes(hours=1)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_a_confirmed_failure_is_shown_and_a_retry_makes_a_new_key(floor: Floor) -> None:
    """Accepted, then failed: only this certainty may make a second key (named regression: key survives failure)."""
    case = await ready_to_pay(floor, fault("accepted_then_failed"))
    state = await case.until(lambda case: bool(case.payments) and case.payments[0].state is PaymentState.SENT)
    await floor.provider_has(state.payments[0].key, "failed")
    await case.passes(hours=1)
    state = await case.until(lambda case: bool(case.parked), "the failure is shown")
    assert state.parked[0].reason == "FAILED"
    await case.told(commands.Retry(by="fang", reason="the bank is back"))
    await case.at(CaseStage.FOLLOW_UP)
    decided = [event.key for event in await case.story() if isinstance(event, ev.PaymentDecided)]
    assert decided == [f"{case.case_id}/refund/1", f"{case.case_id}/refund/2"]
    assert floor.refunded(case) == 19900


async def test_unknown_never_fails_by_itself(floor: Floor) -> None:
    """Nobody can say whether it was paid: days pass, nothing is sent anew, a person is asked in the end."""
    floor.world.faults.declare("payments.lookup", "error_before", match={}, times=None, seconds=1)
    case = await ready_to_pay(floor, fault("hang_after_commit", None, seconds=30))
    await case.until(lambda case: bool(case.payments))
    await case.passes(days=2)
    state = await case.until(lambda case: bool(case.parked), "a person is asked")
    assert state.parked[0].reason in {"UNKNOWN", "TRANSIENT"}
    assert state.payments[0].state in {PaymentState.UNKNOWN, PaymentState.SENT, PaymentState.RESERVED}
    floor.lift_faults()
    await case.told(commands.Retry(by="fang"))
    await case.passes(hours=8)
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900
    assert len([event for event in await case.story() if isinstance(event, ev.PaymentDecided)]) == 1


async def test_a_payment_that_the_bank_takes_back_is_made_once_more(floor: Floor) -> None:
    """Settled, then reversed days later while the case is followed up: paid again, once, under a new key."""
    case = await ready_to_pay(floor)
    state = await case.at(CaseStage.FOLLOW_UP)
    key = state.payments[0].key
    await floor.bank_reverses(case, key)
    await case.until(lambda case: case.paid_back() == 19900 and len(case.payments) == 2)
    assert await case.ending() is Resolution.REFUNDED
    assert len([event for event in await case.story() if isinstance(event, ev.PaymentDecided)]) == 2


async def test_a_reversal_reopens_a_closed_case(floor: Floor) -> None:
    """The same, after the case had closed."""
    case = await ready_to_pay(floor)
    state = await case.at(CaseStage.FOLLOW_UP)
    await case.passes(days=8)
    await case.at(CaseStage.CLOSED)
    key = state.payments[0].key
    await floor.bank_reverses(case, key)
    await case.until(lambda case: len(case.payments) == 2 and case.paid_back() == 19900)
    assert ev.CaseReopened in await case.kinds()


async def test_two_cases_on_one_order_never_pay_more_than_was_paid(floor: Floor) -> None:
    """The first took the whole line; the second is shown to a person, and not a cent leaves."""
    first = await ready_to_pay(floor, order_id="8800000000000000001")
    await first.at(CaseStage.FOLLOW_UP)
    second = await floor.open(order_id="8800000000000000001")
    await second.at(CaseStage.WAIT_BUYER_SHIP)
    await second.posts("ST2")
    await second.arrives("ST2")
    await second.found("ST2", units("1", 1))
    state = await second.until(lambda case: bool(case.parked), "the second case is shown to a person")
    assert state.parked[0].reason == "QTY_EXCEEDS_REMAINING"
    assert floor.refunded(second) == 19900  # of the order, all of it by the first case


async def test_two_cases_computed_at_once_pay_the_freight_back_once(floor: Floor) -> None:
    """Both cups of an order are faulty, two cases want them and the freight back: whoever pays second computes anew."""
    cups = tuple(OrderLine(line_id=number, qty=1, unit_price=5000, sku="CUP", title="Cup") for number in "12")
    bought: dict[str, Any] = {
        "ground": Ground.QUALITY,
        "fault": Fault.SELLER,
        "lines": cups,
        "order_id": "8800000000000000002",
        "freight": Freight(mode=FreightMode.BUYER_PAID, charged=1000),
    }
    cases = [await floor.open(items=(Item(line_id=cup.line_id, qty=1),), **bought) for cup in cups]
    for case, cup in zip(cases, cups, strict=True):
        await case.at(CaseStage.DECIDING)
        await case.told(commands.Agree(by="li", seller_pays_freight=True))
        await case.at(CaseStage.WAIT_BUYER_SHIP)
        await case.posts(f"ST{cup.line_id}")
        await case.arrives(f"ST{cup.line_id}")
        await case.at(CaseStage.INSPECTING)
    for case, cup in zip(cases, cups, strict=True):
        await case.found(f"ST{cup.line_id}", units(cup.line_id, 1))
    for case in cases:
        await case.until(lambda now: now.paid_back() > 0, "the refund is made")
    assert floor.refunded(cases[0]) == 11000
    assert [ev.AccountRead in await case.kinds() for case in cases].count(True) == 1


async def test_a_key_that_paid_something_else_waits_for_people(floor: Floor) -> None:
    """Somebody booked another payment under this key: what it paid must be found out, and no new key is made."""
    case = await floor.open()
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    taken = PaymentOrder(
        key=f"{case.case_id}/refund/1",
        case_id=case.case_id,
        shop=SHOP,
        order_id=floor.orders[case.case_id],
        kind=ev.Payment.REFUND,
        channel="payments",
        amount=100,
        currency="CNY",
        decision=1,
        reason="by hand",
        tenders={"cash": 100},
    )
    await ledger.reserve(floor.pool, taken, datetime.now(UTC))
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    for _ in range(2):
        state = await case.until(lambda case: bool(case.parked), "it is shown to a person")
        assert (state.parked[0].step, state.parked[0].reason) == ("refund", "KEY_REUSED")
        await case.told(commands.Retry(by="li", step="refund"))
    assert (await case.kinds()).count(ev.PaymentDecided) == 1
    assert floor.refunded(case) == 0


async def test_where_nothing_is_due_a_person_looks(floor: Floor) -> None:
    """A gift that cost nothing comes back sound: no money leaves, and the case does not end by itself as refunded."""
    case = await floor.open(lines=(OrderLine(line_id="1", qty=1, unit_price=0, sku="GIFT", title="Gift"),))
    await case.at(CaseStage.WAIT_BUYER_SHIP)
    await case.posts("ST1")
    await case.arrives("ST1")
    await case.found("ST1", units("1", 1))
    state = await case.until(lambda case: bool(case.parked), "it is shown to a person")
    assert (state.parked[0].step, state.parked[0].reason) == ("refund", "NOTHING_DUE")
    await case.told(commands.Close(by="li", reason="it was a gift"))
    assert await case.ending() is Resolution.CLOSED_BY_HAND


async def test_money_under_way_cannot_be_diverted_or_skipped(floor: Floor) -> None:
    """While a payment's outcome is open, nobody may turn the case elsewhere or call it done."""
    case = await ready_to_pay(floor, fault("processing", None))
    await case.until(lambda case: bool(case.payments) and case.payments[0].state is PaymentState.SENT)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(commands.Close(by="li", reason="tired of it"))
    assert refused.value.cause.type == "MONEY_MOVING"  # type: ignore[attr-defined]


async def test_closing_a_parked_payment_takes_it_out_of_the_account(floor: Floor) -> None:
    """The account stays frozen, the shop pays in cash at the counter: the case is closed and nothing stays reserved."""
    case = await ready_to_pay(floor, fault("account_frozen", None))
    await case.until(lambda case: bool(case.parked))
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.told(commands.Skip(by="li", step="refund", reason="paid in cash"))
    assert refused.value.cause.type == "MONEY_IS_NOT_SKIPPED"  # type: ignore[attr-defined]
    await case.told(commands.Close(by="li", reason="paid in cash"))
    assert await case.ending() is Resolution.CLOSED_BY_HAND
    account = await ledger.by_order(floor.pool, "demo_shop", floor.orders[case.case_id])
    assert account.committed == 0
