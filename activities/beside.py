"""Starting what runs beside a case, once: a claim, a correction of an invoice."""

from contextlib import suppress

from temporalio import activity
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

LONGEST = 200  # characters of a search attribute


async def begin(
    client: Client,
    workflow: str,
    start: object,
    *,
    workflow_id: str,
    shop: str,
    order_id: str,
    scenario: str,
    summary: str,
) -> None:
    """Start it; one that was started before, by whichever run of the case, is left alone.

    It is found by its shop and order, as its case is (workflows/search.py).
    """
    told = {"CaseShop": shop, "CaseOrder": order_id, "CaseScenario": scenario}
    pairs = [SearchAttributePair(SearchAttributeKey.for_keyword(name), at[:LONGEST]) for name, at in told.items()]
    with suppress(WorkflowAlreadyStartedError):
        await client.start_workflow(
            workflow,
            start,
            id=workflow_id,
            task_queue=activity.info().task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=TypedSearchAttributes(pairs),
            static_summary=summary,
        )
