"""`shelf`: parcels that came back without a slip or a waybill that anybody told (table 3.10 step 4 row 10)."""

import json as text
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import now, register, settings
from commandline.options import Json, Lang, Language
from commandline.output import add_row, emit, say, show, table

if TYPE_CHECKING:
    from datetime import datetime

    from store.shelf import Unmatched

HEADINGS = {
    Language.EN: ("Since (UTC)", "Until (UTC)", "Shop", "Waybill", "What is in it", ""),
    Language.ZH: ("上架（UTC）", "保留至（UTC）", "店铺", "单号", "内容", ""),
}
NOTHING = {Language.EN: "No parcel lies on the shelf.", Language.ZH: "没有无主退件。"}
HELP = {
    Language.EN: "Ask the sender whose it is, then enter it: `starter.py inspect CASE --waybill WAYBILL --line ...`.",
    Language.ZH: "联系寄件人确认归属，然后登记查验结果：`starter.py inspect CASE --waybill 单号 --line ...`。",
}


async def shelf(
    *,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    overdue: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Only those that have lain there for too long.")
    ] = False,
    limit: Annotated[int, Parameter(help="How many at most.")] = 50,
    shops_file: Annotated[Path | None, Parameter(name="--shops-file", help="The shops file; else the setting.")] = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """List parcels that the warehouse opened and that belong to no case; they go once a case has the waybill."""
    from store import shelf as shelves

    days = _days(shops_file or settings().shops_file)
    async with register() as pool:
        found = [(each, _until(each, days)) for each in await shelves.lying(pool, shop=shop, limit=limit)]
    shown = [(each, until) for each, until in found if not overdue or until < now()]
    if json:
        for each, until in shown:
            emit({"shop": each.shop, "waybill": each.waybill, "since": each.received_at, "until": until,
                  "units": _units(each)})  # fmt: skip
        return
    if not shown:
        say(NOTHING[lang])
        return
    drawn = table(*HEADINGS[lang])
    late = "! 超期" if lang is Language.ZH else "! too long"
    for each, until in shown:
        units = ", ".join(f"{unit['qty']} x {unit['line_id']} ({unit['grade']})" for unit in _units(each))
        moments = (f"{moment:%Y-%m-%d %H:%M}" for moment in (each.received_at, until))
        add_row(drawn, *moments, each.shop, each.waybill, units, late if until < now() else "")
    show(drawn)
    say(HELP[lang])


def _days(file: Path) -> dict[str, int]:
    """How long a parcel may lie there, by shop."""
    from gateways.shops import load_shops
    from intake.policies import load_policies

    return {shop: policy.terms.shelf_days for shop, policy in load_policies(file, load_shops(file)).items()}


def _until(each: "Unmatched", days: dict[str, int]) -> "datetime":
    """A shop that is in the file no more keeps what it has on the shelf until somebody sees to it."""
    return each.received_at + timedelta(days=days.get(each.shop, 0))


def _units(each: "Unmatched") -> list[dict[str, object]]:
    return list(text.loads(each.body)["data"]["units"])
