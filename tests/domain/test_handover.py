"""Hand-over between people: what is missing on a case, and who gets it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.people.handover import Absence, Gap, Rules, Team, gaps, plan
from domain.register.row import CaseRow, row_of
from tests.domain.case_forms import DAY, HOUR, NOON, case_of

RULES = Rules(most=3, note_hours=24, take_hours=2)
TEAM = Team(members=("ann", "li", "sun"), stand_ins={"ann": "sun"})
PLAIN = row_of(case_of(), NOON)


def row(number: int = 1, **changes: Any) -> CaseRow:
    """An open case, well in ann's hand, due in two days."""
    usual: dict[str, Any] = {
        "case_id": f"c{number}",
        "owner": "ann",
        "noted_at": NOON - HOUR,
        "note": "asked",
        "next_action": "ask again",
        "next_due_at": NOON + DAY,
        "due_at": NOON + 2 * DAY,
        "urgent_at": NOON + number * HOUR,
        "needs_human": False,
    }
    return replace(PLAIN, **usual | changes)


def away(name: str, since: datetime = NOON, until: datetime = NOON + 3 * DAY) -> Absence:
    """Somebody is on leave."""
    return Absence(name=name, since=since, until=until)


@pytest.mark.parametrize(
    ("changes", "absences", "found"),
    [
        ({}, (), ()),
        ({"owner": ""}, (), (Gap.NO_OWNER,)),
        ({"noted_at": None}, (), (Gap.NO_NOTE,)),
        ({"noted_at": NOON - 25 * HOUR}, (), (Gap.OLD_NOTE,)),
        ({"noted_at": NOON - 24 * HOUR}, (), ()),
        ({"next_action": "", "next_due_at": None}, (), (Gap.NO_ACTION,)),
        ({"next_due_at": NOON - HOUR}, (), (Gap.ACTION_LATE,)),
        ({"handed_to": "li", "handed_at": NOON - 3 * HOUR}, (), (Gap.NOT_TAKEN,)),
        ({"handed_to": "li", "handed_at": NOON - HOUR}, (), ()),
        ({}, (away("ann"),), (Gap.OWNER_AWAY,)),
        ({}, (away("li"),), ()),
        ({}, (away("ann", until=NOON + HOUR),), ()),
        ({"needs_human": True}, (away("ann", until=NOON + HOUR),), (Gap.OWNER_AWAY,)),
        ({"owner": "", "noted_at": None, "next_action": ""}, (), (Gap.NO_OWNER, Gap.NO_NOTE, Gap.NO_ACTION)),
        ({"owner": "", "closed_at": NOON}, (), ()),
    ],
)
def test_what_is_missing_on_a_case(
    changes: dict[str, Any], absences: tuple[Absence, ...], found: tuple[Gap, ...]
) -> None:
    """Row 4: an owner who is there, a note of today, a next action that is not overdue, a hand-over that was taken."""
    assert gaps(row(**changes), absences, NOON, RULES) == found


def moved(*rows: CaseRow, absences: tuple[Absence, ...] = (), team: Team = TEAM) -> list[tuple[str, str]]:
    """Which case goes to whom."""
    return [(move.case_id, move.to) for move in plan(rows, team, absences, NOON, RULES)]


def test_what_nobody_has_goes_to_whoever_has_least() -> None:
    """One after the other, the most urgent first, by name where several have the same."""
    nobody = [row(number, owner="") for number in (3, 2, 1)]
    assert moved(row(7), *nobody) == [("c1", "li"), ("c2", "sun"), ("c3", "ann")]


def test_the_stand_in_takes_what_is_due_in_an_absence() -> None:
    """Row 5: ann's stand-in is sun; what is due after ann is back stays hers."""
    later = row(2, due_at=NOON + 9 * DAY, next_due_at=NOON + 8 * DAY)
    assert moved(row(1), later, absences=(away("ann"),)) == [("c1", "sun")]
    assert moved(row(1), absences=(away("ann"), away("sun"))) == [("c1", "li")]


def test_what_is_beyond_the_cap_goes_to_the_stand_in() -> None:
    """Row 3: the most urgent stay with their owner; who is full gets nothing, and what finds nobody stays."""
    mine = [row(number) for number in range(1, 6)]
    assert moved(*mine) == [("c4", "sun"), ("c5", "sun")]
    full = [row(number, owner="sun") for number in (10, 11, 12)]
    assert moved(*mine, *full) == [("c4", "li"), ("c5", "li")]
    assert moved(*mine, *full, *(row(n, owner="li") for n in (20, 21, 22))) == []


def test_people_who_are_about_it_are_left_alone() -> None:
    """A case that was handed over waits for whoever is to take it; it shows as a gap, and is not taken from them."""
    assert moved(row(1, handed_to="li", handed_at=NOON), absences=(away("ann"),)) == []


def test_without_a_team_nothing_moves() -> None:
    """A shop that names no team decides for itself who has what."""
    assert moved(row(1, owner=""), team=Team()) == []


def test_a_plan_carried_out_is_at_its_end() -> None:
    """Planned anew once its moves were made, nothing is left to move."""
    rows = [*(row(number) for number in range(1, 6)), *(row(number, owner="") for number in (6, 7))]
    after = {move.case_id: move.to for move in plan(rows, TEAM, (), NOON, RULES)}
    again = [replace(each, owner=after.get(each.case_id, each.owner)) for each in rows]
    assert plan(again, TEAM, (), NOON + timedelta(minutes=1), RULES) == ()
