"""Profiles of buyers: counted from the register, with what agents set, consent, and offers that left (rule 3.18)."""

from collections.abc import Sequence
from datetime import datetime

from domain.contact.profile import Bought, Profile, Set, Surveyed, Trait, current, may_be_offered
from store.pool import Database, Pool

COUNTED = """
SELECT b.buyer, b.shop, b.opted_out, b.no_calls, b.orders AS told,
       (SELECT count(*) FROM cases AS c WHERE c.buyer = b.buyer) AS cases,
       (SELECT count(*) FROM cases AS c WHERE c.buyer = b.buyer AND c.closed_at IS NULL) AS open_cases,
       consent.given, consent.ref, consent.at AS consent_at,
       ARRAY(SELECT at FROM offers AS o WHERE o.buyer = b.buyer ORDER BY at) AS offers
  FROM buyers AS b
  LEFT JOIN LATERAL (SELECT given, ref, at FROM consents AS s WHERE s.buyer = b.buyer
                      ORDER BY at DESC, id DESC LIMIT 1)
            AS consent ON true
 WHERE b.buyer = ANY ($1::text[])
"""
BOUGHT = """
SELECT DISTINCT ON (c.buyer, c.order_id) c.buyer, c.order_id,
       (e.data -> 'order' ->> 'paid_at')::timestamptz AS paid_at,
       (e.data -> 'order' ->> 'shipped_at')::timestamptz AS shipped_at,
       (e.data -> 'order' ->> 'signed_at')::timestamptz AS signed_at
  FROM cases AS c JOIN case_events AS e ON e.case_id = c.case_id AND e.seq = 1
 WHERE c.buyer = ANY ($1::text[])
 ORDER BY c.buyer, c.order_id, c.opened_at DESC
"""
SURVEYS = """
SELECT c.buyer, e.at, (e.data ->> 'experience')::int AS experience, (e.data ->> 'expectation')::int AS expectation
  FROM cases AS c JOIN case_events AS e USING (case_id)
 WHERE c.buyer = ANY ($1::text[]) AND e.type = 'BuyerAnswered'
   AND e.data ->> 'experience' IS NOT NULL AND e.data ->> 'expectation' IS NOT NULL
 ORDER BY e.at, e.case_id, e.seq
"""
WRITTEN = """
SELECT buyer, channel, count(*) AS times, max(at) AS newest
  FROM contacts WHERE buyer = ANY ($1::text[]) AND state = 'sent' GROUP BY buyer, channel ORDER BY buyer, channel
"""
TRAITS = """
SELECT buyer, trait, value, by, at FROM traits WHERE buyer = ANY ($1::text[]) ORDER BY id
"""


async def profiles(db: Database, buyers: Sequence[str]) -> list[Profile]:
    """The profiles of these buyers, in their order; one whom nobody knows is left out."""
    asked = list(buyers)
    bought, surveys, written, traits = [await db.fetch(sql, asked) for sql in (BOUGHT, SURVEYS, WRITTEN, TRAITS)]
    found = {}
    for row in await db.fetch(COUNTED, asked):
        mine = [[each for each in rows if each["buyer"] == row["buyer"]] for rows in (bought, surveys, written, traits)]
        orders = tuple(
            Bought(
                order_id=each["order_id"],
                paid_at=each["paid_at"],
                shipped_at=each["shipped_at"],
                signed_at=each["signed_at"],
            )
            for each in mine[0]
        )
        found[row["buyer"]] = Profile(
            buyer=row["buyer"],
            shop=row["shop"],
            cases=row["cases"],
            open_cases=row["open_cases"],
            orders=max(row["told"] or 0, len(orders)),
            bought=orders,
            surveys=tuple(
                Surveyed(experience=each["experience"], expectation=each["expectation"], at=each["at"])
                for each in mine[1]
            ),
            written={each["channel"]: each["times"] for each in mine[2]},
            last_contact_at=max((each["newest"] for each in mine[2]), default=None),
            opted_out=row["opted_out"],
            no_calls=row["no_calls"],
            consented=bool(row["given"]),
            consent_ref=row["ref"] or "",
            consent_at=row["consent_at"],
            offers=tuple(row["offers"]),
            traits=current([_set(dict(each)) for each in mine[3]]),
        )
    return [found[buyer] for buyer in asked if buyer in found]


def _set(row: dict[str, object]) -> Set:
    return Set(trait=Trait(str(row["trait"])), value=str(row["value"]), by=str(row["by"]), at=_moment(row["at"]))


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)  # as the column has it
    return value


SET = """
INSERT INTO traits (buyer, trait, value, by, at) SELECT $1, $2, $3, $4, $5 FROM buyers WHERE buyer = $1 RETURNING id
"""


async def set_trait(db: Database, buyer: str, made: Set) -> bool:
    """Enter what an agent picked; False where nobody knows the buyer."""
    return await db.fetchval(SET, buyer, made.trait, made.value, made.by, made.at) is not None


CONSENT = """
INSERT INTO consents (buyer, given, ref, by, at) SELECT $1, $2, $3, $4, $5 FROM buyers WHERE buyer = $1
ON CONFLICT (buyer, ref, given) DO NOTHING
"""


async def consent(db: Database, buyer: str, *, given: bool, ref: str, by: str, at: datetime) -> None:
    """The buyer wants offers, or no more of them; the same word told twice is one."""
    await db.execute(CONSENT, buyer, given, ref, by, at)


CONSENTED = """
SELECT buyer FROM (
  SELECT DISTINCT ON (c.buyer) c.buyer, c.given FROM consents AS c JOIN buyers AS b USING (buyer)
   WHERE ($1::text IS NULL OR b.shop = $1) AND b.opted_out IS FALSE AND b.erased_at IS NULL
   ORDER BY c.buyer, c.at DESC, c.id DESC
) AS newest WHERE given ORDER BY buyer
"""


async def may_reach(db: Database, *, shop: str | None, now: datetime, most: int) -> list[Profile]:
    """Whom an offer may reach now: those whose newest word is consent, as rule 3.16 row 6 has it."""
    known = [row["buyer"] for row in await db.fetch(CONSENTED, shop)]
    return [each for each in await profiles(db, known) if not may_be_offered(each, now, most=most)]


ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('offer ' || $1, 0))"
OFFER = """
INSERT INTO offers (offer_id, buyer, by, at) VALUES ($1, $2, $3, $4) ON CONFLICT (buyer, offer_id) DO NOTHING
"""
OFFERED = "SELECT 1 FROM offers WHERE buyer = $1 AND offer_id = $2"


async def take(pool: Pool, buyer: str, *, offer_id: str, by: str, at: datetime, most: int) -> str:
    """Count an offer that is about to leave; why it may not, "" where it may. The same offer again counts once."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(ONE_AT_A_TIME, buyer)
        if await connection.fetchval(OFFERED, buyer, offer_id) is not None:
            return ""
        known = await profiles(connection, [buyer])
        why = may_be_offered(known[0], at, most=most) if known else "nobody has this reference"
        if not why:
            await connection.execute(OFFER, offer_id, buyer, by, at)
        return why
