"""Many messages from a file: JSON, JSON lines or a CSV table, opened as cases some at a time.

Each row is answered for itself: opened, open already, or refused with field and reason. Submitting the same file again
is safe: what is open stays as it is. A case counts as opened once its identity is claimed; when Temporal cannot take it
at that moment, a dispatcher starts it later.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.events import CaseOpened
from domain.neighbours import Conflict
from domain.workdays import CalendarUnknown
from intake.csv_form import column_of, read_table
from intake.delivery import EngineAway
from intake.fields import Form, json_object
from intake.handling import Handling
from intake.messages import BadMessage, CaseRequest
from intake.opening import Claimed, case_opened
from intake.policies import Policy
from intake.shop_form import read_case, read_shop_message
from store.identity import IdTaken
from store.payment import OrderDisagrees

AT_ONCE = 16


class Outcome(StrEnum):
    """What became of one row."""

    OPENED = "opened"
    ALREADY_OPEN = "already_open"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One request of a file, or what is wrong with it; `place` is where people find it there."""

    place: str
    found: Mapping[str, Any] | BadMessage
    table: bool = False


@dataclass(frozen=True, kw_only=True)
class RowResult:
    """The answer to one row. `started` is False for a case that Temporal could not take yet, and for no case."""

    place: str
    outcome: Outcome
    case_id: str = ""
    field: str = ""
    reason: str = ""
    started: bool = False


def read_file(file: Path) -> Iterator[Row]:
    """The rows of a file. Raises BadMessage when it is no such file at all, OSError when it cannot be read."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BadMessage(file.name, f"not UTF-8: byte {wrong.start} cannot be read") from None
    if file.suffix.lower() == ".csv":
        for case in read_table(text.splitlines(keepends=True)):
            yield Row(place=f"{file.name}, line {case.row}", found=case.found, table=True)
        return
    yield from _json_rows(file.name, text)


def _json_rows(name: str, text: str) -> Iterator[Row]:
    """One object, a list of objects, or an object a line."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        several = len(lines) > 1 and all(line.lstrip().startswith("{") for _, line in lines[:2])
        pieces = [(f"{name}, line {number}", line) for number, line in lines] if several else [(name, text)]
    else:
        rows = whole if isinstance(whole, list) else None
        pieces = [(name, text)] if rows is None else _entries(name, rows)
    for place, piece in pieces:
        yield Row(place=place, found=_object(piece))


def _entries(name: str, rows: list[Any]) -> list[tuple[str, str]]:
    return [(f"{name}, entry {number}", json.dumps(row)) for number, row in enumerate(rows, start=1)]


def _object(text: str) -> Mapping[str, Any] | BadMessage:
    try:
        return json_object(text.encode("utf-8", "surrogatepass"))
    except BadMessage as wrong:
        return wrong


def asked_by(row: Row, *, shop: str, policy: Policy) -> CaseRequest:
    """What the row asks for: a whole message, or the bare `data` of one. Raises BadMessage."""
    if isinstance(row.found, BadMessage):
        raise row.found
    if "type" not in row.found:
        return _bare(row, row.found, shop=shop, policy=policy)
    meaning = read_shop_message(row.found, shop=shop, message_id=row.place, reasons=policy.reasons)
    if not isinstance(meaning, CaseRequest):
        raise BadMessage("type", "only case.requested opens a case; send other messages to the server")
    return meaning


def _bare(row: Row, found: Mapping[str, Any], *, shop: str, policy: Policy) -> CaseRequest:
    try:
        return read_case(Form(found), shop=shop, reasons=policy.reasons)
    except BadMessage as wrong:
        raise BadMessage(column_of(wrong.field) if row.table else wrong.field, wrong.reason) from None


def dry_run(row: Row, *, shop: str, policy: Policy) -> CaseOpened:
    """What the row would open; writes nothing. Raises BadMessage, which says why it would not."""
    asked = asked_by(row, shop=shop, policy=policy)
    try:
        return case_opened(asked, policy)
    except CalendarUnknown as unknown:
        raise BadMessage("order.signed_at", str(unknown)) from unknown


FIELDS: dict[type[Exception], str] = {
    IdTaken: "request_id",
    OrderDisagrees: "order",
    CalendarUnknown: "order.signed_at",
    Conflict: "items",
}


async def submit(
    rows: Iterable[Row], *, shop: str, policy: Policy, handling: Handling, at_once: int = AT_ONCE
) -> AsyncIterator[RowResult]:
    """Open the cases of the rows, `at_once` side by side; results come as they are ready."""
    running: set[asyncio.Task[RowResult]] = set()
    try:
        for row in rows:
            running.add(asyncio.create_task(_open(row, shop=shop, policy=policy, handling=handling)))
            if len(running) >= at_once:
                ready, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in ready:
                    yield task.result()
        while running:
            ready, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in ready:
                yield task.result()
    finally:
        for task in running:
            task.cancel()


async def _open(row: Row, *, shop: str, policy: Policy, handling: Handling) -> RowResult:
    try:
        claimed = await handling.claim(asked_by(row, shop=shop, policy=policy), policy)
    except BadMessage as wrong:
        return RowResult(place=row.place, outcome=Outcome.REFUSED, field=wrong.field, reason=wrong.reason)
    except (IdTaken, OrderDisagrees, CalendarUnknown, Conflict) as wrong:
        return RowResult(place=row.place, outcome=Outcome.REFUSED, field=FIELDS[type(wrong)], reason=str(wrong))
    started = await _started(handling, shop, claimed)
    outcome = Outcome.OPENED if claimed.new else Outcome.ALREADY_OPEN
    return RowResult(place=row.place, outcome=outcome, case_id=claimed.case_id, started=started)


async def _started(handling: Handling, shop: str, claimed: Claimed) -> bool:
    """False when Temporal does not take the case now; it is claimed, so a dispatcher will start it."""
    try:
        await handling.start(shop, claimed)
    except EngineAway:
        return False
    return True
