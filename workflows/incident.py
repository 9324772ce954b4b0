"""Word of an incident to the department that answers for it: a mail server that is away is waited for (R158)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.incidents import Incidents, IncidentWord
    from workflows import calls


@workflow.defn(name="TellOfIncident")
class TellOfIncident:
    """Tell of its beginning, or of its end."""

    @workflow.run
    async def run(self, word: IncidentWord) -> bool:
        """Whether there was somebody to tell."""
        told: bool = await workflow.execute_activity_method(Incidents.tell, word, **calls.ROUND)
        return told
