"""What the person who asks may decide: their role in the case's shop, by the shops file of this machine."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from commandline.connections import settings
from commandline.exits import Failed

if TYPE_CHECKING:
    from domain.authority import Level
    from domain.commands import Command

C = TypeVar("C", bound="Command")


def in_role(command: C, case_id: str, *, shops_file: Path | None = None) -> C:
    """The command with the role of whoever gives it. Raises Failed where the shops file cannot be read."""
    return replace(command, role=role_of(command.by, case_id, shops_file=shops_file))


def role_of(name: str, of: str, *, shops_file: Path | None = None) -> "Level":
    """What this person may decide in the shop of a case, or of what is called after one. Raises Failed."""
    from intake.people import BadPeople, load_people

    shop = f"{of}-".split("-")[1]  # decision 5: no hyphen in the id of a shop
    try:
        people = load_people(shops_file or settings().shops_file, shop)
    except BadPeople as wrong:
        raise Failed("BAD_PEOPLE", f"{wrong}.", "correct the file; nothing was sent") from wrong
    return people.role(name)
