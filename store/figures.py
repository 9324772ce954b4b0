"""The figures of a shop by day: a projection of the register, computed anew as often as one likes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import groupby

from domain.claim.state import ENDED
from domain.register.figures import Dated, Figures, day_of, figures_between
from domain.register.service import Service, service_between
from store.codec import decode
from store.pool import Database, Pool


@dataclass(frozen=True, kw_only=True)
class Day:
    """The figures of one shop's day, and how it served its buyers."""

    shop: str
    day: date
    figures: Figures
    service: Service = field(default_factory=Service)


# What may count on the day on which it happens: the predicate of the index of migration 0286.
COUNTING = """('CaseOpened', 'PaymentChanged', 'RulingGiven', 'BuyerContacted', 'BuyerCalled', 'BuyerAnswered',
                'RequestAgreed', 'RequestRefused', 'PayoutLate', 'PayoutReleased', 'CaseNoted', 'CaseClosed')"""

# Whole stories, without what figures do not depend on, of the cases to which something that counts happened in between.
STORIES = f"""
WITH touched AS (
  SELECT DISTINCT case_id FROM case_events
   WHERE type IN {COUNTING} AND at >= $2 AND at < $3 AND split_part(case_id, '-', 2) = $1
)
SELECT case_id, type, at, data
  FROM case_events JOIN touched USING (case_id)
 WHERE type IN {COUNTING}
    OR type IN ('CaseCorrected', 'PaymentDecided', 'PayoutPromised', 'GoodsInspected', 'CompensationOffered',
                'RedressOffered', 'RemedyChosen')
 ORDER BY case_id, seq
"""


async def stories(db: Database, shop: str, start: datetime, end: datetime) -> list[list[Dated]]:
    """What figures are computed from: the stories of a shop's cases that the span `start` <= moment < `end` touches."""
    rows = await db.fetch(STORIES, shop, start, end)
    of_cases = groupby(rows, key=lambda row: row["case_id"])
    return [[Dated(event=decode(row["type"], row["data"]), at=row["at"]) for row in of] for _, of in of_cases]


CLAIMS = """
SELECT currency, count(*) AS claims, sum(claimed)::bigint AS claimed, sum(recovered)::bigint AS recovered
  FROM carrier_claims
 WHERE shop = $1 AND updated_at >= $2 AND updated_at < $3 AND stage = ANY ($4::text[])
 GROUP BY currency
 ORDER BY currency
"""


async def _claims(db: Database, shop: str, start: datetime, end: datetime) -> Service:
    """The claims against carriers that ended in the span, and what they brought."""
    rows = await db.fetch(CLAIMS, shop, start, end, sorted(ENDED))
    return Service(
        claims=sum(row["claims"] for row in rows),
        claimed={row["currency"]: row["claimed"] for row in rows},
        recovered={row["currency"]: row["recovered"] for row in rows if row["recovered"]},
    )


KEEP = """
INSERT INTO daily_figures (shop, day, opened, refunds, refund_seconds, self_completed, grounds, rulings,
                           rulings_for_buyer, service)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (shop, day) DO UPDATE SET
  opened = EXCLUDED.opened, refunds = EXCLUDED.refunds, refund_seconds = EXCLUDED.refund_seconds,
  self_completed = EXCLUDED.self_completed, grounds = EXCLUDED.grounds, rulings = EXCLUDED.rulings,
  rulings_for_buyer = EXCLUDED.rulings_for_buyer, service = EXCLUDED.service
"""


async def compute(pool: Pool, shop: str, day: date, time_zone: str) -> Day:
    """Compute one day from the register as it is now, and keep the result in the place of what was there."""
    start, end = day_of(day, time_zone)
    told = await stories(pool, shop, start, end)
    found = figures_between(told, start, end)
    service = service_between(told, start, end) + await _claims(pool, shop, start, end)
    columns = asdict(found)
    names = ("opened", "refunds", "refund_seconds", "self_completed", "grounds", "rulings", "rulings_for_buyer")
    await pool.execute(KEEP, shop, day, *(columns[name] for name in names), asdict(service))
    return Day(shop=shop, day=day, figures=found, service=service)


DAYS = """
SELECT shop, day, opened, refunds, refund_seconds, self_completed, grounds, rulings, rulings_for_buyer, service
  FROM daily_figures
 WHERE day BETWEEN $1 AND $2 AND ($3::text IS NULL OR shop = $3)
 ORDER BY shop, day
"""


async def days(db: Database, first: date, last: date, shop: str | None = None) -> Sequence[Day]:
    """The days that were computed, both ends included. What an older version did not count yet counts as nought."""
    found = [dict(row) for row in await db.fetch(DAYS, first, last, shop)]
    return [
        Day(
            shop=row.pop("shop"),
            day=row.pop("day"),
            service=Service(**row.pop("service")),
            figures=Figures(**row),
        )
        for row in found
    ]
