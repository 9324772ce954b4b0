"""`solutions`: how like cases were solved before, for people who have a new one in hand (R147)."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from commandline.connections import register
from commandline.options import Json, Lang, Language
from commandline.output import add_row, emit, say, show, table

if TYPE_CHECKING:
    from domain.register.solutions import Solution

HEADINGS = {
    Language.EN: ("Ground", "Symptom", "Remedy", "Ended", "Times", "Cost", "Satisfied", "Reopened", "Cases"),
    Language.ZH: ("原因", "现象", "处理办法", "结果", "次数", "平均成本", "满意度", "重开", "售后单"),
}
NOTHING = {
    Language.EN: "No closed case is like that: `starter.py solutions` shows all, and which grounds there are.",
    Language.ZH: "没有类似的已结束售后单：starter.py solutions 显示全部。",
}
MOST = 500  # of the newest closed cases; older ones tell of goods and rules of then


async def solutions(
    of: Annotated[
        str | None,
        Parameter(
            name="OF", help="An article (SKU), or a ground such as quality, short or not_received. All without it."
        ),
    ] = None,
    /,
    *,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    most: Annotated[int, Parameter(help="How many closed cases are looked at, the newest.")] = MOST,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """How like cases were solved: symptom, remedy, outcome, average cost and satisfaction, how often, sample cases."""
    from domain.register.solutions import solutions as together

    cases = await _solved(of, shop, most)
    found = together(cases)
    if json:
        for each in found:
            emit(_row(each))
        return
    if not found:
        say(NOTHING[lang])
        return
    drawn = table(*HEADINGS[lang])
    for each in found:
        add_row(drawn, *_cells(each, lang))
    show(drawn)


async def _solved(of: str | None, shop: str | None, most: int) -> "list[Any]":
    from domain.register.solutions import GROUNDS, solved
    from domain.request import Ground
    from store.solutions import closed_stories

    ground = Ground(of) if of in set(Ground) else None
    article = of if ground is None else None
    async with register() as pool:
        stories = await closed_stories(pool, most=most, shop=shop, ground=ground, article=article)
    cases = [each for story in stories if (each := solved(story)) is not None]
    if ground is not None:  # what a person corrected is another ground
        return [each for each in cases if each.kind.ground == GROUNDS[ground]]
    return [each for each in cases if article is None or article in each.skus]


def _row(each: "Solution") -> dict[str, Any]:
    kind = each.kind
    words = {name: {"zh": said[0], "en": said[1]} for name, said in vars(kind).items() if name != "outcome"}
    return {**words, "outcome": kind.outcome, **{k: v for k, v in asdict(each).items() if k != "kind"}}


def _cells(each: "Solution", lang: Language) -> tuple[str, ...]:
    from domain.money import format_money
    from domain.words.telling import RESOLUTIONS

    at, kind = 0 if lang is Language.ZH else 1, each.kind
    told = kind.ground[at], kind.symptom[at], kind.remedy[at], RESOLUTIONS[kind.outcome][at]
    experience = "-" if each.experience is None else f"{each.experience:.1f}"
    counted = str(each.times), format_money(each.cost, each.currency), experience, str(each.reopened)
    return (*told, *counted, "\n".join(each.cases))
