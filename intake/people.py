"""Who the people of each shop are, and what each may decide (rule 3.0.4).

Read from the section `people` of the shops file, beside the shop's connections:

    [lantern.people]
    ann = "agent"
    sun = "sup"             # supervisor
    mo = "mgr"              # manager
    zhou = "fin"            # finance: pays out, and decides nothing
    "*" = "none"            # whoever is not named; without this line they decide as agents

Names are what commands are signed with (`--by`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.authority import Level

ANYBODY = "*"
ROLES = (Level.AGENT, Level.SUPERVISOR, Level.MANAGER, Level.FINANCE, Level.NOBODY)


class BadPeople(ValueError):
    """A section of people that cannot be read; the message names the file, the shop and the name."""


@dataclass(frozen=True, kw_only=True)
class People:
    """The people of one shop by name; `others` is what anybody else may decide."""

    named: Mapping[str, Level]
    others: Level = Level.AGENT

    def role(self, name: str) -> Level:
        """What this person may decide."""
        return self.named.get(name.strip(), self.others)


UNNAMED = People(named={})


def load_people(file: Path, shop: str) -> People:
    """The people of one shop. Where there is no such file or shop, everybody decides as an agent. Raises BadPeople."""
    if not file.exists():
        return UNNAMED
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as unreadable:
        raise BadPeople(f"{file}: {unreadable}") from unreadable
    return read_people(_table(found.get(shop, {}), f"{file}: shop {shop!r}"), where=f"{file}: shop {shop!r}")


def read_people(sections: Mapping[str, Any], *, where: str) -> People:
    """The people of a shop from its sections of the shops file. Raises BadPeople."""
    where = f"{where}, section people"
    given = _table(sections.get("people", {}), where)
    roles = {name: _role(word, f"{where}, {name!r}") for name, word in given.items()}
    others = roles.pop(ANYBODY, Level.AGENT)
    return People(named=roles, others=others)


def _role(word: object, where: str) -> Level:
    if word not in ROLES:
        raise BadPeople(f"{where}: {word!r} is none of {', '.join(ROLES)}")
    return Level(str(word))


def _table(found: object, where: str) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise BadPeople(f"{where}: a table is expected")
    return found
