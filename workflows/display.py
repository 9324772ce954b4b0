"""What the Temporal UI and its lists are told of a case, beside the story."""

from collections.abc import Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.case import Case
    from domain.events import AlarmRaised, BuyerContacted, DeadlinePassed, Event, Question
    from workflows import search
    from workflows.details import details
    from workflows.resting import the_story_rests


class Display:
    """Keeps search attributes and current details in step with the case: one update for all that happened at once.

    Whether there is one depends on events alone, never on what is shown: how a standing reads may change with any
    deploy, and must not send the history of an open case down another path.
    """

    def __init__(self) -> None:
        self.shown: search.Values = {}  # what lists were last told
        self.stale = False

    def note(self, event: Event) -> None:
        """Something happened."""
        self.stale = self.stale or _changes_standing(event)

    async def keep(self, case: Callable[[], Case]) -> None:
        """Show where the case stands whenever that may have changed."""
        while True:
            await workflow.wait_condition(lambda: self.stale)
            await the_story_rests()
            self.stale = False
            told, self.shown = search.updates(case(), self.shown)
            workflow.upsert_search_attributes(told)
            workflow.set_current_details(details(case()))


def _changes_standing(event: Event) -> bool:
    """Whether lists may read otherwise after it: a letter that asks nothing, and an alarm, change nothing there.

    Part of every history: an event that is once told of must be for ever.
    """
    if isinstance(event, BuyerContacted):
        return event.question is Question.WAIT_OR_INTERCEPT
    return not isinstance(event, AlarmRaised | DeadlinePassed)
