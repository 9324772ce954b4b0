"""The cap: an order never gives back more than it was paid, whoever asks, however many at once."""

import asyncio
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from domain.events import Payment, PaymentState
from domain.order import OrderLine
from store import accounts, ledger
from store.payment import (
    KeyReused,
    LedgerError,
    OrderDisagrees,
    OverCap,
    OverQuantity,
    PaidLine,
    Report,
    Source,
    UnknownOrder,
)
from store.pool import Pool
from tests.store.samples import NOON, PAID, open_account, order, payment

FREIGHT_AND_GOODS = 11000


async def test_an_account_is_opened_once(pool: Pool) -> None:
    """Two cases on one order share its account; opening again changes nothing, also what is committed."""
    await open_account(pool)
    await ledger.reserve(pool, payment(amount=2000), NOON)
    await open_account(pool)

    account = await ledger.by_order(pool, "lantern", "O1")
    assert (account.paid, account.committed, account.left) == (FREIGHT_AND_GOODS, 2000, 9000)
    assert [(line.line_id, line.paid, line.committed, line.committed_qty) for line in account.lines] == [
        ("L1", 6000, 2000, 1),
        ("L2", 4000, 0, 0),
    ]


async def test_a_later_snapshot_that_disagrees_is_refused(pool: Pool) -> None:
    """What was paid for an order does not change; a message that says so is looked at by a person."""
    first = await open_account(pool)
    more = replace(first, lines=(*first.lines, OrderLine(line_id="L3", qty=1, unit_price=1)))
    for changed, paid, what in (
        (replace(first, currency="EUR"), PAID, "currency is EUR now, was CNY"),
        (first, {"L1": 5000, "L2": 4000}, "line L1 is 3 for 5000 now, was 3 for 6000"),
        (more, {**PAID, "L3": 1}, "line L3 is 1 for 1 now, was absent"),
    ):
        async with pool.acquire() as connection:
            with pytest.raises(OrderDisagrees, match=what):
                await accounts.open_order(connection, changed, paid)


async def test_fifty_approvals_at_once_never_exceed_what_was_paid(pool: Pool) -> None:
    """Each asks for a tenth of the order: ten get it, forty are told what is left."""
    await open_account(pool, order("O1"))
    tenth = FREIGHT_AND_GOODS // 10
    asked = [ledger.reserve(pool, payment(f"K{n}", tenth, lines=()), NOON) for n in range(50)]

    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert sum(isinstance(answer, OverCap) for answer in answers) == 40
    account = await ledger.by_order(pool, "lantern", "O1")
    assert (account.committed, account.left) == (FREIGHT_AND_GOODS, 0)


async def test_fifty_raw_inserts_at_once_never_exceed_what_was_paid(pool: Pool) -> None:
    """Without a line of our code the database alone holds the cap."""
    await open_account(pool)
    insert = """
        INSERT INTO movements (key, shop, order_id, case_id, kind, channel, amount, currency, state, decision)
        VALUES ($1, 'lantern', 'O1', 'c', 'refund', 'payments', 1100, 'CNY', $2, 1)
    """
    states = ("reserved", "sent", "unknown", "settled")

    answers = await asyncio.gather(
        *(pool.execute(insert, f"K{n}", states[n % 4]) for n in range(50)), return_exceptions=True
    )

    refused = [answer for answer in answers if isinstance(answer, asyncpg.CheckViolationError)]
    assert len(refused) == 40
    assert {error.constraint_name for error in refused} == {"order_cap"}
    assert (await ledger.by_order(pool, "lantern", "O1")).left == 0


@pytest.mark.parametrize(
    ("line", "constraint"),
    [
        ('{"line_id": "L1", "amount": 6001, "qty": 1}', "line_cap"),
        ('{"line_id": "L1", "amount": 1, "qty": 4}', "line_qty_cap"),
        ('{"line_id": "L1", "amount": -1, "qty": 1}', "lines_not_negative"),
    ],
)
async def test_a_raw_insert_meets_the_caps_of_the_lines(
    superuser: "asyncpg.Connection[asyncpg.Record]", pool: Pool, line: str, constraint: str
) -> None:
    """Per line: not more money than was paid for it, not more units than were bought (rule MR-1)."""
    await open_account(pool)
    insert = f"""
        INSERT INTO movements (key, shop, order_id, case_id, kind, channel, amount, currency, state, decision, lines)
        VALUES ('K', 'lantern', 'O1', 'c', 'refund', 'payments', 1, 'CNY', 'reserved', 1, '[{line}]')
    """  # noqa: S608 - our own constants
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await superuser.execute(insert)
    assert caught.value.constraint_name == constraint


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE movements SET amount = 1",
        "UPDATE movements SET key = 'K2'",
        "UPDATE movements SET order_id = 'O2'",
        "UPDATE movements SET lines = '[]'",
        "UPDATE movements SET kind = 'compensation'",
        "UPDATE movements SET state = 'failed'",
        "UPDATE movements SET state = 'reserved'",
        "DELETE FROM movements",
        "DELETE FROM movement_history",
        "UPDATE movement_history SET state = 'failed'",
    ],
)
async def test_the_database_refuses_to_rewrite_a_settled_payment(pool: Pool, change: str) -> None:
    """What was decided and what is certain cannot be edited away, nor its history."""
    await open_account(pool)
    await ledger.reserve(pool, payment(), NOON)
    await ledger.record_outcome(pool, "K1", Report(state=PaymentState.SETTLED), Source.NOTICE, NOON)

    with pytest.raises(asyncpg.RestrictViolationError):
        await pool.execute(change)


@pytest.mark.parametrize("change", ["overpaid = 1", """over_lines = '[{"line_id": "L1", "amount": 1, "qty": 0}]'"""])
async def test_nothing_is_promised_beyond_the_cap(pool: Pool, change: str) -> None:
    """Only money that has moved may stand beyond the cap: a reservation cannot be moved there by hand."""
    await open_account(pool)
    await ledger.reserve(pool, payment(), NOON)

    with pytest.raises(asyncpg.CheckViolationError, match="beyond_cap_only_when_paid"):
        await pool.execute(f"UPDATE movements SET {change}")  # noqa: S608 - our own constants


async def test_over_the_cap_the_message_says_what_is_left(pool: Pool) -> None:
    """Of the order, of a line, and of the units of a line."""
    await open_account(pool)
    await ledger.reserve(pool, payment("K1", 5000, lines=(PaidLine(line_id="L1", amount=5000, qty=2),)), NOON)

    with pytest.raises(OverCap, match=r"order O1: CNY 60\.01 would go back, CNY 60\.00 is left"):
        await ledger.reserve(pool, payment("K2", 6001, lines=()), NOON)
    with pytest.raises(OverCap, match=r"order O1, line L1: CNY 10\.01 would go back, CNY 10\.00 is left") as caught:
        await ledger.reserve(pool, payment("K2", 1001), NOON)
    assert caught.value.left == 1000
    with pytest.raises(OverQuantity, match=r"line L1: 2 units would go back, 1 are left"):
        await ledger.reserve(pool, payment("K2", 10, lines=(PaidLine(line_id="L1", amount=10, qty=2),)), NOON)


async def test_the_parts_of_one_line_are_counted_together(pool: Pool) -> None:
    """A line named twice in one payment does not get its cap twice."""
    await open_account(pool)
    halves = (PaidLine(line_id="L1", amount=3500, qty=1), PaidLine(line_id="L1", amount=3500, qty=1))

    with pytest.raises(OverCap, match="line L1"):
        await ledger.reserve(pool, payment("K1", 7000, lines=halves), NOON)


async def test_compensation_is_not_held_to_the_cap(pool: Pool) -> None:
    """Postage and penalties are another ledger (rule MR-1): an order paid back whole can still be compensated."""
    await open_account(pool)
    await ledger.reserve(pool, payment("K1", FREIGHT_AND_GOODS, lines=()), NOON)
    await ledger.reserve(pool, payment("K2", 50000, kind=Payment.COMPENSATION, lines=()), NOON)
    await ledger.record_outcome(pool, "K2", Report(state=PaymentState.SETTLED), Source.ANSWER, NOON)

    account = await ledger.by_order(pool, "lantern", "O1")
    assert (account.left, account.compensated) == (0, 50000)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"currency": "EUR"}, "in EUR, but the order was paid in CNY"),
        ({"amount": 0, "tenders": {}}, "an amount to pay is more than 0"),
        ({"lines": (PaidLine(line_id="L1", amount=-1, qty=0),)}, "no line is below 0"),
        ({"tenders": {"cash": 1999}}, "the means of payment sum to 1999, not to 2000"),
        ({"lines": (PaidLine(line_id="L9", amount=1, qty=0),)}, "order O1 has no line L9"),
    ],
    ids=str,
)
async def test_a_payment_that_makes_no_sense_is_refused(pool: Pool, changes: dict[str, Any], words: str) -> None:
    """Before anything is written, with words."""
    await open_account(pool)

    with pytest.raises(LedgerError, match=words):
        await ledger.reserve(pool, payment(**changes), NOON)
    assert await ledger.by_case(pool, "case-lantern-shop-R1") == []


async def test_an_order_without_account_pays_nothing(pool: Pool) -> None:
    """No account, no cap, no money."""
    with pytest.raises(UnknownOrder, match="no account of order O1 of lantern"):
        await ledger.reserve(pool, payment(), NOON)


async def test_the_same_key_with_the_same_content_is_the_same_payment(pool: Pool) -> None:
    """Twenty attempts at once reserve once."""
    await open_account(pool)

    movements = await asyncio.gather(*(ledger.reserve(pool, payment(), NOON) for _ in range(20)))

    assert {movement.key for movement in movements} == {"K1"}
    assert (await ledger.by_order(pool, "lantern", "O1")).committed == 2000


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 1999, "tenders": {"cash": 1999}},
        {"case_id": "another"},
        {"kind": Payment.COMPENSATION},
        {"channel": "taobao"},
        {"currency": "EUR"},
        {"decision": 2},
        {"tenders": {"points": 2000}},
        {"lines": ()},
        {"lines": (PaidLine(line_id="L2", amount=2000, qty=1),)},
    ],
    ids=str,
)
async def test_the_same_key_with_other_content_is_refused(pool: Pool, changes: dict[str, Any]) -> None:
    """Rule R5: a key pays one thing; the message names what differs, and nothing changes."""
    await open_account(pool)
    first = await ledger.reserve(pool, payment(), NOON)

    with pytest.raises(KeyReused, match=f"another .*{next(iter(changes))}"):
        await ledger.reserve(pool, payment(**changes), NOON)
    assert await ledger.movement(pool, "K1") == first


async def test_a_failed_payment_gives_its_room_back(pool: Pool) -> None:
    """The order and its line can pay again; a bank's reversal does the same."""
    await open_account(pool)
    for key, state in (("K1", PaymentState.FAILED), ("K2", PaymentState.REVERSED), ("K3", PaymentState.SETTLED)):
        await ledger.reserve(pool, payment(key, 6000, lines=(PaidLine(line_id="L1", amount=6000, qty=3),)), NOON)
        await ledger.record_outcome(pool, key, Report(state=state), Source.NOTICE, NOON)

    with pytest.raises(OverCap):
        await ledger.reserve(pool, payment("K4", 6000, lines=(PaidLine(line_id="L1", amount=6000, qty=3),)), NOON)
    assert (await ledger.audit(pool)).differences == ()
