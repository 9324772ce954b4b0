"""`report`: a shop's figures of some days, as the nightly rounds computed them from the register."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from commandline.connections import now, register
from commandline.days import day as day_of
from commandline.exits import Declined
from commandline.options import Json, Lang, Language
from commandline.output import add_row, emit, say, show, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.figures import Figures, Rates
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
    """Refund speed, self-completion, after-sales by ground and disputes of a shop (F102, F103), by days and in all.

    How many orders were paid is known to the shop and not to Amends; without --paid-orders those rates are left out.
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
            emit({"shop": day.shop, "day": day.day.isoformat(), **_told(day.figures, None)})
        for each in shops:
            emit({"shop": each, "from": str(first), "to": str(last), **_told(_sum(days, each), paid_orders)})
        return
    if not days:
        say(NOTHING[lang])
        return
    drawn = table(*HEADINGS[lang], *(RATES[lang] if paid_orders is not None else ()))
    for each in shops:
        add_row(drawn, each, *_cells([day for day in days if day.shop == each], paid_orders))
    show(drawn)


def _sum(days: "Sequence[Day]", shop: str) -> "Figures":
    from domain.figures import Figures

    return sum((day.figures for day in days if day.shop == shop), Figures())


def _told(figures: "Figures", paid_orders: int | None) -> dict[str, Any]:
    from domain.figures import rates

    return {**asdict(figures), **asdict(rates(figures, paid_orders=paid_orders))}


def _cells(days: "Sequence[Day]", paid_orders: int | None) -> tuple[str, ...]:
    from domain.figures import rates

    total = _sum(days, days[0].shop)
    found: Rates = rates(total, paid_orders=paid_orders)
    grounds = ", ".join(f"{ground} {count}" for ground, count in total.grounds.items())
    hours = "-" if found.average_refund_hours is None else f"{found.average_refund_hours:.1f}"
    counts = str(len(days)), str(total.opened), str(total.refunds)
    rulings = f"{total.rulings_for_buyer}/{total.rulings}"
    told = (*counts, hours, _percent(found.self_completion), rulings, grounds)
    return told if paid_orders is None else (*told, _percent(found.after_sales), _percent(found.disputes))


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.2%}"
