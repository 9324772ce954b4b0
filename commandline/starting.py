"""`start`: cases from a file, one, some or thousands at a time; safe to repeat."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import now, register, settings, temporal
from commandline.exits import Declined, Exit, Unreachable
from commandline.options import DryRun, Json, Lang, Language
from commandline.output import emit, in_language, line, progress, say
from commandline.whereabouts import whereabouts

if TYPE_CHECKING:
    from domain.events import CaseOpened
    from gateways.assembly import ShopGateways
    from intake.policies import Policy
    from intake.submit import Row, RowResult

ALREADY_OPEN = "already_open"
REFUSED = "refused"
WOULD_OPEN = "would_open"


async def start(
    *files: Annotated[
        Path, Parameter(name="FILE", help="A message (JSON), one a line (JSON lines), or a table (CSV).")
    ],
    shop: Annotated[str | None, Parameter(help="Whose cases they are; not needed where there is one shop.")] = None,
    dry_run: DryRun = False,
    json: Json = False,
    lang: Lang = Language.EN,
) -> Exit:
    """Open cases from files. What is open already stays as it is, so the same file may be given again."""
    if not files:
        raise Declined("NO_FILE", "Give at least one file.", "`starter.py start requests.csv`")
    of_shop, policy, gateways = _shop(shop)
    try:
        rows = [row for file in files for row in _rows(file)]
        if dry_run:
            counts = await _would(rows, of_shop, policy, as_json=json, lang=lang)
        else:
            counts = await _open(rows, of_shop, policy, gateways, as_json=json)
    finally:
        await gateways.close()
    say(", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in counts.most_common()) or "no rows")
    if not counts[REFUSED]:
        return Exit.OK
    return Exit.PARTIAL if len(counts) > 1 else Exit.ERROR


def _shop(asked: str | None) -> "tuple[str, Policy, ShopGateways]":
    """The shop that is meant, how it decides, and its connections. Raises Declined."""
    from gateways.assembly import ShopGateways
    from gateways.shops import load_shops
    from intake.policies import load_policies

    file = settings().shops_file
    shops = load_shops(file)
    known = ", ".join(sorted(shops)) or "none"
    if asked is None and len(shops) != 1:
        raise Declined("WHICH_SHOP", f"{file} has several shops or none: {known}.", "give --shop ID")
    shop = asked if asked is not None else next(iter(shops))
    if shop not in shops:
        raise Declined("NO_SUCH_SHOP", f"{file} has no shop {shop!r}; it has {known}.", "give --shop ID")
    return shop, load_policies(file, shops)[shop], ShopGateways(shops, clock=now)


def _rows(file: Path) -> "Iterator[Row]":
    """The rows of a file; one that cannot be read as a whole is a row that is refused."""
    from intake.messages import BadMessage
    from intake.submit import Row, read_file

    try:
        yield from read_file(file)
    except BadMessage as wrong:
        yield Row(place=str(file), found=wrong)


async def _open(
    rows: "list[Row]", shop: str, policy: "Policy", gateways: "ShopGateways", *, as_json: bool
) -> Counter[str]:
    from intake.circuits import Circuits
    from intake.delivery import Desk
    from intake.handling import Handling
    from intake.submit import submit

    counts: Counter[str] = Counter()
    desk = Desk(client=await temporal(lazy=True), task_queue=settings().task_queue)
    async with register() as pool:
        handling = Handling(pool, desk, gateways=gateways.of, circuits=Circuits(now), clock=now)
        with progress("opening cases", len(rows)) as done:
            async for result in submit(rows, shop=shop, policy=policy, handling=handling):
                _tell(result, as_json=as_json)
                counts[result.outcome] += 1
                done()
    return counts


def _tell(result: "RowResult", *, as_json: bool) -> None:
    if as_json:
        told = {"place": result.place, "outcome": result.outcome, "case_id": result.case_id}
        emit({**told, "started": result.started, "field": result.field, "reason": result.reason})
        return
    if result.outcome == REFUSED:
        line(f"{result.outcome:<12}  {result.place}: {result.field}: {result.reason}")
        return
    later = "" if result.started else " (Temporal does not take it now: a running server.py starts it once it can)"
    line(f"{result.outcome:<12}  {result.place}: {result.case_id}{later}")


async def _would(rows: "list[Row]", shop: str, policy: "Policy", *, as_json: bool, lang: Language) -> Counter[str]:
    """What each row would open, or why not."""
    from intake.messages import BadMessage
    from intake.submit import dry_run

    found: list[tuple[str, CaseOpened | BadMessage]] = []
    for row in rows:
        try:
            found.append((row.place, dry_run(row, shop=shop, policy=policy)))
        except BadMessage as wrong:
            found.append((row.place, wrong))
    known = await _known(shop, [event.case_id for _, event in found if not isinstance(event, BadMessage)])
    counts: Counter[str] = Counter()
    for place, event in found:
        if isinstance(event, BadMessage):
            counts[REFUSED] += 1
            _tell_refused(place, event.field, event.reason, as_json=as_json)
            continue
        outcome = ALREADY_OPEN if event.case_id in known else WOULD_OPEN
        known.add(event.case_id)  # a second row of the same request opens nothing more
        counts[outcome] += 1
        _tell_would(place, outcome, event, as_json=as_json, lang=lang)
    say("Dry run: nothing was changed.")
    return counts


async def _known(shop: str, case_ids: list[str]) -> set[str]:
    """Those of the cases that are open already; none, and said so, where the register cannot be asked."""
    from intake import lookups

    try:
        async with register() as pool:
            return {known.case_id for known in await lookups.cases(pool, case_ids, shop=shop)}
    except Unreachable as away:
        say(f"{away.what} So this does not tell which are open already.")
        return set()


def _tell_refused(place: str, field: str, reason: str, *, as_json: bool) -> None:
    if as_json:
        emit({"place": place, "outcome": REFUSED, "case_id": "", "field": field, "reason": reason})
    else:
        line(f"{REFUSED:<12}  {place}: {field}: {reason}")


def _tell_would(place: str, outcome: str, event: "CaseOpened", *, as_json: bool, lang: Language) -> None:
    from domain.evolution import opened
    from domain.standing import standing
    from domain.telling import tell

    case = opened(event, now())
    if as_json:
        stands = standing(case)
        due = stands.due.at if stands.due is not None else None
        told = {"place": place, "outcome": outcome, "case_id": case.case_id, "scenario": case.scenario}
        pack = f"{case.terms.pack} {case.terms.version}"
        order = {"order_id": case.order.order_id, "currency": case.order.currency, "claimed": case.request.amount}
        emit({**told, **order, "stage": stands.stage, "until": due.isoformat() if due else None, "terms": pack})
        return
    line(f"{outcome:<12}  {place}: {case.case_id}: {in_language(tell(event), lang)} {whereabouts(case, lang)}")
