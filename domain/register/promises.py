"""What was promised in a case, until when, and whether it was kept: payouts (R91), steps that a note dated (R142)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import events as ev
from domain.register.figures import Dated


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What was promised, until when, and whether it was kept; None while that is open."""

    what: str
    due_at: datetime
    kept: bool | None


def promises(story: Sequence[Dated]) -> tuple[tuple[Promise, datetime | None], ...]:
    """The promises of a case, each with when it was kept, or was seen to be broken; None while it is open."""
    found = []
    for index, dated in enumerate(story):
        match dated.event:
            case ev.PayoutPromised(payout_id=payout_id, due_at=due):
                found.append(_payout(story, payout_id, due))
            case ev.CaseNoted(next_action=action, next_due=due) if due is not None:
                found.append(_action(story[index + 1 :], action, due))
            case _:
                pass
    return tuple(found)


def _payout(story: Sequence[Dated], payout_id: str, due: datetime) -> tuple[Promise, datetime | None]:
    late = [d.at for d in story if isinstance(d.event, ev.PayoutLate) and d.event.payout_id == payout_id]
    paid = [d.at for d in story if isinstance(d.event, ev.PayoutReleased) and d.event.payout_id == payout_id]
    kept = paid[0] <= due if paid else False if late else None
    seen = paid[:1] if kept else [*late, *paid]
    return Promise(what=f"payout {payout_id}", due_at=due, kept=kept), min(seen, default=None)


def _action(later: Sequence[Dated], action: str, due: datetime) -> tuple[Promise, datetime | None]:
    """A note or the close of the case tells that it was done; None while nothing tells."""
    done = [d.at for d in later if isinstance(d.event, ev.CaseNoted | ev.CaseClosed)]
    return Promise(what=action, due_at=due, kept=done[0] <= due if done else None), min(done, default=None)
