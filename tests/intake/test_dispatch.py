"""From the inbox to the case: every message gets there once, whatever happens on the way."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.events import CaseClosed, CaseOpened, Payment, PaymentState, Resolution
from domain.row import row_of
from intake.dispatch import backoff
from intake.messages import CaseRequest
from intake.opening import restored
from intake.reasons import Reasons
from intake.shop_form import read_shop_message
from store import identity, inbox, ledger, movements, register
from store.codec import entry, fold
from store.payment import PaymentOrder
from tests.intake.conftest import Intake, assemble
from tests.intake.intake_forms import ABSENT, at_path, message, requested, scanned, shipped


async def opened(intake: Intake, request_id: str = "R-1") -> str:
    """A case whose workflow runs."""
    answer = await intake.send(requested(request_id))
    await intake.settle()
    return str(answer.json()["case_id"])


async def closed(intake: Intake) -> None:
    """A case that has ended, in Temporal and in the register."""
    await opened(intake)
    case = intake.case(intake.id())
    event = await case.query("opened", result_type=CaseOpened)
    at = datetime.now(UTC)
    ending = CaseClosed(resolution=Resolution.REFUNDED)
    entries = [entry(event, seq=1, at=at), entry(ending, seq=2, at=at)]
    await register.append(intake.pool, intake.id(), entries, row_of(fold(entries), at))
    await case.signal("end")
    await case.result()


async def test_request_opens_its_case(intake: Intake) -> None:
    """A request becomes a running case that carries order, terms and the end of its window, and no personal data."""
    await opened(intake)

    event = await intake.case(intake.id()).query("opened", result_type=CaseOpened)
    assert event.order.order_id == "A-R-1"
    assert event.terms.pack == "cn_taobao"
    assert event.order.no_reason_until == datetime.fromisoformat("2026-11-26T00:00:00+08:00")
    assert not any(word in repr(event) for word in ("Qiuyue", "lin@", "138000", "buyer-77"))
    assert await intake.states() == [("done", "")]


async def test_people_find_the_case_in_the_list(intake: Intake) -> None:
    """Summary, memo and search attributes are there from the first moment."""
    await opened(intake)

    found = await intake.case(intake.id()).describe()
    assert await found.static_summary() == f"Return with refund, order A-R-1 of {intake.shop}"
    assert (await found.memo())["title"] == f"Return with refund, order A-R-1 of {intake.shop}"
    attributes = {pair.key.name: pair.value for pair in found.typed_search_attributes}
    assert attributes["CaseShop"] == intake.shop
    assert attributes["CaseOrder"] == "A-R-1"
    assert attributes["CaseScenario"] == "return_refund"


async def test_account_of_the_order_is_open_before_the_case_runs(intake: Intake) -> None:
    """The ledger knows what was paid for each line and for freight."""
    await opened(intake)

    row = await intake.pool.fetchrow("SELECT goods, freight, refundable FROM order_accounts")
    lines = await intake.pool.fetch("SELECT line_id, paid FROM order_lines ORDER BY line_id")
    assert tuple(row or ()) == (12000, 600, 12600)
    assert [tuple(line) for line in lines] == [("L1", 11062), ("L2", 938)]


async def test_same_request_in_another_message_is_the_same_case(intake: Intake) -> None:
    """A shop that sends a request again under a new id, even with other words, gets the case that is there."""
    await opened(intake)
    again = await intake.send(at_path(requested(), "data.amount", 100))
    await intake.settle()

    assert again.json()["case_id"] == intake.id()
    assert await intake.case_ids() == [intake.id()]
    event = await intake.case(intake.id()).query("opened", result_type=CaseOpened)
    assert event.request.amount == 5500


async def test_twenty_copies_at_once_are_one_case(intake: Intake) -> None:
    """Copies that race each other through door and dispatcher end as one case, and all get the same answer."""
    answers = await asyncio.gather(*(intake.send(requested()) for _ in range(20)))
    await asyncio.gather(*(intake.dispatcher.round() for _ in range(4)))
    await intake.settle()

    assert {answer.text.partition("case_id")[2] for answer in answers} == {answers[0].text.partition("case_id")[2]}
    assert await intake.case_ids() == [intake.id()]
    assert {state for state, _ in await intake.states()} == {"done"}


async def test_temporal_away_at_intake_starts_the_case_later(nowhere: Intake, intake: Intake) -> None:
    """A message that came while Temporal was away is a case as soon as Temporal is back."""
    answer = await nowhere.send(requested())
    await nowhere.settle()

    assert answer.status_code == 202
    [(state, error)] = await nowhere.states()
    assert (state, error.partition(":")[0]) == ("waiting", "EngineAway")

    await intake.hurry()
    assert (await intake.case(intake.id()).describe()).status is WorkflowExecutionStatus.RUNNING
    assert await intake.states() == [("done", "")]


async def test_dispatcher_killed_between_claim_and_start_loses_nothing(intake: Intake) -> None:
    """The identity is claimed, the program dies: the sweep of the next one starts what was stored."""
    asked = read_shop_message(requested(), shop=intake.shop, message_id="m", reasons=Reasons())
    assert isinstance(asked, CaseRequest)
    await intake.handling.claim(asked, intake.policies[intake.shop])
    assert len(await identity.unstarted(intake.pool, 10)) == 1

    await intake.dispatcher.sweep()
    event = await intake.case(intake.id()).query("opened", result_type=CaseOpened)
    assert event.order.order_id == "A-R-1"
    assert await identity.unstarted(intake.pool, 10) == []


async def test_dispatcher_killed_after_start_starts_nothing_twice(intake: Intake) -> None:
    """The workflow runs, but nobody wrote that down: handling the message again finds it."""
    await opened(intake)
    first = (await intake.case(intake.id()).describe()).run_id
    await intake.pool.execute("UPDATE case_ids SET workflow_started_at = NULL")
    await intake.pool.execute("UPDATE inbox SET state = 'waiting', next_try_at = now()")
    await intake.settle()

    assert (await intake.case(intake.id()).describe()).run_id == first
    assert await intake.states() == [("done", "")]


async def test_lease_of_a_killed_dispatcher_runs_out(intake: Intake) -> None:
    """A message that a dispatcher took and never finished is taken by the next one."""
    await intake.send(requested())
    await inbox.take(intake.pool, 10, lease=timedelta(0))  # taken, and then the program is gone
    await intake.settle()
    assert await intake.case_ids() == [intake.id()]


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


async def test_order_that_disagrees_with_its_account_is_refused(intake: Intake) -> None:
    """A second request on an order that suddenly was paid something else opens nothing, and says what differs."""
    await opened(intake)
    other = at_path(requested("R-2", order_id="A-R-1"), "data.order.lines.0.unit_price", 6000)
    await intake.send(at_path(other, "data.order.tenders.0.amount", 12800))
    await intake.settle()

    state, error = (await intake.states())[-1]
    assert state == "refused"
    assert "line L1" in error
    assert await intake.case_ids() == [intake.id()]


async def test_two_requests_on_one_order_are_two_cases(intake: Intake) -> None:
    """Different lines may be two cases; they share the order's account."""
    await opened(intake)
    await intake.send(requested("R-2", order_id="A-R-1", items=[{"line_id": "L2", "qty": 1}], amount=1000))
    await intake.settle()

    assert len(await intake.case_ids()) == 2
    assert await intake.pool.fetchval("SELECT count(*) FROM order_accounts") == 1


async def test_a_second_request_for_the_same_line_and_ground_names_the_open_case(intake: Intake) -> None:
    """It opens nothing: the message is kept with the reason, until the first case is through."""
    await opened(intake)
    await intake.send(requested("R-2", order_id="A-R-1"))
    await intake.settle()

    state, error = (await intake.states())[-1]
    assert state == "refused"
    assert f"line L1 has an open case on the same ground (no_reason): {intake.id()}" in error
    assert await intake.case_ids() == [intake.id()]


async def test_two_requests_at_once_for_the_same_goods_are_one_case(intake: Intake) -> None:
    """They come in the same moment: one of them is first, the other is refused."""
    await asyncio.gather(*(intake.send(requested(f"R-{n}", order_id="A-7")) for n in range(1, 6)))
    await intake.settle()

    assert len(await intake.case_ids()) == 1
    assert sorted(state for state, _ in await intake.states()) == ["done", *["refused"] * 4]


async def test_shop_that_left_the_file_has_its_messages_refused(intake: Intake) -> None:
    """A message of a shop that is no longer configured is kept with the reason."""
    await intake.send(requested())
    await intake.pool.execute("UPDATE inbox SET shop = 'gone'")
    await intake.settle()
    assert (await intake.states())[0] == ("refused", "shop: 'gone' is not in the shops file any more")


async def test_fault_of_ours_does_not_stop_the_messages_behind_it(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that trips a mistake in the program is kept for a later try; the next one is handled."""
    await intake.send(requested("R-1"))
    await intake.send(requested("R-2"))
    act = intake.handling.act

    async def trips(shop: str, meaning: Any, policy: Any) -> str:
        if isinstance(meaning, CaseRequest) and meaning.external_id == "R-1":
            raise ZeroDivisionError("a mistake")
        return await act(shop, meaning, policy)

    monkeypatch.setattr(intake.handling, "act", trips)
    await intake.settle()
    assert await intake.states() == [("waiting", "ZeroDivisionError: a mistake"), ("done", "")]


async def until_taken(intake: Intake, found: dict[str, Any], message_id: str) -> None:
    """Send as a good sender does: whoever is told to come again comes again."""
    answer = await intake.send(found, message_id=message_id)
    if answer.status_code == 429:
        await asyncio.sleep(int(answer.headers["retry-after"]))
        await until_taken(intake, found, message_id)
    else:
        assert answer.status_code == 202


async def test_thousand_messages_in_any_order_lose_none(intake: Intake, number: int) -> None:
    """A thousand messages, shuffled, a quarter of them copies, through two dispatchers: one case a request.

    Each case has heard each of its facts once.
    """
    requests = [f"R-{each}" for each in range(250)]
    messages = [
        each
        for request_id in requests
        for each in (
            (requested(request_id), f"{request_id}-open"),
            (requested(request_id), f"{request_id}-open"),
            (shipped(request_id, f"BACK-{request_id}"), f"{request_id}-ship"),
            (message("case.withdrawn", {"request_id": request_id, "at": "2026-11-22T10:00:00+08:00"}), request_id),
        )
    ]
    random.Random(7).shuffle(messages)
    second = assemble(intake.pool, intake.client, intake.market, number)
    for start in range(0, len(messages), 100):
        await asyncio.gather(*(until_taken(intake, *each) for each in messages[start : start + 100]))
        await asyncio.gather(intake.settle(), second.settle())
    await intake.hurry()
    await second.http.aclose()

    assert await intake.case_ids() == sorted(map(intake.id, requests))
    assert {state for state, _ in await intake.states()} == {"done"}
    assert await identity.unstarted(intake.pool, 10) == []
    for request_id in requests[::10]:
        told = await intake.told(intake.id(request_id))
        assert sorted(told) == [f"shop:{request_id}", f"shop:{request_id}-ship"]


async def test_what_is_stored_with_the_identity_is_what_is_started(intake: Intake) -> None:
    """The stored opening reads back as the very event that the case begins with."""
    await opened(intake)
    [row] = await intake.pool.fetch("SELECT opening FROM case_ids")
    assert restored(row["opening"]) == await intake.case(intake.id()).query("opened", result_type=CaseOpened)


async def test_requests_whose_ids_would_collide_are_told_apart(intake: Intake) -> None:
    """Two requests that would get one case id are not taken for one: the second is refused, by name."""
    await opened(intake)
    await intake.pool.execute("UPDATE case_ids SET external_id = 'other'")
    await intake.send(requested())
    await intake.settle()

    state, error = (await intake.states())[-1]
    assert state == "refused"
    assert f"{intake.shop}/shop/other" in error


def test_pauses_grow_and_stay_bearable() -> None:
    """One second first, a minute at most, ten minutes for what has failed for an hour."""
    pauses = [backoff(tries).total_seconds() for tries in (1, 2, 3, 7, 60, 61, 10_000)]
    assert pauses == [1, 2, 4, 60, 60, 600, 600]


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
