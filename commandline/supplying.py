"""`supply` and `supply-choice`: goods that cannot be sent as they were sold, and what the buyer wants instead."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.amounts import money
from commandline.carrying import carry
from commandline.exits import Declined
from commandline.options import AS_USUAL, AnyId, Asking, How

if TYPE_CHECKING:
    from domain.case import Case
    from domain.commands import Command
    from domain.request import Wanted


async def supply(
    case: AnyId,
    /,
    *,
    date: Annotated[datetime | None, Parameter(help="By when it leaves: 2026-12-01T18:00+08:00.")] = None,
    substitute: Annotated[str | None, Parameter(help="Another item that can be sent: its code.")] = None,
    title: Annotated[str, Parameter(help="What the other item is called.")] = "",
    price: Annotated[str | None, Parameter(help="What one of it costs; where it is less, the rest goes back.")] = None,
    promised: Annotated[str | None, Parameter(help="The shop's own promise for the delay, if it is more.")] = None,
    note: Annotated[str, Parameter(help="For the register.")] = "",
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Let the buyer of goods that cannot be sent choose; without --date and --substitute, among what was named."""
    from domain import commands

    if date is not None and date.tzinfo is None:
        raise Declined("BAD_DATE", "--date has no offset.", "write it as 2026-12-01T18:00+08:00")

    def command(now: "Case") -> "Command":
        return commands.NameSupply(
            by=how.who,
            until=date,
            substitute=_other(substitute, title, price, now),
            promised=0 if promised is None else money(promised, now),
            note=note,
        )

    await carry(case, command, how, to_approve=ask)


def _other(sku: str | None, title: str, price: str | None, now: "Case") -> "Wanted | None":
    from domain.request import Wanted

    if sku is None:
        return None
    if price is None:
        raise Declined("NO_PRICE", "--substitute has no --price.", "give what one of it costs: --price 89.00")
    return Wanted(sku=sku, unit_price=money(price, now), title=title)


async def supply_choice(
    case: AnyId,
    what: Annotated[str, Parameter(help="wait, substitute or money.")],
    /,
    *,
    note: Annotated[str, Parameter(help="How the buyer told it: by phone, in the chat.")],
    how: How = AS_USUAL,
) -> None:
    """Enter what the buyer chose about goods that cannot be sent, where they told you and not the shop's channel."""
    from domain import commands
    from domain.shipments.supply import Way

    try:
        way = Way(what)
    except ValueError as unknown:
        raise Declined("NO_WAY", f"{what!r} is nothing to choose.", "give one of wait, substitute, money") from unknown
    chosen = commands.ChooseSupply(by=how.who, way=way, note=note)
    await carry(case, chosen, how)
