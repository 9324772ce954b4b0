"""`remedy`: what is done about goods that arrived short, wrong or damaged, as settled with the buyer."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.amounts import money
from commandline.carrying import carry
from commandline.exits import Declined
from commandline.options import AS_USUAL, AnyId, Asking, How

if TYPE_CHECKING:
    from domain.case import Case
    from domain.commands import Command


async def remedy(
    case: AnyId,
    what: Annotated[str, Parameter(help="reship, refund (nothing comes back), keep (a part of the money), return.")],
    /,
    *,
    pay_back: Annotated[
        str | None, Parameter(help="With keep: what goes back, in the order's currency; else as the grid has it.")
    ] = None,
    note: Annotated[str, Parameter(help="How it was settled with the buyer: by phone, in the chat.")] = "",
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Carry out what was settled with the buyer about goods that arrived short, wrong or damaged."""
    from domain import commands
    from domain.complaints.flaw import Remedy

    try:
        chosen = Remedy(what)
    except ValueError as unknown:
        known = "reship, refund, keep, return"
        raise Declined("NO_REMEDY", f"{what!r} is no remedy.", f"give one of {known}") from unknown

    def command(now: "Case") -> "Command":
        keep = None if pay_back is None else money(pay_back, now)
        return commands.Redress(by=how.who, remedy=chosen, keep=keep, note=note)

    await carry(case, command, how, to_approve=ask)
