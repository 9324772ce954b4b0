"""The first answer, where a case comes to wait for others before any letter has left (letter ACK, R13)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.contact.first_answer import answer_by, owes_first_answer
    from domain.contact.permission import FIRST_ANSWER
    from workflows.casefile import CaseFile
    from workflows.steps import buyer


def begin(file: CaseFile) -> None:
    """Say, beside the story, that we have the request, are looking at it, and by when the buyer has an answer."""
    file.meanwhile(_acknowledge(file))


async def _acknowledge(file: CaseFile) -> None:
    """Once a case; a letter that is on its way is the answer, and so is a decision that comes before this leaves."""

    def moot(case: Case) -> bool:
        return not owes_first_answer(case, workflow.now())

    if file.letters_begun or moot(file.case) or not workflow.patched("first-answer"):
        return
    await buyer.tell(file, FIRST_ANSWER, lambda: Words(eta=answer_by(file.case, workflow.now())), moot=moot)
