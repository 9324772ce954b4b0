"""What is asked of a buyer for their sake alone, beside the story; no answer is fine (rule 3.16)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.contact import care
    from workflows.casefile import CaseFile
    from workflows.steps import buyer


def after_delivery(file: CaseFile) -> None:
    """A day after a parcel of ours is with the buyer, ask whether everything is fine: once a parcel (R131)."""
    for parcel in care.to_be_asked(file.case):
        if (word := f"word:{parcel.waybill}") not in file.watched:
            file.watched.add(word)
            file.meanwhile(_ask(file, parcel))


async def _ask(file: CaseFile, parcel: care.Delivered) -> None:
    def moot(case: Case) -> bool:
        return care.needless(case, parcel)

    await file.pause(care.due(file.case, parcel) - workflow.now(), "a word after delivery", moot=moot)
    if not moot(file.case):
        await buyer.tell(file, care.LETTER, lambda: Words(item=parcel.what), moot=moot)
