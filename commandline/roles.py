"""What the person who asks may decide: their role in the case's shop, by the shops file of this machine."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from commandline.connections import settings
from commandline.exits import Failed

if TYPE_CHECKING:
    from domain.authority import Level
    from domain.commands import Command
    from intake.people import People

C = TypeVar("C", bound="Command")


class Roles:
    """The people of the shops file, each shop's read when it is first asked for, and once: a run sees one file."""

    def __init__(self, shops_file: Path | None = None) -> None:
        self._file = shops_file or settings().shops_file
        self._people: dict[str, People] = {}

    def of(self, name: str, of: str) -> "Level":
        """What this person may decide in the shop of a case, or of what is called after one. Raises Failed."""
        from intake.people import BadPeople, load_people

        shop = f"{of}-".split("-")[1]  # decision 5: no hyphen in the id of a shop
        try:
            if shop not in self._people:
                self._people[shop] = load_people(self._file, shop)
        except BadPeople as wrong:
            raise Failed("BAD_PEOPLE", f"{wrong}.", "correct the file; nothing was sent") from wrong
        return self._people[shop].role(name)

    def sign(self, command: C, case_id: str) -> C:
        """The command with the role of whoever gives it. Raises Failed where the shops file cannot be read."""
        return replace(command, role=self.of(command.by, case_id))


def in_role(command: C, case_id: str, *, shops_file: Path | None = None) -> C:
    """One command with the role of whoever gives it. Raises Failed where the shops file cannot be read."""
    return Roles(shops_file).sign(command, case_id)


def role_of(name: str, of: str, *, shops_file: Path | None = None) -> "Level":
    """What this person may decide in the shop of a case, or of what is called after one. Raises Failed."""
    return Roles(shops_file).of(name, of)
