"""How a case changes by what is seen of the buyer's conduct, and how it counts anew."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from domain import events as ev
from domain.case import Case
from domain.disputes.conduct import Review, Score
from domain.disputes.malice import MORNING, malice_score
from domain.events import ConductEvent, Event


def after(case: Case, event: ConductEvent, at: datetime) -> Case:
    """The case after this event."""
    match event:
        case ev.SignalNoted():
            return replace(case, noted=(*case.noted, event.signal))
        case ev.MaliceScored():
            return replace(case, score=Score(points=event.points, signals=event.signals))
        case ev.MaliceReviewed():
            review = Review(abusive=event.abusive, by=event.by, at=at, points=event.points, reason=event.reason)
            return replace(case, reviewed=review)
        case ev.AbuseFound():
            return replace(case, abuse=event.finding)
        case _:
            assert_never(event)


def seen(before: Case, case: Case, event: Event, at: datetime) -> Case:
    """What the register shows by the way: words that threaten, and requests that are changed at night."""
    if isinstance(event, ev.BuyerAnswered) and event.threat:
        return replace(case, threatened=True)
    if isinstance(event, ev.ClaimChanged) and before.claim is not None and before.claim.amount != event.claim.amount:
        local = at.astimezone(ZoneInfo(case.terms.time_zone))
        return replace(case, night_edits=case.night_edits + 1) if local.hour < MORNING else case
    return case


def counted(case: Case) -> ev.MaliceScored | None:
    """The score where it is another than the one that the case tells; None where nothing new was seen."""
    score = malice_score(case)
    if score == (case.score or Score(points=0, signals=())):
        return None
    return ev.MaliceScored(points=score.points, signals=score.signals)
