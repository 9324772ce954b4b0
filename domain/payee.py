"""Who gets what a command lets leave, as far as people see it; an account is masked."""

from domain import compensation
from domain.case import Case
from domain.commands import (
    Agree,
    Command,
    Compensate,
    Judge,
    PayOut,
    Refuse,
    Reship,
)
from domain.events import Means, Rung
from domain.request import Scenario

BY_ORDER = "the buyer, by the order's own means of payment"


def payee(command: Command, case: Case) -> str:
    """Who gets what this command lets leave, as far as people see it; an account is masked."""
    if isinstance(command, PayOut):
        payout = case.promised_payout
        return payout.account if payout is not None else ""
    if isinstance(command, Agree) and case.scenario is Scenario.COMPENSATION:
        beside = compensation.entitlement(case).means is Means.PAYOUT
        return account(case) if beside else BY_ORDER
    if isinstance(command, Judge):
        return account(case)
    if isinstance(command, Compensate):
        beside = command.rung is Rung.CASH and compensation.cash_means(case, command.value) is Means.PAYOUT
        return account(case) if beside else BY_ORDER if command.rung is Rung.CASH else "the buyer"
    if isinstance(command, Reship):
        return "the buyer"
    return "" if isinstance(command, Refuse) else BY_ORDER


def account(case: Case) -> str:
    """Where a payout goes, masked: as the buyer asked, else to whoever paid the order."""
    claim = case.request.grievance
    return claim.account if claim is not None and claim.account else "the account that paid the order"
