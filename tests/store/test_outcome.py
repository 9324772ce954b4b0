"""Answers, notices and lookups meet in one place, in any order, twice, late, and end in one truth."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import count, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.events import CERTAINTY, PaymentState
from store import ledger
from store.payment import Movement, OverCap, PaidLine, Report, Source, UnknownPayment
from store.pool import Pool
from tests.store.samples import NOON, open_account, order, payment

SENT, UNKNOWN, FAILED = PaymentState.SENT, PaymentState.UNKNOWN, PaymentState.FAILED
SETTLED, REVERSED, RESERVED = PaymentState.SETTLED, PaymentState.REVERSED, PaymentState.RESERVED
CERTAIN = {FAILED, SETTLED, REVERSED}
orders = count(1)


async def tell(pool: Pool, state: PaymentState, source: Source = Source.NOTICE, key: str = "K1") -> Movement:
    """One report about the payment."""
    report = Report(state=state, amount=2000, provider_ref=f"ref-{state}", reason=f"because {state}")
    return (await ledger.record_outcome(pool, key, report, source, NOON)).movement


async def sent_payment(pool: Pool) -> None:
    """A payment that was handed to the channel."""
    await open_account(pool)
    await ledger.reserve(pool, payment(), NOON)
    await ledger.mark_sent(pool, "K1", NOON)


async def test_partial_refund_webhook_race(pool: Pool) -> None:
    """A partial refund's notice and its answer arrive together, twenty times: one record, counted once."""
    await sent_payment(pool)
    reports = [tell(pool, SETTLED, source) for source in (Source.ANSWER, Source.NOTICE) for _ in range(10)]

    await asyncio.gather(*reports)

    account = await ledger.by_order(pool, "lantern", "O1")
    assert (account.committed, account.settled, account.left) == (2000, 2000, 9000)
    assert [step.state for step in await ledger.history(pool, "K1")] == [RESERVED, SENT, SETTLED]
    with pytest.raises(OverCap):
        await ledger.reserve(pool, payment("K2", 9001, lines=()), NOON)


async def test_stale_webhook_noop(pool: Pool) -> None:
    """A notice from the queue of yesterday changes nothing, and is told so."""
    await sent_payment(pool)
    settled = await tell(pool, SETTLED, Source.ANSWER)

    for state in (SENT, UNKNOWN, FAILED, SETTLED):
        outcome = await ledger.record_outcome(pool, "K1", Report(state=state), Source.NOTICE, NOON)
        assert not outcome.changed
        assert outcome.movement == settled


async def test_unknown_never_autofails(pool: Pool) -> None:
    """Days of silence and lookups without an answer leave it unknown, in the queue, and counted against the cap."""
    await sent_payment(pool)
    await ledger.mark_unknown(pool, "K1", "no answer in time", NOON)
    now = NOON
    for _ in range(50):
        now += timedelta(days=1)
        [waiting] = await ledger.unknown_queue(pool, 10, now)
        assert waiting.state is UNKNOWN
        await ledger.record_outcome(pool, "K1", Report(state=UNKNOWN, reason="not found"), Source.LOOKUP, now)

    account = await ledger.by_order(pool, "lantern", "O1")
    assert (account.unknown, account.left) == (2000, 9000)


async def test_the_queue_looks_up_soon_and_then_every_four_minutes(pool: Pool) -> None:
    """Lookups space out, but never so far that a recovered provider is asked later than within five minutes (R3)."""
    await sent_payment(pool)
    now, gaps = NOON, []
    for _ in range(6):
        [waiting] = await ledger.unknown_queue(pool, 10, now + timedelta(hours=1))
        assert waiting.next_lookup_at is not None
        gaps.append(waiting.next_lookup_at - now)
        now = waiting.next_lookup_at
        assert await ledger.unknown_queue(pool, 10, now - timedelta(seconds=1)) == []
        await ledger.record_outcome(pool, "K1", Report(state=UNKNOWN), Source.LOOKUP, now)

    assert [gap.total_seconds() for gap in gaps] == [30, 60, 120, 240, 240, 240]


async def test_settled_payments_leave_the_queue(pool: Pool) -> None:
    """Nobody looks up what is certain, nor what was never sent."""
    await sent_payment(pool)
    await ledger.reserve(pool, payment("K2", 100), NOON)
    later = NOON + timedelta(days=9)
    assert [waiting.key for waiting in await ledger.unknown_queue(pool, 10, later)] == ["K1"]

    await tell(pool, SETTLED)

    assert await ledger.unknown_queue(pool, 10, later) == []


async def test_a_bank_takes_a_settled_payment_back_once(pool: Pool) -> None:
    """The room is free again, and late repeats of "paid" do not pay it again."""
    await sent_payment(pool)
    await tell(pool, SETTLED)
    for state in (REVERSED, REVERSED, SETTLED, FAILED):
        assert (await tell(pool, state)).state is REVERSED

    account = await ledger.by_order(pool, "lantern", "O1")
    assert (account.committed, account.left) == (0, 11000)


async def test_late_truth_beyond_the_cap_is_booked_and_shown(pool: Pool) -> None:
    """A payment said to have failed was made after all, and its room is taken: the money is booked as overpaid."""
    await open_account(pool)
    first = payment("K1", 8000, lines=(PaidLine(line_id="L1", amount=5000, qty=2),))
    await ledger.reserve(pool, first, NOON)
    await tell(pool, FAILED)
    second = payment("K2", 7000, lines=(PaidLine(line_id="L1", amount=4000, qty=2),))
    await ledger.reserve(pool, second, NOON)

    late = await ledger.record_outcome(pool, "K1", Report(state=SETTLED, amount=8000), Source.NOTICE, NOON)

    assert (late.before, late.after) == (FAILED, SETTLED)
    assert late.movement.overpaid == 4000
    account = await ledger.by_order(pool, "lantern", "O1")
    assert (account.committed, account.overpaid, account.left) == (11000, 4000, 0)
    assert (account.lines[0].committed, account.lines[0].committed_qty) == (6000, 3)
    [alarm] = (await ledger.audit(pool)).differences
    assert (alarm.key, alarm.amount, alarm.what) == ("K1", 4000, "went back beyond what the order was paid")


async def test_an_overpayment_that_is_reversed_leaves_no_trace_in_the_sums(pool: Pool) -> None:
    """What was booked beyond the cap is taken out exactly as it was put in."""
    await test_late_truth_beyond_the_cap_is_booked_and_shown(pool)

    await ledger.record_outcome(pool, "K1", Report(state=REVERSED), Source.NOTICE, NOON)

    account = await ledger.by_order(pool, "lantern", "O1")
    assert (account.committed, account.overpaid, account.left) == (7000, 0, 4000)
    assert (account.lines[0].committed, account.lines[0].committed_qty) == (4000, 2)
    assert (await ledger.audit(pool)).differences == ()


async def test_another_amount_than_decided_is_shown(pool: Pool) -> None:
    """The provider says that it paid 1 fen more: booked as it is, and listed by the audit."""
    await sent_payment(pool)
    await ledger.record_outcome(pool, "K1", Report(state=SETTLED, amount=2001), Source.ANSWER, NOON)

    [difference] = (await ledger.audit(pool)).differences
    assert (difference.key, difference.amount) == ("K1", 1)


async def test_the_audit_finds_totals_that_were_edited(pool: Pool) -> None:
    """Someone lowers what is committed to make room: order and line are both named."""
    await sent_payment(pool)
    await pool.execute("UPDATE order_accounts SET committed = 500")
    await pool.execute("UPDATE order_lines SET committed = 0 WHERE line_id = 'L1'")

    found = (await ledger.audit(pool)).differences

    assert [(difference.what, difference.amount) for difference in found] == [
        ("committed is not the sum of the movements that count", -1500),
        ("line L1: committed is not the sum of the movements that count", -2000),
    ]


async def test_the_audit_explains_every_minor_unit(pool: Pool) -> None:
    """Per currency: paid = committed + left, and what is committed is the sum over the states that count."""
    await open_account(pool)
    states = (RESERVED, SENT, UNKNOWN, SETTLED, FAILED, REVERSED)
    for n, state in enumerate(states):
        await ledger.reserve(pool, payment(f"K{n}", 100 + n, lines=()), NOON)
        await tell(pool, state, key=f"K{n}") if state is not RESERVED else None

    audit = await ledger.audit(pool)

    [total] = audit.totals
    counted = sum(line.amount for line in audit.sums if line.state in {RESERVED, SENT, UNKNOWN, SETTLED})
    assert (total.paid, total.committed, total.left) == (11000, counted, 11000 - counted)
    assert {line.state: line.count for line in audit.sums} == dict.fromkeys(states, 1)


async def test_a_send_that_reached_nobody_is_taken_back(pool: Pool) -> None:
    """The connection was refused: the key's life has not begun."""
    await open_account(pool)
    before = await ledger.reserve(pool, payment(), NOON)
    sent = await ledger.mark_sent(pool, "K1", NOON)

    after = await ledger.take_back(pool, sent, before, "connection refused", NOON)

    assert (sent.state, after.state, after.first_sent_at) == (SENT, RESERVED, None)


async def test_a_send_is_not_taken_back_when_another_attempt_sent_it_too(pool: Pool) -> None:
    """An old attempt that reached nobody says nothing about its successor's."""
    await open_account(pool)
    before = await ledger.reserve(pool, payment(), NOON)
    old = await ledger.mark_sent(pool, "K1", NOON)
    new = await ledger.mark_sent(pool, "K1", NOON + timedelta(minutes=1))

    assert await ledger.take_back(pool, old, before, "connection refused", NOON) == new
    assert (new.sends, new.first_sent_at) == (2, NOON)


async def test_every_send_knows_its_own_number(pool: Pool) -> None:
    """Twenty attempts at once: each is told which send it is, so that only the last one may be taken back."""
    await open_account(pool)
    await ledger.reserve(pool, payment(), NOON)

    sent = await asyncio.gather(*(ledger.mark_sent(pool, "K1", NOON) for _ in range(20)))

    assert sorted(each.sends for each in sent) == list(range(1, 21))


async def test_a_send_is_not_taken_back_when_its_outcome_was_told(pool: Pool) -> None:
    """A notice came first: it stands."""
    await open_account(pool)
    before = await ledger.reserve(pool, payment(), NOON)
    sent = await ledger.mark_sent(pool, "K1", NOON)
    await tell(pool, SETTLED)

    assert (await ledger.take_back(pool, sent, before, "connection reset", NOON)).state is SETTLED


async def test_sending_again_leaves_unknown_unknown(pool: Pool) -> None:
    """Only an answer, a notice, a lookup or a person ends not knowing."""
    await sent_payment(pool)
    await ledger.mark_unknown(pool, "K1", "no answer", NOON)

    again = await ledger.mark_sent(pool, "K1", NOON + timedelta(hours=1))

    assert (again.state, again.sends, again.first_sent_at) == (UNKNOWN, 2, NOON)


async def test_a_report_about_no_payment_of_ours_is_an_error(pool: Pool) -> None:
    """Nothing is booked by a notice alone."""
    with pytest.raises(UnknownPayment, match="no payment with the key K9"):
        await tell(pool, SETTLED, key="K9")


REPORTS = st.lists(
    st.tuples(
        st.sampled_from([SENT, UNKNOWN, FAILED, SETTLED, REVERSED]), st.sampled_from(["answer", "notice", "lookup"])
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=REPORTS, sends=st.integers(min_value=0, max_value=2))
def test_the_most_certain_report_wins_in_pure_words(reports: list[tuple[PaymentState, str]], sends: int) -> None:
    """Whatever the order and however often: the end is the most certain thing that anyone said."""
    start = SENT if sends else RESERVED
    said = [state for state, _ in reports]
    ends = {told(start, ordering) for ordering in list(permutations(said[:5]))}

    if certain := [state for state in said[:5] if state in CERTAIN]:
        assert ends == {max(certain, key=CERTAINTY.__getitem__)}
    else:
        assert ends <= {SENT, UNKNOWN}


def told(state: PaymentState, reports: Sequence[PaymentState]) -> PaymentState:
    """The state after these reports."""
    for report in reports:
        state = ledger.meet(state, report)
    return state


async def test_any_order_of_reports_counts_the_money_once(pool: Pool) -> None:
    """Every order of answer, notice, lookup and failure on a real ledger: one truth, no difference in sums."""
    said = [(UNKNOWN, Source.ANSWER), (FAILED, Source.LOOKUP), (SETTLED, Source.NOTICE), (SETTLED, Source.ANSWER)]
    for ordering in permutations(said):
        key = f"K{next(orders)}"
        of = await open_account(pool, order(key))
        await ledger.reserve(pool, payment(key, order_id=of.order_id), NOON)
        await ledger.mark_sent(pool, key, NOON)
        for state, source in ordering:
            await tell(pool, state, source, key=key)
        account = await ledger.by_order(pool, "lantern", of.order_id)
        assert (account.settled, account.committed, account.overpaid) == (2000, 2000, 0), ordering

    assert (await ledger.audit(pool)).differences == ()
