"""Events as rows of the register, and back: `type` is the name of the event, `data` its fields as JSON.

Pure and deterministic, since workflow code uses it too: no clock, no I/O. Fields that are not known (written by a newer
version) are ignored; a type that is not known is an error, for a story with a gap must not be told as if it were whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from domain.case import Case
from domain.events import CaseOpened, Event
from domain.evolution import evolve, opened


class UnknownEvent(ValueError):
    """The register holds an event that this version cannot read; the message names it."""


class BrokenStory(ValueError):
    """Entries that do not make a story: none, or not beginning with what opens it."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event as the register keeps it; `seq` counts the events of a case from 1."""

    seq: int
    type: str
    at: datetime
    actor: str
    data: dict[str, Any]


class Signed(Protocol):
    """An event says who brought it about."""

    @property
    def by(self) -> str:
        """A person's name, or a party."""


E = TypeVar("E", bound=Signed)
First = TypeVar("First")
State = TypeVar("State")


class Codec(Generic[E]):
    """The events of one kind of story, as rows and back: `union` names them all."""

    def __init__(self, union: Any) -> None:
        self._adapters: dict[str, TypeAdapter[E]] = {event.__name__: TypeAdapter(event) for event in get_args(union)}

    def encode(self, event: E) -> tuple[str, dict[str, Any]]:
        """The name of the event and its fields as JSON values."""
        name = type(event).__name__
        return name, self._adapters[name].dump_python(event, mode="json")

    def decode(self, type_: str, data: dict[str, Any]) -> E:
        """The event of a row; raises UnknownEvent for a type we do not know, or fields that do not make one."""
        adapter = self._adapters.get(type_)
        if adapter is None:
            raise UnknownEvent(f"event type {type_!r} is not known to this version: run the version that wrote it")
        try:
            return adapter.validate_python(data)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            raise UnknownEvent(f"event {type_}: {field}: {first['msg']}") from None

    def entry(self, event: E, *, seq: int, at: datetime) -> Entry:
        """The row for an event that happened at `at` as the `seq`-th of its story."""
        name, data = self.encode(event)
        return Entry(seq=seq, type=name, at=at, actor=event.by, data=data)

    def fold(
        self,
        entries: Sequence[Entry],
        opens: type[First],
        begin: Callable[[First, datetime], State],
        goes_on: Callable[[State, E, datetime], State],
    ) -> State:
        """What these entries tell, from the event that opens such a story on. Raises BrokenStory, UnknownEvent."""
        first = self.decode(entries[0].type, entries[0].data) if entries else None
        if not isinstance(first, opens):
            begins = entries[0].type if entries else "nothing"
            raise BrokenStory(f"a story of this kind begins with {opens.__name__}, this one with {begins}")
        state = begin(first, entries[0].at)
        for later in entries[1:]:
            state = goes_on(state, self.decode(later.type, later.data), later.at)
        return state


CASES: Codec[Event] = Codec(Event)
encode, decode, entry = CASES.encode, CASES.decode, CASES.entry


def fold(entries: Sequence[Entry]) -> Case:
    """The case that these entries tell; raises BrokenStory when they do not begin with its opening."""
    return CASES.fold(entries, CaseOpened, opened, evolve)
