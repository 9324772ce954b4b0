"""`call`: may this buyer be called now, and what became of a call; `buyer opt-out`: who wants no more of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from commandline.carrying import carry
from commandline.clocks import case_time
from commandline.connections import register, temporal
from commandline.exits import Declined, Exit, NotFound
from commandline.finding import case_of
from commandline.options import ANSWER_SECONDS, AS_USUAL, AnyId, How, Json, Language
from commandline.output import emit, line

if TYPE_CHECKING:
    from domain.case import Case
    from domain.contact.permission import Permission
    from store.pool import Pool


class Outcome(StrEnum):
    """How a call ended: the outcomes of `domain.events`, which help must not load."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_PERSON = "wrong_person"
    CALL_BACK = "call_back"
    NO_MORE_CALLS = "no_more_calls"


class Step(StrEnum):
    """The steps of a call, as `domain.events` has them."""

    IDENTIFY = "identify"
    REASON = "reason"
    LISTEN = "listen"
    APOLOGISE = "apologise"
    PROPOSE = "propose"
    NEGOTIATE = "negotiate"
    RECAP = "recap"


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Whose case it is, at which moment of the case, and whether that buyer may be called."""

    case: "Case"
    buyer: str
    name: str
    at: datetime
    zone: str
    permission: "Permission"


async def call(
    case: AnyId,
    /,
    *,
    outcome: Annotated[
        Outcome | None,
        Parameter(help="What became of a call that was made; without it, whether a call may be made now."),
    ] = None,
    note: Annotated[str, Parameter(help="What was said; the register keeps it.")] = "",
    done: Annotated[
        list[Step] | None, Parameter(negative=(), help="A step of the script that was gone; once for each.")
    ] = None,
    script: Annotated[
        bool, Parameter(negative=(), show_default=False, help="What to say, in seven steps, within what you may offer.")
    ] = False,
    how: How = AS_USUAL,
) -> Exit:
    """Ask whether the buyer may be called now, or enter a call with its outcome.

    Calls count over all cases of a buyer: so many a day and a case, with hours between, in the hours of the buyer's
    own zone. Without --outcome it ends with 2 where no call may be made now. A call that was made is always taken.
    """
    from domain import commands
    from domain.events import CallOutcome, CallStep

    case_id = await case_of(case)
    if outcome is None:
        if done:
            raise Declined("NO_OUTCOME", "Steps belong to a call that was made.", "say how it ended: --outcome")
        whom = await _whom(case_id)
        if script:
            _read_out(whom, how.who, as_json=how.json, lang=how.lang)
        return _tell(case_id, whom, as_json=how.json)
    whom, versions = await _whom(case_id), []
    steps = tuple(CallStep(step) for step in done or ())

    def noted(now: "Case") -> commands.NoteCall:
        versions.append(now.version)
        return commands.NoteCall(by=how.who, outcome=CallOutcome(outcome), note=note, done=steps)

    await carry(case_id, noted, how)
    await _count(case_id, whom, outcome, key=f"{case_id}/call/{versions[0]}")
    return Exit.OK


async def opt_out(
    case: AnyId,
    /,
    *,
    undo: Annotated[bool, Parameter(negative=(), show_default=False, help="They may be written to again.")] = False,
    json: Json = False,
) -> None:
    """Write to the buyer of this case no more, in any of their cases, from now on."""
    from store import buyers

    case_id = await case_of(case)
    async with register() as pool:
        whose = await _buyer_of(pool, case_id)
        await buyers.opt_out(pool, whose, opted_out=not undo)
    if json:
        emit({"case_id": case_id, "buyer": whose, "opted_out": not undo})
    else:
        line(f"{whose}: {'may be written to again' if undo else 'is not written to any more'}")


async def _whom(case_id: str) -> Whom:
    """The buyer of the case, and whether they may be called at the case's own time. Raises NotFound."""
    from commandline.asking import case_now
    from domain.contact.permission import Channel, contact_allowed, contact_rules
    from store import buyers, contacts

    client = await temporal()
    case, at = await case_now(client, case_id, wait=ANSWER_SECONDS), await case_time(client, case_id)
    async with register() as pool:
        reach, log = await buyers.reach(pool, case.buyer), await contacts.log(pool, case.buyer)
    zone = reach.time_zone or case.terms.time_zone
    permission = contact_allowed(
        at,
        Channel.PHONE,
        log,
        case_id=case_id,
        zone=zone,
        rules=contact_rules(case.terms),
        opted_out=reach.opted_out or reach.no_calls,
    )
    return Whom(case=case, buyer=case.buyer, name=reach.name, at=at, zone=zone, permission=permission)


def _read_out(whom: Whom, by: str, *, as_json: bool, lang: Language) -> None:
    """The seven steps for this case and this caller."""
    from commandline.roles import role_of
    from domain.contact.call_script import Caller, call_script, floor_shown
    from domain.events import CallStep
    from domain.words.call import STEPS

    case, which = whom.case, 0 if lang is Language.ZH else 1
    caller = Caller(name=by, level=role_of(by, case.case_id))
    for number, step in enumerate(CallStep, start=1):
        said = [each.words for each in call_script(case, caller, whom.name) if each.step is step]
        if as_json:
            emit({"step": step, "zh": [zh for zh, _ in said], "en": [en for _, en in said]})
        else:
            line(f"{number} {STEPS[step][which]}")
            for words in said:
                line(f"    {words[which]}")
    if not as_json and (floor := floor_shown(case, caller)) is not None:
        line(floor[which])


async def _count(case_id: str, whom: Whom, outcome: Outcome, *, key: str) -> None:
    """The call counts from now on, for all cases of the buyer; a wish not to be called holds from now on too."""
    from store import buyers, contacts

    async with register() as pool:
        await contacts.called(pool, key=key, buyer=whom.buyer, case_id=case_id, outcome=outcome, at=whom.at)
        if outcome is Outcome.NO_MORE_CALLS:
            await buyers.no_calls(pool, whom.buyer)


async def _buyer_of(pool: "Pool", case_id: str) -> str:
    from store import cases

    row = await cases.one(pool, case_id)
    if row is None:
        raise NotFound("NO_SUCH_CASE", f"The register has no {case_id}.", "`starter.py list` shows the cases")
    return row.buyer


def _tell(case_id: str, whom: Whom, *, as_json: bool) -> Exit:
    """Whether, and if not why or when. Raises Declined where no call may be made now."""
    from domain.contact.permission import Allowed, Deferred

    match whom.permission:
        case Allowed():
            if as_json:
                emit({"case_id": case_id, "may_call": True})
            else:
                line(f"{case_id}: the buyer may be called now")
            return Exit.OK
        case Deferred() as later:
            until = later.until.astimezone(ZoneInfo(whom.zone))
            what = f"Not now: {later.reason}."
            raise Declined("CALL_LATER", what, f"call from {until:%Y-%m-%d %H:%M} on, the buyer's time")
        case denied:
            raise Declined("NO_CALL", f"No call: {denied.reason}.", "write instead, on the platform or by mail")
