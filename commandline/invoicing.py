"""Corrections of invoices: `invoices` lists what finance has open, `invoice` takes one on."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline import beside
from commandline.beside import ALIKE, Which
from commandline.exits import Declined
from commandline.options import AS_USUAL, How, Json, Lang, Language
from commandline.output import emit, say

if TYPE_CHECKING:
    from store.corrections import CorrectionRow

CORRECTION = beside.Beside(noun="correction", listed_by="invoices", none_code="NO_SUCH_CORRECTION")
HEADINGS = {
    Language.EN: ("Due (UTC)", "Correction", "Invoice", "What", "Stage", "Reversed", "Tax", "Issued", ""),
    Language.ZH: ("截止（UTC）", "处理单", "发票", "处理", "阶段", "冲红", "税额", "开具", ""),
}
NOTHING = {Language.EN: "No invoice is like this.", Language.ZH: "没有符合条件的发票。"}


async def invoices(
    case: Annotated[str, Parameter(name="CASE", help="Any id of a case: only its invoices.")] = "",
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
    """List corrections of invoices, the most urgent first; open ones unless --all is given."""
    from store.corrections import BOOK

    rows = await beside.found(BOOK, case, which, ended=all_, limit=limit)
    beside.tell(rows, _cells, headings=HEADINGS[lang], nothing=NOTHING[lang], as_json=json, lang=lang)


def _cells(row: "CorrectionRow", lang: Language) -> tuple[str, ...]:
    from domain.invoices.invoice import InvoiceAction
    from domain.money import format_money
    from domain.words.invoice import ACTIONS

    what = ACTIONS[InvoiceAction(row.action)][0 if lang is Language.ZH else 1]
    amounts = (format_money(amount, row.currency) for amount in (row.red, row.red_tax, row.new))
    stage, mark = _stage(row.stage, lang), beside.mark(row, lang)
    return beside.due(row), row.correction_id, row.number or "-", what, stage, *amounts, mark


def _stage(stage: str, lang: Language) -> str:
    from domain.words.invoice import STAGES

    return STAGES[stage][0 if lang is Language.ZH else 1]


async def invoice(
    correction_id: Annotated[str, Parameter(name="CORRECTION", help="Its id; `invoices` lists them.")],
    /,
    *,
    paper_back: Annotated[
        bool, Parameter(negative=(), show_default=False, help="All copies of the paper invoice are back.")
    ] = False,
    lost_paper: Annotated[
        bool, Parameter(negative=(), show_default=False, help="The paper invoice is lost; that bars nothing.")
    ] = False,
    retry: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Try it again, or ask now how it stands.")
    ] = False,
    let_go: Annotated[
        bool, Parameter(negative=(), show_default=False, help="It was seen to by other means, or is not needed.")
    ] = False,
    reason: Annotated[str, Parameter(help="Why; the book of corrections keeps it.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Take the correction of an invoice on; finance or a manager does. The refund is never touched by it."""
    from commandline.roles import role_of
    from domain.invoices.correction_permit import Act, CorrectionCommand

    asked = ((Act.PAPER_BACK, paper_back), (Act.PAPER_LOST, lost_paper), (Act.RETRY, retry), (Act.LET_GO, let_go))
    acts = [act for act, given in asked if given]
    if len(acts) != 1:
        raise Declined("ONE_OF_FOUR", "Ask for one thing.", "give --paper-back, --lost-paper, --retry or --let-go")
    name = how.who
    command = CorrectionCommand(by=name, act=acts[0], reason=reason, role=role_of(name, correction_id))
    stage = await beside.decide(CORRECTION, correction_id, command, how.wait)
    if how.json:
        emit({"correction_id": correction_id, "stage": stage})
    else:
        say(f"{correction_id}: {_stage(stage, how.lang)}")
