"""Who may decide on goods that have not left: what a buyer is offered, and what becomes of a deposit (table 3.1)."""

from dataclasses import replace

from domain.authority import RANK, Act, Need, authority
from domain.case import Case
from domain.compensation import paid_for
from domain.owed import asked
from domain.request import Supply
from domain.shipments import presale, supplying


def to_let_choose(case: Case, can: Supply) -> Need:
    """All that may come of the choice: the money, and a penalty that no platform's rule names (MR-26)."""
    offered = replace(case, supplying=replace(case.supplying, named=can))
    most = supplying.most_penalty(offered)
    named_by_rule = case.terms.penalty_rule_flag or not most
    return _of(case, _all_given(case) + most, Act.REFUND, *(() if named_by_rule else (Act.PENALTY,)))


def to_settle_deposit(case: Case) -> Need:
    """A supervisor's, over all that goes back, the second deposit included (row 6)."""
    return _of(case, _all_given(case) + presale.doubled(case), Act.DEPOSIT)


def _all_given(case: Case) -> int:
    full = asked(case)
    return full.order_refund + full.compensation_total


def _of(case: Case, amount: int, *acts: Act) -> Need:
    paid = paid_for(case)
    found = [Need(act=act, amount=amount, level=authority(act, amount, case.terms, line_paid=paid)) for act in acts]
    return max(found, key=lambda need: RANK[need.level])
