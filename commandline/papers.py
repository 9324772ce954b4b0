"""`slip`: the paper that lies in a parcel that comes back, by which the warehouse knows whose it is (R143)."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from commandline.connections import register, settings
from commandline.exits import Declined, Failed, Refused
from commandline.options import AnyId, Json, Lang, Language
from commandline.output import emit, line, say

if TYPE_CHECKING:
    from commandline.paper_rows import Paper
    from domain.case import Case
    from gateways.connections import Care
    from store.buyers import Person
    from store.pool import Pool

WRITTEN = {
    Language.EN: "Written to {file}: open it in a browser and print it.",
    Language.ZH: "已写入 {file}，用浏览器打开后打印。",
}


async def slip(
    case: AnyId,
    /,
    *,
    html: Annotated[
        Path | None,
        Parameter(help="A new file that ends in .html: a page for the printer, with the number in large type."),
    ] = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Print the slip for the parcel of a return, an exchange or a repair, with name and address of the buyer.

    Its number finds the case wherever CASE is asked for. The buyer's data are read for it, and kept nowhere else.
    """
    from commandline.paper_rows import rows_of
    from commandline.paper_words import NUMBER, PUT_IN, TITLES

    async with register() as pool:
        paper = await _paper(pool, case)
    if json and html is None:
        emit(_as_json(paper))
        return
    at, rows = 0 if lang is Language.ZH else 1, rows_of(paper, lang)
    title = TITLES[paper.slip.handling][at]
    if html is not None:
        _write(html, title, paper, lang)
        if json:
            emit({"file": str(html), "number": paper.slip.number, "case_id": paper.slip.case_id})
        else:
            say(WRITTEN[lang].format(file=html))
        return
    line(f"{title}  {PUT_IN[at]}")
    line(f"{NUMBER[at]}  {paper.slip.number}  {paper.slip.case_id}")
    for heading, told in rows:
        line(f"{heading}  {told.replace(chr(10), chr(10) + '  ')}")


async def _paper(pool: "Pool", any_id: str) -> "Paper":
    from commandline.finding import case_of
    from commandline.paper_rows import Paper
    from domain.defects import repair_slip
    from domain.exchanges import slip as exchange_slip
    from domain.register import return_slip
    from store.codec import fold
    from store.register import events

    case_id = await case_of(any_id)
    entries = await events(pool, case_id)
    if not entries:
        raise Failed(
            "NOT_BEGUN", f"The register does not tell of {case_id} yet.", "is a worker running? `starter.py doctor`"
        )
    case = fold(entries)
    told = return_slip.return_slip(case)
    if told is None:
        what = f"No goods come back in {case_id}, so there is no parcel that a slip could lie in."
        raise Refused("NO_PARCEL", what, f"`starter.py show {case_id}` tells where the case stands")
    return Paper(
        slip=told,
        exchange=exchange_slip.slip(case),
        repair=repair_slip.repair_slip(case),
        person=await _person(pool, case),
        care=_care(case),
        time_zone=case.terms.time_zone,
    )


async def _person(pool: "Pool", case: "Case") -> "Person | None":
    """Who sends the parcel; None where the buyer's data were erased."""
    from store.buyers import UnknownBuyer, person

    try:
        return await person(pool, case.buyer)
    except UnknownBuyer:
        return None


def _care(case: "Case") -> "Care | None":
    from gateways.shops import load_shops

    shop = load_shops(settings().shops_file).get(case.shop)
    return shop.care if shop is not None else None


def _write(file: Path, title: str, paper: "Paper", lang: Language) -> None:
    from commandline.paper_page import page_of
    from commandline.paper_rows import rows_of

    if file.suffix.lower() != ".html":
        raise Declined("BAD_FILE", f"{file} does not end in .html.", "name a file that does")
    if file.exists():
        raise Declined("FILE_EXISTS", f"{file} is there already.", "name a new file, or remove that one")
    file.write_text(page_of(title, paper.slip.number, paper.slip.case_id, rows_of(paper, lang), lang), encoding="utf-8")


def _as_json(paper: "Paper") -> dict[str, Any]:
    parts = {"slip": paper.slip, "exchange": paper.exchange, "repair": paper.repair, "person": paper.person}
    told = {name: asdict(part) if part is not None else None for name, part in parts.items()}
    return {"number": paper.slip.number, "case_id": paper.slip.case_id, **told}
