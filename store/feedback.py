"""Cards to the departments: made from the register, each case on one card of a defect, sent once."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from domain.register.figures import Dated
from domain.register.quality import Card, Defect, Subject
from domain.request import Ground
from store.codec import decode
from store.pool import Connection, Database, Pool, Record


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A card in the outbox."""

    number: int
    shop: str
    card: Card
    days: int
    answer_due: datetime
    made_at: datetime
    sent_at: datetime | None


Choose = Callable[[Sequence[Sequence[Dated]], Collection[tuple[Defect, str]]], Sequence[Card]]

ONE_AT_A_TIME = """
SELECT pg_advisory_xact_lock(hashtextextended('feedback ' || $1, 0))
"""


async def make(pool: Pool, shop: str, since: datetime, choose: Choose, *, days: int, answer_due: datetime) -> int:
    """Make the cards that `choose` finds in the cases opened since; how many. Done again it makes none."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(ONE_AT_A_TIME, shop)
        found = choose(await _stories(connection, shop, since), await _told(connection, shop))
        for card in found:
            await _keep(connection, shop, card, days=days, answer_due=answer_due)
    return len(found)


STORIES = """
WITH fresh AS (
  SELECT case_id, at AS opened_at FROM case_events
   WHERE type = 'CaseOpened' AND at >= $2 AND split_part(case_id, '-', 2) = $1
)
SELECT case_id, type, at, data
  FROM case_events JOIN fresh USING (case_id)
 WHERE type IN ('CaseOpened', 'CaseCorrected', 'CaseClosed', 'ComplaintJudged', 'PackingReported')
 ORDER BY opened_at, case_id, seq
"""


async def _stories(connection: Connection, shop: str, since: datetime) -> list[list[Dated]]:
    """The cases opened since, oldest first, with what defects depend on."""
    rows = await connection.fetch(STORIES, shop, since)
    of_cases = groupby(rows, key=lambda row: row["case_id"])
    return [[Dated(event=decode(row["type"], row["data"]), at=row["at"]) for row in of] for _, of in of_cases]


TOLD = """
SELECT subject, name, ground, case_id FROM feedback_cases WHERE shop = $1
"""


async def _told(connection: Connection, shop: str) -> set[tuple[Defect, str]]:
    return {(_defect(row), row["case_id"]) for row in await connection.fetch(TOLD, shop)}


KEEP = """
WITH card AS (
  INSERT INTO feedback_cards (shop, subject, name, ground, days, answer_due) VALUES ($1, $2, $3, $4, $5, $6)
  RETURNING id
)
INSERT INTO feedback_cases (shop, subject, name, ground, case_id, card, place)
SELECT $1, $2, $3, $4, shown.case_id, card.id, shown.place
  FROM card, unnest($7::text[]) WITH ORDINALITY AS shown (case_id, place)
"""


async def _keep(connection: Connection, shop: str, card: Card, *, days: int, answer_due: datetime) -> None:
    of = card.defect
    await connection.execute(KEEP, shop, of.subject, of.name, of.ground, days, answer_due, list(card.cases))


CARDS = """
SELECT id, shop, subject, name, ground, days, answer_due, made_at, sent_at,
       ARRAY (SELECT case_id FROM feedback_cases WHERE card = feedback_cards.id ORDER BY place) AS cases
  FROM feedback_cards
 WHERE ($1::text IS NULL OR shop = $1) AND (sent_at IS NULL OR NOT $2)
 ORDER BY id
"""


async def kept(db: Database, shop: str | None = None, *, waiting: bool = False) -> list[Kept]:
    """The cards, oldest first; only those that were not sent with `waiting`."""
    return [
        Kept(
            number=row["id"],
            shop=row["shop"],
            card=Card(defect=_defect(row), cases=tuple(row["cases"])),
            days=row["days"],
            answer_due=row["answer_due"],
            made_at=row["made_at"],
            sent_at=row["sent_at"],
        )
        for row in await db.fetch(CARDS, shop, waiting)
    ]


def _defect(row: Record) -> Defect:
    return Defect(subject=Subject(row["subject"]), name=row["name"], ground=Ground(row["ground"]))


SENT = """
UPDATE feedback_cards SET sent_at = now(), reference = $2 WHERE id = $1 AND sent_at IS NULL
"""


async def sent(db: Database, number: int, reference: str) -> None:
    """The mail server took the card."""
    await db.execute(SENT, number, reference)
