"""The section `team` of a shop: who cases are given to, and who stands in for whom (table 3.19).

[lantern.team]
members = ["ann", "li"]
[lantern.team.stand_ins]
ann = "li"
"""

from collections.abc import Mapping
from typing import Any

from domain.people.handover import Team


def read_team(given: object, where: str) -> Team:
    """The team of a shop; nobody where it names none. Raises ValueError that says what is wrong, and where."""
    section = _table({} if given is None else given, where)
    if unknown := sorted(set(section) - {"members", "stand_ins"}):
        raise ValueError(f"{where}: unknown {', '.join(unknown)}; known are members, stand_ins")
    named = section.get("members", [])
    if not isinstance(named, list) or not all(isinstance(name, str) and name.strip() for name in named):
        raise ValueError(f"{where}, members: a list of names is expected")
    members = tuple(dict.fromkeys(name.strip() for name in named))
    stand_ins = _table(section.get("stand_ins", {}), f"{where}, stand_ins")
    for name, other in stand_ins.items():
        if other not in members or other == name:
            raise ValueError(f"{where}, stand_ins, {name!r}: another of the members is expected")
    return Team(members=members, stand_ins=dict(stand_ins))


def _table(given: object, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise ValueError(f"{where}: a table is expected")  # noqa: TRY004 - it is the file that is wrong
    return given
