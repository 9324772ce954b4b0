"""The nightly sweep: refund-only requests that still wait for a person, and that policy may take by now (R20)."""

from dataclasses import replace

from domain.case import Case
from domain.commands import Agree
from domain.eligibility import verdict
from domain.fault import Fault
from domain.owed import asked
from domain.request import Scenario
from domain.shipments.supplying import chooses
from domain.standing import CaseStage, stage_of


def swept(case: Case) -> Agree | None:
    """The command by which the sweep takes the request; None leaves it to a person.

    Since the request came a person may have corrected its ground or fault, and the shop's limit at night may be
    another than by day (`sweep_limit_minor`, never below what policy takes by day). Sources: R20, rules 3.1 and 3.2.
    """
    if case.request.kind is not Scenario.REFUND_ONLY or case.scenario is not Scenario.REFUND_ONLY:
        return None
    waits = stage_of(case) is CaseStage.DECIDING and case.agreement is None and case.refusal is None
    if not waits or chooses(case) or case.held or case.closing or case.withdrawn or case.parked:
        return None
    limit = max(case.terms.auto_limit_minor, case.terms.sweep_limit_minor)
    at_night = replace(case, terms=replace(case.terms, auto_limit_minor=limit))
    found = verdict(at_night, asked(case).order_refund)
    if not found.agree:
        return None
    ours = case.request.fault not in {Fault.BUYER, Fault.NONE}  # who pays the way back (table 3.21)
    return Agree(by="policy", note=f"nightly sweep: {found.reason}", seller_pays_freight=ours)
