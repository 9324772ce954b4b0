"""What the person who asks may decide: their role in the case's shop, by the shops file of this machine."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from commandline.connections import settings
from commandline.exits import Failed

if TYPE_CHECKING:
    from domain.commands import Command

C = TypeVar("C", bound="Command")


def in_role(command: C, case_id: str, *, shops_file: Path | None = None) -> C:
    """The command with the role of whoever gives it. Raises Failed where the shops file cannot be read."""
    from intake.people import BadPeople, load_people

    shop = case_id.split("-")[1]  # decision 5: no hyphen in the id of a shop
    try:
        people = load_people(shops_file or settings().shops_file, shop)
    except BadPeople as wrong:
        raise Failed("BAD_PEOPLE", f"{wrong}.", "correct the file; nothing was sent") from wrong
    return replace(command, role=people.role(command.by))
