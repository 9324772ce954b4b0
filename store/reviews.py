"""Public reviews as people read them: what happened to each, and one row a review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.disputes.review import Review, ReviewEvent, ReviewPosted, begun, evolve_review, review_id
from store.beside import Book
from store.codec import Codec, Entry
from store.pool import Pool

STORY: Codec[ReviewEvent] = Codec(ReviewEvent)


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """One review in the list; `words` refers to what the buyer wrote."""

    review_id: str
    case_id: str
    shop: str
    order_id: str
    stars: int
    words: str
    leverage: bool
    state: str
    number: str
    reply: str
    needs_human: bool
    due_at: datetime | None
    opened_at: datetime
    updated_at: datetime
    version: int


def fold_review(entries: Sequence[Entry]) -> Review:
    """The review that these entries tell. Raises BrokenStory when they do not begin with its posting."""
    return STORY.fold(entries, ReviewPosted, begun, evolve_review)


def row_of(review: Review, updated_at: datetime) -> ReviewRow:
    """The row of a review after its newest event."""
    posted = review.posted
    return ReviewRow(
        review_id=review_id(posted.shop, posted.external_id),
        case_id=posted.case_id,
        shop=posted.shop,
        order_id=posted.order_id,
        stars=posted.stars,
        words=posted.words,
        leverage=posted.leverage,
        state=review.state,
        number=review.number,
        reply=review.reply,
        needs_human=review.needs_human,
        due_at=review.due_at,
        opened_at=review.posted_at,
        updated_at=updated_at,
        version=review.version,
    )


BOOK = Book(
    ReviewRow,
    events="review_events",
    rows="reviews",
    key="review_id",
    changing=("state", "number", "reply", "needs_human", "due_at", "updated_at", "version"),
)


async def post(pool: Pool, event: ReviewPosted, at: datetime) -> None:
    """Enter a review that was posted at `at`. Raises BookConflict where another of its id is entered."""
    row = row_of(begun(event, at), at)
    await BOOK.append(pool, row.review_id, [STORY.entry(event, seq=1, at=at)], row)


async def happened(pool: Pool, review: Review, event: ReviewEvent, at: datetime) -> Review:
    """Enter what happened to a review as it was read. Raises BookConflict where something else happened meanwhile."""
    after = evolve_review(review, event, at)
    row = row_of(after, at)
    await BOOK.append(pool, row.review_id, [STORY.entry(event, seq=after.version, at=at)], row)
    return after


NEWEST = """
SELECT case_id FROM case_ids WHERE shop = $1 AND opening -> 'order' ->> 'order_id' = $2
 ORDER BY opened_at DESC, case_id LIMIT 1
"""


async def case_of_order(pool: Pool, shop: str, order_id: str) -> str:
    """The newest case of an order, "" where it has none."""
    return str(await pool.fetchval(NEWEST, shop, order_id) or "")
