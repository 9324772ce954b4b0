"""The closing page: one row a case, the totals, and what the judges say."""

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from commandline.options import Language
from demonstration.play import Played
from demonstration.telling import title
from domain import telling_words as words
from domain.money import format_money
from settings import Settings

# Enough for whole addresses; a narrower screen shows the ids, which are links where the terminal knows links.
WIDE = 230
TITLE, NUMBERS = 1, {3, 4}  # columns
HEADS = {
    Language.EN: ("case", "scenario", "ending", "refunded", "events", "Temporal UI"),
    Language.ZH: ("案例", "场景", "结果", "退款", "事件", "Temporal 界面"),
}


def closing_table(
    console: Console, cases: Sequence[Played], books: dict[str, dict[str, int]], at: Settings, lang: Language
) -> None:
    """The table of all cases."""
    wide = console.width >= WIDE
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, head in enumerate(HEADS[lang]):
        cut = place == TITLE and not wide
        table.add_column(
            head,
            justify="right" if place in NUMBERS else "left",
            no_wrap=True,
            overflow="ellipsis",
            ratio=1 if cut else None,
            min_width=None if cut else len(head),
        )
    for played in cases:
        table.add_row(*_row(played, books[played.sample.order_id], at, lang, wide=wide))
    console.print(table)
    if not wide:
        console.print(f"Temporal UI: {workflows_of(at)}/...", soft_wrap=True)


def workflows_of(at: Settings) -> str:
    """Where the Temporal UI has its cases; the page of one is its id after it."""
    return f"{at.temporal_ui}/namespaces/{at.temporal_namespace}/workflows"


def _row(played: Played, book: dict[str, int], at: Settings, lang: Language, *, wide: bool) -> tuple[Text, ...]:
    sample, resolution = played.sample, played.case.resolution if played.case is not None else None
    zh, en = words.RESOLUTIONS[resolution] if resolution is not None else ("未结束", "open")
    ending = zh if lang is Language.ZH else en
    link = f"{workflows_of(at)}/{sample.case_id}"
    shown = link if wide else sample.case_id
    return (
        Text(sample.name),
        Text(title(sample, lang)),
        Text(ending, style="" if resolution is not None else "red"),
        Text(format_money(book["refunded"], sample.scene.order.currency)),
        Text(str(played.version)),
        Text(shown, style=f"link {link}"),
    )


def totals(cases: Sequence[Played], books: dict[str, dict[str, int]], lang: Language) -> str:
    """How many cases, what their orders were paid, and what went back."""
    paid: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for played in cases:
        book, currency = books[played.sample.order_id], played.sample.scene.order.currency
        paid[currency] += book["paid"]
        back[currency] += book["refunded"]
    sums = [(format_money(paid[currency], currency), format_money(back[currency], currency)) for currency in paid]
    if lang is Language.ZH:
        return f"共{len(cases)}单；" + "；".join(f"实付{of}，退款{went}" for of, went in sums) + "。"
    return f"{len(cases)} cases; " + "; ".join(f"{went} refunded of {of} paid" for of, went in sums) + "."
