"""Who may decide what (rule 3.0.4): levels, the acts that need one, and the level that each act needs.

The numbers are the case's terms. Pure: what a person is comes from the shop's configuration and travels on the command.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.terms import Terms


class Level(StrEnum):
    """What a person may decide. Finance carries payouts out and decides nothing; `NOBODY` may ask for nothing."""

    NOBODY = "none"
    FINANCE = "fin"
    AUTO = "auto"  # policy alone, no person
    AGENT = "agent"
    SUPERVISOR = "sup"
    MANAGER = "mgr"


class Act(StrEnum):
    """What is decided, as far as it matters who decides it."""

    REFUND = "refund"  # what is owed by the rules: no discretion
    GOODWILL = "goodwill"
    OUTSIDE_RIGHT = "outside_right"  # goodwill: past the window, or goods without the right (R72, F33)
    CLAMPED = "clamped"  # the promotion costs more than the return brings (MR-6)
    WAIVE_FREIGHT = "waive_freight"
    OVERRIDE_INTACTNESS = "override_intactness"
    REFUSE = "refuse"
    REFUSE_AGAINST_EVIDENCE = "refuse_against_evidence"
    DECLINE_SETTLED = "decline_settled"  # the same ground was settled and performed (F16)
    PENALTY = "penalty"  # late, missing or fake shipment where no platform rule names the sum (MR-26)
    DEPOSIT = "deposit"  # of a presale: forfeited, or returned twice (MR-30)
    PUNITIVE = "punitive"
    COUNTERFEIT = "counterfeit"
    SETTLE_DISPUTE = "settle_dispute"
    PAYOUT = "payout"
    LATE_EXCHANGE = "late_exchange"  # without a reason, after the window (table 3.11 row 4)
    RESHIP = "reship"  # the goods are sent again, for what they cost
    REPORT_CONDUCT = "report_conduct"
    REVIEW_CONDUCT = "review_conduct"
    STEER_DISPUTE = "steer_dispute"  # mediation, or a suspension


RANK = {level: rank for rank, level in enumerate(Level)}
FIXED = {
    Act.CLAMPED: Level.SUPERVISOR,
    Act.OUTSIDE_RIGHT: Level.SUPERVISOR,
    Act.WAIVE_FREIGHT: Level.SUPERVISOR,
    Act.OVERRIDE_INTACTNESS: Level.SUPERVISOR,
    Act.DECLINE_SETTLED: Level.SUPERVISOR,
    Act.PENALTY: Level.SUPERVISOR,
    Act.DEPOSIT: Level.SUPERVISOR,
    Act.REFUSE: Level.AGENT,
    Act.REFUSE_AGAINST_EVIDENCE: Level.MANAGER,
    Act.PUNITIVE: Level.MANAGER,
    Act.COUNTERFEIT: Level.MANAGER,
    Act.SETTLE_DISPUTE: Level.MANAGER,
    Act.PAYOUT: Level.FINANCE,
    Act.REPORT_CONDUCT: Level.SUPERVISOR,
    Act.LATE_EXCHANGE: Level.SUPERVISOR,
    Act.REVIEW_CONDUCT: Level.SUPERVISOR,
    Act.STEER_DISPUTE: Level.SUPERVISOR,
}


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a decision needs: who may take it, over how much (minor units), and whether a second person must agree."""

    act: Act
    level: Level
    amount: int = 0
    four_eyes: bool = False


def authority(act: Act, amount: int, terms: Terms, *, line_paid: int = 0) -> Level:
    """The least level that may decide this: `amount` and `line_paid` (of the lines concerned) in minor units.

    Goodwill is held to the smaller of a sum and a share of what the lines were paid. Source: rule 3.0.4.
    """
    if act is Act.REFUND:
        return _by_amount(amount, terms)
    if act is Act.GOODWILL:
        return _by_goodwill(amount, line_paid, terms)
    if act is Act.RESHIP:
        return _by_cost(amount, terms)
    return max(FIXED[act], _by_amount(amount, terms), key=RANK.__getitem__) if act in RAISED else FIXED[act]


RAISED = frozenset(
    {
        Act.CLAMPED,
        Act.OUTSIDE_RIGHT,
        Act.WAIVE_FREIGHT,
        Act.OVERRIDE_INTACTNESS,
        Act.PENALTY,
        Act.LATE_EXCHANGE,
        Act.DEPOSIT,
    }
)  # and money leaves by it


def _by_amount(amount: int, terms: Terms) -> Level:
    if amount <= terms.auto_limit_minor:
        return Level.AUTO
    if amount <= terms.agent_limit_minor:
        return Level.AGENT
    return Level.SUPERVISOR if amount <= terms.supervisor_limit_minor else Level.MANAGER


def _by_cost(amount: int, terms: Terms) -> Level:
    if amount <= terms.reship_auto_minor:
        return Level.AUTO
    if amount <= terms.reship_agent_minor:
        return Level.AGENT
    return Level.SUPERVISOR if amount <= terms.supervisor_limit_minor else Level.MANAGER


def _by_goodwill(amount: int, line_paid: int, terms: Terms) -> Level:
    agents = min(terms.goodwill_agent_sum_minor, line_paid * terms.goodwill_agent_share_percent // 100)
    supervisors = min(terms.goodwill_supervisor_sum_minor, line_paid * terms.goodwill_supervisor_share_percent // 100)
    if amount <= agents:
        return Level.AGENT
    return Level.SUPERVISOR if amount <= supervisors else Level.MANAGER


def suffices(role: Level, need: Need) -> bool:
    """Whether this role may take the decision, leaving second persons aside. Payouts are finance's alone."""
    if need.level is Level.FINANCE:
        return role is Level.FINANCE
    return RANK[role] >= RANK[need.level] and role is not Level.FINANCE


def may_approve(role: Level, need: Need) -> bool:
    """Whether this role may say yes to what another asked: its level, or a manager as a payout's second eyes."""
    return suffices(role, need) or (need.level is Level.FINANCE and role is Level.MANAGER)
