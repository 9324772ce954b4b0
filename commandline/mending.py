"""Commands of people who mend: correct, skip, divert, hold, release, close."""

from enum import StrEnum
from typing import Annotated

from cyclopts import Parameter

from commandline.carrying import carry
from commandline.options import AS_USUAL, AnyId, How, Reason


class Remedy(StrEnum):
    """What a case can be diverted to."""

    RETURN_REFUND = "return_refund"
    REFUND_ONLY = "refund_only"
    DISPUTE = "dispute"
    COMPENSATION = "compensation"
    DELIVERY = "delivery"


async def correct(
    case: AnyId,
    field: Annotated[
        str,
        Parameter(help="waybill, outbound_waybill, outbound_carrier, gift_present, ground, fault or receipt."),
    ],
    value: Annotated[str, Parameter(help="What it should be.")],
    /,
    *,
    reason: Reason,
    how: How = AS_USUAL,
) -> None:
    """Mend a value that a case was opened with."""
    from domain import commands

    mended = commands.Correct(by=how.who, field=field, value=value, reason=reason)
    await carry(case, mended, how)


async def skip(
    case: AnyId,
    step: Annotated[str, Parameter(help="The parked step; `show` names it.")],
    /,
    *,
    reason: Reason,
    how: How = AS_USUAL,
) -> None:
    """Take a parked step as done by other means; a payment cannot be skipped."""
    from domain import commands

    await carry(case, commands.Skip(by=how.who, step=step, reason=reason), how)


async def divert(
    case: AnyId,
    to: Annotated[Remedy, Parameter(name="SCENARIO", name_transform=str.lower, help="The other remedy.")],
    /,
    *,
    reason: Reason,
    how: How = AS_USUAL,
) -> None:
    """Take a case over to another remedy, at its next wait."""
    from domain import commands
    from domain.request import Scenario

    diverted = commands.Divert(by=how.who, to=Scenario(to), reason=reason)
    await carry(case, diverted, how)


async def hold(
    case: AnyId,
    /,
    *,
    reason: Reason,
    how: How = AS_USUAL,
) -> None:
    """Stop a case from taking further steps; the clocks of the law and the platform run on."""
    from domain import commands

    await carry(case, commands.Hold(by=how.who, reason=reason), how)


async def release(
    case: AnyId,
    /,
    *,
    reason: Annotated[str, Parameter(help="Why; the register keeps it.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Let a held case go on."""
    from domain import commands

    await carry(case, commands.Release(by=how.who, reason=reason), how)


async def close(
    case: AnyId,
    /,
    *,
    reason: Reason,
    how: How = AS_USUAL,
) -> None:
    """End a case here, by hand."""
    from domain import commands

    await carry(case, commands.Close(by=how.who, reason=reason), how)
