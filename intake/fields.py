"""Reading JSON strictly: every field is checked, and every complaint names the field's whole path and the reason.

Numbers are whole or refused, ids are text, times have an offset, and text holds nothing that Postgres or a mail header
could not carry. Unknown fields are refused: a misspelt `amount` must not open a case for the whole order. A complaint
never repeats a value: what stands in the wrong field may be a name or a phone number.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from intake.messages import BadMessage

DEEPEST = 32
LARGEST = 2**53 - 1  # beyond it, senders whose numbers are floats have already lost digits
LONGEST_ID = 128
LONGEST_WORDS = 4000  # of what a buyer writes
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}", re.ASCII)
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)

Choice = TypeVar("Choice", bound=StrEnum)


def json_object(body: bytes) -> dict[str, Any]:
    """The message as a JSON object. Raises BadMessage for anything else, and for more than 32 levels of nesting."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise BadMessage("body", f"not UTF-8: byte {wrong.start} cannot be read") from None
    _check_depth(text)
    try:
        found = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_constant)
    except BadMessage:
        raise
    except json.JSONDecodeError as wrong:
        raise BadMessage("body", f"not JSON: {wrong.msg} at line {wrong.lineno}, column {wrong.colno}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits
        raise BadMessage("body", "not JSON that can be read: a number in it is too long") from None
    if not isinstance(found, dict):
        raise BadMessage("body", "a JSON object is expected")
    _check_storable(found, "")
    return found


def _check_storable(found: object, path: str) -> None:
    """No text may hold what Postgres refuses, wherever it stands. Depth is bounded by now, so recursion is, too."""
    match found:
        case str() if not _storable(found, lines=True):
            raise BadMessage(path or "body", "control characters or broken Unicode in it")
        case dict():
            for name, value in found.items():
                _check_storable(name, path)
                _check_storable(value, f"{path}.{name}" if path else name)
        case list():
            for index, value in enumerate(found):
                _check_storable(value, f"{path}[{index}]")
        case _:
            return


def _check_depth(text: str) -> None:
    depth = 0
    for token in TOKENS.finditer(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        if depth > DEEPEST:
            raise BadMessage("body", f"nested deeper than {DEEPEST} levels")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = field_name(next(name for name in names if names.count(name) > 1))
        raise BadMessage("body", f"the field {twice} stands twice in one object")
    return found


def _no_constant(word: str) -> None:
    raise BadMessage("body", f"{word} is not a number")


class Form:
    """One object of a message and the path to it. Each reader takes a field; `finish` refuses what nobody took."""

    def __init__(self, found: object, path: str = "") -> None:
        if not isinstance(found, Mapping):
            raise BadMessage(path or "body", "an object is expected")
        self._found = found
        self._path = path
        self._taken: set[str] = set()

    @property
    def raw(self) -> Mapping[str, Any]:
        """The object as it came, for a reader that checks it by itself."""
        return self._found

    def at(self, name: str) -> str:
        """The whole path of a field."""
        return f"{self._path}.{name}" if self._path else name

    def bad(self, name: str, reason: str) -> BadMessage:
        """The complaint about a field."""
        return BadMessage(self.at(name), reason)

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._found.get(name) is not None

    def take(self, name: str) -> Any:
        """The field's value as it came; None when it is absent or null."""
        self._taken.add(name)
        return self._found.get(name)

    def finish(self) -> None:
        """Refuse fields that this form does not know."""
        if unknown := sorted(str(name) for name in set(self._found) - self._taken):
            known = ", ".join(sorted(self._taken))
            raise self.bad(field_name(unknown[0]), f"unknown field; known here are {known}")

    def text(self, name: str, *, longest: int = 500) -> str:
        """A text that is not empty."""
        found = self.optional_text(name, longest=longest)
        if not found:
            raise self.bad(name, "missing; a text is expected")
        return found

    def optional_text(self, name: str, default: str = "", *, longest: int = 500, lines: bool = False) -> str:
        """A text, `default` when it is absent. With `lines`, line breaks may stand in it."""
        found = self.take(name)
        if found is None:
            return default
        if not isinstance(found, str):
            raise self.bad(name, f"a text is expected, found {_kind(found)}")
        if len(found) > longest:
            raise self.bad(name, f"{len(found)} characters, at most {longest} are possible")
        if not _storable(found, lines=lines):
            raise self.bad(name, "control characters or broken Unicode in it")
        return found.strip()

    def id(self, name: str) -> str:
        """An outside id. It must come as text: numbers above 2^53 lose digits on the way."""
        found = self.take(name)
        if isinstance(found, int) and not isinstance(found, bool):
            raise self.bad(name, "ids are texts, since numbers lose digits above 2^53: put it in quotes")
        return self.text(name, longest=LONGEST_ID)

    def whole(self, name: str, *, least: int = 0, most: int = LARGEST) -> int:
        """A whole number between `least` and `most`."""
        found = self.optional_whole(name, least=least, most=most)
        if found is None:
            raise self.bad(name, "missing; a whole number is expected")
        return found

    def optional_whole(self, name: str, *, least: int = 0, most: int = LARGEST) -> int | None:
        """A whole number between `least` and `most`, None when it is absent."""
        found = self.take(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int):
            raise self.bad(name, f"a whole number is expected (money in minor units), found {_kind(found)}")
        if not least <= found <= most:
            raise self.bad(name, f"it is not between {least} and {most}")
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false, `default` when it is absent."""
        found = self.take(name)
        if found is None:
            return default
        if not isinstance(found, bool):
            raise self.bad(name, f"true or false is expected, found {_kind(found)}")
        return found

    def choice(self, name: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One of the words of `kind`."""
        if default is not None and not self.has(name):
            self.take(name)
            return default
        word = self.text(name)
        try:
            return kind(word)
        except ValueError:
            raise self.bad(name, f"it is none of {', '.join(kind)}") from None

    def optional_choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """One of the words of `kind`, None when it is absent."""
        if self.has(name):
            return self.choice(name, kind)
        self.take(name)
        return None

    def moment(self, name: str) -> datetime:
        """A time with its offset."""
        found = self.optional_moment(name)
        if found is None:
            raise self.bad(name, "missing; a time like 2026-01-31T08:00:00+08:00 is expected")
        return found

    def optional_moment(self, name: str) -> datetime | None:
        """A time with its offset, None when it is absent."""
        if not self.has(name):
            self.take(name)
            return None
        word = self.text(name, longest=40)
        try:
            found = datetime.fromisoformat(word)
        except ValueError:
            raise self.bad(name, "not a time like 2026-01-31T08:00:00+08:00") from None
        if found.tzinfo is None:
            raise self.bad(name, "it has no offset: write it like 2026-01-31T08:00:00+08:00")
        if not EARLIEST.year < found.year < LATEST.year:
            raise self.bad(name, "it is not of this century")
        return found

    def inner(self, name: str) -> "Form":
        """An object inside."""
        if not self.has(name):
            raise self.bad(name, "missing; an object is expected")
        return Form(self.take(name), self.at(name))

    def optional_inner(self, name: str) -> "Form | None":
        """An object inside, None when it is absent."""
        return self.inner(name) if self.has(name) else self.take(name)

    def rows(self, name: str, *, least: int = 0, most: int = 200) -> list["Form"]:
        """A list of objects; none when it is absent and none is needed."""
        found = self.take(name)
        if found is None:
            found = []
        if not isinstance(found, list):
            raise self.bad(name, f"a list is expected, found {_kind(found)}")
        if not least <= len(found) <= most:
            raise self.bad(name, f"{len(found)} entries, {least} to {most} are possible")
        return [Form(row, f"{self.at(name)}[{index}]") for index, row in enumerate(found)]

    def ids(self, name: str) -> tuple[str, ...]:
        """A list of texts; none when it is absent."""
        found = self.take(name)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(each, str) and _storable(each) for each in found):
            raise self.bad(name, "a list of texts is expected")
        return tuple(found)


class Envelope:
    """The outer object of a message: what it is, and the form of its data."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        form = Form(found)
        self.type = form.text("type")
        form.optional_moment("timestamp")
        self.data = form.inner("data")
        form.finish()


def each_once(values: Iterable[str], path: str) -> None:
    """Refuse a list that names the same thing twice."""
    seen: set[str] = set()
    for number, value in enumerate(values, start=1):
        if value in seen:
            raise BadMessage(path, f"entry {number} names the same as one before it: each may stand once, not twice")
        seen.add(value)


def field_name(given: str) -> str:
    """A field's name as it came where it looks like one: anything else may be content that slipped into its place."""
    return given if FIELD_NAME.fullmatch(given) else "(a name with other characters than a-z, 0-9 and _)"


def _storable(text: str, *, lines: bool = False) -> bool:
    """No control characters (Postgres refuses NUL, a mail header line breaks) and no half surrogates."""
    allowed = "\n\r\t" if lines else ""
    return all(
        (char >= " " and char != "\x7f" and not "\ud800" <= char <= "\udfff") or char in allowed for char in text
    )


def _kind(found: object) -> str:
    names = {
        bool: "true or false",
        int: "a number",
        float: "a fraction",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(found), type(found).__name__)
