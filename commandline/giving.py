"""Making good: offers of goodwill, payouts by finance, and the list of what finance owes."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.amounts import money as _money
from commandline.carrying import carry
from commandline.connections import now, register
from commandline.exits import Declined, NotFound
from commandline.options import AS_USUAL, AnyId, Asking, How, Json, Lang, Language
from commandline.output import add_row, emit, say, show, table

if TYPE_CHECKING:
    from domain.case import Case
    from domain.commands import Command
    from store.tasks import PayoutTask


class Step(StrEnum):
    """A rung of the ladder of goodwill."""

    COUPON = "coupon"
    BENEFIT = "benefit"
    GIFT = "gift"
    CASH = "cash"


HEADINGS = {
    Language.EN: ("Due", "Amount", "To", "Case", "Order", "State", "Why"),
    Language.ZH: ("截止", "金额", "收款方", "售后单", "订单", "状态", "原因"),
}
STATES = {
    "paid": {Language.EN: "paid", Language.ZH: "已付"},
    "released": {Language.EN: "under way, by {by}", Language.ZH: "付款中（{by}）"},
    "late": {Language.EN: "! late: alarm after {hours} h", Language.ZH: "! 逾期：{hours}小时警报"},
    "overdue": {Language.EN: "! overdue", Language.ZH: "! 逾期"},
    "waits": {Language.EN: "waits for finance", Language.ZH: "待财务付款"},
}
NOTHING = {Language.EN: "No payout waits.", Language.ZH: "没有待付款项。"}


async def offer(
    case: AnyId,
    /,
    *,
    step: Annotated[Step | None, Parameter(help="What is offered: coupon, benefit, gift or cash.")] = None,
    value: Annotated[str | None, Parameter(help="What it is worth, in the order's currency: 20.00.")] = None,
    reason: Annotated[str, Parameter(help="Why; the register keeps it.")] = "",
    floor: Annotated[
        str | None, Parameter(help="The bottom line, prepared before the first offer; it is never lowered.")
    ] = None,
    reference: Annotated[str, Parameter(help="Which coupon, benefit or gift: its code, or what it is.")] = "",
    line_id: Annotated[str, Parameter(name="--line", help="The line of the order whose units it is for.")] = "",
    consent: Annotated[str, Parameter(help="A reference of the buyer's express wish for it where cash is owed.")] = "",
    plan: Annotated[
        bool,
        Parameter(negative=(), show_default=False, help="Only prepare offers for a talk, from --floor to --value."),
    ] = False,
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Offer the buyer of a compensation goodwill; the buyer answers, and nothing is given before a yes."""
    from domain import commands
    from domain.events import Rung

    if plan:
        await carry(case, _plan(how.who, floor, value), how)
        return
    if step is None or value is None:
        raise Declined("WHAT_IS_OFFERED", "Give --step and --value.", "`starter.py offer --help`")

    def command(now: "Case") -> "Command":
        return commands.Compensate(
            by=how.who,
            rung=Rung(step),
            value=_money(value, now),
            reason=reason,
            floor=None if floor is None else _money(floor, now),
            reference=reference,
            line_id=line_id,
            consent=consent,
        )

    await carry(case, command, how, to_approve=ask)


def _plan(by: str, floor: str | None, most: str | None) -> Callable[["Case"], "Command"]:
    """Offers to prepare before a talk with the buyer (R88); `show` tells them."""
    from domain import commands

    def command(now: "Case") -> "Command":
        if floor is None or most is None:
            raise Declined("WHAT_IS_PLANNED", "Give --floor and --value, the least and the most.", "`offer --help`")
        return commands.Prepare(by=by, floor=_money(floor, now), most=_money(most, now))

    return command


async def payout(
    case: AnyId,
    /,
    *,
    payout_id: Annotated[str | None, Parameter(name="--payout", help="Which; the one that waits otherwise.")] = None,
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Let a promised payout leave; finance alone does, and above CNY 1,000 a second person approves it."""
    from domain import commands

    def command(now: "Case") -> "Command":
        waiting = now.promised_payout
        if payout_id is None and waiting is None:
            raise NotFound("NO_PAYOUT", "No payout of this case waits for finance.", "`starter.py payouts` lists them")
        return commands.PayOut(by=how.who, payout_id=payout_id or (waiting.payout_id if waiting else ""))

    await carry(case, command, how, to_approve=ask)


async def payouts(
    *,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    overdue: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Only those past their due time, by the wall clock.")
    ] = False,
    all_: Annotated[
        bool, Parameter(name="--all", negative=(), show_default=False, help="Also paid ones of open cases.")
    ] = False,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """List what was promised to buyers and is for finance to pay, the most urgent first."""
    from store import tasks
    from store.cases import zones

    at = now()
    async with register() as pool:
        found = [
            task
            for task in await tasks.payouts(pool, shop=shop)
            if (all_ or not task.paid) and not (overdue and (task.paid or task.due_at >= at))
        ]
        zone = await zones(pool, [task.case_id for task in found])
    if json:
        for task in found:
            emit({**vars(task), "state": _state(task, at)})
        return
    if not found:
        say(NOTHING[lang])
        return
    drawn = table(*HEADINGS[lang])
    for task in found:
        add_row(drawn, *_cells(task, zone.get(task.case_id, "UTC"), at, lang))
    show(drawn)


def _state(task: "PayoutTask", at: datetime) -> str:
    if task.paid:
        return "paid"
    if task.released_by:
        return "released"
    if task.late_hours:
        return "late"
    return "overdue" if task.due_at < at else "waits"


def _cells(task: "PayoutTask", zone: str, at: datetime, lang: Language) -> tuple[str, ...]:
    from domain.money import format_money
    from domain.telling import local
    from domain.words.giving import ACCOUNTS

    state = STATES[_state(task, at)][lang].format(by=task.released_by, hours=task.late_hours)
    account = ACCOUNTS.get(task.account, (task.account, task.account))[lang is Language.EN]
    amount = format_money(task.amount, task.currency)
    return local(task.due_at, zone), amount, account, task.case_id, task.order_id, state, task.reason
