"""The seven steps of a call to the buyer of a case (R117, rules 3.23), for whoever calls, within what they may give.

Identity comes first, and nothing of the case before it. Nobody is given an offer above their level to say, and nobody
below a supervisor is shown the bottom line (R88).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain import proof
from domain.authority import RANK, Level, suffices
from domain.case import Case
from domain.commands import Agree, Command, Compensate, Redress
from domain.compensation import still_owed
from domain.complaints import judging
from domain.complaints.flaw import Remedy
from domain.defects import case as quality
from domain.events import CallStep
from domain.money import format_money
from domain.needs import freight_is_the_buyers, needs
from domain.owed import asked
from domain.request import Scenario
from domain.words import call as words
from domain.words.complaint import REMEDIES as REDRESSES
from domain.words.giving import RUNGS
from domain.words.proposal import BECAUSE, by_cure, by_row, by_wrong
from domain.words.quality import REMEDIES as CURES
from domain.words.speech import joined, say
from domain.words.telling import SCENARIOS, Words

REASON = "the call"


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is said or done at one step; several lines may belong to one."""

    step: CallStep
    words: Words


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who calls, and what they may decide."""

    name: str
    level: Level


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Something that might be offered: what is said, and the command that it would take."""

    words: Words
    command: Command


def call_script(case: Case, caller: Caller, buyer: str) -> tuple[Line, ...]:
    """The lines of the call, in their order; `buyer` is the name that the shop knows, "" where it knows none."""
    said = (
        (CallStep.IDENTIFY, say(words.IDENTIFY, name=buyer or words.NAMELESS, last=case.order.order_id[-4:])),
        (CallStep.REASON, _reason(case, caller)),
        (CallStep.LISTEN, say(words.LISTEN, lacks=words.LACKS if proof.lacking(case) else ("", ""))),
        (CallStep.APOLOGISE, words.APOLOGISE),
        *_offers(case, caller),
        (CallStep.RECAP, say(words.RECAP, case=case.case_id)),
    )
    return tuple(Line(step=step, words=told) for step, told in said)


def floor_shown(case: Case, caller: Caller) -> Words | None:
    """The bottom line, to a supervisor and above; None for anybody else, and where none was prepared."""
    if not case.floor or RANK[caller.level] < RANK[Level.SUPERVISOR]:
        return None
    return say(words.FLOOR, floor=format_money(case.floor, case.order.currency))


def _reason(case: Case, caller: Caller) -> Words:
    scenario = SCENARIOS[case.scenario]
    return say(words.REASON, shop=case.shop, agent=caller.name, titles=case.titles, scenario=scenario)


def _offers(case: Case, caller: Caller) -> Iterator[tuple[CallStep, Words]]:
    """The first with its reason, the others after it, and who takes over where more is wanted (CMP-2)."""
    mine = [each.words for each in proposals(case, caller) if _may_give(case, each.command)]
    if mine:
        yield CallStep.PROPOSE, say(words.OFFER, what=mine[0], because=_because(case))
    else:
        yield CallStep.PROPOSE, words.NOTHING
    for other in mine[1:]:
        yield CallStep.NEGOTIATE, say(words.OTHER, what=other)
    if not mine[1:]:
        yield CallStep.NEGOTIATE, words.NO_OTHER
    if RANK[caller.level] < RANK[Level.MANAGER]:
        yield CallStep.NEGOTIATE, say(words.ABOVE, hours=str(case.terms.approval_hours))


def proposals(case: Case, caller: Caller) -> tuple[Proposal, ...]:
    """What the case could be settled with now, ours first; nothing once it is decided, or cannot be computed."""
    if case.agreement is not None or case.refusal is not None or case.settlement is not None:
        return ()
    try:
        return tuple(_proposals(case, caller))
    except ValueError:  # the case waits for a correction: nothing of it can be promised
        return ()


def _proposals(case: Case, caller: Caller) -> Iterator[Proposal]:
    freight = False if freight_is_the_buyers(case) else None
    agree = Agree(by=caller.name, role=caller.level, note=REASON, seller_pays_freight=freight)
    match case.scenario:
        case Scenario.COMPENSATION:
            yield from _goodwill(case, caller, agree)
        case Scenario.COMPLAINT:
            yield from _redress(case, caller)
        case Scenario.QUALITY:
            first = quality.rights(case).proposal
            cures = sorted(quality.offered(case), key=lambda cure: cure is not first)
            yield from (Proposal(words=CURES[cure], command=agree) for cure in cures)
        case Scenario.INVOICE:
            yield Proposal(words=words.INVOICE, command=agree)
        case _:
            amount = format_money(asked(case).order_refund, case.order.currency)
            yield Proposal(words=say(words.ALL_BACK, amount=amount), command=agree)


def _goodwill(case: Case, caller: Caller, agree: Agree) -> Iterator[Proposal]:
    """What the rules give comes before goodwill; of that only what was prepared is said (R88)."""
    currency = case.order.currency
    if owed := still_owed(case):
        yield Proposal(words=say(words.BY_RULE, amount=format_money(owed, currency)), command=agree)
    for planned in case.planned:
        offer = Compensate(
            by=caller.name, role=caller.level, rung=planned.rung, value=planned.value, reason=REASON, reference="-"
        )
        amount = format_money(planned.value, currency)
        yield Proposal(words=say(words.WORTH, what=RUNGS[planned.rung], amount=amount), command=offer)


def _redress(case: Case, caller: Caller) -> Iterator[Proposal]:
    first = (case.complaint.judged or judging.judged(case)).proposal
    for remedy in sorted(judging.offered(case), key=lambda each: each is not first):
        told = REDRESSES[remedy]
        if remedy is Remedy.KEEP:
            amount = format_money(judging.keep_offer(case), case.order.currency)
            told = joined(told, (f"（{amount}）", f" ({amount})"))
        yield Proposal(words=told, command=Redress(by=caller.name, role=caller.level, remedy=remedy, note=REASON))


def _because(case: Case) -> Words:
    match case.scenario:
        case Scenario.COMPLAINT:
            return BECAUSE.get(by_row((case.complaint.judged or judging.judged(case)).row), words.AS_ASKED)
        case Scenario.QUALITY:
            return BECAUSE[by_cure(quality.rights(case).proposal)]
        case Scenario.COMPENSATION:
            claim = case.request.grievance
            return BECAUSE[by_wrong(claim.wrong if claim is not None else None)]
        case _:
            return words.AS_ASKED


def _may_give(case: Case, command: Command) -> bool:
    need = needs(command, case)
    return need is None or (suffices(command.role, need) and not need.four_eyes)
