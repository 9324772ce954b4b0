"""Where a case stands, in the words of the register: its stage, what it waits for, until when, and who must act.

All of it is a function of the case, so that a view can be dropped and rebuilt from the events alone.
"""

from domain.case import Case
from domain.disputes.malice import review_due
from domain.standing.deadlines import (
    delivery,
    due_of,
    open_offer,
    payout,
    settled_at,
    settlement,
    suspension,
    top_up,
    waiting_for_delivery,
)
from domain.standing.defects import goods_here
from domain.standing.stage import stage_of
from domain.standing.stages import HUMAN, RETRYING, WAITS, CaseStage, Standing
from domain.unmet import unread

__all__ = [
    "HUMAN",
    "RETRYING",
    "WAITS",
    "CaseStage",
    "Standing",
    "delivery",
    "due_of",
    "goods_here",
    "open_offer",
    "payout",
    "settled_at",
    "settlement",
    "stage_of",
    "standing",
    "suspension",
    "top_up",
    "waiting_for_delivery",
]


def standing(case: Case) -> Standing:
    """Where the case stands now."""
    stage = stage_of(case)
    parked = case.parked[0] if case.parked else None
    waits_for = f"a person: step {parked.step} is parked ({parked.reason})" if parked else WAITS[stage]
    wish = unread(case)
    if wish is not None and not parked:
        waits_for = f"a person: the buyer asked for {wish.answer}, which is not open to them"
    if case.held:
        waits_for = "a person to release the hold"
    stuck = f"{parked.step}: {parked.reason}" if parked else _retrying(case)
    undecided = stage is CaseStage.DECIDING and case.agreement is None
    accord = case.dispute.accord
    overdue = stage is CaseStage.SETTLING and accord is not None and accord.overdue
    asks = undecided or overdue or review_due(case) or wish is not None
    human = stage in HUMAN or asks or bool(case.parked) or case.held
    return Standing(stage=stage, waits_for=waits_for, due=due_of(case, stage), needs_human=human, stuck=stuck)


def _retrying(case: Case) -> str:
    first = case.retrying[0] if case.retrying else None
    return f"{RETRYING}{first.step}: {first.reason}" if first else ""
