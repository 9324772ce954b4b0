"""Quality claims and repairs: help from afar, who looks at the goods, what was found, and how a repair goes."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.amounts import money as _money
from commandline.carrying import carry
from commandline.exits import Declined
from commandline.options import AS_USUAL, AnyId, How

if TYPE_CHECKING:
    from domain.case import Case
    from domain.commands import Command


class Helped(StrEnum):
    """Whether it helped."""

    YES = "yes"
    NO = "no"


class Looks(StrEnum):
    """Who looks at the goods."""

    SHOP = "shop"
    SERVICE_POINT = "service_point"
    LABORATORY = "laboratory"


class Finding(StrEnum):
    """What was found."""

    DEFECT = "defect"
    NO_DEFECT = "no_defect"
    HUMAN_DAMAGE = "human_damage"
    CANNOT_TELL = "cannot_tell"


class Wish(StrEnum):
    """What the buyer chose."""

    RETURN = "return"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    KEEP = "keep"
    LESS_USE = "less_use"
    PAID_REPAIR = "paid_repair"
    GIVE_BACK = "give_back"


class Stands(StrEnum):
    """How a repair stands."""

    RECEIVED = "received"
    QUOTED = "quoted"
    WORKING = "working"
    WAITS_PARTS = "waits_parts"
    REPAIRED = "repaired"
    FAILED = "failed"
    UNREPAIRABLE = "unrepairable"


async def diagnose(
    case: AnyId,
    /,
    *,
    steps: Annotated[str, Parameter(help="What the buyer should try; they are asked whether it helped.")] = "",
    helped: Annotated[Helped | None, Parameter(help="The result, where the buyer said it to you.")] = None,
    note: Annotated[str, Parameter(help="For the register.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Help from afar: write to the buyer what to try, or enter whether it helped. A day at most."""
    from domain import commands

    said = None if helped is None else helped is Helped.YES
    command = commands.Diagnose(by=how.who, steps=steps, helped=said, note=note)
    await carry(case, command, how)


async def examine(
    case: AnyId,
    /,
    *,
    order: Annotated[Looks | None, Parameter(help="Have somebody look: shop, service_point or laboratory.")] = None,
    place: Annotated[str, Parameter(help="With --order: which service point or laboratory.")] = "",
    asked_by_buyer: Annotated[
        bool, Parameter(negative=(), help="With --order: the buyer wants the test, and pays it in advance.")
    ] = False,
    found: Annotated[Finding | None, Parameter(help="Enter what was found.")] = None,
    examiner: Annotated[Looks, Parameter(help="With --found: who looked.")] = Looks.SHOP,
    note: Annotated[str, Parameter(help="What it is; the buyer reads it.")] = "",
    report: Annotated[str, Parameter(help="A reference of the report.")] = "",
    fee: Annotated[str, Parameter(help="What the test cost: 120.00.")] = "0",
    paid_by_buyer: Annotated[bool, Parameter(negative=(), help="The buyer paid the test in advance.")] = False,
    how: How = AS_USUAL,
) -> None:
    """Have somebody look at the goods of a quality claim (--order), or enter what was found (--found)."""
    from domain import commands
    from domain.defects import defect

    if (order is None) is (found is None):
        raise Declined("ORDER_OR_FOUND", "Give one of --order and --found.", "`starter.py examine --help`")

    def command(now: "Case") -> "Command":
        if order is not None:
            return commands.OrderExamination(
                by=how.who, examiner=defect.Examiner(order), place=place, asked_by_buyer=asked_by_buyer
            )
        return commands.Examine(
            by=how.who,
            cause=defect.Cause(str(found)),
            examiner=defect.Examiner(examiner),
            note=note,
            report=report,
            fee=_money(fee, now),
            paid_by_buyer=paid_by_buyer,
        )

    await carry(case, command, how)


async def choose(
    case: AnyId,
    /,
    *,
    remedy: Annotated[Wish, Parameter(help="What the buyer wants; only what is open to them is taken.")],
    note: Annotated[str, Parameter(help="How they said it; the register keeps it.")],
    amount: Annotated[str, Parameter(help="With keep: the price difference, 15.00; else the usual one.")] = "0",
    how: How = AS_USUAL,
) -> None:
    """Enter the remedy that the buyer chose, where they told you and not the shop's channel."""
    from domain import commands
    from domain.defects.defect import Remedy

    def command(now: "Case") -> "Command":
        return commands.Choose(by=how.who, remedy=Remedy(remedy), note=note, amount=_money(amount, now))

    await carry(case, command, how)


async def repair(
    case: AnyId,
    /,
    *,
    state: Annotated[Stands, Parameter(help="How it stands; a quote needs --amount.")],
    amount: Annotated[str, Parameter(help="With quoted: what the repair costs, 99.00; no work before the yes.")] = "0",
    cause: Annotated[str, Parameter(help="What was wrong.")] = "",
    cure: Annotated[str, Parameter(help="What was done.")] = "",
    course: Annotated[str, Parameter(help="How it went; of a visit, its log.")] = "",
    result: Annotated[str, Parameter(help="How it works now.")] = "",
    parts: Annotated[str, Parameter(help="Parts that were put in.")] = "",
    hours: Annotated[int, Parameter(help="Hours of work.")] = 0,
    eta: Annotated[datetime | None, Parameter(help="When it should be done, with offset.")] = None,
    how: How = AS_USUAL,
) -> None:
    """Enter how a repair stands, where the repair shop's own system does not tell: also its price."""
    from domain import commands
    from domain.defects.repair import RepairState

    if eta is not None and eta.tzinfo is None:
        raise Declined("NO_OFFSET", f"{eta} has no offset.", "write it like 2026-12-01T18:00+08:00")

    def command(now: "Case") -> "Command":
        return commands.ReportRepair(
            by=how.who,
            state=RepairState(state),
            cause=cause,
            cure=cure,
            course=course,
            result=result,
            parts=parts,
            hours=hours,
            amount=_money(amount, now),
            eta=eta,
        )

    await carry(case, command, how)
