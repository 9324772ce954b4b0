"""What is known of a buyer when a case is opened: counts over the list of cases, and whether somebody is barred."""

from dataclasses import replace
from datetime import datetime

from domain.background import Background
from store.pool import Database

# The same person in another shop of ours is known by mail or phone; ids of two shops may be equal by chance.
KNOWN = """
WITH me AS (
  SELECT buyer, shop, email, phone, address, orders FROM buyers WHERE buyer = $1
), selves AS (
  SELECT b.buyer FROM buyers AS b, me
   WHERE b.buyer = me.buyer OR (me.email <> '' AND b.email = me.email) OR (me.phone <> '' AND b.phone = me.phone)
), lately AS (
  SELECT shop FROM cases WHERE buyer IN (SELECT buyer FROM selves) AND case_id <> $2 AND opened_at >= $3
), barred AS (
  SELECT b.buyer, b.shop, b.email, b.phone, b.address
    FROM bans JOIN buyers AS b USING (buyer) WHERE NOT bans.lifted AND bans.expires_at > $4
)
SELECT me.orders,
       (SELECT count(*) FROM cases WHERE buyer = me.buyer AND case_id <> $2) AS claims,
       (SELECT count(*) FROM lately) AS claims_lately,
       (SELECT count(DISTINCT shop) FROM (SELECT shop FROM lately UNION SELECT me.shop) AS them) AS shops_lately,
       EXISTS (SELECT 1 FROM barred WHERE barred.buyer = me.buyer) AS barred,
       EXISTS (SELECT 1 FROM barred WHERE barred.shop = me.shop AND barred.buyer <> me.buyer
                  AND ((me.email <> '' AND barred.email = me.email) OR (me.phone <> '' AND barred.phone = me.phone)
                    OR (me.address <> '{}' AND barred.address = me.address))) AS like_barred
  FROM me
"""


async def of_buyer(db: Database, buyer: str, *, except_case: str, since: datetime, now: datetime) -> Background:
    """What the register knows of the buyer by now; `since` begins the window of what counts as lately."""
    row = await db.fetchrow(KNOWN, buyer, except_case, since, now)
    known = Background(**dict(row)) if row is not None else Background()
    return replace(known, knows_own_mistakes=True)
