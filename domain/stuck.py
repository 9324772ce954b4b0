"""Which of seven ways a case is stuck in, why, since when, and by which command it is mended. Exactly one at a time.

A stuck case cannot take its next step unless someone acts. What is seen of it (`Signs`) comes from Temporal and from
the register; the classes are looked at from the first to the last.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.standing import RETRYING, CaseStage
from domain.words import stuck as words
from domain.words.speech import Sentence, say, sentence
from domain.words.standing import REMEDIES
from domain.words.telling import Words

UNSERVED = timedelta(seconds=30)  # a task that nobody took for so long has no worker


class StuckClass(StrEnum):
    """The ways of being stuck, most pressing first."""

    CODE = "S1"  # the workflow's code fails again and again
    NO_WORKER = "S2"
    PARKED = "S3"  # a step gave up
    RETRYING = "S4"  # a step is tried again beyond its soft limit
    PAUSED = "S5"  # someone paused it in Temporal
    OVERDUE = "S6"
    DEAD = "S7"  # no run, though the register says that it is open


class RunState(StrEnum):
    """What Temporal says of the newest run of a case."""

    OPEN = "open"
    ENDED = "ended"  # as it should, by the end of its story
    BROKEN = "broken"  # failed, timed out, terminated or cancelled
    UNKNOWN = "unknown"  # Temporal has no run of this case at all


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What is seen of one case. Moments are None where that sign is not there.

    `stuck` is the case's own word (`CaseStuckReason`), `paused` the activities that were paused, or "workflow".
    `due_at` and `now` are by the same clock: the case's own where it was jumped. `buyers_freight` says that the way
    back is the buyer's, unless whoever agrees takes it.
    """

    case_id: str
    now: datetime
    run: RunState
    register_open: bool = True
    ended_as: str = ""
    ended_at: datetime | None = None
    problem: str = ""
    failing_since: datetime | None = None
    unserved_since: datetime | None = None
    stuck: str = ""
    stuck_since: datetime | None = None
    paused: tuple[str, ...] = ()
    paused_since: datetime | None = None
    stage: CaseStage = CaseStage.DECIDING
    buyers_freight: bool = False
    held: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """One stuck case: `cause` and `helps` for people, `command` as it is typed."""

    case_id: str
    stuck_class: StuckClass
    since: datetime | None
    cause: Sentence
    helps: Sentence
    command: str


def stuck(signs: Signs) -> Stuck | None:
    """How the case is stuck; None when it is not."""
    if signs.run is not RunState.OPEN:
        return _dead(signs) if signs.register_open and signs.run is not RunState.ENDED else None
    for look in (_failing, _unserved, _parked, _retrying, _paused, _overdue):
        if found := look(signs):
            return found
    return None


def _failing(signs: Signs) -> Stuck | None:
    if not signs.problem:
        return None
    cause = say(words.FAILING, problem=signs.problem)
    return _told(signs, StuckClass.CODE, signs.failing_since, cause, words.DEPLOY, "python worker.py")


def _unserved(signs: Signs) -> Stuck | None:
    if signs.unserved_since is None:
        return None
    return _told(
        signs, StuckClass.NO_WORKER, signs.unserved_since, words.UNSERVED, words.START_WORKERS, "python worker.py"
    )


def _parked(signs: Signs) -> Stuck | None:
    if not signs.stuck or signs.stuck.startswith(RETRYING):
        return None
    step, _, reason = signs.stuck.partition(": ")
    cause, helps = say(words.PARKED, step=step, reason=reason), REMEDIES.get(reason, words.MEND_AND_RETRY)
    command = f'starter.py retry {signs.case_id} --step {step} --reason "..."'
    return _told(signs, StuckClass.PARKED, signs.stuck_since, cause, helps, command)


def _retrying(signs: Signs) -> Stuck | None:
    if not signs.stuck:
        return None
    step, _, reason = signs.stuck.removeprefix(RETRYING).partition(": ")
    cause = say(words.RETRYING, step=step, reason=reason or "?")
    command = f"starter.py activity reset {signs.case_id} --step {step}"
    return _told(signs, StuckClass.RETRYING, signs.stuck_since, cause, words.RECOVER, command)


def _paused(signs: Signs) -> Stuck | None:
    if not signs.paused:
        return None
    cause = say(words.PAUSED, what=", ".join(signs.paused))
    command = f"starter.py activity unpause {signs.case_id}"
    return _told(signs, StuckClass.PAUSED, signs.paused_since, cause, words.UNPAUSE, command)


def _overdue(signs: Signs) -> Stuck | None:
    if signs.due_at is None or signs.due_at >= signs.now:
        return None
    stage = words.STAGES[signs.stage]
    decision = words.DECISIONS.get(signs.stage, "show {case}")
    if signs.stage is CaseStage.DECIDING and signs.buyers_freight:
        decision = words.AGREE_TO_RETURN
    command = f"starter.py {decision}".format(case=signs.case_id)
    if signs.held:
        stage, command = words.HELD, f"starter.py release {signs.case_id}"
    return _told(signs, StuckClass.OVERDUE, signs.due_at, say(words.OVERDUE, stage=stage), words.DECIDE, command)


def _dead(signs: Signs) -> Stuck:
    cause = words.GONE if signs.run is RunState.UNKNOWN else say(words.DEAD, ended=signs.ended_as)
    command = f'starter.py reopen {signs.case_id} --reason "..."'
    return _told(signs, StuckClass.DEAD, signs.ended_at, cause, words.REOPEN, command)


def _told(
    signs: Signs, stuck_class: StuckClass, since: datetime | None, cause: Words, helps: Words, command: str
) -> Stuck:
    return Stuck(
        case_id=signs.case_id,
        stuck_class=stuck_class,
        since=since,
        cause=sentence(cause),
        helps=sentence(helps),
        command=command,
    )
