"""`incident`: something outside of the cases does not work; who waits for it, and that it works again (R158)."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from commandline.connections import now, register, settings, temporal
from commandline.exits import Declined, NotFound, Refused
from commandline.options import By, Json, Lang, Language, signed
from commandline.output import add_row, emit, line, say, show, table
from commandline.shops import shop_meant, terms_by_shop, terms_of

if TYPE_CHECKING:
    from temporalio.client import Client

    from domain.register.incident import Incident, What
    from store.pool import Pool

HEADINGS = {
    Language.EN: ("No.", "Shop", "Disturbed", "Since", "What happens", "Waiting", "Told", "Over"),
    Language.ZH: ("编号", "店铺", "对象", "开始", "情况", "受影响", "已通知", "恢复"),
}
OPENED = {
    Language.EN: "Incident {number}: {what} of {shop}. {count} open cases wait for it, and say so.",
    Language.ZH: "突发事件 {number}：{shop} 的{what}。{count} 个未结束售后单受影响，单上已注明原因。",
}
LASTS = {
    Language.EN: "Incident {number} tells of this already: {what} of {shop}. {count} open cases wait for it.",
    Language.ZH: "突发事件 {number} 已登记：{shop} 的{what}。{count} 个未结束售后单受影响。",
}
CLOSED = {Language.EN: "Incident {number} is over.", Language.ZH: "突发事件 {number} 已结束。"}
NOTHING = {
    Language.EN: "No incident lasts; --all shows those of before.",
    Language.ZH: "没有进行中的突发事件；--all 显示以前的。",
}
SUSPECTED = {
    Language.EN: "{cases} open cases of {shop} are stuck at {named}: {command}",
    Language.ZH: "{shop} 有 {cases} 个售后单停在{named}，可登记突发事件：{command}",
}
OPEN = '`starter.py incident open --what {what} --shop {shop} --note "..."`'
NOT_TOLD = {Language.EN: "! no", Language.ZH: "！未通知"}

Note = Annotated[str, Parameter(help="What happens, for colleagues and the department; nothing of buyers.")]


async def begin(
    *,
    what: Annotated[
        str,
        Parameter(help="What is disturbed: order_system, warehouse, courier, payments, platform, repairs or invoices."),
    ],
    note: Note,
    name: Annotated[str, Parameter(help="Of a courier: its code, as waybills have it; all couriers without it.")] = "",
    since: Annotated[datetime | None, Parameter(help="Since when: 2026-12-01T09:00+08:00; now without it.")] = None,
    shop: Annotated[str | None, Parameter(help="Which shop; not needed where the shops file has one.")] = None,
    by: By = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Tell of an incident: the cases that wait for it say so, buyers hear the reason, and the department is written to.

    One that lasts already is left as it is; a department that could not be told is told again.
    """
    from domain.register.incident import What
    from store import incidents

    at, client = now(), await temporal()  # first, so that nothing is entered that nobody could be told of
    began = at if since is None else since.astimezone(UTC)
    if began > at:
        raise Declined("BAD_MOMENT", f"--since {began.isoformat()} has not come yet.", "tell of it once it has begun")
    disturbed = _disturbed(what)
    if name and disturbed is not What.COURIER:
        raise Declined("BAD_NAME", "--name is the code of a courier.", f"leave it out: {what} has none")
    _fit(note, "--note")
    name_of_shop = shop_meant(shop)
    async with register() as pool:
        incident, new = await incidents.begin(
            pool, shop=name_of_shop, what=disturbed, name=name, note=note.strip(), since=began, by=signed(by)
        )
        waiting = await incidents.touched(pool, incident)
    if incident.told_begun is None:
        await _tell(client, incident, ended=False)
    if json:
        emit(_row(incident, waiting) | {"new": new})
        return
    words = OPENED if new else LASTS
    say(words[lang].format(number=incident.number, what=_named(incident, lang), shop=incident.shop, count=len(waiting)))
    for case_id in waiting:
        line(case_id)


async def close(
    number: Annotated[int, Parameter(name="NUMBER", help="Of the incident, as `incident list` has it.")],
    /,
    *,
    outcome: Annotated[str, Parameter(help="What was done about it, for the department and the record.")],
    by: By = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Say that it works again: cases do not say so any more, and the department is told. Done again it tells again."""
    from store import incidents

    _fit(outcome, "--outcome")
    client = await temporal()
    async with register() as pool:
        ended = await incidents.end(pool, number, at=now(), by=signed(by), outcome=outcome.strip())
        incident = ended or await incidents.one(pool, number)
    if incident is None:
        raise NotFound("NO_SUCH_INCIDENT", f"No incident has the number {number}.", "`starter.py incident list --all`")
    if incident.told_ended is None:
        await _tell(client, incident, ended=True)
    elif ended is None:
        raise Refused("ALREADY_OVER", f"Incident {number} is over since {incident.ended_at}.", "nothing is to be done")
    if json:
        emit(_row(incident, []))
    else:
        say(CLOSED[lang].format(number=number))


async def listed(
    *,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    all_: Annotated[
        bool, Parameter(name="--all", negative=(), show_default=False, help="With those that are over.")
    ] = False,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Incidents that last, with how many open cases wait for each, and whether the department was told."""
    from domain.register.incident import WORDS as WHATS
    from store import incidents

    async with register() as pool:
        found = await incidents.listed(pool, shop, ended=all_)
        waiting = {each.number: await incidents.touched(pool, each) for each in found}
        seen = await _suspected(pool, shop, found)
    if json:
        for each in found:
            emit(_row(each, waiting[each.number]))
        for of, what, cases in seen:
            emit({"shop": of, "what": what, "suspected": cases})
        return
    if found:
        drawn = table(*HEADINGS[lang])
        for each in found:
            add_row(drawn, *_cells(each, len(waiting[each.number]), lang))
        show(drawn)
    else:
        say(NOTHING[lang])
    for of, what, cases in seen:
        named = WHATS[what][0 if lang is Language.ZH else 1]
        say(SUSPECTED[lang].format(shop=of, named=named, cases=cases, command=OPEN.format(what=what, shop=of)))


async def _suspected(pool: "Pool", shop: str | None, lasting: "list[Incident]") -> "list[tuple[str, What, int]]":
    """What seems to be disturbed in each shop of the file, or in one: many cases are stuck at it, and nobody told."""
    from domain.register.incident import suspected
    from store.cases import counts

    found = []
    for name, terms in terms_by_shop().items():
        if shop in {None, name}:
            stuck = (await counts(pool, shop=name)).by_stuck
            of_shop = [incident for incident in lasting if incident.shop == name and incident.ended_at is None]
            seen = suspected(stuck, of_shop, least=terms.incident_cases_count)
            found += [(name, what, cases) for what, cases in seen.items()]
    return found


def _disturbed(what: str) -> "What":
    from domain.register.incident import What

    if what not in set(What):
        raise Declined("BAD_WHAT", f"--what {what!r} is none of {', '.join(What)}.", "give one of them")
    return What(what)


def _fit(text: str, option: str) -> None:
    from domain.register.incident import LONGEST_NOTE

    if not 1 <= len(text.strip()) <= LONGEST_NOTE:
        raise Declined("BAD_TEXT", f"{option} has 1 to {LONGEST_NOTE} characters.", "say it in a sentence")


async def _tell(client: "Client", incident: "Incident", *, ended: bool) -> None:
    """Let a worker tell the department; one that is telling already goes on."""
    from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

    from activities.incidents import IncidentWord

    zone = terms_of(incident.shop).time_zone
    await client.start_workflow(
        "TellOfIncident",
        IncidentWord(shop=incident.shop, number=incident.number, ended=ended, time_zone=zone),
        id=f"incident-{incident.shop}-{incident.number}-{'ended' if ended else 'begun'}",
        task_queue=settings().task_queue,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,  # the letter itself is one, by its key
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary=f"Incident {incident.number} of {incident.shop}",
    )


def _named(incident: "Incident", lang: Language) -> str:
    from domain.register.incident import WORDS

    what = WORDS[incident.what][0 if lang is Language.ZH else 1]
    return f"{what} {incident.name}" if incident.name else what


def _row(incident: "Incident", waiting: list[str]) -> dict[str, Any]:
    moments = ("since", "opened_at", "ended_at", "told_begun", "told_ended")
    told = {name: value.isoformat() if (value := getattr(incident, name)) else None for name in moments}
    return {**vars(incident), **told, "cases": waiting}


def _cells(incident: "Incident", waiting: int, lang: Language) -> tuple[str, ...]:
    over, note = incident.ended_at, incident.outcome or incident.note
    told = incident.told_begun if over is None else incident.told_ended
    counted = str(waiting) if over is None else "-"
    moments = f"{told:%m-%d %H:%M}" if told else NOT_TOLD[lang], f"{over:%Y-%m-%d %H:%M}" if over else "-"
    since = f"{incident.since:%Y-%m-%d %H:%M}"
    return str(incident.number), incident.shop, _named(incident, lang), since, note, counted, *moments
