"""Handing a carrier's word to the claim that it is about: one that runs is signalled, one that ended is taken up."""

from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from domain.claim import ClaimOpening, ClaimWord, heard
from intake.delivery import Desk, Heard, NotHeard, reaching
from store import claims
from store.pool import Pool

WORKFLOW, SIGNAL = "CarrierClaim", "answered"


async def tell_claim(desk: Desk, pool: Pool, claim_id: str, word: ClaimWord) -> Heard:
    """Signal the word; money that comes after the end of a claim gets a new run. Raises NotHeard, EngineAway."""
    with reaching():
        try:
            await desk.client.get_workflow_handle(claim_id).signal(SIGNAL, word)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return await _tell_ended(desk, pool, claim_id, word)
    return Heard.SIGNALLED


async def _tell_ended(desk: Desk, pool: Pool, claim_id: str, word: ClaimWord) -> Heard:
    claim = claims.fold_claim(await claims.BOOK.events(pool, claim_id))
    if not claim.ended:
        raise NotHeard(f"claim {claim_id} has not ended and does not run; see it in the Temporal UI")
    if not heard(claim, word):
        return Heard.OLD_NEWS
    await desk.client.start_workflow(
        WORKFLOW,
        ClaimOpening(resumed=claim),
        id=claim_id,
        task_queue=desk.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        start_signal=SIGNAL,
        start_signal_args=[word],
    )
    return Heard.REOPENED
