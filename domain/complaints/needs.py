"""Who may decide on a complaint about what arrived: the row's decider, and whoever may give as much (rule 3.0.4)."""

from domain.authority import RANK, Act, Level, Need, authority
from domain.case import Case
from domain.commands import Redress
from domain.complaints import judging
from domain.complaints.flaw import Remedy
from domain.exchanges import sending
from domain.owed import asked


def to_agree(case: Case) -> Need:
    """Whoever takes a complaint lets the buyer choose among all that the row leaves: the dearest of it counts."""
    judgement = case.complaint.judged or judging.judged(case)
    money = {Remedy.REFUND, Remedy.RETURN, Remedy.KEEP}.intersection(judgement.remedies)
    needs = [_by_row(case, judging.decider(case))]
    if money:
        needs.append(_of(case, Act.REFUND, asked(case).order_refund))
    if Remedy.RESHIP in judgement.remedies and case.claim is None:
        needs.append(_of(case, Act.RESHIP, sending.cost_of(judging.to_send(case))))
    return _highest(needs)


def to_choose(command: Redress, case: Case) -> Need:
    """One remedy, over what it costs; beyond the row or the grid of shares it is a supervisor's."""
    row = _by_row(case, judging.decider(case, command.remedy, command.keep))
    match command.remedy:
        case Remedy.RESHIP:
            return _highest([row, _of(case, Act.RESHIP, sending.cost_of(judging.to_send(case)))])
        case Remedy.KEEP:
            keep = judging.keep_offer(case) if command.keep is None else command.keep
            return _highest([row, _of(case, Act.REFUND, keep)])
        case _:
            return _highest([row, _of(case, Act.REFUND, asked(case).order_refund)])


def to_refuse(case: Case) -> Need:
    """Refusing what the row gives the buyer is against the evidence; else it is whose row it is."""
    judgement = case.complaint.judged or judging.judged(case)
    if judgement.proposal is not Remedy.REFUSE:
        return Need(act=Act.REFUSE_AGAINST_EVIDENCE, level=authority(Act.REFUSE_AGAINST_EVIDENCE, 0, case.terms))
    return Need(act=Act.REFUSE, level=judgement.decider)


def _by_row(case: Case, level: Level) -> Need:
    return Need(act=Act.REFUND, level=level, amount=asked(case).order_refund)


def _of(case: Case, act: Act, amount: int) -> Need:
    return Need(act=act, amount=amount, level=authority(act, amount, case.terms, line_paid=judging.value_of(case)))


def _highest(needs: list[Need]) -> Need:
    return max(needs, key=lambda need: RANK[need.level])
