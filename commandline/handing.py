"""`handover`: open cases as one shift gives them to the next; `team`: who has how many, and who is away."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from commandline.carrying import carry
from commandline.connections import now, register, settings
from commandline.exits import Declined, Exit
from commandline.options import AS_USUAL, AnyId, By, How, Json, Lang, Language, signed
from commandline.output import add_row, emit, in_language, line, say, show, table
from commandline.shops import shop_meant, terms_of

if TYPE_CHECKING:
    from domain.people.handover import Absence, Gap
    from domain.register.row import CaseRow
    from store.pool import Pool

HEADINGS = {
    Language.EN: ("Work on by", "Case", "Owner", "Waits for", "Next", "Newest note", "Missing"),
    Language.ZH: ("应处理", "售后单", "负责人", "等待", "下一步", "最新备注", "缺"),
}
PEOPLE = {Language.EN: ("Name", "Open cases", "Stand-in", "Away"), Language.ZH: ("姓名", "未结束", "代班人", "不在")}
NOTHING = {Language.EN: "No open case.", Language.ZH: "没有未结束的售后单。"}
TOLD = {
    Language.EN: "{gaps} of {cases} open cases are not ready to be handed over.",
    Language.ZH: "{cases} 个未结束的售后单中，{gaps} 个交接不齐全。",
}
MOST = 10_000


async def listed(
    *,
    shop: Annotated[str | None, Parameter(help="Which shop; not needed where the shops file has one.")] = None,
    owner: Annotated[str | None, Parameter(help='Only this person\'s cases; "" for those that nobody has.')] = None,
    missing: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Only cases on which something is missing.")
    ] = False,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Open cases for the hand-over, by when to work on them: owner, next step, newest note, and what is missing."""
    async with register() as pool:
        found = await _open(pool, shop, owner)
    shown = [(row, gaps) for row, gaps in found if gaps or not missing]
    if json:
        for row, gaps in shown:
            emit(_row(row, gaps))
        return
    if not shown:
        say(NOTHING[lang])
        return
    zone = terms_of(shop).time_zone
    drawn = table(*HEADINGS[lang])
    for row, gaps in shown:
        add_row(drawn, *_cells(row, gaps, zone, lang))
    show(drawn)


async def check(
    *,
    shop: Annotated[str | None, Parameter(help="Which shop; not needed where the shops file has one.")] = None,
    owner: Annotated[str | None, Parameter(help="Only this person's cases: before their shift ends.")] = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> Exit:
    """Whether the shift can end: ends with 1 while something is missing on an open case, or was not taken."""
    async with register() as pool:
        found = await _open(pool, shop, owner)
    bad = [(row, gaps) for row, gaps in found if gaps]
    if json:
        for row, gaps in bad:
            emit(_row(row, gaps))
    else:
        for row, gaps in bad:
            line(f"{row.case_id}  {row.owner or '-'}  {_told(gaps, lang)}")
        say(TOLD[lang].format(gaps=len(bad), cases=len(found)))
    return Exit.ERROR if bad else Exit.OK


async def give(
    case: AnyId,
    /,
    *,
    to: Annotated[str, Parameter(help="Who is to take it.")],
    note: Annotated[str, Parameter(help="What they should know; the register keeps it.")] = "",
    how: How = AS_USUAL,
) -> None:
    """Hand a case over to somebody, who takes it with `assign CASE`; until then it stays with its owner."""
    from domain import commands

    command = commands.HandCase(by=how.who, to=to, note=note)
    await carry(case, command, how)


async def people(
    *,
    shop: Annotated[str | None, Parameter(help="Which shop; not needed where the shops file has one.")] = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """List the team: how many open cases each has, who stands in, and when they are away."""
    from domain.telling import local
    from gateways.shops import load_shops
    from store import absences, cases

    name = shop_meant(shop)
    team, zone = load_shops(settings().shops_file)[name].team, terms_of(shop).time_zone
    async with register() as pool:
        rows = await cases.listing(pool, shop=name, closed=False, limit=MOST)
        away = await absences.coming(pool, name, now())
    names = sorted({*team.members, *(row.owner for row in rows if row.owner)})
    drawn = table(*PEOPLE[lang])
    for each in names:
        count, stand_in = sum(row.owner == each for row in rows), team.stand_ins.get(each, "")
        spans = [(absence.since, absence.until) for absence in away if absence.name == each]
        if json:
            gone = [{"since": since.isoformat(), "until": until.isoformat()} for since, until in spans]
            emit({"name": each, "open": count, "stand_in": stand_in, "member": each in team.members, "away": gone})
            continue
        told = ", ".join(f"{local(since, zone)} - {local(until, zone)}" for since, until in spans)
        add_row(drawn, each, str(count), stand_in or "-", told or "-")
    if not json:
        show(drawn)


async def absent(
    name: Annotated[str, Parameter(name="NAME", help="Who is away.")],
    /,
    *,
    from_: Annotated[datetime | None, Parameter(name="--from", help="From when: 2026-12-01T09:00+08:00.")] = None,
    until: Annotated[datetime | None, Parameter(help="Until when.")] = None,
    undo: Annotated[
        bool, Parameter(negative=(), show_default=False, help="They are here after all: take back what is not over.")
    ] = False,
    shop: Annotated[str | None, Parameter(help="Which shop; not needed where the shops file has one.")] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Say when somebody is away; the daily check gives what is due then to their stand-in."""
    from domain.people.handover import Absence
    from store import absences

    whose = shop_meant(shop)
    async with register() as pool:
        if undo:
            count = await absences.remove(pool, whose, name, now())
            _say_absence(name, f"{count} absences taken back", json=json, more={"removed": count})
            return
        if from_ is None or until is None or until.astimezone(UTC) <= from_.astimezone(UTC):
            raise Declined("BAD_SPAN", "Give --from and a later --until.", "or --undo, where they are here after all")
        absence = Absence(name=name, since=from_.astimezone(UTC), until=until.astimezone(UTC))
        await absences.enter(pool, whose, absence, by=signed(by))
    span = {"since": absence.since.isoformat(), "until": absence.until.isoformat()}
    _say_absence(name, f"away from {span['since']} until {span['until']}", json=json, more=span)


def _say_absence(name: str, words: str, *, json: bool, more: dict[str, Any]) -> None:
    if json:
        emit({"name": name, **more})
    else:
        line(f"{name}: {words}")


async def _open(pool: "Pool", shop: str | None, owner: str | None) -> "list[tuple[CaseRow, tuple[Gap, ...]]]":
    """The open cases of a shop by when to work on them, with what is missing on each."""
    from domain.people.handover import gaps, rules_of
    from store import absences, cases

    at, name, rules = now(), shop_meant(shop), rules_of(terms_of(shop))
    away: tuple[Absence, ...] = await absences.coming(pool, name, at)
    rows = await cases.listing(pool, shop=name, owner=owner, closed=False, by_urgency=True, limit=MOST)
    return [(row, gaps(row, away, at, rules)) for row in rows]


def _row(row: "CaseRow", gaps: "tuple[Gap, ...]") -> dict[str, Any]:
    from store.cases import as_json_row

    names = (
        *("case_id", "shop", "order_id", "stage", "waits_for", "due_at", "urgent_at", "severity", "owner", "handed_to"),
        *("handed_at", "note", "noted_at", "next_action", "next_due_at", "tags"),
    )
    told = as_json_row(row)
    return {**{name: told[name] for name in names}, "missing": [str(gap) for gap in gaps]}


def _cells(row: "CaseRow", gaps: "tuple[Gap, ...]", zone: str, lang: Language) -> tuple[str, ...]:
    from domain.standing import CaseStage
    from domain.telling import local, waiting_at

    by = local(row.urgent_at, zone) if row.urgent_at is not None else "-"
    waits = in_language(waiting_at(CaseStage(row.stage), held=row.held, stuck=row.stuck), lang)
    action = row.next_action
    if row.next_due_at is not None:
        action = f"{action} ({local(row.next_due_at, zone)})"
    noted = f"{local(row.noted_at, zone)} {row.note}" if row.noted_at is not None else "-"
    owner = f"{row.owner or '-'} → {row.handed_to}" if row.handed_to else row.owner or "-"
    return by, row.case_id, owner, waits, action or "-", noted, _told(gaps, lang)


def _told(gaps: "tuple[Gap, ...]", lang: Language) -> str:
    from domain.people.handover import WORDS

    return ("；" if lang is Language.ZH else "; ").join(in_language(WORDS[gap], lang) for gap in gaps)
