"""The ledger: every movement of money back, written down before it leaves, under a cap that the database holds.

Every change happens under the row lock of the order. The totals are kept by a trigger (migration 0004), so that even a
raw INSERT cannot promise more than was paid (rule MR-1). Compensation is not held to the cap. Answers, notices, lookups
and people meet in `record_outcome`, in any order, twice, late.
"""

from dataclasses import asdict, replace
from datetime import datetime, timedelta

from domain.events import CERTAINTY, Payment, PaymentState
from store import accounts
from store.accounts import Account, Beyond, by_order, open_order
from store.audit import Audit, audit
from store.movements import (
    WITHIN,
    by_case,
    history,
    insert,
    known_as,
    movement,
    same_claim,
    unknown_queue,
)
from store.payment import AccountMoved, Movement, Outcome, PaymentOrder, Report, Source, UnknownPayment
from store.pool import Connection, Pool
from store.prior import prior_refunds

__all__ = [
    "Account",
    "Audit",
    "adopt",
    "audit",
    "by_case",
    "by_order",
    "give_up",
    "history",
    "mark_sent",
    "mark_unknown",
    "movement",
    "open_order",
    "record_outcome",
    "reserve",
    "take_back",
    "unknown_queue",
]

OPEN = frozenset({PaymentState.RESERVED, PaymentState.SENT, PaymentState.UNKNOWN})
FIRST_LOOKUP = timedelta(seconds=30)  # after a send whose answer did not come, and doubled after every lookup
LAST_LOOKUP = timedelta(minutes=4)  # so that an unknown payment is told within five minutes of the provider's return


async def reserve(pool: Pool, order: PaymentOrder, now: datetime) -> Movement:
    """Write the payment down before anything is sent; the movement as it stands.

    The same key with the same content is the same payment, however often it is asked for. Raises KeyReused for other
    content, AccountMoved where the refund was computed on what is not true any more, OverCap or OverQuantity where
    order or line were not paid enough, UnknownOrder, LedgerError.
    """
    async with pool.acquire() as connection, connection.transaction():
        room = await accounts.lock(connection, order.shop, order.order_id)
        known = await known_as(connection, order)
        if known is not None:
            return known
        accounts.check(order, room)
        if order.kind is not Payment.COMPENSATION:
            await _computed_on_truth(connection, order)
            accounts.check_room(order, room)
        await insert(connection, order, now, report=Report(state=PaymentState.RESERVED), source=Source.ORDER)
        return await _known(connection, order.key)


async def _computed_on_truth(connection: Connection, order: PaymentOrder) -> None:
    """Under the order's lock: two cases computed at once would both pay the freight back."""
    if order.prior != await prior_refunds(connection, order.shop, order.order_id, except_case=order.case_id):
        raise AccountMoved(
            f"order {order.order_id}: other cases paid something back since {order.key} was computed; nothing was "
            "reserved. Read the account, and compute anew."
        )


MARK_SENT = """
UPDATE movements
   SET state = CASE state WHEN 'reserved' THEN 'sent' ELSE state END, sends = sends + 1,
       first_sent_at = COALESCE(first_sent_at, $2), last_sent_at = $2, next_lookup_at = $3, updated_at = $2
 WHERE key = $1 AND state IN ('reserved', 'sent', 'unknown')
"""


async def mark_sent(pool: Pool, key: str, now: datetime) -> Movement:
    """It is about to be handed to the channel; the movement as it stands, which may have been told meanwhile.

    A payment whose outcome is unknown stays unknown while it is sent again. Raises UnknownPayment.
    """
    async with pool.acquire() as connection, connection.transaction():  # what is returned is this send, no later one
        await connection.execute(MARK_SENT, key, now, now + FIRST_LOOKUP)
        return await _known(connection, key)


TAKE_BACK = """
UPDATE movements
   SET state = $4, first_sent_at = $5, last_sent_at = $6, next_lookup_at = $7, failure = $8, updated_at = $9
 WHERE key = $1 AND sends = $2 AND state = $3
"""


async def take_back(pool: Pool, sent: Movement, before: Movement, reason: str, now: datetime) -> Movement:
    """The send that led from `before` to `sent` certainly reached nobody: the movement stands as before it.

    Where another attempt sent it too, or its outcome was told meanwhile, nothing is taken back.
    """
    restored = (before.state, before.first_sent_at, before.last_sent_at, before.next_lookup_at)
    await pool.execute(TAKE_BACK, sent.key, sent.sends, sent.state, *restored, reason, now)
    return await _known(pool, sent.key)


async def record_outcome(pool: Pool, key: str, report: Report, source: Source, now: datetime) -> Outcome:
    """What an answer, a notice, a lookup or a person tells of a payment: the one place where they meet.

    Settled stays settled unless the bank reverses it; failed can turn out settled, and is booked even where the cap has
    no room any more (`overpaid`, an alarm of the audit). Raises UnknownPayment.
    """
    async with pool.acquire() as connection, connection.transaction():
        return await _record(connection, key, report, source, now)


async def give_up(pool: Pool, order: PaymentOrder, reason: str, now: datetime) -> Movement:
    """Take back a payment that has not been sent: it has failed, and its room is free again.

    One that was sent, or told, stands as it is. One that was never written down is written as failed, so that an
    attempt of it that is still under way somewhere finds its key used up. Raises KeyReused, UnknownOrder, LedgerError.
    """
    report = Report(state=PaymentState.FAILED, reason=reason)
    async with pool.acquire() as connection, connection.transaction():
        room = await accounts.lock(connection, order.shop, order.order_id)
        known = await known_as(connection, order)
        if known is None:
            accounts.check(order, room)
            await insert(connection, order, now, report=report, source=Source.ORDER)
        elif known.state is PaymentState.RESERVED:
            await _record(connection, order.key, report, Source.ORDER, now)
        return await _known(connection, order.key)


async def mark_unknown(pool: Pool, key: str, reason: str, now: datetime) -> Outcome:
    """It may have been paid: nobody knows until someone looks. Changes nothing that is certain."""
    return await record_outcome(pool, key, Report(state=PaymentState.UNKNOWN, reason=reason), Source.ANSWER, now)


async def _record(connection: Connection, key: str, report: Report, source: Source, now: datetime) -> Outcome:
    before = await _locked(connection, key)
    after = meet(before.state, report.state)
    if CERTAINTY[report.state] < CERTAINTY[before.state]:
        return Outcome(before=before.state, after=before.state, movement=before)  # out of date in all that it says
    over = WITHIN
    if after is PaymentState.SETTLED and before.state is PaymentState.FAILED:
        over = await _beyond(connection, before.order)
    await _write(connection, before, after, report, source, over, now)
    return Outcome(before=before.state, after=after, movement=await _known(connection, key))


def meet(known: PaymentState, reported: PaymentState) -> PaymentState:
    """What is known after a report: certain knowledge wins, and among open states the newest word."""
    if CERTAINTY[reported] > CERTAINTY[known]:
        return reported
    newer_word = {known, reported} == {PaymentState.SENT, PaymentState.UNKNOWN}
    return reported if newer_word else known


LOCK_ORDER = """
SELECT a.order_id FROM order_accounts AS a JOIN movements AS m USING (shop, order_id) WHERE m.key = $1
   FOR UPDATE OF a
"""


async def _locked(connection: Connection, key: str) -> Movement:
    """The movement under the lock of its order."""
    await connection.execute(LOCK_ORDER, key)
    return await _known(connection, key)


async def _known(db: Pool | Connection, key: str) -> Movement:
    known = await movement(db, key)
    if known is None:
        raise UnknownPayment(f"the ledger has no payment with the key {key}: reserve or adopt it first")
    return known


async def _beyond(connection: Connection, order: PaymentOrder) -> Beyond:
    """What of a payment that was made has no room left."""
    if order.kind is Payment.COMPENSATION:
        return WITHIN
    return accounts.beyond(order, await accounts.lock(connection, order.shop, order.order_id))


WRITE = """
UPDATE movements
   SET state = $2, source = CASE WHEN state = $2 THEN source ELSE $3 END,
       provider_ref = COALESCE(NULLIF($4, ''), provider_ref), provider_amount = COALESCE($5, provider_amount),
       failure = $6, overpaid = overpaid + $7, over_lines = over_lines || $8,
       next_lookup_at = $9, lookups = $10, updated_at = $11
 WHERE key = $1
"""


async def _write(
    connection: Connection,
    before: Movement,
    after: PaymentState,
    report: Report,
    source: Source,
    over: Beyond,
    now: datetime,
) -> None:
    lookups = before.lookups + (source is Source.LOOKUP and before.state in OPEN)
    failure = "" if after is PaymentState.SETTLED else report.reason or before.failure
    next_lookup = now + min(FIRST_LOOKUP * 2 ** min(lookups, 10), LAST_LOOKUP) if after in OPEN else None
    paid = report.amount if after is PaymentState.SETTLED else None
    over_lines = [asdict(line) for line in over.lines]
    await connection.execute(
        WRITE, before.key, after, source, report.provider_ref, paid, failure, over.amount, over_lines, next_lookup,
        lookups, now,
    )  # fmt: skip


async def adopt(pool: Pool, order: PaymentOrder, report: Report, now: datetime) -> Movement:
    """Book a payment that was certainly made, and not by our sending: the platform agreed by itself.

    One request of a platform pays once: where a movement of ours stands for the same request, that one is settled (or
    was already) instead of booking the money twice; when the platform paid another amount than ours, ours has failed.
    Money that moved is booked even beyond the cap (`overpaid`). Raises KeyReused, UnknownOrder, LedgerError.
    """
    async with pool.acquire() as connection, connection.transaction():
        room = await accounts.lock(connection, order.shop, order.order_id)
        paid = _as_paid(order, report)
        if await _adopted_as(connection, order, paid) is not None:
            return (await _record(connection, order.key, report, Source.LOOKUP, now)).movement
        ours = await _same_payment(connection, paid, report, now)
        if ours is not None:
            return ours
        accounts.check(paid, room)
        over = await _beyond(connection, paid)  # read again: a movement of ours may have failed just now
        await insert(connection, paid, now, report=report, source=Source.LOOKUP, over=over)
        return await _known(connection, order.key)


async def _adopted_as(connection: Connection, order: PaymentOrder, paid: PaymentOrder) -> Movement | None:
    """The movement with this key, made from the order or from what was paid; raises KeyReused for any other."""
    known = await movement(connection, order.key)
    if known is None or known.order.substance == paid.substance:
        return known
    return await known_as(connection, order)


def _as_paid(order: PaymentOrder, report: Report) -> PaymentOrder:
    """The order with the amount that was really paid; how another amount was split over the tenders is not told."""
    if report.amount is None or report.amount == order.amount:
        return order
    return replace(order, amount=report.amount, tenders={})


async def _same_payment(connection: Connection, order: PaymentOrder, report: Report, now: datetime) -> Movement | None:
    """Our movement that the platform's payment is, if there is one."""
    for ours in await same_claim(connection, order):
        if ours.amount == order.amount:
            outcome = await _record(connection, ours.key, report, Source.LOOKUP, now)
            return outcome.movement
        if ours.state in OPEN:
            failed = Report(state=PaymentState.FAILED, reason="the platform paid another amount by itself")
            await _record(connection, ours.key, failed, Source.LOOKUP, now)
    return None
