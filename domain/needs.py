"""What a command needs of whoever gives it: the act that it is, over how much, and so which level (rule 3.0.4)."""

from typing import assert_never

from domain import compensation
from domain.authority import RANK, Act, Level, Need, authority, suffices
from domain.case import Case
from domain.commands import (
    Agree,
    AskMediation,
    Command,
    Compensate,
    Contesting,
    Correct,
    Disputing,
    EnterAbuse,
    FaultyAgain,
    Inspect,
    Judge,
    NameSupply,
    NoteSignal,
    NotPermitted,
    PayOut,
    Prepare,
    Redress,
    Refuse,
    ReportConduct,
    ReportSettlement,
    Reship,
    Resume,
    ReviewConduct,
    Rule,
    Settle,
    Suspend,
)
from domain.complaints import needs as complained
from domain.defects.case import rights
from domain.defects.defect import Cause
from domain.disputes.authenticity import Judgement
from domain.disputes.counterfeit import damages
from domain.eligibility import beyond_right
from domain.events import Answer, CaseCorrected, Party, Rung
from domain.evolution import evolve
from domain.exchanges import exchanging, sending
from domain.fault import Fault
from domain.goods import SOUND, Finding
from domain.inspection import assess
from domain.money import format_money
from domain.owed import asked, owed
from domain.quotes.quote import Flag
from domain.request import GOODS_BACK, Scenario
from domain.shipments import made_to_order, presale, supplying
from domain.shipments import needs as before


def hold_to_authority(command: Command, case: Case) -> None:
    """Raise NotPermitted where whoever asks may not decide this alone."""
    if command.role is Level.NOBODY:
        raise NotPermitted(
            "UNKNOWN_PERSON",
            f"{command.by} has no role in this shop. Roles stand in the shops file, in the section `people`.",
        )
    need = needs(command, case)
    if need is None:
        return
    if not suffices(command.role, need):
        raise NotPermitted("ABOVE_AUTHORITY", _above(command, need, case))
    if need.four_eyes:
        raise NotPermitted(
            "FOUR_EYES",
            f"{_what(need, case)} needs a second person's approval: ask for it with the same command and --ask.",
        )


def _above(command: Command, need: Need, case: Case) -> str:
    silent = isinstance(command, Agree) and command.seller_pays_freight is None
    hint = "Silence on freight makes it ours (MR-20): say who pays the way back. " if silent else ""
    return (
        f"{_what(need, case)} needs level {need.level}; {command.by} decides as {command.role}. "
        f"{hint if need.act is Act.WAIVE_FREIGHT else ''}"
        "Ask for approval with the same command and --ask, or let someone of that level decide."
    )


def _what(need: Need, case: Case) -> str:
    money = f" of {format_money(need.amount, case.order.currency)}" if need.amount else ""
    return f"{need.act.replace('_', ' ')}{money}"


def needs(command: Command, case: Case) -> Need | None:
    """What this command needs; None where anyone with a role may give it. Cases from before the levels need nothing."""
    if not case.terms.authority_flag:
        return None
    try:
        return _need(command, case)
    except ValueError:  # nobody can say yet how much follows from it
        return Need(act=Act.REFUND, level=Level.MANAGER)


def _need(command: Command, case: Case) -> Need | None:  # noqa: PLR0912 - one arm a command
    if isinstance(command, Contesting | Disputing):
        return _to_contest(command, case)
    match command:
        case Agree():
            return _to_agree(command, case)
        case Refuse():
            return _to_refuse(case)
        case Inspect():
            return _to_inspect(command, case)
        case Correct():
            return _to_correct(command, case)
        case Rule():
            return _to_rule(command, case)
        case Prepare():
            return _to_offer(command.most, case)
        case Compensate():
            return _to_offer(command.value, case)
        case PayOut():
            return _to_pay_out(command, case)
        case Redress():
            return complained.to_choose(command, case)
        case Reship() | FaultyAgain():
            return _to_send(command, case)
        case NameSupply():
            return before.to_let_choose(case, supplying.named(command, case))
        case _:
            return None


def _to_agree(command: Agree, case: Case) -> Need:
    """By what the rules give, and by what of them it sets aside."""
    if case.scenario is Scenario.COMPENSATION:
        return _of(case, compensation.still_owed(case), compensation.entitlement(case).act)
    if case.scenario is Scenario.COMPLAINT:
        return complained.to_agree(case)
    if (can := supplying.supply(case)) is not None and supplying.chooses(case):
        return before.to_let_choose(case, can)
    if made_to_order.applies(case) and case.agreement is None:
        return _of(case, _all_given(case), Act.OUTSIDE_RIGHT)
    if presale.applies(case) and case.agreement is None:
        return before.to_settle_deposit(case)
    full = asked(case)
    if case.scenario is Scenario.QUALITY:
        return _by_table(_of(case, _all_given(case), Act.REFUND), case)
    if command.pay_back is None and not command.depreciation_bp:
        acts = [Act.CLAMPED] if Flag.REPRICE_CLAMPED in full.flags else []
        if case.scenario is Scenario.EXCHANGE and exchanging.too_late(case):
            acts.append(Act.LATE_EXCHANGE)
        if command.seller_pays_freight is not False and freight_is_the_buyers(case):
            acts.append(Act.WAIVE_FREIGHT)
        if case.agreement is None and beyond_right(case):
            acts.append(Act.OUTSIDE_RIGHT)
        return _of(case, _all_given(case), Act.REFUND, *acts)
    amount = command.pay_back
    if amount is None:
        amount = owed(case, depreciation_bp=command.depreciation_bp).order_refund
    acts = [Act.SETTLE_DISPUTE] if case.scenario is Scenario.DISPUTE else []
    if case.findings and assess(case).damaged and amount >= full.order_refund:
        acts.append(Act.OVERRIDE_INTACTNESS)
    return _of(case, amount, Act.REFUND, *acts)


def _by_table(need: Need, case: Case) -> Need:
    """Table 3.8 names who decides; a higher sum may need more."""
    return _higher(need, Need(act=need.act, level=rights(case).decider, amount=need.amount))


def freight_is_the_buyers(case: Case) -> bool:
    """The way back is the buyer's unless we take it; who agrees and says nothing takes it too (MR-20)."""
    returns = case.request.kind in GOODS_BACK and case.agreement is None
    return returns and case.request.fault is Fault.BUYER


def _to_correct(command: Correct, case: Case) -> Need | None:
    """Once a request is agreed to, a correction that makes more owed is a decision over the new sum."""
    if case.agreement is None:
        return None
    mended = CaseCorrected(field=command.field, value=command.value, by=command.by, reason=command.reason)
    after = _all_given(evolve(case, mended, case.opened_at))
    return _of(case, after, Act.REFUND) if after > _all_given(case) else None


def _all_given(case: Case) -> int:
    """All that the rules can give for the request, whatever is claimed now: a buyer may still claim more."""
    full = asked(case)
    return full.order_refund + full.compensation_total


def _to_inspect(command: Inspect, case: Case) -> Need | None:
    """Another finding on a parcel that was inspected, with fewer units that are not as they were sold."""
    earlier = [finding for finding in case.findings if finding.waybill == command.finding.waybill]
    if not earlier or _unsound(command.finding) >= _unsound(earlier[-1]):
        return None
    return _of(case, asked(case).order_refund, Act.OVERRIDE_INTACTNESS)


def _unsound(finding: Finding) -> int:
    return sum(line.qty for line in finding.lines if line.grade not in SOUND)


def _to_refuse(case: Case) -> Need:
    """Refusing what the evidence gives the buyer is a manager's: goods that came back sound, sums that are owed."""
    if made_to_order.applies(case):
        return _of(case, 0, Act.OUTSIDE_RIGHT)
    if case.scenario is Scenario.COMPENSATION:
        owed_now = compensation.entitlement(case)
        if owed_now.act in {Act.DECLINE_SETTLED, Act.PUNITIVE}:
            return _of(case, 0, owed_now.act)
        return _of(case, 0, Act.REFUSE_AGAINST_EVIDENCE if compensation.still_owed(case) else Act.REFUSE)
    if case.scenario is Scenario.QUALITY:
        defect = case.examined is not None and case.examined.cause is Cause.DEFECT
        return _by_table(_of(case, 0, Act.REFUSE_AGAINST_EVIDENCE if defect else Act.REFUSE), case)
    if case.scenario is Scenario.COMPLAINT:
        return complained.to_refuse(case)
    sound = bool(case.findings) and not assess(case).contested and not case.paid_back()
    return _of(case, 0, Act.REFUSE_AGAINST_EVIDENCE if sound else Act.REFUSE)


def _to_rule(command: Rule, case: Case) -> Need:
    """A ruling that names no article, with no officer in the case, is what the parties settled on."""
    stated = bool(command.article) or (case.claim is not None and case.claim.officer_is_in)
    pays = command.in_favour_of is Party.BUYER
    amount = command.amount if command.amount is not None else asked(case).order_refund if pays else 0
    return _of(case, amount, *(() if stated else (Act.SETTLE_DISPUTE,)), Act.REFUND)


def _to_offer(value: int, case: Case) -> Need:
    """Goodwill is what goes beyond what is owed, with what the buyer took of it before.

    The angrier the buyer, the higher it begins (R85 to R87).
    """
    owed_now = compensation.entitlement(case)
    taken = sum(offer.value for offer in case.offers if offer.answer is Answer.ACCEPT)
    beyond = max(0, taken + value - compensation.still_owed(case))
    need = _of(case, beyond, Act.GOODWILL)
    if owed_now.act in {Act.DECLINE_SETTLED, Act.PUNITIVE}:
        need = _higher(need, _of(case, beyond, owed_now.act))
    claim = case.request.grievance
    if claim is not None and compensation.first_rung(claim) is Rung.CASH and need.level is Level.AGENT:
        need = Need(act=Act.GOODWILL, level=Level.SUPERVISOR)
    whole = _of(case, value, Act.REFUND)
    higher = _higher(need, whole)
    return Need(act=higher.act, level=higher.level, amount=value)


def _to_send(command: Reship | FaultyAgain, case: Case) -> Need:
    """By what the units cost; before a loss is proven, or the goods are back, it is a supervisor's (3.4, 3.11)."""
    if isinstance(command, FaultyAgain):
        return _of(case, _all_given(case), Act.REFUND)
    exchange = case.scenario is Scenario.EXCHANGE
    cost = sending.cost_of(exchanging.wanted(case) if exchange else sending.asked_again(case))
    need = _of(case, cost, Act.RESHIP)
    early = Need(act=Act.RESHIP, level=Level.SUPERVISOR, amount=cost)
    return _higher(need, early) if command.advance else need


def _to_contest(command: Contesting | Disputing, case: Case) -> Need | None:
    """Judging goods and the conduct of a buyer; a supervisor has a dispute in hand, and a manager settles it (3.14)."""
    match command:
        case Judge():
            return _to_judge(command, case)
        case ReportConduct():
            return _of(case, 0, Act.REPORT_CONDUCT)
        case ReviewConduct() | EnterAbuse():
            return _of(case, 0, Act.REVIEW_CONDUCT)
        case AskMediation() | Suspend() | Resume():
            return _of(case, 0, Act.STEER_DISPUTE)
        case Settle():
            return _of(case, command.amount, Act.SETTLE_DISPUTE, Act.REFUND)
        case NoteSignal() | ReportSettlement():
            return None
        case _:
            assert_never(command)


def _to_judge(command: Judge, case: Case) -> Need:
    """Papers that hold are anyone's to find; what costs us is a manager's, damages above the price need two persons."""
    if command.judgement is Judgement.PAPERS_VALID:
        return _of(case, 0, Act.REFUSE)
    beyond = damages(case) if command.judgement is Judgement.REPORT_VALID else 0
    if not beyond:
        return _of(case, 0, Act.COUNTERFEIT)
    return Need(act=Act.PUNITIVE, level=authority(Act.PUNITIVE, beyond, case.terms), amount=beyond, four_eyes=True)


def _to_pay_out(command: PayOut, case: Case) -> Need:
    payout = case.promised_payout
    amount = payout.amount if payout is not None and payout.payout_id == command.payout_id else 0
    level = authority(Act.PAYOUT, amount, case.terms)
    return Need(act=Act.PAYOUT, level=level, amount=amount, four_eyes=amount > case.terms.four_eyes_minor)


def _of(case: Case, amount: int, *acts: Act) -> Need:
    """The highest of these acts over this amount."""
    paid = compensation.paid_for(case)
    found = [Need(act=act, amount=amount, level=authority(act, amount, case.terms, line_paid=paid)) for act in acts]
    return max(found, key=lambda need: RANK[need.level])


def _higher(one: Need, other: Need) -> Need:
    return one if RANK[one.level] >= RANK[other.level] else other
