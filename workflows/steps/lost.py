"""A return that vanished on its way: the buyer hears of it at once, and in the end somebody bears it (MR-35)."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain import windows
    from domain.case import Case
    from domain.events import LossSettled
    from domain.quotes.quote import Bearer
    from domain.returning import loss_bearer
    from workflows.casefile import CaseFile, Ready, within
    from workflows.steps import buyer, platform


async def borne(file: CaseFile, ready: Ready) -> None:
    """The carrier finds it, or the buyer posts again; else the loss is the buyer's or ours, as the ground says."""
    bearer = loss_bearer(file.case)
    if bearer is Bearer.BUYER and "LST-3" not in file.case.letters:
        file.meanwhile(_tell_lost(file))
    span = timedelta(hours=file.case.terms.return_lost_hours)
    if not await file.until(ready, by=within(span, windows.Clock.MISSING_PARCEL), waiting="a lost parcel, or another"):
        file.record(LossSettled(bearer=bearer))


async def refused_or_paid(file: CaseFile) -> None:
    """A platform pays by itself what nobody refuses: a person refuses what vanished at the buyer's risk."""

    def answered(case: Case) -> bool:
        return case.refusal is not None or case.withdrawn or platform.paid_there(case)

    if not await file.until(answered, by=windows.settle, waiting="a person to refuse what was lost", alarms=True):
        await platform.read(file)
        await file.until(answered, waiting="a person to refuse what was lost")


async def _tell_lost(file: CaseFile) -> None:
    def moot(case: Case) -> bool:
        return case.withdrawn or loss_bearer(case) is not Bearer.BUYER

    carriers = ", ".join(dict.fromkeys(parcel.carrier for parcel in file.case.parcels))
    await buyer.tell(file, "LST-3", lambda: Words(carrier=carriers), moot=moot)
