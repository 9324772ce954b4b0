"""`activity`: what a case is trying right now, tried at once, or let go on after it was paused in Temporal."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import register, temporal
from commandline.exits import Refused, Unreachable
from commandline.finding import case_of
from commandline.options import AnyId, By, Json, Lang, Language, signed
from commandline.output import emit, line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from temporalio.api.workflow.v1 import PendingActivityInfo
    from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
    from temporalio.client import Client

    Act = Callable[[Client, str, PendingActivityInfo, str], Awaitable[None]]

Step = Annotated[
    str,
    Parameter(help="Only this step, as `stuck` or `show` names it, or this kind of activity; all of them otherwise."),
]


async def reset(
    case: AnyId, /, *, step: Step = "", by: By = None, json: Json = False, lang: Lang = Language.EN
) -> None:
    """Try what a case is retrying at once, as its first attempt, instead of at the next one.

    A payment keeps its key: what was sent already is not sent twice. Nothing of this is kept in the register.
    """
    client, case_id, told = await _open_case(case)
    chosen = await _chosen(case_id, told.pending_activities, step)
    if not chosen:
        raise _nothing("NOTHING_PENDING", case_id, "It runs no such activity now: nothing was reset.")
    await _each(client, case_id, chosen, _reset, signed(by))
    _tell(case_id, [pending.activity_type.name for pending in chosen], "reset", as_json=json, lang=lang)


async def unpause(
    case: AnyId, /, *, step: Step = "", by: By = None, json: Json = False, lang: Lang = Language.EN
) -> None:
    """Let go on what someone paused in Temporal: activities of a case, and the case itself."""
    from commandline.stuck_signs import PAUSED_STATUS

    client, case_id, told = await _open_case(case)
    chosen = [pending for pending in await _chosen(case_id, told.pending_activities, step) if pending.paused]
    asleep = told.workflow_execution_info.status == PAUSED_STATUS
    if not chosen and not asleep:
        raise _nothing("NOT_PAUSED", case_id, "Nothing of it is paused.")
    if asleep:
        await _wake(client, case_id, signed(by))
    await _each(client, case_id, chosen, _unpause, signed(by))
    names = [pending.activity_type.name for pending in chosen]
    _tell(case_id, ["workflow", *names] if asleep else names, "unpaused", as_json=json, lang=lang)


async def _open_case(case: str) -> "tuple[Client, str, DescribeWorkflowExecutionResponse]":
    from temporalio.service import RPCError

    from commandline.asking import unknown_there
    from commandline.stuck_signs import ALIVE, described

    case_id = await case_of(case)
    client = await temporal()
    try:
        told = await described(client, case_id)
    except RPCError as error:
        raise _away(error) from error
    if told is None:
        raise unknown_there(case_id)
    if told.workflow_execution_info.status not in ALIVE:
        raise _nothing("NO_RUN", case_id, "No run of it is open.")
    return client, case_id, told


async def _chosen(case_id: str, pending: "Sequence[PendingActivityInfo]", step: str) -> "list[PendingActivityInfo]":
    if not step:
        return list(pending)
    by_kind = [one for one in pending if one.activity_type.name == step]
    if by_kind:
        return by_kind
    known = await _activity_of(case_id, step)
    return [one for one in pending if one.activity_id == known]


async def _activity_of(case_id: str, step: str) -> str:
    """The activity that a step is retrying, by the register; "" when it tells of none."""
    from store.codec import fold
    from store.register import events

    async with register() as pool:
        entries = await events(pool, case_id)
    retrying = fold(entries).retrying_at(step) if entries else None
    return retrying.activity if retrying is not None else ""


async def _each(client: "Client", case_id: str, chosen: "Sequence[PendingActivityInfo]", act: "Act", by: str) -> None:
    """One after the other; one that has ended meanwhile needs nothing any more."""
    from temporalio.service import RPCError, RPCStatusCode

    for pending in chosen:
        try:
            await act(client, case_id, pending, by)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise _away(error) from error


async def _reset(client: "Client", case_id: str, pending: "PendingActivityInfo", by: str) -> None:
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflowservice.v1 import ResetActivityRequest

    asked = ResetActivityRequest(
        namespace=client.namespace,
        execution=WorkflowExecution(workflow_id=case_id),
        id=pending.activity_id,
        identity=by,
    )
    await client.workflow_service.reset_activity(asked, retry=True)


async def _unpause(client: "Client", case_id: str, pending: "PendingActivityInfo", by: str) -> None:
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflowservice.v1 import UnpauseActivityRequest

    asked = UnpauseActivityRequest(
        namespace=client.namespace,
        execution=WorkflowExecution(workflow_id=case_id),
        id=pending.activity_id,
        identity=by,
    )
    await client.workflow_service.unpause_activity(asked, retry=True)


async def _wake(client: "Client", case_id: str, by: str) -> None:
    from uuid import uuid4

    from temporalio.api.workflowservice.v1 import UnpauseWorkflowExecutionRequest
    from temporalio.service import RPCError

    asked = UnpauseWorkflowExecutionRequest(
        namespace=client.namespace, workflow_id=case_id, identity=by, reason=f"by {by}", request_id=str(uuid4())
    )
    try:
        await client.workflow_service.unpause_workflow_execution(asked, retry=True)
    except RPCError as error:
        raise _away(error) from error


def _nothing(code: str, case_id: str, what: str) -> Refused:
    return Refused(code, f"{case_id}: {what}", f"`starter.py show {case_id}` tells where the case stands")


def _away(error: Exception) -> Unreachable:
    return Unreachable("NOT_TAKEN", f"Temporal did not take it: {error}.", "`starter.py doctor`; a repeat is harmless")


def _tell(case_id: str, names: "Sequence[str]", outcome: str, *, as_json: bool, lang: Language) -> None:
    if as_json:
        emit({"case_id": case_id, "outcome": outcome, "activities": list(names)})
        return
    done = {"reset": ("reset", "已立即重试"), "unpaused": ("let go on", "已恢复")}[outcome]
    what = ", ".join(names)
    line(f"{case_id}：{done[1]}（{what}）" if lang is Language.ZH else f"{case_id}: {done[0]} ({what})")
