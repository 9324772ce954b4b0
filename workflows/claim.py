"""A claim against a carrier: a life of its own, which outlives the case and never delays or nets the buyer (R29).

It is started by a step of its case once the buyer has been served, and is no child of it (decision 18): the case may
close, be reopened or lost, and the claim goes on until the carrier pays, a person lets it go, or its time is up.
"""

import asyncio
import contextlib
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.carrier_claims import CarrierClaims, ClaimPage
    from domain.claim import (
        Claim,
        ClaimBlocked,
        ClaimDropped,
        ClaimEvent,
        ClaimFiled,
        ClaimOpening,
        ClaimRetried,
        ClaimStage,
        ClaimWord,
        Next,
        PapersSent,
        begun,
        evolve_claim,
        heard,
        next_of,
        write_off_at,
    )
    from domain.claim.permit import ClaimCommand, effect, permit
    from domain.commands import NotPermitted
    from store.claims import STORY, row_of
    from store.codec import Entry
    from workflows import calls
    from workflows.failures import parked

TIME_UP = "the carrier has not paid within the time that the terms give a claim"


@workflow.defn(name="CarrierClaim")
class CarrierClaim:
    """One claim. Its id is `claim-{shop}-{source}-{external id}`, after that of its case."""

    @workflow.init
    def __init__(self, opening: ClaimOpening) -> None:
        self.pending: list[Entry] = []
        self.looked_at = workflow.now()
        if opening.begun is not None:
            self.claim = begun(opening.begun, workflow.now())
            self.pending.append(STORY.entry(opening.begun, seq=1, at=workflow.now()))
        elif opening.resumed is not None:
            self.claim = opening.resumed
        else:
            raise ValueError("an opening carries a new claim or a resumed one")

    @workflow.run
    async def run(self, opening: ClaimOpening) -> ClaimStage:  # noqa: ARG002 - read by __init__
        """Live through the claim; the result is how it ended."""
        clerk = asyncio.create_task(self.write())
        while (step := next_of(self.claim)) is not Next.END or self.pending:
            match step:
                case Next.FILE:
                    await self.ask(filing=True)
                case Next.SEND_PAPERS:
                    await self.send_papers()
                case Next.WAIT:
                    await self.wait()
                case Next.END:
                    await workflow.wait_condition(lambda: not self.pending or not self.claim.ended)
        clerk.cancel()
        return self.claim.stage

    async def ask(self, *, filing: bool = False) -> None:
        """File it under its key; filed before, the same call tells how it stands."""
        self.looked_at = workflow.now()
        summary = f"claim for parcel {self.claim.begun.waybill[:60]}"
        try:
            word = await workflow.execute_activity_method(
                CarrierClaims.file, self.claim, summary=summary, **calls.OUTWARD
            )
        except FailureError as error:
            self.blocked(error)
            return
        if filing:
            self.record(ClaimFiled(number=word.number))
        self.record(*heard(self.claim, word))

    async def send_papers(self) -> None:
        """Send what a person added."""
        try:
            word = await workflow.execute_activity_method(
                CarrierClaims.supply, self.claim, summary="further papers", **calls.OUTWARD
            )
        except FailureError as error:
            self.blocked(error)
            return
        self.record(PapersSent(), *heard(self.claim, word))

    async def wait(self) -> None:
        """For a word, or a person; the carrier is chased, and in the end the loss is taken as ours."""
        chase = self.looked_at + timedelta(hours=self.claim.begun.chase_hours)
        version, moment = self.claim.version, min(chase, write_off_at(self.claim))
        if await self.news(version, moment):
            return
        if write_off_at(self.claim) <= moment:
            self.record(ClaimDropped(reason=TIME_UP, by="policy"))
        elif self.claim.problem:
            self.looked_at = workflow.now()
            self.record(ClaimRetried(reason="tried again by itself", by="policy"))
        else:
            await self.ask()

    async def news(self, version: int, moment: datetime) -> bool:
        """True when something was said before `moment`."""
        left = moment - workflow.now()
        if left <= timedelta():
            return False
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self.claim.version != version, timeout=left, timeout_summary="the carrier's word on the claim"
            )
            return True
        return False

    def blocked(self, error: FailureError) -> None:
        """Show why the desk did not take it."""
        if is_cancelled_exception(error):
            raise error
        shown = parked("claim", error)
        self.record(ClaimBlocked(reason=shown.reason, message=shown.message))

    def record(self, *events: ClaimEvent) -> None:
        """Fold events into the claim and queue them for its book."""
        at = workflow.now()
        for event in events:
            self.claim = evolve_claim(self.claim, event, at)
            self.pending.append(STORY.entry(event, seq=self.claim.version, at=at))

    async def write(self) -> None:
        """Write what happened, one batch at a time; an outage of Postgres is waited out by the activity's retries."""
        while True:
            await workflow.wait_condition(lambda: bool(self.pending))
            batch = tuple(self.pending)
            row = row_of(self.claim, batch[-1].at)
            page = ClaimPage(claim_id=self.claim.claim_id, entries=batch, row=row)
            await workflow.execute_activity_method(
                CarrierClaims.append, page, summary=f"{len(batch)} entries of the claim", **calls.BOOK
            )
            del self.pending[: len(batch)]

    @workflow.signal(description="The carrier said something about the claim.")
    def answered(self, word: ClaimWord) -> None:
        """The carrier answered."""
        self.record(*heard(self.claim, word))

    @workflow.update(description="A person: further papers, another try, or letting it go.")
    def decide(self, command: ClaimCommand) -> ClaimStage:
        """Do what a person asks."""
        self.record(*effect(command, self.claim))
        return self.claim.stage

    @decide.validator
    def _may_decide(self, command: ClaimCommand) -> None:
        try:
            permit(command, self.claim)
        except NotPermitted as refused:
            raise ApplicationError(str(refused), type=refused.code, non_retryable=True) from refused

    @workflow.query(description="The claim as its events have made it.")
    def state(self) -> Claim:
        """The state that everything else is computed from."""
        return self.claim
