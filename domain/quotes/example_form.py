"""Reading loose JSON strictly: every field has a path, a type and a reason when it is refused."""

from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

TYPO = 0.85  # how alike two names are before one is taken for a slip of the other


class ExampleError(ValueError):
    """An example that cannot be read; the message names the field and the reason."""


class Fields:
    """One JSON object and its path, such as `inputs.lines[0]`.

    Fields that no rule reads are let pass, unless a name is so close to a known one that it must be a slip.
    """

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, Mapping):
            raise ExampleError(f"{path}: must be an object, got {value!r:.60}")
        self.values = value
        self.path = path
        self.asked: set[str] = set()

    def has(self, name: str) -> bool:
        """The field is there and not null."""
        self.asked.add(name)
        return self.values.get(name) is not None

    def required(self, name: str) -> object:
        """The value of a field that must be there."""
        if not self.has(name):
            raise ExampleError(f"{self.path}.{name}: is missing")
        return self.values[name]

    def whole(self, name: str, *, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.required(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise ExampleError(f"{self.path}.{name}: must be a whole number of {least} or more, got {value!r:.60}")
        return value

    def whole_or(self, name: str, default: int) -> int:
        """A whole number, or `default` where the field is absent."""
        return self.whole(name) if self.has(name) else default

    def maybe_whole(self, name: str) -> int | None:
        """A whole number, or None where the field is absent."""
        return self.whole(name) if self.has(name) else None

    def flag(self, name: str) -> bool:
        """True or false; false where the field is absent."""
        return self.maybe_flag(name) or False

    def maybe_flag(self, name: str) -> bool | None:
        """True or false, or None where the field is absent."""
        if not self.has(name):
            return None
        value = self.values[name]
        if not isinstance(value, bool):
            raise ExampleError(f"{self.path}.{name}: must be true or false, got {value!r:.60}")
        return value

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self.required(name)
        if not isinstance(value, str) or not value:
            raise ExampleError(f"{self.path}.{name}: must be a text, got {value!r:.60}")
        return value

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        """One of the words of `kind`."""
        value = self.text(name)
        if value not in list(kind):
            raise ExampleError(f"{self.path}.{name}: must be one of {', '.join(kind)}, got {value!r:.60}")
        return kind(value)

    def choice_or(self, name: str, default: Choice) -> Choice:
        """One of the words of the default's kind, or the default where the field is absent."""
        return self.choice(name, type(default)) if self.has(name) else default

    def part(self, name: str) -> "Fields":
        """The object in this field."""
        return Fields(self.required(name), f"{self.path}.{name}")

    def parts(self, name: str) -> list["Fields"]:
        """The objects of the list in this field; none where it is absent."""
        if not self.has(name):
            return []
        value = self.values[name]
        if not isinstance(value, list):
            raise ExampleError(f"{self.path}.{name}: must be a list, got {value!r:.60}")
        return [Fields(item, f"{self.path}.{name}[{index}]") for index, item in enumerate(value)]

    def refuse_slips(self) -> None:
        """Raise for a field whose name is nearly, but not quite, one that was asked for."""
        for name in self.values:
            if name not in self.asked and (meant := get_close_matches(str(name), sorted(self.asked), 1, TYPO)):
                raise ExampleError(f"{self.path}.{name}: is unknown, perhaps {meant[0]!r} was meant")
