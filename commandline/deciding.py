"""Commands of people who decide: agree, refuse, inspect, rule."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.amounts import money as _money
from commandline.carrying import carry
from commandline.exits import Declined
from commandline.options import AS_USUAL, AnyId, Asking, How

if TYPE_CHECKING:
    from domain.case import Case
    from domain.commands import Command
    from domain.goods import FoundLine, Sign

SHARE = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?%", re.ASCII)
FOUND = re.compile(r"(\d{1,6})([ABCX])(?::([a-z_]+(?:\+[a-z_]+)*))?", re.ASCII)


class Side(StrEnum):
    """A side of a dispute."""

    BUYER = "buyer"
    SELLER = "seller"


class Present(StrEnum):
    """Whether something came back."""

    YES = "yes"
    NO = "no"


async def agree(
    case: AnyId,
    /,
    *,
    pay_back: Annotated[
        str | None,
        Parameter(help="Offer the buyer this amount instead, in the order's currency: 25.20."),
    ] = None,
    depreciation: Annotated[str | None, Parameter(help="Offer what is left after this share: 15%.")] = None,
    freight: Annotated[Side | None, Parameter(help="Who pays the way back.")] = None,
    packaging_fee: Annotated[
        str | None, Parameter(help="Of a return out of goodwill, past its window: 5.00. Needs --round-trip.")
    ] = None,
    round_trip: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Out of goodwill: both ways at the buyer's cost.")
    ] = False,
    note: Annotated[str, Parameter(help="For the register; with an offer, why it is less.")] = "",
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Take the request, or offer the buyer less for goods that came back damaged or short."""
    from domain import commands

    worn = share(depreciation) if depreciation is not None else 0
    pays = False if round_trip and freight is None else None if freight is None else freight is Side.SELLER

    def command(now: "Case") -> "Command":
        return commands.Agree(
            by=how.who,
            note=note,
            seller_pays_freight=pays,
            pay_back=None if pay_back is None else _money(pay_back, now),
            depreciation_bp=worn,
            packaging_fee=0 if packaging_fee is None else _money(packaging_fee, now),
            round_trip=round_trip,
        )

    await carry(case, command, how, to_approve=ask)


async def refuse(
    case: AnyId,
    /,
    *,
    reason: Annotated[str, Parameter(help="What the buyer is told, 2 to 200 characters.")],
    evidence: Annotated[
        list[str] | None,
        Parameter(negative=(), help="A reference of a piece of evidence; once for each."),
    ] = None,
    unasked: Annotated[
        bool,
        Parameter(negative=(), show_default=False, help="Nobody has asked the buyer, and that is meant."),
    ] = False,
    despite: Annotated[
        str, Parameter(help="In a dispute, where the shop itself did not comply: why it is fought all the same.")
    ] = "",
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Refuse the request, or the goods that came back; the buyer is asked first, and owed the reason and evidence."""
    from domain import commands

    refusal = commands.Refuse(
        by=how.who, reason=reason, evidence=tuple(evidence or ()), unasked=unasked, despite=despite
    )
    await carry(case, refusal, how, to_approve=ask)


async def inspect(
    case: AnyId,
    /,
    *,
    waybill: Annotated[str, Parameter(help="The parcel that was opened.")],
    line: Annotated[
        list[str] | None,
        Parameter(
            negative=(),
            help="What of a line was in it, by grade: L1=2A,1C:label_cut+washed. A as new, B intact, C not intact, "
            "X not our goods; after a colon what there is to see of it.",
        ),
    ] = None,
    gift: Annotated[Present | None, Parameter(help="Whether the gift came back.")] = None,
    collect_fee: Annotated[str, Parameter(help="What the parcel cost us on delivery: 12.00.")] = "0",
    how: How = AS_USUAL,
) -> None:
    """Enter what was found in a parcel that came back, where the warehouse's system did not.

    A parcel without any --line was empty.
    """
    from commandline.clocks import case_time
    from commandline.connections import temporal
    from commandline.finding import case_of
    from domain import commands
    from domain.goods import Finding

    lines = tuple(found for written in line or () for found in found_lines(written))
    there = None if gift is None else gift is Present.YES
    case_id = await case_of(case)
    at = await case_time(await temporal(), case_id)

    def command(now: "Case") -> "Command":
        fee = _money(collect_fee, now)
        told = {"finding_id": f"hand:{waybill}:{now.version}", "waybill": waybill, "inspector": how.who}
        moment = max(at, _newest(now))
        return commands.Inspect(
            by=how.who, finding=Finding(**told, at=moment, lines=lines, gift_present=there, collect_fee=fee)
        )

    asked = (waybill, lines, there, collect_fee, how.who)
    await carry(case_id, command, how, asked=asked)


async def rule(
    case: AnyId,
    /,
    *,
    for_: Annotated[Side, Parameter(name="--for", help="In whose favour it was decided.")],
    amount: Annotated[str | None, Parameter(help="What the buyer gets, in the order's currency: 25.20.")] = None,
    article: Annotated[
        str, Parameter(help="The article that the ruling names; without one it is a settlement, which is a manager's.")
    ] = "",
    ask: Asking = False,
    how: How = AS_USUAL,
) -> None:
    """Enter how a dispute was decided."""
    from domain import commands
    from domain.events import Party

    def command(now: "Case") -> "Command":
        paid = None if amount is None else _money(amount, now)
        return commands.Rule(by=how.who, in_favour_of=Party(for_), amount=paid, article=article)

    await carry(case, command, how, to_approve=ask)


def share(text: str) -> int:
    """Basis points of a share such as 15% or 7.5%. Raises Declined."""
    match = SHARE.fullmatch(text.strip())
    points = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else -1
    if not 0 < points <= 10_000:
        raise Declined("BAD_SHARE", f"{text!r} is no share.", "write it like 15% or 7.5%, more than 0 and at most 100")
    return points


def found_lines(text: str) -> "tuple[FoundLine, ...]":
    """What was found of one line: `L1=2A,1C` are two units as new and one that is not intact. Raises Declined."""
    from domain.goods import FoundLine, Grade

    line_id, separator, rest = text.rpartition("=")
    found = [FOUND.fullmatch(_grades_large(part.strip())) for part in rest.split(",")]
    if not separator or not line_id or not all(found):
        raise Declined("BAD_LINE", f"--line {text!r} cannot be read.", "write LINE=COUNTGRADE, such as --line L1=2A,1C")
    return tuple(
        FoundLine(line_id=line_id, qty=int(unit[1]), grade=Grade(unit[2]), signs=_signs(unit[3]))
        for unit in found
        if unit
    )


def _grades_large(part: str) -> str:
    """A grade may be typed small; signs are small."""
    units, separator, signs = part.partition(":")
    return f"{units.upper()}{separator}{signs.lower()}"


def _signs(text: str | None) -> "tuple[Sign, ...]":
    """Such as `label_cut+washed`. Raises Declined."""
    from domain.goods import Sign

    words = text.split("+") if text else []
    if unknown := [word for word in words if word not in set(Sign)]:
        raise Declined("BAD_SIGN", f"{unknown[0]!r} is no sign of a unit.", f"known are {', '.join(Sign)}")
    return tuple(Sign(word) for word in words)


def _newest(case: "Case") -> datetime:
    """No finding is older than the parcel's last scan, whatever the clocks of two machines say."""
    return max((parcel.moved_at for parcel in case.parcels), default=datetime.min.replace(tzinfo=UTC))
