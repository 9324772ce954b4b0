"""How grave a case is, and in which order people work (R8): pure, and without the clock on the wall.

A case that is graver is worked on as if its deadline came so much earlier, and so one moment a case is enough to put
them all in order, whenever somebody looks.
"""

from datetime import datetime, timedelta
from enum import IntEnum

from domain.case import Case
from domain.events import Payment, PaymentState
from domain.fault import Fault
from domain.grievance import Wrong
from domain.request import Scenario
from domain.standing import standing

ANGRY = 4  # of 1 to 5 (rule 3.0.4: from here on the supervisor)


class Severity(IntEnum):
    """What is at stake for buyer and shop."""

    SMALL = 0
    USUAL = 1
    GRAVE = 2
    CRITICAL = 3


def severity(case: Case) -> Severity:
    """By money, by whose fault it is, and by how far it has gone: the highest that holds."""
    return max(_by_money(case), _by_fault(case), _by_course(case))


def _by_money(case: Case) -> Severity:
    """By the limits of those who may decide it (rule 3.0.4)."""
    amount = case.request.amount or 0
    if case.terms.supervisor_limit_minor and amount > case.terms.supervisor_limit_minor:
        return Severity.CRITICAL
    if case.terms.agent_limit_minor and amount > case.terms.agent_limit_minor:
        return Severity.GRAVE
    return Severity.USUAL if amount > case.terms.auto_limit_minor else Severity.SMALL


def _by_fault(case: Case) -> Severity:
    """A buyer who is without fault should not wait."""
    return Severity.SMALL if case.request.fault in {Fault.BUYER, Fault.NONE} else Severity.USUAL


def _by_course(case: Case) -> Severity:
    """Legal matters and money that was taken back first; then disputes, public anger, reopened cases."""
    claim = case.request.grievance
    reversed_ = any(p.kind is Payment.REFUND and p.state is PaymentState.REVERSED for p in case.payments)
    if reversed_ or (claim is not None and claim.wrong is Wrong.LEGAL_MULTIPLE):
        return Severity.CRITICAL
    angry = claim is not None and (claim.public or (claim.dissatisfaction or 0) >= ANGRY)
    disputed = case.scenario is Scenario.DISPUTE or case.officer_since is not None
    return Severity.GRAVE if angry or disputed or case.reopenings or case.handling.late else Severity.SMALL


def urgent_at(case: Case) -> datetime | None:
    """By when to work on it: its deadline, or a promised next action before that, less a head start for what is grave.

    None where nothing is due. The head start is the terms' `severity_step` a level.
    """
    due, note = standing(case).due, case.handling.note
    moments = [due.at] if due is not None else []
    if note is not None and note.next_due is not None:
        moments.append(note.next_due)
    if not moments or case.resolution is not None:
        return None
    return min(moments) - timedelta(hours=case.terms.severity_step_hours) * int(severity(case))
