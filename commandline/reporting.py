"""`report`: a shop's figures of some days, as the nightly rounds computed them from the register, and its index."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from commandline.connections import now, register
from commandline.days import day as day_of
from commandline.exits import Declined
from commandline.options import Json, Lang, Language
from commandline.output import add_row, emit, say, show, table
from commandline.service_report import as_json, draw_index, draw_service, index_of_shop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.register.figures import Figures, Rates
    from domain.register.service import Service
    from store.figures import Day

HEADINGS = {
    Language.EN: ("Shop", "Days", "Opened", "Refunds", "Average hours", "Paid by the shop", "Rulings", "Grounds"),
    Language.ZH: ("店铺", "天数", "新开", "退款", "平均小时", "自主完结率", "平台判定", "原因"),
}
RATES = {
    Language.EN: ("After-sales rate", "Dispute rate"),
    Language.ZH: ("售后率", "纠纷退款率"),
}
NOTHING = {
    Language.EN: "No figures of these days. The round `figures` computes them at night: `starter.py schedules list`.",
    Language.ZH: "这些天还没有指标。每晚由 figures 计划汇总：starter.py schedules list。",
}


async def report(
    *,
    from_: Annotated[str, Parameter(name="--from", help="The first day, by the shop's calendar: 2026-11-01.")],
    to: Annotated[str | None, Parameter(name="--to", help="The last day; today when it is not given.")] = None,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    paid_orders: Annotated[
        int | None,
        Parameter(help="How many orders the shop was paid in these days: what after-sales and disputes are shares of."),
    ] = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Refund speed, self-completion, after-sales and disputes of a shop, how it serves its buyers, and its index.

    By days and in all (F102, F103, rule 3.17). The index says whether new official events may be entered (R149). How
    many orders were paid is known to the shop and not to Amends; without --paid-orders those rates are left out.
    """
    from store import figures

    first = day_of("--from", from_)
    last = now().date() if to is None else day_of("--to", to)
    if first > last:
        raise Declined("BAD_SPAN", f"--from {first} is after --to {last}.", "give the earlier day first")
    if paid_orders is not None and (paid_orders < 1 or shop is None):
        what = "--paid-orders is a number of 1 or more, of one shop."
        raise Declined("BAD_ORDERS", what, "give --shop and the number, or leave it out")
    async with register() as pool:
        days = await figures.days(pool, first, last, shop)
    shops = sorted({day.shop for day in days})
    if json:
        for day in days:
            emit({"shop": day.shop, "day": day.day.isoformat(), **_told([day], None)})
        for each in shops:
            of_shop = [day for day in days if day.shop == each]
            index = index_of_shop(each, _rates(of_shop, paid_orders))
            row = {
                "shop": each,
                "from": str(first),
                "to": str(last),
                **_told(of_shop, paid_orders),
                "index": asdict(index) if index else None,
            }
            emit(row)
        return
    if not days:
        say(NOTHING[lang])
        return
    drawn = table(*HEADINGS[lang], *(RATES[lang] if paid_orders is not None else ()))
    for each in shops:
        add_row(drawn, each, *_cells([day for day in days if day.shop == each], paid_orders))
    show(drawn)
    for each in shops:
        of_shop = [day for day in days if day.shop == each]
        draw_service(each, _service(of_shop), lang)
        if (index := index_of_shop(each, _rates(of_shop, paid_orders))) is not None:
            draw_index(each, index, lang)


def _sum(days: "Sequence[Day]") -> "Figures":
    from domain.register.figures import Figures

    return sum((day.figures for day in days), Figures())


def _service(days: "Sequence[Day]") -> "Service":
    from domain.register.service import Service

    return sum((day.service for day in days), Service())


def _rates(days: "Sequence[Day]", paid_orders: int | None) -> "Rates":
    from domain.register.figures import rates

    return rates(_sum(days), paid_orders=paid_orders)


def _told(days: "Sequence[Day]", paid_orders: int | None) -> dict[str, Any]:
    found = {**asdict(_sum(days)), **asdict(_rates(days, paid_orders))}
    return {**found, "service": as_json(_service(days))}


def _cells(days: "Sequence[Day]", paid_orders: int | None) -> tuple[str, ...]:
    total, found = _sum(days), _rates(days, paid_orders)
    grounds = ", ".join(f"{ground} {count}" for ground, count in total.grounds.items())
    hours = "-" if found.average_refund_hours is None else f"{found.average_refund_hours:.1f}"
    counts = str(len(days)), str(total.opened), str(total.refunds)
    rulings = f"{total.rulings_for_buyer}/{total.rulings}"
    told = (*counts, hours, _percent(found.self_completion), rulings, grounds)
    return told if paid_orders is None else (*told, _percent(found.after_sales), _percent(found.disputes))


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.2%}"
