"""Events as rows of the register, and back: `type` is the name of the event, `data` its fields as JSON.

Pure and deterministic, since workflow code uses it too: no clock, no I/O. Fields that are not known (written by a newer
version) are ignored; a type that is not known is an error, for a story with a gap must not be told as if it were whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from domain.case import Case
from domain.events import CaseOpened, Event
from domain.evolution import evolve, opened


class UnknownEvent(ValueError):
    """The register holds an event that this version cannot read; the message names it."""


class BrokenStory(ValueError):
    """The entries of a case do not make a case: none, or not beginning with its opening."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event as the register keeps it; `seq` counts the events of a case from 1."""

    seq: int
    type: str
    at: datetime
    actor: str
    data: dict[str, Any]


_ADAPTERS: dict[str, TypeAdapter[Event]] = {event.__name__: TypeAdapter(event) for event in get_args(Event)}


def encode(event: Event) -> tuple[str, dict[str, Any]]:
    """The name of the event and its fields as JSON values."""
    name = type(event).__name__
    return name, _ADAPTERS[name].dump_python(event, mode="json")


def decode(type_: str, data: dict[str, Any]) -> Event:
    """The event of a row; raises UnknownEvent for a type we do not know, or fields that do not make one."""
    adapter = _ADAPTERS.get(type_)
    if adapter is None:
        raise UnknownEvent(f"event type {type_!r} is not known to this version: run the version that wrote it")
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UnknownEvent(f"event {type_}: {field}: {first['msg']}") from None


def entry(event: Event, *, seq: int, at: datetime) -> Entry:
    """The row for an event that happened at `at` as the `seq`-th of its case."""
    name, data = encode(event)
    return Entry(seq=seq, type=name, at=at, actor=event.by, data=data)


def fold(entries: Sequence[Entry]) -> Case:
    """The case that these entries tell; raises BrokenStory when they do not begin with its opening."""
    first = decode(entries[0].type, entries[0].data) if entries else None
    if not isinstance(first, CaseOpened):
        begins = entries[0].type if entries else "nothing"
        raise BrokenStory(f"a case begins with CaseOpened, this one with {begins}")
    case = opened(first, entries[0].at)
    for later in entries[1:]:
        case = evolve(case, decode(later.type, later.data), later.at)
    return case
