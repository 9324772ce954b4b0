"""What is kept of a person: all of it in one document, and gone from where it lies when the person or the time asks.

The register, the ledger and Temporal speak of a buyer by reference; they stay whole, and name nobody any more.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.disputes.counterfeit import legal_hold
from store.codec import fold
from store.pool import Connection, Database, Pool
from store.register import events


class NotErasable(ValueError):
    """The buyer's data is still needed; the message says for which case."""


@dataclass(frozen=True, kw_only=True)
class Erased:
    """How much of a buyer was erased."""

    buyer: str
    words: int
    messages: int


PERSON = """
SELECT buyer, shop, platform_id, name, email, phone, address, locale, time_zone, opted_out, no_calls, orders, erased_at
  FROM buyers WHERE buyer = $1
"""
PARTS = {
    "cases": "SELECT case_id, order_id, scenario, resolution, refunded, compensated, currency, opened_at, closed_at "
    "FROM cases WHERE buyer = $1 ORDER BY opened_at, case_id",
    "contacts": "SELECT at, case_id, channel, letter, question, state, subject "
    "FROM contacts WHERE buyer = $1 ORDER BY at, key",
    "words": "SELECT w.at, w.case_id, w.text FROM words AS w JOIN cases USING (case_id) "
    "WHERE cases.buyer = $1 ORDER BY w.at, w.ref",
    "traits": "SELECT trait, value, by, at FROM traits WHERE buyer = $1 ORDER BY id",
    "consents": "SELECT given, ref, by, at FROM consents WHERE buyer = $1 ORDER BY id",
    "offers": "SELECT offer_id, by, at FROM offers WHERE buyer = $1 ORDER BY at, offer_id",
    "bans": "SELECT reason, by, at, expires_at, appeal, decision, lifted FROM bans WHERE buyer = $1 ORDER BY id",
}


async def exported(db: Database, buyer: str) -> dict[str, Any] | None:
    """All that is kept of a buyer; None where nobody has this reference."""
    person = await db.fetchrow(PERSON, buyer)
    if person is None:
        return None
    parts = {name: [dict(row) for row in await db.fetch(sql, buyer)] for name, sql in PARTS.items()}
    return {"person": dict(person), **parts}


CASES = "SELECT case_id, closed_at FROM cases WHERE buyer = $1 ORDER BY case_id"
MARK = """
UPDATE buyers SET platform_id = '', name = '', email = '', phone = '', address = '{}', locale = '', time_zone = '',
       erased_at = $2
 WHERE buyer = $1
"""
WORDS = """
UPDATE words SET text = '' WHERE text <> '' AND case_id IN (SELECT case_id FROM cases WHERE buyer = $1)
"""
# What the outside wrote about the buyer's cases, and what names the buyer without a case; the row stays, so that the
# same message is still known. One that is waiting is not touched.
MESSAGES = """
UPDATE inbox SET body = '{}' WHERE state <> 'waiting' AND body <> '{}' AND (
  case_id IN (SELECT case_id FROM cases WHERE buyer = $1)
  OR (shop = $2 AND case_id = '' AND $3 <> '' AND position(convert_to('"' || $3 || '"', 'UTF8') in body) > 0)
)
"""
GONE = ("traits", "consents", "offers")


async def erase(pool: Pool, buyer: str, now: datetime) -> Erased:
    """Erase what is personal; an opt-out stays, so that it holds. Raises NotErasable, LookupError."""
    async with pool.acquire() as connection, connection.transaction():
        person = await connection.fetchrow(PERSON + " FOR UPDATE", buyer)
        if person is None:
            raise LookupError(f"no buyer has the reference {buyer}")
        await _check(connection, buyer)
        words = _count(await connection.execute(WORDS, buyer))
        messages = _count(await connection.execute(MESSAGES, buyer, person["shop"], person["platform_id"]))
        for table in GONE:
            await connection.execute(f"DELETE FROM {table} WHERE buyer = $1", buyer)
        await connection.execute(MARK, buyer, now)
    return Erased(buyer=buyer, words=words, messages=messages)


async def _check(connection: Connection, buyer: str) -> None:
    for row in await connection.fetch(CASES, buyer):
        if row["closed_at"] is None:
            raise NotErasable(f"{row['case_id']} is open: the buyer could not be served without the data")
        if legal_hold(fold(await events(connection, row["case_id"]))):
            raise NotErasable(f"{row['case_id']} is evidence of counterfeit goods or extortion, and is kept")


def _count(tag: str) -> int:
    return int(tag.rpartition(" ")[2])


DUE = """
SELECT b.buyer FROM buyers AS b JOIN cases AS c USING (buyer)
 WHERE b.shop = $1 AND b.erased_at IS NULL AND b.buyer > $4
 GROUP BY b.buyer
HAVING bool_and(c.closed_at IS NOT NULL) AND max(c.closed_at) < $2
 ORDER BY b.buyer LIMIT $3
"""


async def due(db: Database, shop: str, before: datetime, most: int, *, after: str = "") -> list[str]:
    """Buyers of a shop whose last case ended before this moment, by their reference, beyond `after`."""
    return [row["buyer"] for row in await db.fetch(DUE, shop, before, most, after)]
