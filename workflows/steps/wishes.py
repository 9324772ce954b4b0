"""A wish that is not open to the buyer: they read what is, and a person sees it; nobody is left without an answer."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.events import Answer, WishUnmet
    from domain.unmet import unmet, unread
    from domain.words import unmet as unmet_words
    from workflows.casefile import CaseFile
    from workflows.steps import buyer


def seen(file: CaseFile) -> None:
    """Look at the buyer's newest word. Synchronous: handlers may call it.

    Words of their own are for a person to read; a plain wish is answered with what is open.
    """
    wish = unmet(file.case)
    if wish is None or not workflow.patched("wish-not-open"):
        return
    file.record(wish)
    if wish.answer is not Answer.WORDS:
        file.meanwhile(_tell(file, wish))


async def _tell(file: CaseFile, wish: WishUnmet) -> None:
    words = Words(
        item=file.case.titles,
        reason=" / ".join(unmet_words.wish(wish)),
        option1=" / ".join(unmet_words.remedies(wish)),
    )

    def moot(case: Case) -> bool:
        return unread(case) is None

    await buyer.tell(file, "NOT-OPEN", lambda: words, question=wish.question, moot=moot)
