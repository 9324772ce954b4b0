"""How a repair goes in a scene: the form of `repairs`."""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.purchases import Delay, Id, Moment, Strict
from sandbox.scans import PlannedScan


class PlannedReport(Strict):
    """The repair shop's next word on a job; after a quote it waits for the owner's answer."""

    state: Literal[
        "received", "quoted", "working", "waits_parts", "examined", "repaired", "failed", "unrepairable", "declined"
    ]
    after: Delay = 0.3
    after_days: Annotated[float, Field(ge=0)] = 0
    found: Literal["defect", "no_defect", "human_damage", "cannot_tell"] | None = None
    cause: str = ""
    cure: str = ""
    course: str = ""
    result: str = ""
    parts: str = ""
    hours: Annotated[int, Field(ge=0, strict=True)] = 0
    amount: Annotated[int, Field(ge=0, strict=True)] = 0
    eta: Moment | None = None
    paper: str = ""


class PlannedJob(Strict):
    """How a job goes, word after word; past them the shop is silent."""

    reports: tuple[PlannedReport, ...] = ()


class WayBack(Strict):
    """How goods travel back to their owner."""

    carrier: Id = "sf"
    scans: tuple[PlannedScan, ...] = (
        PlannedScan(state="collected"),
        PlannedScan(state="in_transit"),
        PlannedScan(state="signed"),
    )


class RepairShop(Strict):
    """The jobs of this order, in the order in which we book them, and the way back."""

    jobs: tuple[PlannedJob, ...] = ()
    back: WayBack = WayBack()
