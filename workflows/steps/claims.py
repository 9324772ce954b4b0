"""The carrier owes us for a parcel that is gone: the claim is begun once the buyer is served, and left to itself."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.carrier_claims import CarrierClaims
    from domain.claim import claim_of
    from domain.events import CarrierClaimed
    from workflows import calls
    from workflows.casefile import CaseFile, StepSkipped


async def begin(file: CaseFile) -> None:
    """Begin the claim, once a case; it runs beside the story, so that nothing of it holds up the buyer."""
    claim = claim_of(file.case)
    if claim is None:
        return

    async def act() -> None:
        await workflow.execute_activity_method(
            CarrierClaims.begin, claim, summary=f"begin {claim.claim_id[:80]}", **calls.OUTWARD
        )

    try:
        await file.attempt("begin_claim", act)
    except StepSkipped:
        return  # a person claims by other means
    file.record(CarrierClaimed(claim_id=claim.claim_id, amount=claim.amount))
