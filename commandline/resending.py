"""Sending goods again: the decision of a person, where the buyer chose it."""

from typing import Annotated

from cyclopts import Parameter

from commandline.carrying import carry
from commandline.options import AS_USUAL, AnyId, Asking, How


async def reship(
    case: AnyId,
    /,
    *,
    note: Annotated[str, Parameter(help="For the register.")] = "",
    advance: Annotated[
        bool,
        Parameter(
            negative=(),
            show_default=False,
            help="Before it is proven that the first parcel is gone; a supervisor decides that.",
        ),
    ] = False,
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Send the goods again in place of a parcel that did not come, as the buyer chose."""
    from domain import commands

    again = commands.Reship(by=how.who, note=note, advance=advance)
    await carry(case, again, how, to_approve=ask)


async def faulty_again(
    case: AnyId,
    /,
    *,
    reason: Annotated[str, Parameter(help="What is wrong with the new item; the register keeps it.")],
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Take back an item that was sent in exchange and is at fault itself: at our cost, and the money goes back."""
    from domain import commands

    back = commands.FaultyAgain(by=how.who, reason=reason)
    await carry(case, back, how, to_approve=ask)
