"""Histories of cases, from a running server or from a folder: what `replay` tries the present code on."""

import asyncio
import gzip
import json
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline.connections import temporal
from commandline.exits import Declined, Failed

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowExecution, WorkflowHistory

STORED = Path(__file__).resolve().parents[1] / "tests/replay/histories"
OPEN_CASES = "WorkflowType = 'AfterSalesCase' AND ExecutionStatus = 'Running'"
AT_ONCE = 8  # histories asked for at the same time; more of them made the dev server slower, not faster


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A history with the name that people know it by: its file, or the id of its case."""

    name: str
    history: "WorkflowHistory"


def files_of(paths: Sequence[Path]) -> list[Path]:
    """All history files that the paths mean; a folder means those in it.

    Raises Failed where a path does not exist, and where there is none at all: a gate that looked at nothing is open.
    """
    found = [file for path in paths for file in _files(path)]
    if not found:
        what = f"No history (*.json or *.json.gz) in {', '.join(map(str, paths))}."
        raise Failed("NO_HISTORY", what, "`starter.py replay --from-server --keep FOLDER` fills a folder")
    return found


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted([*path.glob("*.json"), *path.glob("*.json.gz")])
    if not path.exists():
        raise Failed("NO_SUCH_FILE", f"{path} does not exist.", "name a history file, or a folder of them")
    return [path]


def read(files: Iterable[Path]) -> Iterator[Kept]:
    """The histories in these files. Raises Failed, which names the file, for one that is no history.

    Two forms are known: ours, and what `temporal workflow show --output json` prints, whose file name is the case's id.
    """
    from temporalio.client import WorkflowHistory

    for file in files:
        name = file.name.removesuffix(".gz").removesuffix(".json")
        try:
            raw = file.read_bytes()
            form = json.loads(gzip.decompress(raw) if file.suffix == ".gz" else raw)
            case_id, history = (form["id"], form["history"]) if "history" in form else (name, form)
            if not history.get("events"):
                raise ValueError("it has no events")  # noqa: TRY301 - one error for all that can be wrong with a file
            yield Kept(name=name, history=WorkflowHistory.from_json(case_id, history))
        except (ValueError, KeyError, TypeError, AttributeError, EOFError, gzip.BadGzipFile) as wrong:
            what = f"{file} is no history of a workflow: {wrong}."
            raise Failed("BAD_HISTORY", what, "write it anew, or take it out of the folder") from wrong


async def listed(among: str, query: str | None, limit: int | None) -> "tuple[Client, list[WorkflowExecution]]":
    """Those cases of the running server that the query leaves. Raises Declined for a query it does not take."""
    from temporalio.service import RPCError, RPCStatusCode

    client = await temporal()
    asked = among if query is None else f"{among} AND ({query})"
    try:
        return client, [case async for case in client.list_workflows(asked, limit=limit)]
    except RPCError as error:
        if error.status is not RPCStatusCode.INVALID_ARGUMENT:
            raise
        advice = "a list filter of Temporal, such as `CaseStage = 'wait_buyer_ship'`"
        raise Declined("BAD_QUERY", f"Temporal does not take --query: {error.message}.", advice) from error


async def fetched(client: "Client", cases: "Sequence[WorkflowExecution]") -> AsyncIterator[Kept]:
    """The histories of these cases as they are now, in the same order, some of them asked for ahead."""
    ahead: deque[asyncio.Task[Kept]] = deque()
    try:
        for case in cases:
            ahead.append(asyncio.create_task(_fetch(client, case)))
            if len(ahead) >= AT_ONCE:
                yield await ahead.popleft()
        while ahead:
            yield await ahead.popleft()
    finally:
        for task in ahead:
            task.cancel()
        await asyncio.gather(*ahead, return_exceptions=True)


async def _fetch(client: "Client", case: "WorkflowExecution") -> Kept:
    handle = client.get_workflow_handle(case.id, run_id=case.run_id)
    return Kept(name=case.id, history=await handle.fetch_history())


def keep(folder: Path, kept: Kept) -> None:
    """Write a history into the folder, as the server has it: what is encrypted there stays so here."""
    form: dict[str, Any] = {"id": kept.history.workflow_id, "history": kept.history.to_json_dict()}
    folder.mkdir(parents=True, exist_ok=True)
    packed = gzip.compress(json.dumps(form, separators=(",", ":")).encode(), mtime=0)
    (folder / f"{kept.history.workflow_id}.json.gz").write_bytes(packed)
