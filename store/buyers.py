"""Buyers: personal data lives here and nowhere else. Events, logs and Temporal speak of `b_...` and `w_...` alone."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.pool import Database, storable


class UnknownBuyer(LookupError):
    """No buyer has this reference."""


class UnknownWords(LookupError):
    """No words have this reference."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What is needed to write to a buyer; "" for what is not known."""

    name: str
    email: str
    locale: str
    time_zone: str
    opted_out: bool
    no_calls: bool = False
    prefers: str = ""  # the channel that an agent noted in the profile


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a buyer wrote, and when."""

    ref: str
    case_id: str
    text: str
    at: datetime


def reference(shop: str, platform_id: str) -> str:
    """Our reference of a buyer: the same for every case of the same buyer in the same shop."""
    return "b_" + _digest(shop, platform_id)


def words_reference(case_id: str, message_id: str) -> str:
    """Our reference of what one message said."""
    return "w_" + _digest(case_id, message_id)


def _digest(*parts: str) -> str:
    joined = "".join(f"{len(part)}:{part}" for part in parts)  # ("a", "bc") and ("ab", "c") are two buyers
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


REMEMBER = """
INSERT INTO buyers (buyer, shop, platform_id, name, email, phone, address, locale, time_zone, orders)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (buyer) DO UPDATE SET
  platform_id = EXCLUDED.platform_id,
  erased_at = NULL, -- who was erased and comes back is known anew
  name = COALESCE(NULLIF(EXCLUDED.name, ''), buyers.name),
  email = COALESCE(NULLIF(EXCLUDED.email, ''), buyers.email),
  phone = COALESCE(NULLIF(EXCLUDED.phone, ''), buyers.phone),
  address = COALESCE(NULLIF(EXCLUDED.address, '{}'), buyers.address),
  locale = COALESCE(NULLIF(EXCLUDED.locale, ''), buyers.locale),
  time_zone = COALESCE(NULLIF(EXCLUDED.time_zone, ''), buyers.time_zone),
  orders = COALESCE(EXCLUDED.orders, buyers.orders)
"""


async def remember(
    db: Database,
    *,
    shop: str,
    platform_id: str,
    name: str = "",
    email: str = "",
    phone: str = "",
    address: dict[str, Any] | None = None,
    locale: str = "",
    time_zone: str = "",
    orders: int | None = None,
) -> str:
    """Keep what a message tells of a buyer; the reference. What the message leaves out stays as it was."""
    buyer = reference(shop, platform_id)
    await db.execute(REMEMBER, buyer, shop, platform_id, name, email, phone, address or {}, locale, time_zone, orders)
    return buyer


REACH = """
SELECT name, email, locale, time_zone, opted_out, no_calls,
       COALESCE((SELECT value FROM traits WHERE traits.buyer = buyers.buyer AND trait = 'channel'
                  ORDER BY id DESC LIMIT 1), '') AS prefers
  FROM buyers WHERE buyer = $1
"""


async def reach(db: Database, buyer: str) -> Reach:
    """How to write to this buyer; raises UnknownBuyer."""
    row = await db.fetchrow(REACH, buyer)
    if row is None:
        raise UnknownBuyer(f"no buyer has the reference {buyer}")
    return Reach(**dict(row))


OPT_OUT = """
UPDATE buyers SET opted_out = $2 WHERE buyer = $1 RETURNING buyer
"""


async def opt_out(db: Database, buyer: str, *, opted_out: bool = True) -> None:
    """The buyer does not want to be written to (or, with False, does again); raises UnknownBuyer."""
    if await db.fetchval(OPT_OUT, buyer, opted_out) is None:
        raise UnknownBuyer(f"no buyer has the reference {buyer}")


NO_CALLS = """
UPDATE buyers SET no_calls = $2 WHERE buyer = $1 RETURNING buyer
"""


async def no_calls(db: Database, buyer: str, *, no_calls: bool = True) -> None:
    """The buyer does not want to be called (or, with False, does again); raises UnknownBuyer."""
    if await db.fetchval(NO_CALLS, buyer, no_calls) is None:
        raise UnknownBuyer(f"no buyer has the reference {buyer}")


KEEP_WORDS = """
INSERT INTO words (ref, case_id, text, at) VALUES ($1, $2, $3, $4) ON CONFLICT (ref) DO NOTHING
"""


async def keep_words(db: Database, *, case_id: str, message_id: str, text: str, at: datetime) -> str:
    """Keep what the buyer wrote in one message; the reference. The same message again changes nothing."""
    ref = words_reference(case_id, message_id)
    await db.execute(KEEP_WORDS, ref, case_id, storable(text), at)
    return ref


WORDS = """
SELECT ref, case_id, text, at FROM words WHERE ref = $1
"""


async def words(db: Database, ref: str) -> Words:
    """What was written; raises UnknownWords."""
    row = await db.fetchrow(WORDS, ref)
    if row is None:
        raise UnknownWords(f"no words have the reference {ref}")
    return Words(**dict(row))


PERSON = """
SELECT platform_id, name, phone, address FROM buyers WHERE buyer = $1
"""


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the paper in a parcel says of its sender: the name on the platform, and where they live, in one line."""

    nick: str
    name: str
    phone: str
    address: str
    street: str  # the narrowest part of it


WIDEST_FIRST = ("state", "city", "district", "address")


def _widest_first(part: str) -> tuple[int, str]:
    """The order in which the parts of an address are written; jsonb keeps none."""
    return WIDEST_FIRST.index(part) if part in WIDEST_FIRST else len(WIDEST_FIRST), part


async def person(db: Database, buyer: str) -> Person:
    """Who this buyer is, for paper; raises UnknownBuyer."""
    row = await db.fetchrow(PERSON, buyer)
    if row is None:
        raise UnknownBuyer(f"no buyer has the reference {buyer}")
    address = " ".join(str(row["address"][part]) for part in sorted(row["address"], key=_widest_first))
    street = str(row["address"].get("address", ""))
    return Person(nick=row["platform_id"], name=row["name"], phone=row["phone"], address=address, street=street)
