"""A public review is taken in: its words are kept with the buyer's data, and the order's newest case has it."""

from dataclasses import dataclass
from datetime import datetime

from domain.disputes.review import ReviewPosted, leverage, review_id
from domain.terms import Terms
from store import buyers, register, reviews
from store.codec import fold
from store.pool import Pool


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """A review as somebody tells of it; `case_id` where that is known, else the order's newest case has it."""

    external_id: str
    order_id: str
    stars: int
    text: str
    at: datetime
    case_id: str = ""


async def take(pool: Pool, shop: str, reviewed: Reviewed, terms: Terms, *, by: str = "buyer") -> str:
    """Enter the review, once however often it is told; the case that has it, "" where the order has none."""
    known = await reviews.BOOK.one(pool, review_id(shop, reviewed.external_id))
    if known is not None:
        return known.case_id
    case_id = reviewed.case_id or await reviews.case_of_order(pool, shop, reviewed.order_id)
    words = await buyers.keep_words(
        pool, case_id=case_id, message_id=f"review:{shop}:{reviewed.external_id}", text=reviewed.text, at=reviewed.at
    )
    bad = reviewed.stars <= terms.review_bad_count
    posted = ReviewPosted(
        shop=shop,
        order_id=reviewed.order_id,
        case_id=case_id,
        external_id=reviewed.external_id,
        stars=reviewed.stars,
        words=words,
        leverage=bad and await _threatened_before(pool, case_id, reviewed.at),
        hours=terms.review_answer_hours if bad else 0,
        appeal_hours=terms.review_appeal_hours,
        by=by,
    )
    await reviews.post(pool, posted, reviewed.at)
    return case_id


async def _threatened_before(pool: Pool, case_id: str, at: datetime) -> bool:
    """Whether the case showed a threat when the review was posted: one that came later explains nothing."""
    told = [entry for entry in await register.events(pool, case_id) if entry.at <= at] if case_id else []
    return bool(told) and leverage(fold(told))
