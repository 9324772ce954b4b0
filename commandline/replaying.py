"""`replay`: would the cases that are open go on with the code as it is here? The gate before a deploy."""

import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from commandline import histories
from commandline.connections import link, temporal
from commandline.exits import Declined, Exit
from commandline.histories import OPEN_CASES, STORED, Kept
from commandline.options import Json
from commandline.output import emit, line, progress, say

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowHistory
    from temporalio.runtime import Runtime
    from temporalio.worker import Interceptor, Replayer

    from commandline.verdicts import Verdict

GATE = """Do not deploy this code while these cases are open. What to do: put the change behind `workflow.patched(...)`
(docs/deploys.md); where they failed already before this change, `git stash` and replay again tells."""


async def replay(
    *paths: Annotated[
        Path, Parameter(name="PATH", help="A history, or a folder of them; without any, those stored with the tests.")
    ],
    from_server: Annotated[
        bool, Parameter(negative=(), show_default=False, help="The open cases of the running server.")
    ] = False,
    query: Annotated[
        str | None, Parameter(help="Only those open cases; a list filter of Temporal: \"CaseStage = 'deciding'\".")
    ] = None,
    limit: Annotated[
        int | None, Parameter(validator=Number(gte=1), help="At most so many open cases, the newest.")
    ] = None,
    keep: Annotated[
        Path | None,
        Parameter(name="--keep", help="Write what the server has into this folder, to replay it elsewhere."),
    ] = None,
    json: Json = False,
) -> Exit:
    """Replay cases' histories on the code as it is here: the gate before a deploy. Nothing runs, nothing is changed.

    Ends with 1 when a case would not go on with this code.
    """
    if from_server and paths:
        raise Declined("TWO_SOURCES", "Give either files or --from-server.", "run it twice for both")
    if not from_server and (query is not None or limit is not None or keep is not None):
        raise Declined("NO_SERVER", "--query, --limit and --keep choose from a server's cases.", "add --from-server")
    failed = total = 0
    if from_server:
        client, cases = await histories.listed(OPEN_CASES, query, limit)
        total, source = len(cases), histories.fetched(client, cases)
    else:
        files = histories.files_of(paths or [STORED])
        client, total, source = await temporal(lazy=True), len(files), _each(histories.read(files))
    with progress("replaying", total) as done:
        async with aclosing(judged(client, source, keep)) as verdicts:
            async for verdict in verdicts:
                failed += not verdict.replays
                _tell(verdict, linked=from_server, as_json=json)
                done()
    return _ended(total, failed, "open cases" if from_server else "histories")


def _ended(total: int, failed: int, of: str) -> Exit:
    if not total:
        say(f"There are no {of}: nothing stands in the way of this code.")
        return Exit.OK
    say(f"{total - failed} of {total} {of} go on with this code.")
    if not failed:
        return Exit.OK
    say(GATE)
    return Exit.ERROR


async def _each(kept: Iterable[Kept]) -> AsyncIterator[Kept]:
    for one in kept:
        yield one


async def judged(client: "Client", source: AsyncIterator[Kept], keep: Path | None) -> "AsyncGenerator[Verdict]":
    """Replay one history after the other, and say how each went. `keep` is a folder that takes them all."""
    from commandline.verdicts import verdict_on

    under_way = deque[Kept]()

    async def noted() -> "AsyncIterator[WorkflowHistory]":
        async for kept in source:
            if keep is not None:
                histories.keep(keep, kept)
            under_way.append(kept)
            yield kept.history

    async def tried(history: "WorkflowHistory") -> bool:
        result = await replayer(client).replay_workflow(history, raise_on_replay_failure=False)
        return result.replay_failure is None

    with silent():
        async with replayer(client).workflow_replay_iterator(noted()) as results:
            async for result in results:
                yield await verdict_on(under_way.popleft(), result.replay_failure, tried)


@cache
def _quiet_runtime() -> "Runtime":
    """A runtime whose core keeps to itself what it would log of each failure: it is told in words instead."""
    from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

    return Runtime(
        telemetry=TelemetryConfig(logging=LoggingConfig(filter=TelemetryFilter(core_level="OFF", other_level="OFF")))
    )


@contextmanager
def silent() -> Iterator[None]:
    """The same for what the SDK logs."""
    log = logging.getLogger("temporalio")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def replayer(client: "Client", *interceptors: "Interceptor") -> "Replayer":
    """A replayer that runs workflow code as the worker does, and reads payloads as the client does."""
    from temporalio.worker import Replayer

    from worker import workflow_runner
    from workflows.kinds import WORKFLOWS

    return Replayer(
        workflows=list(WORKFLOWS),
        workflow_runner=workflow_runner(),
        data_converter=client.data_converter,
        interceptors=interceptors,
        runtime=_quiet_runtime(),
    )


def _tell(verdict: "Verdict", *, linked: bool, as_json: bool) -> None:
    """One line of JSON a history; for people only those that fail, with where to look at them."""
    if as_json:
        emit(asdict(verdict))
    elif not verdict.replays:
        line(f"FAILS  {verdict.name}{f', event {verdict.event_id}' if verdict.event_id else ''}: {verdict.why}")
        if linked:
            line(f"       {link(verdict.case_id)}")
