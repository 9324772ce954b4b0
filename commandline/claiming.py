"""Claims against carriers: `claims` lists them, `claim` takes one on."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline import beside
from commandline.beside import ALIKE, Which
from commandline.exits import Declined
from commandline.options import AS_USUAL, How, Json, Lang, Language
from commandline.output import emit, say

if TYPE_CHECKING:
    from domain.claim import Paper
    from store.claims import ClaimRow

CLAIM = beside.Beside(noun="claim", listed_by="claims", none_code="NO_SUCH_CLAIM")
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
    which: Which = ALIKE,
    all_: Annotated[
        bool, Parameter(name="--all", negative=(), show_default=False, help="Those that ended as well.")
    ] = False,
    limit: Annotated[int, Parameter(help="How many at most.")] = 50,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """List claims against carriers, the most urgent first; open ones unless --all is given."""
    from store.claims import BOOK

    rows = await beside.found(BOOK, case, which, ended=all_, limit=limit)
    beside.tell(rows, _cells, headings=HEADINGS[lang], nothing=NOTHING[lang], as_json=json, lang=lang)


def _cells(row: "ClaimRow", lang: Language) -> tuple[str, ...]:
    from domain.money import format_money

    stage = STAGES[row.stage][0 if lang is Language.ZH else 1]
    claimed, recovered = (format_money(amount, row.currency) for amount in (row.claimed, row.recovered))
    parcel, mark = f"{row.carrier} {row.waybill}", beside.mark(row, lang)
    return beside.due(row), row.claim_id, row.case_id, parcel, stage, claimed, recovered, mark


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
    how: How = AS_USUAL,
) -> None:
    """Take a claim on: further papers, another try, or letting it go. The buyer is never touched by it."""
    from domain.claim.permit import Act, ClaimCommand

    acts = [act for act, asked in ((Act.SUPPLY, paper), (Act.RETRY, retry), (Act.LET_GO, let_go)) if asked]
    if len(acts) != 1:
        raise Declined("ONE_OF_THREE", "Ask for one thing.", "give --paper, --retry or --let-go")
    papers = tuple(_paper(text) for text in paper or ())
    command = ClaimCommand(by=how.who, act=acts[0], reason=reason, papers=papers)
    stage = await beside.decide(CLAIM, claim_id, command, how.wait)
    if how.json:
        emit({"claim_id": claim_id, "stage": stage})
    else:
        say(f"{claim_id}: {STAGES[stage][0 if how.lang is Language.ZH else 1]}")


def _paper(text: str) -> "Paper":
    code, separator, reference = text.partition("=")
    if not separator or not code.strip() or not reference.strip():
        raise Declined("BAD_PAPER", f"--paper {text!r} cannot be read.", "write CODE=REFERENCE, such as E14=invoice-7")
    return code.strip(), reference.strip()
