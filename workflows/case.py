"""The one workflow type: an after-sales case, from the buyer's request to the closing follow-up."""

import asyncio
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.case import Case
    from domain.events import CaseClosed, Resolution, ScenarioChanged, StepParked
    from domain.owed import owes_again
    from domain.request import Scenario
    from workflows.casefile import CaseFile, ClosureOrdered, Diverted
    from workflows.commands import Commands
    from workflows.endings import Ending, HandOver
    from workflows.facts import Facts
    from workflows.messages import Opening
    from workflows.scenarios.compensation import compensation
    from workflows.scenarios.complaint import complaint
    from workflows.scenarios.counterfeit import counterfeit
    from workflows.scenarios.delivery import delivery
    from workflows.scenarios.dispute import dispute
    from workflows.scenarios.exchange import exchange
    from workflows.scenarios.invoice import invoice
    from workflows.scenarios.quality import quality
    from workflows.scenarios.refund_only import refund_only
    from workflows.scenarios.repair import repair
    from workflows.scenarios.return_refund import return_refund
    from workflows.steps import buyer, closing, desk, first_answer

SCENARIOS = {
    Scenario.RETURN_REFUND: return_refund,
    Scenario.REFUND_ONLY: refund_only,
    Scenario.DISPUTE: dispute,
    Scenario.COMPENSATION: compensation,
    Scenario.DELIVERY: delivery,
    Scenario.EXCHANGE: exchange,
    Scenario.COMPLAINT: complaint,
    Scenario.INVOICE: invoice,
    Scenario.COUNTERFEIT: counterfeit,
    Scenario.QUALITY: quality,
    Scenario.REPAIR: repair,
}


def goes_on(case: Case) -> bool:
    """The scenario is over, and the case is not: a person took it up again, or the bank took a payment back."""
    return case.reopened is not None or owes_again(case)


async def first_done(*tasks: asyncio.Task[Any]) -> None:
    """Wait until one of these has ended.

    A cancellation asked for in the Temporal UI does not end a case: it would leave the buyer's money undecided and the
    register without an end. A person closes a case by `close_case`, with a name and a reason.
    """
    while not any(task.done() for task in tasks):
        try:
            await workflow.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            workflow.logger.warning("a cancellation is not taken: a case is ended by close_case")


@workflow.defn(name="AfterSalesCase")
class AfterSalesCase(Commands, Facts):
    """One after-sales case. Its id is `case-{shop}-{source}-{external id}`."""

    @workflow.init
    def __init__(self, opening: Opening) -> None:
        if opening.opened is not None:
            self.file = CaseFile.open(opening.opened)
        elif opening.resumed is not None:
            self.file = CaseFile.resume(opening.resumed)
            taken_up = () if opening.taken_up is None else (opening.taken_up,)
            self.file.record(*taken_up, *opening.decided, *opening.changed)
        else:
            raise ValueError("an opening carries a new case or a resumed one")
        self.file.scribe.apart, self.file.scribe.seals = opening.counts_apart, opening.seals_writes

    @workflow.run
    async def run(self, opening: Opening) -> Resolution:  # noqa: ARG002 - read by __init__, so that handlers may run first
        """Live through the case; the result is how it ended."""
        file = self.file
        keepers = [asyncio.create_task(keeper.keep(lambda: file.case)) for keeper in (file.display, file.scribe)]
        if file.scribe.seals:
            keepers.append(asyncio.create_task(file.scribe.seal(lambda: file.case)))
        story = asyncio.create_task(self.tell())
        await first_done(*keepers, story)
        for keeper in keepers:
            if keeper.done():
                keeper.result()  # it never ends by itself: what broke it must not go unseen
            keeper.cancel()
        await workflow.wait(keepers)
        return await story

    async def tell(self) -> Resolution:
        """The whole story, until everything beside it is done and written down; news to the last moment counts."""
        while True:
            await self.live()
            await self.file.done_aside()
            await self.file.scribe.settled()
            if (resolution := self.file.case.resolution) is not None:
                return resolution

    async def live(self) -> None:
        """Play, close, and stay for the days in which news can reopen the case."""
        while self.file.case.resolution is None:
            await self.close(await self.play())
            await buyer.aftercare(self.file)

    async def close(self, resolution: Resolution) -> None:
        """The end of the story, once everything that runs beside it is done."""
        self.file.leave_course()
        await self.file.done_aside()
        if self.file.case.reopened is None or resolution is Resolution.CLOSED_BY_HAND:
            await closing.settled(self.file)
            self.file.record(CaseClosed(resolution=resolution))

    async def play(self) -> Resolution:
        """Play scenarios until one of them ends the case."""
        while True:
            course, version = self.file.take_course(), self.file.case.version
            try:
                ending = await self.course(course)
                if isinstance(ending, Resolution):
                    await self.file.done_aside(unless=goes_on)
            except Diverted:
                continue
            except ClosureOrdered:
                return Resolution.CLOSED_BY_HAND
            if isinstance(ending, HandOver):
                self.file.record(ScenarioChanged(to=ending.to, reason=ending.reason))
            elif ending is not None and self.ended(course, version):
                return ending

    async def course(self, course: Scenario) -> Ending | None:
        """One scenario from its beginning; None when it met what cannot be true, and a person has looked at that."""
        await desk.taken_up(self.file)
        try:
            return await SCENARIOS[course](self.file)
        except ValueError as wrong:
            words = f"The case cannot be computed: {wrong}. Correct what is wrong, then retry; or divert or close it."
            first_answer.begin(self.file)
            await self.file.park(StepParked(step="quote", reason=type(wrong).__name__, message=words[:500]))
            return None

    def ended(self, course: Scenario, version: int) -> bool:
        """Whether the scenario's end is the case's: it was not diverted or taken up after its last wait, owes no money.

        A scenario that came to its end without any news (`version`) would only come to it again.
        """
        case = self.file.case
        if case.scenario is not course or case.reopened is not None:
            return False
        return not owes_again(case) or case.version == version

    @workflow.query(description="The case as its events have made it.")
    def case(self) -> Case:
        """The state that everything else is computed from."""
        return self.file.case
