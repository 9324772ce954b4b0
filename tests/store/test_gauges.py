"""What is measured of the database: facts of this moment, whatever has been closed and delivered."""

from datetime import timedelta

import asyncpg
import pytest

from store import checks, gauges, inbox
from store.checks import Subject
from store.gauges import Facts, OpenCases, Underway
from store.inbox import Message
from store.pool import Pool
from tests.store.crowd import cases, payments


async def measured(pool: Pool) -> Facts:
    """As the page asks."""
    return await gauges.facts(pool)


async def test_an_empty_installation_has_nothing_to_tell(pool: Pool) -> None:
    """No case, no payment, and three states of messages that are empty."""
    facts = await measured(pool)
    assert (facts.cases, facts.overdue, facts.stuck, facts.money, facts.checks) == ((), (), (), (), ())
    assert {row.state: row.count for row in facts.inbox} == {"waiting": 0, "unrouted": 0, "refused": 0}
    assert facts.unstarted.count == 0
    assert "0120" in facts.versions


async def test_open_cases_are_counted_by_stage_and_closed_ones_are_not(pool: Pool) -> None:
    """Three are inspected, one of them waits for a person; five have ended."""
    await cases(pool, 2, stage="inspecting")
    await cases(pool, 1, stage="inspecting", needs_human=True)
    await cases(pool, 5, stage="closed", closed=True)
    facts = await measured(pool)
    assert facts.cases == (OpenCases(stage="inspecting", cases=3),)
    assert facts.need_human == 1


async def test_deadlines_missed_are_told_by_clock_with_the_age_of_the_oldest(pool: Pool) -> None:
    """A deadline to come, one of a closed case, and a case without any are not missed."""
    await cases(pool, 2, due_in=timedelta(hours=-1), clock="respond")
    await cases(pool, 1, due_in=timedelta(days=-2), clock="respond")
    await cases(pool, 1, due_in=timedelta(hours=1), clock="respond")
    await cases(pool, 1, due_in=timedelta(hours=-1), clock="inspect", closed=True)
    await cases(pool, 1)
    [late] = (await measured(pool)).overdue
    assert (late.clock, late.cases) == ("respond", 3)
    assert timedelta(seconds=late.oldest) >= timedelta(days=2)


async def test_stuck_cases_are_told_by_step_and_cause(pool: Pool) -> None:
    """The most frequent cause comes first."""
    await cases(pool, 1, stuck="tell_agreed: TRANSIENT")
    await cases(pool, 4, stuck="refund: NEEDS_FUNDS")
    told = [(row.step, row.reason, row.cases) for row in (await measured(pool)).stuck]
    assert told == [("refund", "NEEDS_FUNDS", 4), ("tell_agreed", "TRANSIENT", 1)]


async def test_money_whose_fate_is_unknown_has_amount_currency_and_age(pool: Pool) -> None:
    """What is settled or only decided is not among it."""
    await payments(pool, 2, state="unknown", amount=500, sent=timedelta(hours=3))
    await payments(pool, 1, state="sent", amount=70, currency="EUR", sent=timedelta(minutes=1))
    await payments(pool, 3, state="settled", amount=900, sent=timedelta(days=9))
    await payments(pool, 1, state="reserved", amount=1)
    found = {row.state: row for row in (await measured(pool)).money}
    assert set(found) == {"sent", "unknown"}
    unknown = found["unknown"]
    assert unknown == Underway(state="unknown", currency="CNY", payments=2, amount=1000, oldest=unknown.oldest)
    assert timedelta(seconds=unknown.oldest) >= timedelta(hours=3)
    assert found["sent"].currency == "EUR"


async def test_messages_are_told_by_state_with_the_age_of_the_oldest(pool: Pool) -> None:
    """One was delivered and is not counted any more."""
    accepted = [
        await inbox.accept(pool, Message(shop="s", source="shop", message_id=f"m{n}", body=b"{}", headers={}))
        for n in range(4)
    ]
    await inbox.done(pool, accepted[0].id)
    await inbox.refuse(pool, accepted[1].id, "no such order")
    await inbox.unrouted(pool, accepted[2].id, waybill="ST1")
    await pool.execute("UPDATE inbox SET received_at = now() - interval '1 hour' WHERE state = 'waiting'")
    found = {row.state: row for row in (await measured(pool)).inbox}
    assert {state: row.count for state, row in found.items()} == {"waiting": 1, "unrouted": 1, "refused": 1}
    assert timedelta(seconds=found["waiting"].oldest) >= timedelta(hours=1)


async def test_the_newest_look_at_register_and_ledger_counts(pool: Pool) -> None:
    """A breach that was mended is gone with the next look."""
    await checks.note(pool, Subject.REGISTER, 2)
    await checks.note(pool, Subject.REGISTER, 0)
    [check] = (await measured(pool)).checks
    assert (check.name, check.breaches) == ("register", 0)


async def test_a_look_that_takes_too_long_is_given_up(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Being watched must not slow the cases down."""
    monkeypatch.setattr(gauges, "PATIENCE", "SET LOCAL statement_timeout = 20")
    monkeypatch.setattr(gauges, "VERSIONS", "SELECT pg_sleep(20)::text AS version")
    with pytest.raises(asyncpg.QueryCanceledError):
        await measured(pool)
    assert await pool.fetchval("SELECT true"), "the pool is whole afterwards"
