"""From the inbox to the case: every request gets there once, whatever happens on the way."""

import asyncio
import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.events import CaseOpened
from intake.dispatch import backoff
from intake.messages import CaseRequest
from intake.opening import restored
from intake.reasons import Reasons
from intake.shop_form import read_shop_message
from store import identity, inbox
from tests.intake.conftest import Intake, assemble
from tests.intake.dispatching import opened
from tests.intake.intake_forms import at_path, message, requested, shipped


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
