"""Decisions above one's level: the list of what waits for a second person, and that person's yes or no."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline import bulk
from commandline.amounts import money
from commandline.bulk import Chosen, Frozen, Outcome
from commandline.bulk_run import Deed, check_rate, one_of, run
from commandline.carrying import carry
from commandline.confirming import type_to_go_on
from commandline.connections import now, register, settings
from commandline.exits import Declined, Exit, NotFound
from commandline.options import AS_USUAL, AnyId, DryRun, How, Json, Lang, Language, Reason, Yes
from commandline.output import add_row, emit, in_language, line, say, show, table

if TYPE_CHECKING:
    from domain.case import Approval, Case
    from domain.commands import Command
    from store.tasks import OpenApproval

HEADINGS = {
    Language.EN: ("Open until", "Amount", "What", "To", "Case", "Asked by", "Level", "Note"),
    Language.ZH: ("有效至", "金额", "事项", "收款方", "售后单", "申请人", "需要级别", "备注"),
}
NOTHING = {Language.EN: "Nothing waits for an approval.", Language.ZH: "没有待批准的事项。"}


def _approval(frozen: Frozen, case: Chosen) -> "Command":
    from domain import commands

    return commands.Approve(by=frozen.by, approval_id=case.approval_id, amount=case.amount, note=frozen.reason)


APPROVE = Deed(command=_approval, done=Outcome.APPROVED, verb="approve", doing="approving", action="approve")
EXPIRED = {Language.EN: "expired", Language.ZH: "已过期"}


async def approvals(
    *,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """List the decisions that wait for a second person, the oldest first."""
    found = await _open(shop)
    if json:
        for one in found:
            emit({**vars(one), "expired": one.expires_at <= now()})
        return
    if not found:
        say(NOTHING[lang])
        return
    drawn = table(*HEADINGS[lang])
    for one in found:
        add_row(drawn, *_cells(one, lang))
    show(drawn)


async def _open(shop: str | None) -> "list[OpenApproval]":
    from store import tasks

    async with register() as pool:
        return await tasks.open_approvals(pool, shop=shop)


def _cells(one: "OpenApproval", lang: Language) -> tuple[str, ...]:
    from domain.authority import Act, Level
    from domain.money import format_money
    from domain.words.giving import ACCOUNTS, ACTS, LEVELS
    from domain.words.speech import Sentence

    until = one.expires_at.astimezone().strftime("%Y-%m-%d %H:%M %Z")
    until = f"{until} ({EXPIRED[lang]})" if one.expires_at <= now() else until
    words = (ACTS[Act(one.act)], ACCOUNTS.get(one.payee, (one.payee, one.payee)), LEVELS[Level(one.level)])
    act, payee, level = (in_language(Sentence(zh=zh, en=en), lang) for zh, en in words)
    amount = format_money(one.amount, one.currency) if one.amount else "-"
    return until, amount, act, payee, one.case_id, one.asked_by, level, one.note


async def approve(
    case: Annotated[
        str | None, Parameter(name="CASE", help="Any id of one case; without it, give --all or --resume.")
    ] = None,
    /,
    *,
    amount: Annotated[
        str | None, Parameter(help="The amount that you approve, in the order's currency; needed where money leaves.")
    ] = None,
    note: Annotated[str, Parameter(help="For the register. Needed with --all.")] = "",
    all_: Annotated[
        bool,
        Parameter(name="--all", negative=(), show_default=False, help="Everything that waits and that others asked."),
    ] = False,
    shop: Annotated[str | None, Parameter(help="With --all: only cases of this shop.")] = None,
    most: Annotated[int | None, Parameter(help="With --all: only amounts up to this many minor units.")] = None,
    resume: Annotated[str | None, Parameter(help="Go on with a bulk approval that was cut off, by its id.")] = None,
    rate: Annotated[float, Parameter(help="Cases a second at most, with --all and --resume.")] = 10.0,
    dry_run: DryRun = False,
    yes: Yes = False,
    how: How = AS_USUAL,
) -> Exit:
    """Approve what another person asked for: exactly that amount, to that payee. It is carried out at once.

    With --all the decisions are chosen once and written down, then confirmed, then approved one after the other.
    """
    one_of(APPROVE, case, all_=all_, resume=resume)
    if case is not None:
        await carry(case, _yes(amount, note, how.who), how)
        return Exit.OK
    check_rate(rate)
    folder = settings().home / "bulk"
    if resume is not None:
        frozen = bulk.thaw(folder, resume, APPROVE.action)
    else:
        frozen = await _choose(shop=shop, most=most, by=how.who, note=note)
    left = bulk.left(frozen, bulk.results(folder, frozen.bulk_id))
    _preview(left)
    if dry_run:
        return _dry(left, as_json=how.json)
    if not left:
        return Exit.OK
    if not yes:
        total = sum(one.amount for one in left)  # the sum, and not the number, is what is approved
        question = f"Type {total}, the sum in minor units, to approve them: "
        type_to_go_on(question, str(total), what=f"{len(left)} decisions would be approved")
    if resume is None:
        say(f"The list is kept: {bulk.freeze(folder, frozen)}")
    return await run(APPROVE, frozen, left, folder, rate=rate, wait=how.wait, as_json=how.json)


def _yes(amount: str | None, note: str, by: str) -> Callable[["Case"], "Command"]:
    from domain import commands

    def command(found: "Case") -> "Command":
        asked = _waiting(found)
        if asked.amount and amount is None:
            raise Declined("WHICH_AMOUNT", "Say which amount you approve.", "`starter.py approvals`; then --amount")
        approved = money(amount, found) if amount is not None else 0
        return commands.Approve(by=by, approval_id=asked.approval_id, amount=approved, note=note)

    return command


async def decline(
    case: AnyId,
    /,
    *,
    reason: Reason,
    how: How = AS_USUAL,
) -> None:
    """Do not approve what another person asked for; whoever asked may take it back so."""
    from domain import commands

    def command(found: "Case") -> "Command":
        return commands.Decline(by=how.who, approval_id=_waiting(found).approval_id, reason=reason)

    await carry(case, command, how)


def _waiting(found: "Case") -> "Approval":
    if found.approval is None:
        raise NotFound("NO_APPROVAL", "Nothing of this case waits for an approval.", "`starter.py approvals`")
    return found.approval


async def _choose(*, shop: str | None, most: int | None, by: str, note: str) -> Frozen:
    """What waits now and was asked by others, frozen: nothing that comes later joins it. Raises Declined."""
    if not note.strip():
        raise Declined("NO_REASON", "A bulk approval needs --note.", "say why; the register of each case keeps it")
    at = now()
    chosen = tuple(
        Chosen(
            case_id=one.case_id,
            version=one.version,
            stuck=f"{one.act}, asked by {one.asked_by}",
            approval_id=one.approval_id,
            amount=one.amount,
        )
        for one in await _open(shop)
        if one.asked_by != by and one.expires_at > at and (most is None or one.amount <= most)
    )
    name = bulk.new_id(at)
    return Frozen(
        bulk_id=name, made_at=at.isoformat(), by=by, reason=note, stuck="", cases=chosen, action=APPROVE.action
    )


def _preview(left: Sequence[Chosen]) -> None:
    """Every one of them: whoever approves has seen each amount."""
    say(f"Decisions to approve: {len(left)}")
    for one in left:
        say(f"        {one.case_id}  {one.amount} minor units  {one.stuck}")


def _dry(left: Sequence[Chosen], *, as_json: bool) -> Exit:
    for one in left:
        if as_json:
            emit({"case_id": one.case_id, "amount": one.amount, "outcome": "would_approve"})
        else:
            line(f"would approve  {one.case_id}  {one.amount}  {one.stuck}")
    say("Dry run: nothing was changed.")
    return Exit.OK
