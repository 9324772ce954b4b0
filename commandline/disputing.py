"""A dispute beside its proof and its ruling: `mediate`, `suspend`, `resume`, `settle` and `settled`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.amounts import money
from commandline.carrying import carry
from commandline.deciding import Side
from commandline.options import AS_USUAL, AnyId, Asking, How, Reason

if TYPE_CHECKING:
    from domain.case import Case
    from domain.commands import Command


class Stay(StrEnum):
    """Why a dispute stands still: those of `domain.disputes.disputing`, which help must not load."""

    BOTH = "both"
    COURT = "court"
    POLICE = "police"


class Kept(StrEnum):
    """What became of the buyer's part."""

    DONE = "done"
    BROKEN = "broken"


async def mediate(
    case: AnyId,
    /,
    *,
    number: Annotated[str, Parameter(help="The number that the request was given there.")],
    reason: Reason,
    at: Annotated[str, Parameter(help="Who mediates: platform, or a name.")] = "platform",
    how: How = AS_USUAL,
) -> None:
    """Enter that we asked for mediation, on the platform's own pages or elsewhere: the case goes on as a dispute."""
    from domain import commands

    asked = commands.AskMediation(by=how.who, number=number, reason=reason, to=at)
    await carry(case, asked, how)


async def suspend(
    case: AnyId,
    stay: Annotated[Stay, Parameter(help="Who made it stand still.")],
    /,
    *,
    reason: Reason,
    number: Annotated[str, Parameter(help="The number of the court or the police, which proves it.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Let a dispute stand still: both asked (30 days), the police have it (6 months), or a court (until it judges)."""
    from domain import commands
    from domain.disputes import disputing

    stood = commands.Suspend(by=how.who, stay=disputing.Stay(stay), reason=reason, number=number)
    await carry(case, stood, how)


async def resume(
    case: AnyId,
    /,
    *,
    reason: Reason,
    how: How = AS_USUAL,
) -> None:
    """Let a suspended dispute go on before its time."""
    from domain import commands

    await carry(case, commands.Resume(by=how.who, reason=reason), how)


async def settle(
    case: AnyId,
    /,
    *,
    amount: Annotated[str, Parameter(help="What goes back to the buyer in all, in the order's currency: 25.20, or 0.")],
    freight: Annotated[Side, Parameter(help="Who bears the freight; silence would make it ours.")],
    terms: Annotated[str, Parameter(help="What was agreed on, as the buyer reads it. 2 to 200 characters.")],
    buyer_does: Annotated[str, Parameter(help="What the buyer does first, such as: withdraw the request.")] = "",
    goods_back: Annotated[
        bool, Parameter(negative=(), show_default=False, help="What is here of the buyer's goods goes to them again.")
    ] = False,
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Enter what both sides of a dispute agreed on: the buyer's part, then ours, and then it is final."""
    from domain import commands

    def command(now: "Case") -> "Command":
        return commands.Settle(
            by=how.who,
            amount=money(amount, now),
            seller_pays_freight=freight is Side.SELLER,
            terms=terms,
            buyer_does=buyer_does,
            goods_back=goods_back,
        )

    await carry(case, command, how, to_approve=ask)


async def settled(
    case: AnyId,
    kept: Annotated[Kept, Parameter(help="Whether the buyer did it.")],
    /,
    *,
    reason: Annotated[str, Parameter(help="How you know; of a broken one, what was not done.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Say that the buyer did their part of a settlement, and ours follows; or did not, and the dispute goes on."""
    from domain import commands

    report = commands.ReportSettlement(by=how.who, kept=kept is Kept.DONE, reason=reason)
    await carry(case, report, how)
