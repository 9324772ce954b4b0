"""The accounts of orders: what was paid, line by line, and how much of it may still go back (rule MR-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.order import Order
from store.payment import LedgerError, OrderDisagrees, OverCap, OverQuantity, PaidLine, PaymentOrder, UnknownOrder
from store.pool import Connection, Database, Record


@dataclass(frozen=True, kw_only=True)
class AccountLine:
    """What one line was paid, and what of it is promised or gone back."""

    line_id: str
    qty: int
    paid: int
    committed: int
    committed_qty: int


@dataclass(frozen=True, kw_only=True)
class Account:
    """One order's money, minor units.

    `committed` is promised or gone back and counts against `paid` (goods and freight), `left` may still go back.
    `settled` and `unknown` are parts of what is committed; `overpaid` is beyond the cap, `compensated` beside it.
    """

    shop: str
    order_id: str
    currency: str
    paid: int
    committed: int
    settled: int
    unknown: int
    left: int
    overpaid: int
    compensated: int
    lines: tuple[AccountLine, ...]


@dataclass(frozen=True, kw_only=True)
class Room:
    """What an account and its lines still have room for, read under the account's lock."""

    currency: str
    left: int
    lines: Mapping[str, tuple[int, int]]  # line id: amount and units left


@dataclass(frozen=True, kw_only=True)
class Beyond:
    """The parts of a payment that are beyond the caps."""

    amount: int = 0
    lines: tuple[PaidLine, ...] = ()


OPEN_ACCOUNT = """
INSERT INTO order_accounts (shop, order_id, currency, goods, freight) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (shop, order_id) DO NOTHING
RETURNING order_id
"""

OPEN_LINES = """
INSERT INTO order_lines (shop, order_id, line_id, qty, paid)
SELECT $1, $2, l.line_id, l.qty, l.paid
  FROM unnest($3::text[], $4::int[], $5::bigint[]) AS l (line_id, qty, paid)
"""


async def open_order(connection: Connection, order: Order, line_paid: Mapping[str, int]) -> None:
    """Open the account of an order; `line_paid` is what the buyer paid for each line, minor units.

    Safe to repeat with the same snapshot, and never touches what is committed. Raises OrderDisagrees when an account
    exists that says something else about what was paid.
    """
    key = (order.shop, order.order_id)
    ids = [line.line_id for line in order.lines]
    paid = [line_paid[line_id] for line_id in ids]
    async with connection.transaction():
        if await connection.fetchval(OPEN_ACCOUNT, *key, order.currency, sum(paid), order.freight.charged) is None:
            _compare(order, line_paid, await _account(connection, *key), await _lines(connection, *key))
        else:
            await connection.execute(OPEN_LINES, *key, ids, [line.qty for line in order.lines], paid)


def _compare(order: Order, line_paid: Mapping[str, int], account: Record, lines: Sequence[Record]) -> None:
    """Raise OrderDisagrees for the first difference."""
    known: dict[str, object] = {"currency": account["currency"], "freight charged": account["freight"]}
    given: dict[str, object] = {"currency": order.currency, "freight charged": order.freight.charged}
    known |= {f"line {row['line_id']}": f"{row['qty']} for {row['paid']}" for row in lines}
    given |= {f"line {line.line_id}": f"{line.qty} for {line_paid[line.line_id]}" for line in order.lines}
    for what in sorted(known.keys() | given.keys()):
        if known.get(what) != given.get(what):
            raise OrderDisagrees(
                f"order {order.order_id}: {what} is {given.get(what, 'absent')} now, was {known.get(what, 'absent')} "
                "when the account was opened. Find out which is right before any money leaves."
            )


ACCOUNT = """
SELECT shop, order_id, currency, freight, refundable, committed, overpaid
  FROM order_accounts WHERE shop = $1 AND order_id = $2
"""


async def _account(db: Database, shop: str, order_id: str) -> Record:
    return _exists(await db.fetchrow(ACCOUNT, shop, order_id), shop, order_id)


LINES = """
SELECT line_id, qty, paid, committed, committed_qty FROM order_lines
 WHERE shop = $1 AND order_id = $2 ORDER BY line_id
"""


async def _lines(db: Database, shop: str, order_id: str) -> list[Record]:
    return await db.fetch(LINES, shop, order_id)


LOCK = """
SELECT currency, refundable - committed AS available FROM order_accounts WHERE shop = $1 AND order_id = $2 FOR UPDATE
"""


async def lock(connection: Connection, shop: str, order_id: str) -> Room:
    """The order's room, ours until the transaction ends: whatever else moves money of this order waits."""
    account = _exists(await connection.fetchrow(LOCK, shop, order_id), shop, order_id)
    lines = {
        row["line_id"]: (row["paid"] - row["committed"], row["qty"] - row["committed_qty"])
        for row in await _lines(connection, shop, order_id)
    }
    return Room(currency=account["currency"], left=account["available"], lines=lines)


def _exists(row: Record | None, shop: str, order_id: str) -> Record:
    if row is None:
        raise UnknownOrder(f"the ledger has no account of order {order_id} of {shop}: open it when the case is opened")
    return row


def check(order: PaymentOrder, room: Room) -> None:
    """Raise LedgerError for a payment that makes no sense for this order, whatever is left of it."""
    if order.currency != room.currency:
        raise LedgerError(f"payment {order.key}: in {order.currency}, but the order was paid in {room.currency}")
    if order.amount <= 0 or any(line.amount < 0 or line.qty < 0 for line in order.lines):
        raise LedgerError(f"payment {order.key}: an amount to pay is more than 0, and no line is below 0")
    if order.tenders and sum(order.tenders.values()) != order.amount:
        raise LedgerError(
            f"payment {order.key}: the means of payment sum to {sum(order.tenders.values())}, not to {order.amount}"
        )
    if unknown := sorted({line.line_id for line in order.lines} - set(room.lines)):
        raise LedgerError(f"payment {order.key}: order {order.order_id} has no line {unknown[0]}")


def check_room(order: PaymentOrder, room: Room) -> None:
    """Raise OverCap or OverQuantity where the order or one of its lines has no room for the payment."""
    what = f"order {order.order_id}"
    if order.amount > room.left:
        raise OverCap(what, asked=order.amount, left=room.left, currency=order.currency)
    for line in _by_line(order):
        left, units = room.lines[line.line_id]
        if line.amount > left:
            raise OverCap(f"{what}, line {line.line_id}", asked=line.amount, left=left, currency=order.currency)
        if line.qty > units:
            raise OverQuantity(f"{what}, line {line.line_id}", asked=line.qty, left=units)


def beyond(order: PaymentOrder, room: Room) -> Beyond:
    """What of a payment that was certainly made the caps have no room for."""
    over = []
    for line in _by_line(order):
        left, units = room.lines[line.line_id]
        if line.amount > left or line.qty > units:
            over.append(PaidLine(line_id=line.line_id, amount=max(0, line.amount - left), qty=max(0, line.qty - units)))
    return Beyond(amount=max(0, order.amount - room.left), lines=tuple(over))


def _by_line(order: PaymentOrder) -> list[PaidLine]:
    """The goods of the payment, one entry a line."""
    together: dict[str, PaidLine] = {}
    for line in order.lines:
        known = together.get(line.line_id, PaidLine(line_id=line.line_id, amount=0, qty=0))
        together[line.line_id] = PaidLine(
            line_id=line.line_id, amount=known.amount + line.amount, qty=known.qty + line.qty
        )
    return list(together.values())


SUMS = """
SELECT COALESCE(sum(amount) FILTER (WHERE kind <> 'compensation' AND state = 'settled'), 0)::bigint AS settled,
       COALESCE(sum(amount) FILTER (WHERE kind <> 'compensation' AND state = 'unknown'), 0)::bigint AS unknown,
       COALESCE(sum(amount) FILTER (WHERE kind = 'compensation' AND state = 'settled'), 0)::bigint AS compensated
  FROM movements WHERE shop = $1 AND order_id = $2
"""


async def by_order(db: Database, shop: str, order_id: str) -> Account:
    """The account of an order; raises UnknownOrder."""
    account = await _account(db, shop, order_id)
    [sums] = await db.fetch(SUMS, shop, order_id)
    return Account(
        shop=shop,
        order_id=order_id,
        currency=account["currency"],
        paid=account["refundable"],
        committed=account["committed"],
        settled=sums["settled"],
        unknown=sums["unknown"],
        left=account["refundable"] - account["committed"],
        overpaid=account["overpaid"],
        compensated=sums["compensated"],
        lines=tuple(AccountLine(**dict(row)) for row in await _lines(db, shop, order_id)),
    )
