"""The closing page: one row a case, the totals, and what the judges say."""

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from commandline.options import Language
from demonstration.play import Played
from demonstration.telling import title
from demonstration.words import told
from domain.money import format_money
from domain.words import telling as words
from settings import Settings

CASE, TITLE, ENDING, REFUNDED, EVENTS, CASE_ID, ADDRESS = range(7)  # columns
HEADS = {
    Language.EN: ("case", "scenario", "ending", "paid back", "events", "case id", "Temporal UI"),
    Language.ZH: ("案例", "场景", "结果", "付回", "事件", "售后单号", "Temporal界面"),
}
NUMBERS = frozenset({REFUNDED, EVENTS})
SHORTEST_TITLE = 24
GAP = 3  # blanks between two columns
# The widest layout that fits the screen is taken; nothing but titles is ever cut.
LAYOUTS = (
    (CASE, TITLE, ENDING, REFUNDED, EVENTS, ADDRESS),
    (CASE, TITLE, ENDING, REFUNDED, EVENTS, CASE_ID),
    (CASE, ENDING, REFUNDED, EVENTS, CASE_ID),
    (CASE, ENDING, REFUNDED, EVENTS),
    (CASE, ENDING, REFUNDED),
)
Cells = tuple[str, ...]


def closing_table(
    console: Console, cases: Sequence[Played], books: dict[str, dict[str, int]], at: Settings, lang: Language
) -> None:
    """The table of all cases, as wide as the screen has room for."""
    rows = [_cells(played, books[played.sample.order_id], at, lang) for played in cases]
    widths = [max(map(cell_len, column)) for column in zip(HEADS[lang], *rows, strict=True)]
    layout = next((layout for layout in LAYOUTS if _needed(layout, widths) <= console.width), LAYOUTS[-1])
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    room = SHORTEST_TITLE + console.width - _needed(layout, widths)
    for column in layout:
        table.add_column(
            HEADS[lang][column],
            justify="right" if column in NUMBERS else "left",
            no_wrap=True,
            overflow="ellipsis",
            width=min(widths[column], room) if column == TITLE else widths[column],
        )
    for played, row in zip(cases, rows, strict=True):
        table.add_row(*(_styled(played, row, column) for column in layout))
    console.print(table)
    if ADDRESS not in layout:
        console.print(told("ui", lang, place=workflows_of(at)), soft_wrap=True)


def _needed(layout: Sequence[int], widths: Sequence[int]) -> int:
    """How wide a screen a layout needs, its titles cut short."""
    return sum(GAP + (SHORTEST_TITLE if column == TITLE else widths[column]) for column in layout)


def workflows_of(at: Settings) -> str:
    """Where the Temporal UI has its cases; the page of one is its id after it."""
    return f"{at.temporal_ui}/namespaces/{at.temporal_namespace}/workflows"


def _cells(played: Played, book: dict[str, int], at: Settings, lang: Language) -> Cells:
    sample, resolution = played.sample, played.case.resolution if played.case is not None else None
    zh, en = words.RESOLUTIONS[resolution] if resolution is not None else ("未结束", "open")
    return (
        sample.name,
        title(sample, lang),
        zh if lang is Language.ZH else en,
        format_money(book["refunded"] + book["compensated"], sample.scene.order.currency),
        str(played.version),
        sample.case_id,
        f"{workflows_of(at)}/{sample.case_id}",
    )


def _styled(played: Played, row: Cells, column: int) -> Text:
    """A case that is still open is red, and ids lead to the Temporal UI where the terminal knows links."""
    if column == ENDING and (played.case is None or played.case.resolution is None):
        return Text(row[column], style="red")
    linked = column in {CASE, CASE_ID, ADDRESS}
    return Text(row[column], style=f"link {row[ADDRESS]}" if linked else "")


def totals(cases: Sequence[Played], books: dict[str, dict[str, int]], lang: Language) -> str:
    """How many cases, what their orders were paid, what of it went back, and what was paid beside."""
    paid: Counter[str] = Counter()
    back: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    for played in cases:
        book, currency = books[played.sample.order_id], played.sample.scene.order.currency
        paid[currency] += book["paid"]
        back[currency] += book["refunded"]
        beside[currency] += book["compensated"]
    sums = [[format_money(of[currency], currency) for of in (paid, back, beside)] for currency in paid]
    if lang is Language.ZH:
        told = (f"实付{of}，退款{went}，另付补偿{more}" for of, went, more in sums)
        return f"共{len(cases)}单；" + "；".join(told) + "。"
    told = (f"{went} refunded of {of} paid, and {more} compensated beside" for of, went, more in sums)
    return f"{len(cases)} cases; " + "; ".join(told) + "."
