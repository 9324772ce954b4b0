"""Claims against carriers: `claims` lists them, `claim` takes one on."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import now, register, temporal
from commandline.exits import Declined, NotFound, Refused
from commandline.options import ANSWER_SECONDS, By, Json, Lang, Language, Wait, signed
from commandline.output import add_row, emit, say, show, table

if TYPE_CHECKING:
    from domain.claim import Paper
    from domain.claim_permit import ClaimCommand
    from store.claims import ClaimRow

HEADINGS = {
    Language.EN: ("Due (UTC)", "Claim", "Case", "Parcel", "Stage", "Claimed", "Recovered", ""),
    Language.ZH: ("截止（UTC）", "索赔", "售后单", "包裹", "阶段", "索赔金额", "已获赔", ""),
}
STAGES = {
    "filing": ("待提交", "to be filed"),
    "open": ("快递处理中", "with the carrier"),
    "papers": ("需补材料", "the carrier wants papers"),
    "rejected": ("被拒赔", "rejected"),
    "accepted": ("已获赔", "accepted"),
    "let_go": ("已放弃", "let go"),
    "written_off": ("已核销", "written off"),
}
NOTHING = {Language.EN: "No claim is like this.", Language.ZH: "没有符合条件的索赔。"}


async def claims(
    case: Annotated[str, Parameter(name="CASE", help="Any id of a case: only its claims.")] = "",
    /,
    *,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    overdue: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Only those whose deadline passed.")
    ] = False,
    needs_human: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Only those that wait for a person.")
    ] = False,
    all_: Annotated[
        bool, Parameter(name="--all", negative=(), show_default=False, help="Those that ended as well.")
    ] = False,
    limit: Annotated[int, Parameter(help="How many at most.")] = 50,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """List claims against carriers, the most urgent first; open ones unless --all is given."""
    from commandline.finding import cases_of
    from store import claims as book

    async with register() as pool:
        if case:
            rows = [row for one in await cases_of(pool, case) for row in await book.of_case(pool, one)]
        else:
            rows = await book.listing(
                pool, now=now(), shop=shop, ended=all_, overdue=overdue, needs_human=needs_human, limit=limit
            )
    if json:
        for row in rows:
            emit(asdict(row))
        return
    if not rows:
        say(NOTHING[lang])
        return
    drawn = table(*HEADINGS[lang])
    for row in rows:
        add_row(drawn, *_cells(row, lang))
    show(drawn)


def _cells(row: "ClaimRow", lang: Language) -> tuple[str, ...]:
    from domain.money import format_money

    chinese = lang is Language.ZH
    due = row.due_at.strftime("%Y-%m-%d %H:%M") if row.due_at is not None else "-"
    stage = STAGES[row.stage][0 if chinese else 1]
    human = ("! 需人工" if chinese else "! needs a person") if row.needs_human else ""
    mark = f"{human} {row.problem}".strip()
    claimed, recovered = (format_money(amount, row.currency) for amount in (row.claimed, row.recovered))
    return due, row.claim_id, row.case_id, f"{row.carrier} {row.waybill}", stage, claimed, recovered, mark


async def claim(
    claim_id: Annotated[str, Parameter(name="CLAIM", help="The id of the claim; `claims` lists them.")],
    /,
    *,
    paper: Annotated[
        list[str] | None, Parameter(negative=(), help="A further paper, CODE=REFERENCE such as E14=invoice-7.")
    ] = None,
    retry: Annotated[bool, Parameter(negative=(), show_default=False, help="Try a blocked claim again.")] = False,
    let_go: Annotated[bool, Parameter(negative=(), show_default=False, help="Give the claim up.")] = False,
    reason: Annotated[str, Parameter(help="Why; the book of claims keeps it.")] = "",
    by: By = None,
    wait: Wait = ANSWER_SECONDS,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Take a claim on: further papers, another try, or letting it go. The buyer is never touched by it."""
    from domain.claim_permit import Act, ClaimCommand

    acts = [act for act, asked in ((Act.SUPPLY, paper), (Act.RETRY, retry), (Act.LET_GO, let_go)) if asked]
    if len(acts) != 1:
        raise Declined("ONE_OF_THREE", "Ask for one thing.", "give --paper, --retry or --let-go")
    papers = tuple(_paper(text) for text in paper or ())
    stage = await _decide(claim_id, ClaimCommand(by=signed(by), act=acts[0], reason=reason, papers=papers), wait)
    if json:
        emit({"claim_id": claim_id, "stage": stage})
    else:
        say(f"{claim_id}: {STAGES[stage][0 if lang is Language.ZH else 1]}")


def _paper(text: str) -> "Paper":
    code, separator, reference = text.partition("=")
    if not separator or not code.strip() or not reference.strip():
        raise Declined("BAD_PAPER", f"--paper {text!r} cannot be read.", "write CODE=REFERENCE, such as E14=invoice-7")
    return code.strip(), reference.strip()


async def _decide(claim_id: str, command: "ClaimCommand", wait: float) -> str:
    """The stage of the claim after the command. Raises Refused, NotFound."""
    from datetime import timedelta

    from temporalio.client import WorkflowUpdateFailedError
    from temporalio.exceptions import ApplicationError
    from temporalio.service import RPCError, RPCStatusCode

    handle = (await temporal()).get_workflow_handle(claim_id)
    try:
        return str(await handle.execute_update("decide", command, rpc_timeout=timedelta(seconds=wait)))
    except WorkflowUpdateFailedError as failed:
        cause = failed.cause
        code = cause.type if isinstance(cause, ApplicationError) and cause.type else "REFUSED"
        why = cause.message if isinstance(cause, ApplicationError) else str(cause)
        raise Refused(code, why, "`starter.py claims --all` shows where it stands") from failed
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        what = f"No claim with the id {claim_id!r} runs: there is none, or it has ended."
        raise NotFound("NO_SUCH_CLAIM", what, "`starter.py claims --all` lists them") from error
