"""Cases of buyers who keep the goods, and the words that their stories are told with."""

from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain import commands
from domain.approval import pack
from domain.case import Case
from domain.commands import Command
from domain.events import Payment, Rung
from domain.fault import Fault
from domain.grievance import Grievance, Wrong
from domain.request import Ground, Scenario
from tests.stories.floor import Floor, StoryCase

SORRY = commands.Compensate(by="ann", rung=Rung.CASH, value=2000, floor=1000, reason="the parcel came late")


COUPON = commands.Compensate(
    by="ann", rung=Rung.COUPON, value=1000, floor=500, reason="rude on the telephone", reference="SORRY-10"
)


async def aggrieved(floor: Floor, wrong: Wrong, **claim: Any) -> StoryCase:
    """A mug for 199.00 stays with the buyer, who wants something made good."""
    more = {name: claim.pop(name) for name in ("revised", "scene", "order_id", "no_reason_until") if name in claim}
    return await floor.open(
        kind=Scenario.COMPENSATION,
        ground=Ground.COMPENSATION,
        fault=Fault.SELLER,
        grievance=Grievance(wrong=wrong, **claim),
        **more,
    )


async def refused(case: StoryCase, command: Command) -> str:
    """The code of the case's refusal."""
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await case.told(command)
    assert isinstance(failed.value.cause, ApplicationError)
    return failed.value.cause.type or ""


def asking(command: Command) -> commands.Ask:
    """The same, for a second person to approve."""
    name, details = pack(command)
    return commands.Ask(by=command.by, command=name, details=details, note="please")


def told(letter: str) -> Any:
    """Whether the buyer was sent this letter."""
    return lambda case: letter in case.letters


def settled(case: Case) -> bool:
    """Whether a compensation has certainly arrived."""
    return case.paid_back(Payment.COMPENSATION) > 0
