"""Help from afar: what the buyer should try before anything is sent (stage a of table 3.8)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.defects import case as quality
    from domain.events import DiagnosisEnded, Question
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, first_answer, remedies


async def helped(file: CaseFile) -> bool:
    """A person advises, the buyer tries; a day at most, and never in the way of who wants to return it (F84)."""
    told = 0
    if quality.tries_first(file.case) and not _ended(file.case):
        first_answer.begin(file)
    while file.case.diagnosed is None and quality.tries_first(file.case) and not remedies.over(file.case):
        if len(file.case.diagnoses) > told:
            told = len(file.case.diagnoses)
            file.meanwhile(_advise(file, told))

        def news(case: Case, told: int = told) -> bool:
            return _ended(case) or len(case.diagnoses) > told

        if not await file.until(news, by=quality.diagnosis_ends, waiting="help from afar", alarms=True):
            file.record(DiagnosisEnded(helped=False, note=_why(file.case)))
    return file.case.diagnosed is True


def _ended(case: Case) -> bool:
    return case.diagnosed is not None or quality.wants_return_now(case) or remedies.over(case)


def _why(case: Case) -> str:
    return "the day for it has passed" if case.diagnoses else "nobody advised within the day"


async def _advise(file: CaseFile, number: int) -> None:
    advice = file.case.diagnoses[number - 1]
    await buyer.tell(
        file,
        "QLT-1",
        lambda: Words(item=file.case.titles, option1=advice.steps),
        question=Question.DIAGNOSIS,
        moot=_ended,
    )
