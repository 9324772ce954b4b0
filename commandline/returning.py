"""`returns`: the register of what came back, one row a line: why, what, how much was paid, by whom and when (R94)."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from commandline.connections import register
from commandline.days import span
from commandline.options import Json, Lang, Language
from commandline.output import add_row, emit, say, show, table

if TYPE_CHECKING:
    from commandline.spreadsheet import Cell
    from domain.register.return_register import Returned

# Every field of a row, in the order of the table: its name, in Chinese and in English.
COLUMNS: dict[str, tuple[str, str]] = {
    "at": ("查验时间", "Looked at"),
    "case_id": ("售后单", "Case"),
    "order_id": ("订单", "Order"),
    "shop": ("店铺", "Shop"),
    "reason": ("退货原因", "Reason"),
    "ground": ("原因代码", "Ground"),
    "title": ("退回商品", "Returned item"),
    "sku": ("款式", "Article"),
    "line_id": ("子订单", "Line"),
    "qty": ("件数", "Units"),
    "worn": ("有损", "Worn"),
    "foreign": ("非本店", "Not ours"),
    "refunded": ("退款金额", "Refunded"),
    "currency": ("币种", "Currency"),
    "handler": ("经办人", "Handler"),
    "inspector": ("查验人", "Inspector"),
    "waybill": ("退货单号", "Waybill"),
    "refunded_at": ("退款时间", "Paid back"),
}
DRAWN = ("at", "case_id", "reason", "title", "qty", "refunded", "handler", "inspector", "refunded_at")
NOTHING = {Language.EN: "No parcel was looked at in these days.", Language.ZH: "这些天没有查验过退件。"}
TOLD = {Language.EN: "{count} returned lines in {file}", Language.ZH: "{file}：{count} 行"}


async def returns(
    *,
    from_: Annotated[str, Parameter(name="--from", help="The first day on which parcels were looked at: 2026-11-01.")],
    to: Annotated[str | None, Parameter(help="The last day; today when it is not given.")] = None,
    out: Annotated[Path | None, Parameter(help="A new file that ends in .csv or .xlsx.")] = None,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    zone: Annotated[str, Parameter(name="--time-zone", help="Whose days these are, and how times read.")] = "UTC",
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """The register of returns: one row a line that came back: reason, amount refunded, handler, time."""
    start, end = span(from_, to, zone)
    found = await _rows(start, end, shop)
    if out is not None:
        from commandline.exporting import write_table

        heading = [COLUMNS[name][0 if lang is Language.ZH else 1] for name in COLUMNS]
        count = write_table(out, heading, ([_cell(row, name, ZoneInfo(zone)) for name in COLUMNS] for row in found))
        if json:
            emit({"file": str(out), "rows": count})
        else:
            say(TOLD[lang].format(file=out, count=count))
        return
    if json:
        for row in found:
            paid_at = row.refunded_at.isoformat() if row.refunded_at is not None else None
            emit({**asdict(row), "at": row.at.isoformat(), "refunded_at": paid_at})
        return
    if not found:
        say(NOTHING[lang])
        return
    drawn = table(*(COLUMNS[name][0 if lang is Language.ZH else 1] for name in DRAWN))
    for row in found:
        add_row(drawn, *(str(_cell(row, name, ZoneInfo(zone)) or "") for name in DRAWN))
    show(drawn)


async def _rows(start: datetime, end: datetime, shop: str | None) -> "list[Returned]":
    from domain.register.return_register import returned_between
    from store.returns import looked_at_between

    async with register() as pool:
        found = [
            row
            async for story in looked_at_between(pool, start, end, shop=shop)
            for row in returned_between(story, start, end)
        ]
    return sorted(found, key=lambda row: (row.at, row.case_id, row.line_id))


def _cell(row: "Returned", name: str, zone: ZoneInfo) -> "Cell":
    """One field as people read it: amounts as decimal numbers, times in the zone of the table."""
    from domain.money import plain

    if name == "refunded":
        return plain(row.refunded, row.currency)
    value: Cell | datetime = getattr(row, name)
    return value.astimezone(zone).isoformat(sep=" ", timespec="minutes") if isinstance(value, datetime) else value
