"""Sending a command to its case, and what the answer means.

A command is an update of the case's workflow. Its id is derived from what was asked and from the case's version, so
that asking the same again is harmless. An update is durable only once the case has taken it: no answer is no answer.
"""

import asyncio
import hashlib
from typing import TYPE_CHECKING, Any

from commandline.exits import NotFound, Stop, Unreachable, refused
from domain import commands
from domain.commands import Command

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
    from temporalio.service import RPCError

    from domain.case import Case
    from workflows.commands import Answer

UPDATES: dict[type[Command], str] = {
    commands.Agree: "agree",
    commands.Attach: "attach",
    commands.Refuse: "refuse",
    commands.Inspect: "inspect",
    commands.Rule: "rule",
    commands.Correct: "correct",
    commands.Skip: "skip",
    commands.Divert: "divert",
    commands.Hold: "hold",
    commands.Release: "release",
    commands.Close: "close_case",
    commands.Retry: "retry",
    commands.Prepare: "prepare",
    commands.Compensate: "compensate",
    commands.PayOut: "pay_out",
    commands.Ask: "ask_approval",
    commands.Approve: "approve",
    commands.Decline: "decline",
    commands.Revise: "revise_terms",
    commands.NoteCall: "note_call",
    commands.Redress: "redress",
    commands.NameSupply: "name_supply",
    commands.ChooseSupply: "choose_supply",
    commands.Tag: "tag",
    commands.NameCause: "name_cause",
    commands.Assign: "assign",
    commands.HandCase: "hand_over",
    commands.AlarmHandover: "alarm_handover",
    commands.TakeNote: "note",
    commands.TellProgress: "tell_progress",
    commands.Reship: "reship",
    commands.Judge: "judge",
    commands.ReportConduct: "report_conduct",
    commands.FaultyAgain: "faulty_again",
    commands.Diagnose: "diagnose",
    commands.OrderExamination: "order_examination",
    commands.Examine: "examine",
    commands.Choose: "choose_remedy",
    commands.ReportRepair: "report_repair",
    commands.NoteSignal: "note_signal",
    commands.ReviewConduct: "review_conduct",
    commands.EnterAbuse: "enter_abuse",
    commands.AskMediation: "ask_mediation",
    commands.Suspend: "suspend_dispute",
    commands.Resume: "resume_dispute",
    commands.Settle: "settle",
    commands.ReportSettlement: "report_settlement",
    commands.AskConsent: "ask_consent",
    commands.Consent: "consent",
    commands.WithdrawConsent: "withdraw_consent",
}


def request_id(command: Command, case_id: str, version: int, asked: object = None) -> str:
    """The id of the request: the same for the same words to the same version of the case.

    `asked` stands for the command where that holds a moment of its own. A retry of all steps needs no words.
    """
    name = UPDATES[type(command)]
    if isinstance(command, commands.Retry) and not command.step:
        return f"{name}-{case_id}-{version}"
    words = hashlib.sha256(repr(asked or command).encode()).hexdigest()[:12]
    return f"{name}-{case_id}-{version}-{words}"


async def case_now(client: "Client", case_id: str, *, wait: float) -> "Case":
    """The case as its workflow holds it. Raises NotFound, Unreachable; nothing was sent then."""
    from temporalio.client import WorkflowQueryFailedError, WorkflowQueryRejectedError
    from temporalio.service import RPCError, RPCStatusCode

    from domain.case import Case

    handle = client.get_workflow_handle(case_id)
    try:
        return await asyncio.wait_for(handle.query("case", result_type=Case), wait)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise unknown_there(case_id) from error
        raise _unanswered(case_id, error.message) from error
    except (TimeoutError, WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
        raise _unanswered(case_id, str(error) or f"no worker answered within {wait:g} s") from error


async def ask(client: "Client", case_id: str, command: Command, *, update_id: str, wait: float) -> "Answer":
    """The case's answer to a command. Raises Refused, NotFound, Unreachable."""
    from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
    from temporalio.service import RPCError

    from workflows.commands import Answer

    handle = client.get_workflow_handle(case_id)
    update = handle.execute_update(UPDATES[type(command)], command, id=update_id, result_type=Answer)
    try:
        return await asyncio.wait_for(update, wait)
    except WorkflowUpdateFailedError as failed:
        raise refused(*told(failed), case_id) from failed
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as silent:
        raise _unsure(case_id, wait) from silent
    except RPCError as error:
        raise await _not_taken(handle, error) from error


def told(failed: "WorkflowUpdateFailedError") -> tuple[str, str]:
    """The code and the words of a refusal, as the workflow gave them."""
    from temporalio.exceptions import ApplicationError

    cause = failed.cause
    if not isinstance(cause, ApplicationError):
        return "REFUSED", str(cause)
    return cause.type or "REFUSED", cause.message


async def _not_taken(handle: "WorkflowHandle[Any, Any]", error: "RPCError") -> Stop:
    from temporalio.service import RPCStatusCode

    case_id = handle.id
    if error.status is RPCStatusCode.NOT_FOUND:
        return await _ended(handle) if "completed" in error.message else unknown_there(case_id)
    if error.status in {RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.UNAVAILABLE, RPCStatusCode.CANCELLED}:
        return _unsure(case_id, None)
    what = f"Temporal did not take the command ({error.status.name}): {error.message}."
    return Unreachable("NOT_TAKEN", what, "wait a moment and ask again: a repeat is harmless")


async def _ended(handle: "WorkflowHandle[Any, Any]") -> Stop:
    """The run is over: the case has closed, or somebody or something ended its run before that."""
    from temporalio.client import WorkflowExecutionStatus

    status = (await handle.describe()).status
    if status is None or status is WorkflowExecutionStatus.COMPLETED:
        return refused("CLOSED", "The case has ended for good.", handle.id)
    return refused("RUN_LOST", f"The case's run in Temporal ended as {status.name.lower()}.", handle.id)


def unknown_there(case_id: str) -> NotFound:
    """Temporal has no such case; the register may."""
    return NotFound(
        "NO_SUCH_RUN",
        f"Temporal knows no case {case_id!r}.",
        f"compare the id with `starter.py list`; where `starter.py show {case_id}` tells of an open case, its run is "
        f'lost: `starter.py reopen {case_id} --reason "..."`',
    )


def _unanswered(case_id: str, why: str) -> Unreachable:
    return Unreachable(
        "NO_WORKER",
        f"The case does not answer: {why}. Nothing was sent.",
        f"start a worker (`python worker.py`), or see `starter.py doctor`; then ask again. Case: {case_id}",
    )


def _unsure(case_id: str, wait: float | None) -> Unreachable:
    within = f" within {wait:g} s" if wait is not None else ""
    return Unreachable(
        "NO_ANSWER",
        f"The case did not answer{within}. The command may still take effect.",
        f"`starter.py show {case_id}` tells whether it did; asking the same again is harmless",
    )
