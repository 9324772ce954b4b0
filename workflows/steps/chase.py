"""The platform's own time: a decision that does not come is asked for (rule F10)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain import windows
    from domain.case import Case
    from domain.events import StepParked
    from workflows.casefile import CaseFile, Ready
    from workflows.steps import platform

UNKNOWN = "CALENDAR_UNKNOWN"


async def decision(file: CaseFile, over: Ready) -> None:
    """Tell people in good time that the platform's decision is late, and read the request anew when it is.

    The days count from the officer's coming in, so a case that was opened without a calendar has nothing to count.
    """
    if file.case.calendar is None:
        return
    while not over(file.case):
        await file.until(lambda case: over(case) or _officer_is_in(case), waiting="the platform's officer")
        if over(file.case) or not await _days_known(file, over):
            continue
        left = await file.until(
            lambda case: over(case) or not _officer_is_in(case),
            by=windows.platform_decision,
            waiting="the platform's decision",
            alarms=True,
        )
        if not left:
            await platform.read(file)
            await file.until(
                lambda case: over(case) or not _officer_is_in(case), waiting="the platform's decision, overdue"
            )


async def _days_known(file: CaseFile, over: Ready) -> bool:
    """Whether the case can count the days; where it cannot, a person is told to give it the newest calendar."""
    if windows.platform_decision(file.case) is not None:
        return True
    until = file.case.calendar.until if file.case.calendar is not None else None
    words = (
        f"The platform's decision is due in working days that the case does not know: its calendar ends {until}. "
        "Run `starter.py terms revise` with a version that knows them; then retry."
    )
    await file.park(StepParked(step="calendar", reason=UNKNOWN, message=words), moot=over)
    return False


def _officer_is_in(case: Case) -> bool:
    """The platform has the dispute, also where it was the shop that asked (R107)."""
    return windows.with_platform(case) is not None
