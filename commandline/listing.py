"""`list`: cases by deadline, from the register."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import now, register
from commandline.exits import Declined
from commandline.options import Json, Lang, Language
from commandline.output import add_row, emit, in_language, say, show, table

if TYPE_CHECKING:
    from domain.register.row import CaseRow
    from store.cases import After
    from store.pool import Pool

ANY = "any"


class Sort(StrEnum):
    """In which order cases are listed."""

    DUE = "due"
    URGENCY = "urgency"


HEADINGS = {
    Language.EN: ("Due", "Case", "Order", "Stage", "Waits for", "Money", ""),
    Language.ZH: ("截止", "售后单", "订单", "阶段", "等待", "金额", ""),
}
NOTHING = {
    Language.EN: "No case is like this. Open cases are listed; --closed lists those that ended.",
    Language.ZH: "没有符合条件的售后单。默认只列出未结束的；--closed 列出已结束的。",
}
MORE = {Language.EN: "There are more: go on with", Language.ZH: "还有更多，接着用"}


async def list_cases(
    *,
    stage: Annotated[str | None, Parameter(help="Only this stage: deciding, inspecting, executing, ...")] = None,
    shop: Annotated[str | None, Parameter(help="Only this shop.")] = None,
    scenario: Annotated[
        str | None, Parameter(help="Only return_refund, refund_only, delivery, compensation or dispute.")
    ] = None,
    due_before: Annotated[
        datetime | None, Parameter(help="Only deadlines before this moment: 2026-12-01T18:00+08:00.")
    ] = None,
    overdue: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Only deadlines that have passed, by the wall clock.")
    ] = False,
    stuck: Annotated[
        str | None,
        Parameter(help='Only cases whose "step: reason" holds this, parked or retrying; `any` for all of them.'),
    ] = None,
    needs_human: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Only cases that wait for a person.")
    ] = False,
    closed: Annotated[
        bool, Parameter(negative=(), show_default=False, help="Those that ended, instead of open ones.")
    ] = False,
    owner: Annotated[str | None, Parameter(help='Only this person\'s cases; "" for those that nobody has.')] = None,
    tag: Annotated[list[str] | None, Parameter(help="Only cases with this tag; given twice, with both.")] = None,
    cause: Annotated[str | None, Parameter(help="Only this root cause: `starter.py causes` lists them.")] = None,
    sort: Annotated[
        Sort, Parameter(help="By deadline, or by urgency: what waits for a person first, and what is graver earlier.")
    ] = Sort.DUE,
    limit: Annotated[int, Parameter(help="How many at most.")] = 50,
    after: Annotated[str | None, Parameter(help="Go on after the `cursor` of a row seen before.")] = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """List cases: the open ones, most urgent first; with --closed those that ended, newest first."""
    from domain.standing import CaseStage
    from store import cases

    if stage is not None and stage not in set(CaseStage):
        raise Declined("BAD_STAGE", f"There is no stage {stage!r}.", f"the stages are {', '.join(CaseStage)}")
    if not 1 <= limit <= 10_000:
        raise Declined("BAD_LIMIT", f"--limit {limit} is not between 1 and 10000.", "use --after to go on")
    if after is not None and sort is Sort.URGENCY:
        raise Declined("NO_CURSOR", "A list by urgency is read from its beginning.", "raise --limit instead of --after")
    before = _before(due_before, overdue=overdue)
    async with register() as pool:
        rows = await cases.listing(
            pool,
            shop=shop,
            stage=stage,
            scenario=scenario,
            needs_human=needs_human or None,
            stuck="" if stuck == ANY else stuck,
            due_before=before,
            closed=closed,
            owner=owner,
            tags=tuple(tag or ()),
            cause=cause,
            by_urgency=sort is Sort.URGENCY,
            limit=limit + 1,
            after=None if after is None else _place(after),
        )
        await tell_rows(pool, rows[:limit], as_json=json, lang=lang)
    if not rows and not json:
        say(NOTHING[lang])
    if len(rows) > limit and sort is Sort.DUE:
        say(f"{MORE[lang]} --after '{cursor(rows[limit - 1])}'")


async def tell_rows(pool: "Pool", rows: "list[CaseRow]", *, as_json: bool, lang: Language) -> None:
    """Rows as JSON lines or as a table, with deadlines in the time zone of each case's shop."""
    from store.cases import as_json_row, zones

    zone = await zones(pool, [row.case_id for row in rows])
    if as_json:
        for row in rows:
            emit({**as_json_row(row), "time_zone": zone.get(row.case_id), "cursor": cursor(row)})
        return
    if not rows:
        return
    drawn = table(*HEADINGS[lang])
    for row in rows:
        add_row(drawn, *_cells(row, zone.get(row.case_id, "UTC"), lang))
    show(drawn)


def cursor(row: "CaseRow") -> str:
    """Where a list goes on after this row."""
    moment = row.closed_at or row.due_at
    return f"{moment.isoformat() if moment is not None else '-'},{row.case_id}"


def _place(text: str) -> "After":
    from store.cases import After

    moment, separator, case_id = text.partition(",")
    try:
        at = None if moment == "-" else datetime.fromisoformat(moment)
    except ValueError:
        at, separator = None, ""
    if not separator or not case_id or (at is not None and at.tzinfo is None):
        raise Declined("BAD_CURSOR", f"--after {text!r} is no cursor.", "copy it whole from the list before")
    return After(moment=at, case_id=case_id)


def _before(due_before: datetime | None, *, overdue: bool) -> datetime | None:
    if due_before is not None and overdue:
        raise Declined("TWO_DEADLINES", "--due-before and --overdue exclude each other.", "give one of them")
    if overdue:
        return now()
    return None if due_before is None else due_before.astimezone()  # without an offset: the viewer's zone


def _cells(row: "CaseRow", zone: str, lang: Language) -> tuple[str, ...]:
    from domain.events import Resolution
    from domain.money import format_money
    from domain.standing import CaseStage
    from domain.telling import local, resolution_in_words, stage_in_words, waiting_at

    due = local(row.due_at, zone) if row.due_at is not None else "-"
    amount = row.refunded or row.claimed
    money = "-" if amount is None else format_money(amount, row.currency)
    at = CaseStage(row.stage)
    stage = in_language(stage_in_words(at), lang)
    waits = in_language(waiting_at(at, held=row.held, stuck=row.stuck), lang)
    ending = ""
    if row.resolution:
        ended = in_language(resolution_in_words(Resolution(row.resolution)), lang)
        ending = f"（{ended}）" if lang is Language.ZH else f" ({ended})"
    return due, row.case_id, row.order_id, stage + ending, waits, money, _marks(row, lang)


def _marks(row: "CaseRow", lang: Language) -> str:
    """What is told at a glance, by sign and word, never by colour alone."""
    chinese = lang is Language.ZH
    marks = []
    if row.stuck:
        marks.append(f"✗ {'停住' if chinese else 'stuck'}")
    if row.held:
        marks.append(f"‖ {'暂停' if chinese else 'held'}")
    if row.needs_human and not row.closed_at:
        marks.append(f"! {'需人工' if chinese else 'needs a person'}")
    return ", ".join(marks)
