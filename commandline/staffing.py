"""`staffing`: whom a day needs, hour by hour, by what came on the same weekday before."""

from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from commandline.connections import now, register, settings
from commandline.exits import Declined, Failed
from commandline.options import Json, Lang, Language
from commandline.output import add_row, emit, say, show, table

WEEK = timedelta(days=7)
HEADINGS = {Language.EN: ("Hour", "Cases", "People"), Language.ZH: ("时段", "单数", "人数")}
TOLD = {
    Language.EN: "{day}, {zone}: by {weeks} such days before; {waiting} cases wait for a person now.",
    Language.ZH: "{day}（{zone}）：参照此前 {weeks} 个同一星期的日子；目前 {waiting} 单等待人工处理。",
}


async def staffing(
    *,
    shop: Annotated[str, Parameter(help="The shop.")],
    day: Annotated[str | None, Parameter(help="The day to plan, as 2026-12-12; tomorrow when it is not given.")] = None,
    weeks: Annotated[int, Parameter(help="From how many weeks before it is learned what comes.")] = 4,
    factor: Annotated[float, Parameter(help="By how much more comes than usual: 3 to 5 after a promotion.")] = 1.0,
    handled: Annotated[float, Parameter(help="Cases that one person handles in an hour.")] = 6.0,
    occupancy: Annotated[float, Parameter(help="The share of an hour that is spent on cases.")] = 0.8,
    opens: Annotated[int, Parameter(help="The first hour that is worked, by the shop's clock.")] = 9,
    closes: Annotated[int, Parameter(help="The hour at which work ends.")] = 24,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Plan shifts: how many cases each hour of a day brings, and how many people they need (R155, R156)."""
    from domain.people.staffing import Pace, average, shifts
    from store import traffic

    try:
        pace = Pace(handled=handled, occupancy=occupancy, factor=factor)
        zone = _zone(shop)
        planned = _day(day, zone)
        before = [planned - WEEK * ago for ago in range(1, weeks + 1)]
        async with register() as pool:
            seen = await traffic.traffic(pool, shop, before, zone)
        found = shifts(average(seen.by_hour, weeks), pace, opens=opens, closes=closes, waiting=seen.waiting)
    except ValueError as wrong:
        raise Declined("BAD_PLAN", f"{wrong}.".replace("..", "."), "see `starter.py staffing --help`") from wrong
    if json:
        for each in found:
            emit({"shop": shop, "day": str(planned), "hour": each.hour, "cases": each.expected, "people": each.people})
        return
    say(TOLD[lang].format(day=planned, zone=zone, weeks=weeks, waiting=seen.waiting))
    drawn = table(*HEADINGS[lang])
    for each in found:
        add_row(drawn, f"{each.hour:02}-{each.hour + 1:02}", f"{each.expected:g}", str(each.people))
    show(drawn)


def _day(text: str | None, zone: str) -> date:
    """The day that was asked for, tomorrow by the shop's clock when none was. Raises ValueError."""
    tomorrow = now().astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return tomorrow if text is None else datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day


def _zone(shop: str) -> str:
    """The shop's time zone, by its terms. Raises Declined for a shop that is none, Failed where the file is wrong."""
    from gateways.shops import ShopsError, load_shops
    from intake.policies import BadPolicy, load_policies

    file = settings().shops_file
    try:
        policies = load_policies(file, load_shops(file))
    except (ShopsError, BadPolicy) as wrong:
        raise Failed("BAD_SHOPS", f"{wrong}.", "correct the file") from wrong
    if shop not in policies:
        raise Declined("NO_SUCH_SHOP", f"There is no shop {shop!r}.", f"the shops are {', '.join(sorted(policies))}")
    return policies[shop].terms.time_zone
