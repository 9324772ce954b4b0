"""What is beside cases (claims, corrections of invoices, reviews): one told what to do, and a list of them shown."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import Parameter

from commandline.connections import now, register, temporal
from commandline.exits import NotFound, Refused
from commandline.options import Language
from commandline.output import add_row, emit, say, show, table

if TYPE_CHECKING:
    from domain.claim.permit import ClaimCommand
    from domain.invoices.correction_permit import CorrectionCommand
    from store.beside import Book
    from store.claims import ClaimRow
    from store.corrections import CorrectionRow
    from store.reviews import ReviewRow

Row = TypeVar("Row", "ClaimRow", "CorrectionRow", "ReviewRow")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Which:
    """Options by which a list of them is made shorter."""

    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None
    overdue: Annotated[bool, Parameter(negative=(), show_default=False, help="Only those whose deadline passed.")] = (
        False
    )
    needs_human: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Only those that wait for a person.")
    ] = False


ALIKE = Which()


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One kind of it: the word for one, the command that lists them, and the code where there is none."""

    noun: str
    listed_by: str
    none_code: str


async def decide(kind: Beside, workflow_id: str, command: "ClaimCommand | CorrectionCommand", wait: float) -> str:
    """The stage that it is at after the command. Raises Refused, NotFound."""
    from datetime import timedelta

    from temporalio.client import WorkflowUpdateFailedError
    from temporalio.service import RPCError, RPCStatusCode

    from commandline.asking import told

    handle = (await temporal()).get_workflow_handle(workflow_id)
    try:
        return str(await handle.execute_update("decide", command, rpc_timeout=timedelta(seconds=wait)))
    except WorkflowUpdateFailedError as failed:
        code, why = told(failed)
        raise Refused(code, why, f"`starter.py {kind.listed_by} --all` shows where it stands") from failed
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        what = f"No {kind.noun} with the id {workflow_id!r} runs: there is none, or it has ended."
        raise NotFound(kind.none_code, what, f"`starter.py {kind.listed_by} --all` lists them") from error


async def found(book: "Book[Row]", any_id: str, which: Which, *, ended: bool, limit: int) -> list[Row]:
    """Those of the cases that an id means; without one, those of a list."""
    from commandline.finding import cases_of

    async with register() as pool:
        if any_id:
            return [row for case in await cases_of(pool, any_id) for row in await book.of_case(pool, case)]
        return await book.listing(
            pool,
            now=now(),
            shop=which.shop,
            ended=ended,
            overdue=which.overdue,
            needs_human=which.needs_human,
            limit=limit,
        )


def tell(
    rows: Sequence[Row],
    cells: Callable[[Row, Language], tuple[str, ...]],
    *,
    headings: Sequence[str],
    nothing: str,
    as_json: bool,
    lang: Language,
) -> None:
    """The rows as a table, or as JSON, a line each; `nothing` is said where there are none to draw."""
    if as_json:
        for row in rows:
            emit(asdict(row))
        return
    if not rows:
        say(nothing)
        return
    drawn = table(*headings)
    for row in rows:
        add_row(drawn, *cells(row, lang))
    show(drawn)


def mark(row: "ClaimRow | CorrectionRow", lang: Language) -> str:
    """What stands in its way."""
    human = ("! 需人工" if lang is Language.ZH else "! needs a person") if row.needs_human else ""
    return f"{human} {row.problem}".strip()


def due(row: "ClaimRow | CorrectionRow | ReviewRow") -> str:
    """Its deadline in UTC, to the minute."""
    return row.due_at.strftime("%Y-%m-%d %H:%M") if row.due_at is not None else "-"
