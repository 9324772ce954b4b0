"""Hand-over between people (table 3.19): what is missing on a case, and who gets it when its owner is away or full.

Pure: the list of cases, the team and its absences come in, with the moment and the shop's numbers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.register.row import CaseRow
from domain.terms import Terms
from domain.words.speech import Sentence


class Gap(StrEnum):
    """What keeps a case from being handed over well (row 4)."""

    NO_OWNER = "no_owner"
    OWNER_AWAY = "owner_away"
    NOT_TAKEN = "not_taken"  # handed over, and not taken in time: blocks the end of a shift
    NO_NOTE = "no_note"
    OLD_NOTE = "old_note"
    NO_ACTION = "no_action"
    ACTION_LATE = "action_late"


WORDS = {
    Gap.NO_OWNER: Sentence(en="nobody has it in hand", zh="无人负责"),
    Gap.OWNER_AWAY: Sentence(en="its owner is away when it is due", zh="到期时负责人不在"),
    Gap.NOT_TAKEN: Sentence(en="handed over, and not taken", zh="交接未接收"),
    Gap.NO_NOTE: Sentence(en="no note", zh="没有备注"),
    Gap.OLD_NOTE: Sentence(en="the newest note is too old", zh="备注已过时"),
    Gap.NO_ACTION: Sentence(en="no next action", zh="没有下一步"),
    Gap.ACTION_LATE: Sentence(en="the next action is overdue", zh="下一步已逾期"),
}


@dataclass(frozen=True, kw_only=True)
class Team:
    """Who cases of a shop are given to, and who stands in for whom. Without members nobody is given any by itself."""

    members: tuple[str, ...] = ()
    stand_ins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A person is away at `since` <= moment < `until`."""

    name: str
    since: datetime
    until: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether the person is away at this moment."""
        return self.since <= moment < self.until


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The numbers of a check: the part of the terms that it needs."""

    most: int  # open cases of one person (row 3)
    note_hours: int
    take_hours: int


@dataclass(frozen=True, kw_only=True)
class Move:
    """A case is to have another owner, and why."""

    case_id: str
    to: str
    reason: str


def rules_of(terms: Terms) -> Rules:
    """The numbers of a shop."""
    return Rules(most=terms.owner_cases_count, note_hours=terms.note_hours, take_hours=terms.take_hours)


def gaps(row: CaseRow, absences: Sequence[Absence], at: datetime, rules: Rules) -> tuple[Gap, ...]:
    """What is missing on an open case, the gravest first (row 4); a closed one misses nothing."""
    if row.closed_at is not None:
        return ()
    found = []
    if not row.owner:
        found.append(Gap.NO_OWNER)
    elif _away(row.owner, row, absences, at):
        found.append(Gap.OWNER_AWAY)
    if untaken(row, at, rules):
        found.append(Gap.NOT_TAKEN)
    if row.noted_at is None:
        found.append(Gap.NO_NOTE)
    elif row.noted_at < at - timedelta(hours=rules.note_hours):
        found.append(Gap.OLD_NOTE)
    if not row.next_action:
        found.append(Gap.NO_ACTION)
    elif row.next_due_at is not None and row.next_due_at < at:
        found.append(Gap.ACTION_LATE)
    return tuple(found)


def untaken(row: CaseRow, at: datetime, rules: Rules) -> bool:
    """Handed over, and not taken within the hours that there are for it."""
    return row.handed_at is not None and row.handed_at <= at - timedelta(hours=rules.take_hours)


def _away(name: str, row: CaseRow, absences: Sequence[Absence], at: datetime) -> bool:
    """Whether somebody is away when something of the case is due, or now while the case waits for a person (row 5)."""
    moments = [moment for moment in (row.due_at, row.next_due_at) if moment is not None]
    if row.needs_human:
        moments.append(at)
    return any(absence.name == name and absence.covers(moment) for absence in absences for moment in moments)


def plan(
    rows: Iterable[CaseRow], team: Team, absences: Sequence[Absence], at: datetime, rules: Rules
) -> tuple[Move, ...]:
    """Who gets which case, most urgent first: nobody's, those of people who are away, and what is beyond the cap.

    The stand-in of an owner comes first, then whoever of the team has least; nobody is given more than the cap, and
    nobody a case that is due while they are away. What finds nobody stays where it is, and is a gap that people see.
    Sources: table 3.19 rows 3 to 5.
    """
    ordered = sorted((row for row in rows if row.closed_at is None), key=_urgency)
    load = Counter(row.owner for row in ordered if row.owner)
    kept: Counter[str] = Counter()
    moves = []
    for row in ordered:
        kept[row.owner] += 1
        reason = _why_moved(row, kept, absences, at, rules)
        if not reason:
            continue
        to = _taker(row, team, absences, at, rules, load)
        if to is None:
            continue
        load[to] += 1
        load[row.owner] -= 1
        kept[row.owner] -= 1
        moves.append(Move(case_id=row.case_id, to=to, reason=reason))
    return tuple(moves)


def _urgency(row: CaseRow) -> tuple[bool, float, str]:
    moment = row.urgent_at or row.due_at
    return not row.needs_human, moment.timestamp() if moment is not None else float("inf"), row.case_id


def _why_moved(row: CaseRow, kept: Counter[str], absences: Sequence[Absence], at: datetime, rules: Rules) -> str:
    if row.handed_to:
        return ""  # people are about it already
    if not row.owner:
        return "nobody had it in hand"
    if _away(row.owner, row, absences, at):
        return f"{row.owner} is away"
    return f"{row.owner} has more than {rules.most} open cases" if kept[row.owner] > rules.most else ""


def _taker(
    row: CaseRow, team: Team, absences: Sequence[Absence], at: datetime, rules: Rules, load: Counter[str]
) -> str | None:
    """The stand-in, else whoever has least, by name where several do; None where nobody is there who may have more."""
    fit = [
        name
        for name in team.members
        if name != row.owner and load[name] < rules.most and not _away_now_or_then(name, row, absences, at)
    ]
    stand_in = team.stand_ins.get(row.owner, "")
    if stand_in in fit:
        return stand_in
    return min(fit, key=lambda name: (load[name], name), default=None)


def _away_now_or_then(name: str, row: CaseRow, absences: Sequence[Absence], at: datetime) -> bool:
    away = any(absence.name == name and absence.covers(at) for absence in absences)
    return away or _away(name, row, absences, at)
