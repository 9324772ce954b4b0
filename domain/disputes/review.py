"""A public review of an order: what happened to it, from its posting to a reply or its removal (table 3.15 row 6).

Reviews have a book of their own: they come and go long after a case has ended. One that followed a threat is appealed
with the saved chat (R112), any other bad one is answered in public with facts (R113); nothing is ever traded for one.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from domain.case import Case
from domain.disputes.authenticity import Judgement
from domain.disputes.conduct import Signal
from domain.disputes.malice import threatens


class ReviewState(StrEnum):
    """Where a review stands."""

    POSTED = "posted"
    APPEALED = "appealed"
    REMOVED = "removed"
    KEPT = "kept"  # the platform did not remove it: it is to be answered
    ANSWERED = "answered"


ENDED = frozenset({ReviewState.REMOVED, ReviewState.ANSWERED})


@dataclass(frozen=True, kw_only=True)
class ReviewPosted:
    """A buyer reviewed an order; `words` refers to what was written. `case_id` is "" where the order has no case.

    `leverage`: a bad review had been named as the price of a refusal before. `hours` is the time for an answer, 0 where
    none is needed; `appeal_hours` that for the platform's word on an appeal.
    """

    shop: str
    order_id: str
    case_id: str
    external_id: str
    stars: int
    words: str
    leverage: bool
    hours: int
    appeal_hours: int
    by: str = "buyer"


@dataclass(frozen=True, kw_only=True)
class ReviewAppealed:
    """The platform was asked to remove it, with the chat as proof; `number` is the appeal's there."""

    number: str
    evidence: tuple[str, ...]
    by: str


@dataclass(frozen=True, kw_only=True)
class AppealDecided:
    """The platform removed it, or did not."""

    removed: bool
    by: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewAnswered:
    """The reply that stands under it in public: facts, and nothing by which the buyer is known."""

    text: str
    by: str


ReviewEvent = ReviewPosted | ReviewAppealed | AppealDecided | ReviewAnswered


@dataclass(frozen=True, kw_only=True)
class Review:
    """One review as its events made it."""

    posted: ReviewPosted
    posted_at: datetime
    state: ReviewState
    due_at: datetime | None
    number: str = ""
    reply: str = ""
    version: int = 1

    @property
    def needs_human(self) -> bool:
        """Somebody is to answer it, or to appeal."""
        return self.due_at is not None and self.state in {ReviewState.POSTED, ReviewState.KEPT}


def review_id(shop: str, external_id: str) -> str:
    """Our id of a review: the same however often it is told."""
    return f"review-{shop}-{external_id}"


def begun(event: ReviewPosted, at: datetime) -> Review:
    """A review as it was posted."""
    due = at + timedelta(hours=event.hours) if event.hours else None
    return Review(posted=event, posted_at=at, state=ReviewState.POSTED, due_at=due)


def evolve_review(review: Review, event: ReviewEvent, at: datetime) -> Review:
    """The review after this event."""
    return replace(_after(review, event, at), version=review.version + 1)


def _after(review: Review, event: ReviewEvent, at: datetime) -> Review:
    match event:
        case ReviewPosted():
            return review
        case ReviewAppealed():
            due = at + timedelta(hours=review.posted.appeal_hours)
            return replace(review, state=ReviewState.APPEALED, number=event.number, due_at=due)
        case AppealDecided():
            return _decided(review, event, at)
        case ReviewAnswered():
            waits = review.state is ReviewState.APPEALED
            state = review.state if waits else ReviewState.ANSWERED
            return replace(review, reply=event.text, state=state, due_at=review.due_at if waits else None)
        case _:
            assert_never(event)


def _decided(review: Review, event: AppealDecided, at: datetime) -> Review:
    if event.removed:
        return replace(review, state=ReviewState.REMOVED, due_at=None)
    if review.reply:
        return replace(review, state=ReviewState.ANSWERED, due_at=None)
    return replace(review, state=ReviewState.KEPT, due_at=at + timedelta(hours=review.posted.hours))


def leverage(case: Case) -> bool:
    """Whether a bad review, or a complaint, had been named as the price of a no by the time that this case tells of."""
    extorted = any(judged.judgement is Judgement.EXTORTION for judged in case.judged)
    return case.threatened or extorted or Signal.THREAT in case.noted or threatens(case.request.reason)
