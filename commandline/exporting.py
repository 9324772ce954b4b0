"""`export`: the register as a table, one row a case with all of its fields, for spreadsheets and other programs."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from commandline.connections import now, register
from commandline.days import span
from commandline.exits import Declined
from commandline.options import Json, Lang, Language
from commandline.output import emit, say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from commandline.spreadsheet import Cell
    from domain.register.sheet import Sheet

# Every field of a sheet, in the order of the table: its name, in Chinese and in English.
COLUMNS: dict[str, tuple[str, str]] = {
    "case_id": ("售后单", "Case"),
    "order_id": ("订单", "Order"),
    "lines": ("子订单×数量", "Lines and units"),
    "refund_id": ("退款编号", "Refund id"),
    "shop": ("店铺", "Shop"),
    "channel": ("渠道", "Channel"),
    "buyer": ("买家", "Buyer"),
    "opened_at": ("开单时间", "Opened"),
    "scenario": ("处理方式", "Remedy"),
    "stage": ("阶段", "Stage"),
    "request": ("申请类型", "Request"),
    "ground": ("原因代码", "Ground"),
    "reason": ("买家原因", "Reason"),
    "wish": ("申请金额", "Claimed"),
    "severity": ("严重程度", "Severity"),
    "urgent_at": ("应处理时间", "To work on by"),
    "fault": ("责任方", "Fault"),
    "evidence": ("证据", "Evidence"),
    "decision": ("决定", "Decision"),
    "decided_by": ("决定人", "Decided by"),
    "decided_at": ("决定时间", "Decided"),
    "policy": ("规则版本", "Policy"),
    "quote": ("金额明细", "Quote"),
    "freight_bearer": ("退货运费", "Return freight"),
    "currency": ("币种", "Currency"),
    "by_channel": ("各渠道金额（分）", "Amounts by channel (minor units)"),
    "handler": ("经办人", "Handler"),
    "people": ("参与人", "People"),
    "seconds_by_stage": ("各阶段耗时（秒）", "Seconds by stage"),
    "contacts": ("联系记录", "Contacts"),
    "promises": ("承诺", "Promises"),
    "outcome": ("结果", "Outcome"),
    "closed_at": ("结束时间", "Closed"),
    "experience": ("实际体验", "Experience"),
    "expectation": ("期望", "Expectation"),
    "cause": ("根本原因", "Root cause"),
    "department": ("通知部门", "Department"),
    "tags": ("标签", "Tags"),
    "notes": ("备注", "Notes"),
}
TOLD = {Language.EN: "{count} cases in {file}", Language.ZH: "{file}：{count} 单"}


async def export(
    *,
    from_: Annotated[str, Parameter(name="--from", help="The first day on which cases were opened: 2026-11-01.")],
    to: Annotated[str | None, Parameter(help="The last day; today when it is not given.")] = None,
    out: Annotated[
        Path | None, Parameter(help="A new file that ends in .csv or .xlsx; without it, JSON on standard output.")
    ] = None,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    zone: Annotated[str, Parameter(name="--time-zone", help="Whose days these are, and how times read.")] = "UTC",
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Export the register: one row a case with all of its fields, made anew from what happened."""
    start, end = span(from_, to, zone)
    if out is None:
        async for sheet in _sheets(start, end, shop):
            emit(asdict(sheet))
        return
    sheets = [sheet async for sheet in _sheets(start, end, shop)]
    count = _write(out, sheets, ZoneInfo(zone), lang)
    if json:
        emit({"file": str(out), "cases": count})
    else:
        say(TOLD[lang].format(file=out, count=count))


async def _sheets(start: datetime, end: datetime, shop: str | None) -> "AsyncIterator[Sheet]":
    from domain.register.sheet import sheet
    from store import stories

    async with register() as pool:
        async for story in stories.opened_between(pool, start, end, shop=shop):
            yield sheet(story, max(now(), story[-1].at))


def _write(out: Path, sheets: "list[Sheet]", zone: ZoneInfo, lang: Language) -> int:
    heading = [words[0 if lang is Language.ZH else 1] for words in COLUMNS.values()]
    return write_table(out, heading, ([_cell(getattr(sheet, name), zone) for name in COLUMNS] for sheet in sheets))


def write_table(out: Path, heading: "Sequence[str]", rows: "Iterable[Sequence[Cell]]") -> int:
    """Write a new file of the kind that its name ends in; how many rows. Raises Declined."""
    from commandline.spreadsheet import write_csv, write_xlsx

    writers = {".csv": write_csv, ".xlsx": write_xlsx}
    writer = writers.get(out.suffix.lower())
    if writer is None:
        raise Declined("BAD_FILE", f"{out} ends neither in .csv nor in .xlsx.", "name a file that does")
    if out.exists():
        raise Declined("FILE_EXISTS", f"{out} is there already.", "name a new file, or remove that one")
    return writer(out, heading, rows)


def _cell(value: object, zone: ZoneInfo) -> "Cell":
    """One field as a cell: lists as lines, times in the zone of the table."""
    match value:
        case None | int() | str():
            return value
        case datetime():
            return value.astimezone(zone).isoformat(sep=" ", timespec="minutes")
        case dict():
            return "\n".join(f"{name} {amount}" for name, amount in value.items())
        case tuple():
            return "\n".join(str(_cell(each, zone)) for each in value)
        case _:
            return " ".join(str(_cell(each, zone)) for each in vars(value).values() if each not in {None, ""})
