"""A buyer whose conduct is no claim: refused politely, nothing threatened, and reported by a person (table 3.15)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.case import Case
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, platform
    from workflows.steps.goods import settled_elsewhere


async def refused_politely(file: CaseFile) -> None:
    """The platform hears the reason with the evidence, the buyer one polite sentence and nothing more (MAL-1, F89)."""
    await platform.refuse(file)
    file.meanwhile(_tell_answer(file))


async def _tell_answer(file: CaseFile) -> None:
    if "MAL-1" not in file.case.letters:
        await buyer.tell(file, "MAL-1", moot=settled_elsewhere)


async def reported(file: CaseFile) -> None:
    """Wait until a person has reported the conduct and entered the number that it has there."""

    def done(case: Case) -> bool:
        return bool(case.reported) or settled_elsewhere(case)

    await file.until(done, waiting="a person to report the threat to the platform or the police")


async def tell_no_trade(file: CaseFile) -> None:
    """A bad review as the price of a refund: nothing is traded for ratings, and the matter itself goes on (MAL-2)."""
    if "MAL-2" not in file.case.letters:
        await buyer.tell(file, "MAL-2", moot=lambda case: "MAL-2" in case.letters)
