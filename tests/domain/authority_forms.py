"""Decisions above and within levels, and who gives them: what the tables of authority are told with."""

from typing import Any

from domain import commands
from domain import events as ev
from domain.approval import pack
from domain.authority import Level
from domain.case import Case
from domain.commands import Command, NotPermitted
from domain.events import Party
from domain.fault import Fault
from domain.permit import effect, permit
from domain.request import Ground, Scenario
from tests.domain.case_forms import (
    NOON,
    case_of,
    found,
    in_shop,
    then,
    units,
)
from tests.domain.packs import pack as terms_of

TERMS = terms_of("cn_taobao")


DISPUTE = ev.ScenarioChanged(to=Scenario.DISPUTE, reason="refused")


DEAR = 250_000


def dear(*happened: ev.Event, **more: Any) -> Case:
    """A faulty purchase of 20,000 and 800 freight, under terms by which an agent decides 100.00 at most."""
    more = {"ground": Ground.QUALITY, "fault": Fault.SELLER} | more
    limits = {"auto_limit_minor": 5_000, "agent_limit_minor": 10_000, "supervisor_limit_minor": 30_000}
    return in_shop(case_of(*happened, **more), **limits)


AGREE = commands.Agree(by="ann", note="as promised")


REFUSE = commands.Refuse(by="ann", reason="not as sold", evidence=("E1",))


OF_SOUND = commands.Inspect(by="ann", finding=found(units("mug", 3), units("cup", 1), finding_id="f2"))


RULED = commands.Rule(by="ann", in_favour_of=Party.BUYER, amount=100)


def refused(command: Command, case: Case, **more: Any) -> str:
    """The code of the refusal, empty where it is taken."""
    try:
        permit(command, case, **more)
    except NotPermitted as no:
        return no.code if str(no) else "refused without words"
    return ""


def asked(command: Command, case: Case, by: str = "ann") -> Case:
    """The case once this person has asked for approval of the command."""
    name, details = pack(command)
    ask = commands.Ask(by=by, command=name, details=details)
    assert refused(ask, case) == ""
    return then(case, *effect(ask, case))


def approve(case: Case, **more: Any) -> commands.Approve:
    """A supervisor's yes to what is asked."""
    assert case.approval is not None
    usual: dict[str, Any] = {
        "by": "sun", "role": Level.SUPERVISOR, "approval_id": case.approval.approval_id, "amount": case.approval.amount
    }  # fmt: skip
    return commands.Approve(**usual | more)


PROMISED = (
    ev.CompensationSettled(amount=DEAR, means=ev.Means.PAYOUT, rule="3.13.5"),
    ev.PayoutPromised(payout_id="p1", owner="finance", account="6222****01", amount=DEAR, due_at=NOON, reason="x"),
)


PAY = commands.PayOut(by="zhou", payout_id="p1", role=Level.FINANCE)
