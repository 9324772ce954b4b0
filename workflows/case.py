"""The one workflow type: an after-sales case, from the buyer's request to the closing follow-up."""

import asyncio
import contextlib

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.case import Case
    from domain.events import CaseClosed, Resolution, ScenarioChanged
    from domain.owed import owes_again
    from domain.request import Scenario
    from workflows.casefile import CaseFile, ClosureOrdered, Diverted
    from workflows.commands import Commands
    from workflows.endings import Ending, HandOver
    from workflows.facts import Facts
    from workflows.messages import Opening
    from workflows.scenarios.dispute import dispute
    from workflows.scenarios.refund_only import refund_only
    from workflows.scenarios.return_refund import return_refund
    from workflows.steps import buyer, desk

SCENARIOS = {
    Scenario.RETURN_REFUND: return_refund,
    Scenario.REFUND_ONLY: refund_only,
    Scenario.DISPUTE: dispute,
}


@workflow.defn(name="AfterSalesCase")
class AfterSalesCase(Commands, Facts):
    """One after-sales case. Its id is `case-{shop}-{source}-{external id}`."""

    @workflow.init
    def __init__(self, opening: Opening) -> None:
        if opening.opened is not None:
            self.file = CaseFile.open(opening.opened)
        elif opening.resumed is not None:
            self.file = CaseFile(opening.resumed)
        else:
            raise ValueError("an opening carries a new case or a resumed one")

    @workflow.run
    async def run(self, opening: Opening) -> Resolution:  # noqa: ARG002 - read by __init__, so that handlers may run first
        """Live through the case; the result is how it ended."""
        scribe = asyncio.create_task(self.file.keep_register())
        story = asyncio.create_task(self.tell())
        await workflow.wait([scribe, story], return_when=asyncio.FIRST_COMPLETED)
        if scribe.done():
            scribe.result()  # it never ends by itself: what broke it must not go unseen
        scribe.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await scribe
        return await story

    async def tell(self) -> Resolution:
        """The whole story, until everything beside it is done and written down."""
        resolution = await self.live()
        await self.file.done_aside()
        await self.file.settled()
        return resolution

    async def live(self) -> Resolution:
        """Play, close, and stay for the days in which news can reopen the case."""
        while True:
            if self.file.case.resolution is None:
                await self.close(await self.play())
            await buyer.aftercare(self.file)
            if (resolution := self.file.case.resolution) is not None:
                return resolution

    async def close(self, resolution: Resolution) -> None:
        """The end of the story, once everything that runs beside it is done."""
        await self.file.done_aside()
        if self.file.case.reopened is None or resolution is Resolution.CLOSED_BY_HAND:
            self.file.record(CaseClosed(resolution=resolution))

    async def play(self) -> Resolution:
        """Play scenarios until one of them ends the case."""
        while True:
            course = self.file.case.scenario
            try:
                await desk.taken_up(self.file)
                ending = await SCENARIOS[course](self.file)
            except Diverted:
                continue
            except ClosureOrdered:
                return Resolution.CLOSED_BY_HAND
            if not self.ended(course, ending):
                continue
            assert isinstance(ending, Resolution)
            return ending

    def ended(self, course: Scenario, ending: Ending) -> bool:
        """Whether this ending ends the case: not a handover, not a case diverted after its last wait, no money owed."""
        if isinstance(ending, HandOver):
            self.file.record(ScenarioChanged(to=ending.to, reason=ending.reason))
            return False
        case = self.file.case
        return case.scenario is course and case.reopened is None and not owes_again(case)

    @workflow.query(description="The case as its events have made it.")
    def case(self) -> Case:
        """The state that everything else is computed from."""
        return self.file.case
