"""Events survive the register: every member of the union goes to JSON and back unchanged."""

import json
from dataclasses import fields, is_dataclass
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.events import CaseOpened, Event, RequestAgreed
from store.codec import BrokenStory, UnknownEvent, decode, encode, entry, fold
from tests.store.samples import NOON, opening, short_story, story

MEMBERS = get_args(Event)


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_every_event_survives_json(member: type[Event]) -> None:
    """What is written and read again is the same event, and is written the same way again."""

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_type(member))
    def survives(event: Event) -> None:
        name, told = encode(event)
        again = decode(name, json.loads(json.dumps(told)))
        assert again == event
        assert encode(again) == (name, told)

    survives()


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.__name__)
def test_every_event_is_frozen_documented_and_signed(member: type[Event]) -> None:
    """An event cannot change, says what it is for, and who did it."""
    assert is_dataclass(member)
    assert vars(member)["__dataclass_params__"].frozen
    assert member.__doc__
    assert "by" in {field.name for field in fields(member)}


def test_an_opening_survives_json_whole() -> None:
    """Order, request and terms are the same objects after the register."""
    event = opening()

    assert decode(*encode(event)) == event


def test_fields_of_a_newer_version_are_ignored() -> None:
    """An old program reads what a newer one wrote, as far as it knows it."""
    assert decode("RequestAgreed", {"by": "li", "mood": "good"}) == RequestAgreed(by="li")


def test_an_unknown_type_is_named() -> None:
    """A story with a hole is not told as if it were whole."""
    with pytest.raises(UnknownEvent, match="event type 'ParcelTeleported' is not known to this version"):
        decode("ParcelTeleported", {})


def test_fields_that_make_no_event_are_named() -> None:
    """The message names event and field, and repeats no value."""
    with pytest.raises(UnknownEvent, match=r"event RequestAgreed: by: Field required") as caught:
        decode("RequestAgreed", {"note": "secret"})
    assert "secret" not in str(caught.value)


def test_folding_entries_is_folding_events() -> None:
    """The case of the register is the case of the events."""
    case = fold(short_story())

    assert case.version == 3
    assert case.agreement is not None
    assert case.agreement.by == "li"
    assert case.opened_at == short_story()[0].at


def test_a_story_begins_with_its_opening() -> None:
    """Nothing else makes a case."""
    with pytest.raises(BrokenStory, match="begins with CaseOpened, this one with nothing"):
        fold([])
    with pytest.raises(BrokenStory, match="this one with RequestAgreed"):
        fold(story(RequestAgreed(by="li")))


def test_the_actor_of_an_entry_is_who_did_it() -> None:
    """The column is taken from the event, so the two cannot differ."""
    assert entry(RequestAgreed(by="li"), seq=2, at=NOON).actor == "li"
    assert entry(opening(), seq=1, at=NOON).type == CaseOpened.__name__
