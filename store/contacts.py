"""Messages to buyers, reserved before they leave, so that caps hold over all cases of a buyer at the same time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.contact.permission import Allowed, Channel, Contact, Permission
from store.pool import Connection, Database, Pool, Record


class ContactKeyReused(Exception):
    """The key of a message was used for another one; the message names both."""


class UnknownContact(LookupError):
    """No message has this key."""


@dataclass(frozen=True, kw_only=True)
class AlreadySent:
    """The very message left before."""

    provider_ref: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message that is to leave; `key` is made once for it, `at` is now by the clock of its case."""

    key: str
    buyer: str
    case_id: str
    channel: Channel
    letter: str
    at: datetime
    subject: str = ""
    question: str = ""  # what is asked, "" when nothing is


Decide = Callable[[list[Contact]], Permission]


async def reserve(pool: Pool, letter: Letter, decide: Decide) -> Permission | AlreadySent:
    """May this message leave? `decide` is given what all of the buyer's cases sent or reserved, without this message.

    Only one message of a buyer is decided at a time. When it may leave it is reserved, and counts from then on; report
    `sent` or `failed` afterwards. A reserved message (an attempt that was cut short) is decided anew under its own key.
    Raises ContactKeyReused.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(ONE_AT_A_TIME, letter.buyer)
        known = await _known(connection, letter)
        if known is not None and known["state"] == "sent":
            return AlreadySent(provider_ref=known["provider_ref"])
        permission = decide(await _others(connection, letter))
        if isinstance(permission, Allowed):
            await _reserve(connection, letter)
        return permission


ONE_AT_A_TIME = """
SELECT pg_advisory_xact_lock(hashtextextended('contact ' || $1, 0))
"""

KNOWN = """
SELECT buyer, case_id, channel, letter, state, provider_ref FROM contacts WHERE key = $1
"""


async def _known(connection: Connection, letter: Letter) -> Record | None:
    row = await connection.fetchrow(KNOWN, letter.key)
    asked = (letter.buyer, letter.case_id, letter.channel, letter.letter)
    if row is not None and (row["buyer"], row["case_id"], row["channel"], row["letter"]) != asked:
        raise ContactKeyReused(
            f"message {letter.key}: asked for {letter.letter} by {letter.channel} in {letter.case_id}, "
            f"but the key was used for {row['letter']} by {row['channel']} in {row['case_id']}"
        )
    return row


OTHERS = """
SELECT case_id, channel, at, letter FROM contacts
 WHERE buyer = $1 AND key <> $2 AND state IN ('reserved', 'sent') ORDER BY at
"""


async def _others(connection: Connection, letter: Letter) -> list[Contact]:
    return [_contact(row) for row in await connection.fetch(OTHERS, letter.buyer, letter.key)]


async def log(db: Database, buyer: str) -> list[Contact]:
    """What all of the buyer's cases sent or reserved, oldest first, calls included."""
    return [_contact(row) for row in await db.fetch(OTHERS, buyer, "")]


def _contact(row: Record) -> Contact:
    return Contact(case_id=row["case_id"], channel=Channel(row["channel"]), at=row["at"], letter=row["letter"])


CALLED = """
INSERT INTO contacts (key, buyer, case_id, channel, letter, at, state) VALUES ($1, $2, $3, $4, $5, $6, 'sent')
ON CONFLICT (key) DO NOTHING
"""


async def called(db: Database, *, key: str, buyer: str, case_id: str, outcome: str, at: datetime) -> None:
    """A person called the buyer: it counts against the caps of all of their cases, once for each key."""
    await db.execute(CALLED, key, buyer, case_id, Channel.PHONE, outcome, at)


# A letter joins the thread of the newest one to the buyer by this channel whose case has not ended, or is its own.
RESERVE = """
INSERT INTO contacts (key, buyer, case_id, channel, letter, at, state, question, thread, subject)
SELECT $1, $2, $3, $4, $5, $6, 'reserved', $7, COALESCE(known.thread, $1), COALESCE(known.subject, $8)
  FROM (SELECT) AS this
  LEFT JOIN LATERAL (
    SELECT earlier.thread, earlier.subject FROM contacts AS earlier
     WHERE earlier.buyer = $2 AND earlier.channel = $4 AND earlier.key <> $1
       AND earlier.state IN ('reserved', 'sent') AND earlier.thread <> ''
       AND (earlier.case_id = $3 OR NOT EXISTS (
         SELECT FROM cases WHERE cases.case_id = earlier.case_id AND cases.closed_at IS NOT NULL))
     ORDER BY earlier.at DESC, earlier.key LIMIT 1
  ) AS known ON true
ON CONFLICT (key) DO UPDATE SET state = 'reserved', at = EXCLUDED.at, reason = '' WHERE contacts.state <> 'sent'
"""


async def _reserve(connection: Connection, letter: Letter) -> None:
    await connection.execute(
        RESERVE,
        letter.key,
        letter.buyer,
        letter.case_id,
        letter.channel,
        letter.letter,
        letter.at,
        letter.question,
        letter.subject,
    )


SENT = """
UPDATE contacts SET state = 'sent', provider_ref = $2 WHERE key = $1 RETURNING key
"""


async def sent(pool: Pool, key: str, provider_ref: str = "") -> None:
    """The message left; raises UnknownContact."""
    _found(await pool.fetchval(SENT, key, provider_ref), key)


FAILED = """
UPDATE contacts SET state = CASE state WHEN 'sent' THEN 'sent' ELSE 'failed' END, reason = $2
 WHERE key = $1 RETURNING key
"""


async def failed(pool: Pool, key: str, reason: str) -> None:
    """The message certainly did not leave, so it no longer counts; raises UnknownContact. One that left stays sent."""
    _found(await pool.fetchval(FAILED, key, reason), key)


def _found(key: str | None, asked: str) -> None:
    if key is None:
        raise UnknownContact(f"no message has the key {asked}: reserve it first")
