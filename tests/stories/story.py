"""One case of a story: what the outside tells it, what people ask of it, and what its register tells."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.client import WorkflowHandle, WorkflowHistory
from temporalio.worker import Replayer

from commandline.asking import UPDATES
from domain import facts
from domain.authority import Level
from domain.case import Case
from domain.commands import Command
from domain.events import Event, Resolution
from domain.facts import Fact
from domain.goods import Finding, FoundLine, Grade, ParcelState
from domain.standing import CaseStage, stage_of
from intake.delivery import SIGNALS
from intake.people import People
from store.codec import decode
from store.register import events as register_events
from worker import workflow_runner
from workflows.case import AfterSalesCase
from workflows.kinds import WORKFLOWS

if TYPE_CHECKING:
    from tests.stories.floor import Floor

MOST_EVENTS = 90  # of one case's history beside its workflow tasks, whose number follows the load: about 150 with them
UNCOUNTED = frozenset(  # workflow tasks, and what only a clock that jumps leaves behind
    {
        EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
        EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
        EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    }
)
DONE_AGAIN = frozenset(  # by the server's own rules, not by a fault in workflow code: it does the task again by itself
    {
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,  # news came in as the case was ending
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,  # the run was terminated meanwhile
    }
)

# The shop's people: what each may decide is resolved where a command enters, as on the command line.
PEOPLE = People(
    named={
        "li": Level.MANAGER,
        "wang": Level.MANAGER,
        "fang": Level.MANAGER,
        "officer": Level.MANAGER,
        "ann": Level.AGENT,
        "sun": Level.SUPERVISOR,
        "zhou": Level.FINANCE,
        "qian": Level.FINANCE,
    }
)


class StoryCase:
    """One case of a story."""

    def __init__(self, floor: "Floor", handle: WorkflowHandle[Any, Any], case_id: str) -> None:
        self.floor = floor
        self.handle = handle
        self.case_id = case_id
        self.ahead = timedelta()
        self.long = ""  # why this story may tell more than a case should: an outage of days, a case taken up thrice

    async def state(self) -> Case:
        """The case as its workflow holds it."""
        return await self.handle.query(AfterSalesCase.case)

    async def hears(self, fact: Fact) -> None:
        """The outside reports something."""
        await self.handle.signal(SIGNALS[type(fact)], fact)

    async def told(self, command: Command, update_id: str | None = None) -> Any:
        """A person asks for something; raises WorkflowUpdateFailedError when it is refused."""
        signed = replace(command, role=PEOPLE.role(command.by))
        return await self.handle.execute_update(UPDATES[type(command)], signed, id=update_id)

    async def until(self, ready: Callable[[Case], bool], what: str = "", patience: float = 20) -> Case:
        """Wait until the case is as `ready` says."""
        end = asyncio.get_running_loop().time() + patience
        while True:
            case = await self.state()
            if ready(case):
                return case
            if asyncio.get_running_loop().time() > end:
                story = [type(event).__name__ for event in await self.story()]
                raise AssertionError(f"never came: {what or ready}; stage {stage_of(case)}, story {story}")
            await asyncio.sleep(0.02)

    async def at(self, stage: CaseStage) -> Case:
        """Wait until the case is at a stage."""
        return await self.until(lambda case: stage_of(case) is stage, f"stage {stage}")

    async def passes(self, **span: float) -> None:
        """Let time pass for this case alone, once nothing is under way any more: time does not jump over a step."""
        await self.rests()
        self.ahead += timedelta(**span)
        await self.floor.environment.fast_forward(self.handle, timedelta(**span))

    async def rests(self, patience: float = 1.0) -> None:
        """Wait until no activity is under way; for a moment, since some stories have one that never ends."""
        end = asyncio.get_running_loop().time() + patience
        while asyncio.get_running_loop().time() < end:
            told = (await self.handle.describe()).raw_description
            if not told.pending_activities and not told.HasField("pending_workflow_task"):
                return
            await asyncio.sleep(0.02)

    async def timers(self) -> int:
        """How many timers the case has set so far."""
        history = await self.handle.fetch_history()
        return sum(event.event_type == EventType.EVENT_TYPE_TIMER_STARTED for event in history.events)

    def now(self) -> datetime:
        """The case's own clock: the wall clock and what has been skipped for this case."""
        return datetime.now(UTC) + self.ahead

    async def story(self) -> list[Event]:
        """The register of the case, once all that happened is written."""
        version = (await self.state()).version
        for _ in range(1000):
            entries = await register_events(self.floor.pool, self.case_id)
            if len(entries) >= version:
                break
            await asyncio.sleep(0.02)
        return [decode(entry.type, entry.data) for entry in entries]

    async def kinds(self) -> list[type[Event]]:
        """The register as a list of kinds of events."""
        return [type(event) for event in await self.story()]

    async def until_written(self, kind: type[Event]) -> None:
        """Wait until the register tells of such an event."""
        kinds = await self.kinds()
        assert kind in kinds, f"{kind.__name__} never reached the register: {kinds}"

    async def ending(self, *, days: float = 40) -> Resolution:
        """Let the rest of the case's days pass; how it ended."""
        await self.passes(days=days)
        return Resolution(await asyncio.wait_for(self.handle.result(), 20))

    async def posts(self, waybill: str, carrier: str = "sto") -> None:
        """The buyer enters a waybill."""
        await self.hears(
            facts.ParcelReported(fact=f"sent:{waybill}", carrier=carrier, waybill=waybill, at=self.now(), sent=True)
        )

    async def arrives(self, waybill: str, carrier: str = "sto") -> None:
        """The courier delivers a parcel at our dock."""
        await self.scanned(waybill, ParcelState.SIGNED, carrier)

    async def scanned(self, waybill: str, state: ParcelState, carrier: str = "sto") -> None:
        """The courier reports a scan."""
        await self.hears(
            facts.ParcelReported(
                fact=f"scan:{waybill}:{state}", carrier=carrier, waybill=waybill, at=self.now(), state=state
            )
        )

    async def found(self, waybill: str, *lines: FoundLine, **more: Any) -> None:
        """The warehouse reports what is in a parcel."""
        finding = Finding(
            finding_id=f"found:{waybill}", waybill=waybill, inspector="wh-07", at=self.now(), lines=lines, **more
        )
        await self.hears(facts.GoodsReported(fact=finding.finding_id, finding=finding))

    async def replays(self) -> WorkflowHistory:
        """The case's history replays on the code as it is now."""
        history = await self.handle.fetch_history()
        replayer = Replayer(
            workflows=list(WORKFLOWS),
            workflow_runner=workflow_runner(),
            data_converter=self.floor.client.data_converter,
        )
        await replayer.replay_workflow(history)
        failed = [
            event.workflow_task_failed_event_attributes
            for event in history.events
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
        ]
        assert not [task for task in failed if task.cause not in DONE_AGAIN], "a workflow task failed"
        length = len([event for event in history.events if event.event_type not in UNCOUNTED])
        assert self.long or length < MOST_EVENTS, f"{length} events in the history of one case"
        return history


def units(line_id: str, qty: int, grade: Grade = Grade.AS_NEW, **more: Any) -> FoundLine:
    """Inspected units."""
    return FoundLine(line_id=line_id, qty=qty, grade=grade, **more)
