"""`ban`: the shop's list of buyers who misuse it. A manager's, with a reason and an end; it takes nobody's rights."""

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import now, register
from commandline.exits import Declined, NotFound
from commandline.finding import case_of
from commandline.options import AnyId, By, Json, Lang, Language, signed
from commandline.output import add_row, emit, line, say, show, table
from commandline.roles import role_of

if TYPE_CHECKING:
    from domain.case import Case
    from store.bans import Ban
    from store.pool import Pool

LONGEST = 200
HEADINGS = {
    Language.EN: ("Buyer", "Shop", "Until", "By", "Why", "Appeal"),
    Language.ZH: ("买家", "店铺", "截止", "操作人", "原因", "申诉"),
}
NOBODY = {Language.EN: "Nobody is on the list.", Language.ZH: "名单为空。"}
Reason = Annotated[str, Parameter(help="Why; the list keeps it. 2 to 200 characters.")]


async def add(case: AnyId, /, *, reason: Reason, by: By = None, json: Json = False) -> None:
    """Put the buyer of this case on the shop's list, for as long as the terms say (`ban`, 365 days)."""
    from store import bans

    who, case_id = signed(by), await case_of(case)
    _manager(who, case_id)
    _said(reason)
    async with register() as pool:
        known = await _case(pool, case_id)
        at = now()
        until = at + timedelta(days=known.terms.ban_days)
        try:
            await bans.add(
                pool,
                shop=known.shop,
                buyer=known.buyer,
                case_id=case_id,
                reason=reason,
                by=who,
                at=at,
                expires_at=until,
            )
        except bans.AlreadyListed as there:
            raise Declined("LISTED_ALREADY", f"{there}.", "`starter.py ban list` shows the entry") from there
    if json:
        emit({"buyer": known.buyer, "shop": known.shop, "expires_at": until.isoformat()})
    else:
        line(f"{known.buyer} is on the list of {known.shop} until {until:%Y-%m-%d}")


async def list_all(
    *,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    past: Annotated[bool, Parameter(negative=(), show_default=False, help="What has ended as well.")] = False,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Who is on the list, since when, why, until when, and what they say against it."""
    from store import bans

    async with register() as pool:
        found = await bans.listed(pool, now(), shop=shop, past_too=past)
    if json:
        for ban in found:
            emit(asdict(ban))
        return
    if not found:
        say(NOBODY[lang])
        return
    drawn = table(*HEADINGS[lang])
    for ban in found:
        add_row(drawn, ban.buyer, ban.shop, _ends(ban), ban.by, ban.reason, ban.appeal or "-")
    show(drawn)


async def appeal(case: AnyId, /, *, words: Annotated[str, Parameter(help="What the buyer says.")]) -> None:
    """Enter what the buyer of this case says against the entry; another manager decides on it."""
    from store import bans

    case_id = await case_of(case)
    _said(words)
    async with register() as pool:
        buyer = (await _case(pool, case_id)).buyer
        try:
            await bans.appeal(pool, buyer, words, now())
        except bans.NotListed as nobody:
            raise NotFound("NOT_LISTED", f"{nobody}.", "`starter.py ban list`") from nobody
    line(f"{buyer}: the appeal is entered; `ban lift` or `ban uphold` decides on it")


async def lift(case: AnyId, /, *, reason: Reason, by: By = None) -> None:
    """Take the buyer of this case off the list."""
    await _decide(case, reason=reason, by=by, lifts=True)


async def uphold(case: AnyId, /, *, reason: Reason, by: By = None) -> None:
    """Keep the entry against an appeal; not by the manager who made it."""
    await _decide(case, reason=reason, by=by, lifts=False)


async def _decide(case: str, *, reason: str, by: str | None, lifts: bool) -> None:
    from store import bans

    who, case_id = signed(by), await case_of(case)
    _manager(who, case_id)
    _said(reason)
    async with register() as pool:
        buyer = (await _case(pool, case_id)).buyer
        entry = await bans.in_force(pool, buyer, now())
        if entry is None:
            raise NotFound("NOT_LISTED", f"{buyer} is not on the list.", "`starter.py ban list`")
        if not lifts and entry.appealed_at is None:
            raise Declined("NO_APPEAL", "Nobody has appealed.", "`starter.py ban appeal` enters what the buyer says")
        if not lifts and entry.by == who:
            raise Declined("SAME_PERSON", f"{who} made the entry.", "another manager decides on the appeal")
        await bans.decide(pool, buyer, by=who, reason=reason, lifts=lifts, now=now())
    line(f"{buyer}: {'off the list' if lifts else 'the entry stands'}")


def _manager(who: str, case_id: str) -> None:
    from domain.authority import Level

    role = role_of(who, case_id)
    if role is not Level.MANAGER:
        raise Declined("ABOVE_AUTHORITY", f"The list is a manager's; {who} decides as {role}.", "ask a manager")


def _said(words: str) -> None:
    if not 2 <= len(words.strip()) <= LONGEST:
        raise Declined("REASON_LENGTH", f"2 to {LONGEST} characters are needed.", "say why")


async def _case(pool: "Pool", case_id: str) -> "Case":
    from store.codec import fold
    from store.register import events

    entries = await events(pool, case_id)
    if not entries:
        raise NotFound("NO_SUCH_CASE", f"The register has no {case_id}.", "`starter.py list` shows the cases")
    return fold(entries)


def _ends(ban: "Ban") -> str:
    return "-" if ban.lifted else f"{ban.expires_at:%Y-%m-%d}"
