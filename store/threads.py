"""Which thread a letter stands in, and which letters a buyer may be answering: projections of what left."""

from dataclasses import dataclass

from domain.contact.conversation import Asked
from store.pool import Database


@dataclass(frozen=True, kw_only=True)
class Thread:
    """What a letter follows: the subject that the thread began with, and the keys of its first and newest letter."""

    subject: str = ""
    earlier: tuple[str, ...] = ()


THREAD = """
SELECT earlier.key, this.subject
  FROM contacts AS this
  JOIN contacts AS earlier USING (buyer, channel, thread)
 WHERE this.key = $1 AND earlier.key <> $1 AND earlier.state = 'sent' AND this.thread <> ''
 ORDER BY earlier.at, earlier.key
"""


async def thread_of(db: Database, key: str) -> Thread:
    """The thread of a reserved letter; an empty one for the letter that begins it."""
    rows = await db.fetch(THREAD, key)
    if not rows:
        return Thread()
    ends = dict.fromkeys((rows[0]["key"], rows[-1]["key"]))
    return Thread(subject=rows[0]["subject"], earlier=tuple(ends))


# A case that has ended may still be answered: whether that takes it up again is its own to say.
ASKED = """
SELECT c.case_id, c.question, c.provider_ref, c.at, cases.closed_at IS NOT NULL AS closed
  FROM contacts AS c LEFT JOIN cases USING (case_id)
 WHERE c.buyer = $1 AND c.state = 'sent' AND c.channel <> 'phone'
 ORDER BY c.at DESC, c.key DESC
 LIMIT $2
"""
MOST = 50  # letters that a buyer may still be answering


async def letters_to(db: Database, buyer: str) -> list[Asked]:
    """The newest letters to this buyer over all cases, the newest first."""
    return [
        Asked(
            case_id=row["case_id"],
            question=row["question"],
            ref=row["provider_ref"],
            at=row["at"],
            closed=row["closed"],
        )
        for row in await db.fetch(ASKED, buyer, MOST)
    ]


NEWEST_CASE = """
SELECT case_id FROM cases WHERE buyer = $1 AND closed_at IS NULL ORDER BY opened_at DESC, case_id LIMIT 2
"""


async def open_cases(db: Database, buyer: str) -> list[str]:
    """Two open cases of the buyer at most, the newest first: enough to know whether there is one alone."""
    return [row["case_id"] for row in await db.fetch(NEWEST_CASE, buyer)]
