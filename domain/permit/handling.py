"""Which commands on its handling a case takes, and the events that they become (tables 3.17 and 3.19)."""

import re
from datetime import datetime
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.causes import CAUSES
from domain.commands import (
    AlarmHandover,
    Assign,
    HandCase,
    Handling,
    NameCause,
    NotPermitted,
    Tag,
    TakeNote,
    TellProgress,
)
from domain.contact.progress import owed_progress
from domain.events import Event
from domain.fit_words import UNFIT, check_words
from domain.permit.checks import said, still_open
from domain.register.incident import What
from domain.register.tags import tags_of

TAG = re.compile(r"[\w.:/-]{1,40}")
LONGEST_NAME = 60
LONGEST_NOTE = 500


def fits(command: Handling, case: Case, at: datetime | None) -> None:
    """Raise NotPermitted when the case takes no such command now."""
    match command:
        case Tag():
            _may_tag(command, case)
        case NameCause():
            if command.cause not in CAUSES:
                raise NotPermitted("UNKNOWN_CAUSE", f"The pick-list has no {command.cause!r}: {', '.join(CAUSES)}.")
            _written(command.note)
        case Assign():
            still_open(case)
            _named(command.to)
            if command.to == case.handling.owner and case.handling.handing_over is None:
                raise NotPermitted("SAME_OWNER", f"The case is {command.to}'s already.")
        case HandCase():
            _may_hand_over(command, case)
        case AlarmHandover():
            waiting = case.handling.handing_over
            if waiting is None or waiting.alarmed:
                raise NotPermitted("NO_HANDOVER", "No hand-over of this case waits to be told of.")
        case TakeNote():
            _may_note(command, at)
        case TellProgress():
            _may_tell(command, case, at)
        case _:
            assert_never(command)


def effect(command: Handling, case: Case) -> tuple[Event, ...]:
    """The events that an accepted command means."""
    match command:
        case Tag():
            off = [ev.TagRemoved(tag=tag, by=command.by) for tag in command.remove]
            return (*off, *(ev.TagAdded(tag=tag, by=command.by) for tag in command.add))
        case NameCause():
            return (ev.RootCauseSet(cause=command.cause, by=command.by, note=command.note),)
        case Assign():
            return (ev.CaseAssigned(to=command.to, by=command.by, reason=command.reason),)
        case HandCase():
            return (ev.CaseHandedOver(to=command.to, by=command.by, note=command.note),)
        case AlarmHandover():
            waiting = case.handling.handing_over
            to = waiting.to if waiting is not None else ""
            return (ev.HandoverOverdue(to=to, hours=command.hours, by=command.by),)
        case TakeNote():
            noted = ev.CaseNoted(
                text=command.text, by=command.by, next_action=command.next_action, next_due=command.next_due
            )
            return (noted,)
        case TellProgress():
            return (ev.ProgressOwed(reason=command.reason, eta=command.eta, incident=command.incident, by=command.by),)
        case _:
            assert_never(command)


def _may_tag(command: Tag, case: Case) -> None:
    for tag in (*command.add, *command.remove):
        if not TAG.fullmatch(tag):
            words = f"{tag!r} is no tag: 1 to 40 letters, digits and the signs _ . : / - are expected."
            raise NotPermitted("BAD_TAG", words)
    borne = tags_of(case)
    missing = [tag for tag in command.remove if tag not in borne]
    if missing:
        raise NotPermitted(
            "NO_SUCH_TAG", f"The case does not bear {missing[0]}; it bears {', '.join(borne) or 'none'}."
        )
    if not command.remove and all(tag in borne for tag in command.add):
        raise NotPermitted("SAME_TAGS", f"Nothing would change; the case bears {', '.join(borne) or 'no tag'}.")


def _may_hand_over(command: HandCase, case: Case) -> None:
    still_open(case)
    _named(command.to)
    _written(command.note)
    if not case.handling.owner:
        raise NotPermitted("NO_OWNER", "Nobody has this case in hand: assign it, instead of handing it over.")
    if command.to == case.handling.owner:
        raise NotPermitted("SAME_OWNER", f"The case is {command.to}'s already.")


def _may_note(command: TakeNote, at: datetime | None) -> None:
    said(command.text, "a note")
    _written(command.text, command.next_action)
    if command.next_due is not None and not command.next_action.strip():
        raise NotPermitted("NO_ACTION", "A due time is that of the next action: say what is done next.")
    if command.next_due is not None and at is not None and command.next_due <= at:
        raise NotPermitted("BAD_VALUE", "The next action is due at a moment that has passed.")


def _may_tell(command: TellProgress, case: Case, at: datetime | None) -> None:
    still_open(case)
    if command.incident and command.incident not in set(What):
        raise NotPermitted("UNKNOWN_INCIDENT", f"{command.incident!r} is none of {', '.join(What)}.")
    if command.eta is None:
        if command.reason:
            raise NotPermitted("NO_DATE", "Say until when it is done now: a delay without a new date says nothing.")
        if at is not None and owed_progress(case, at) is None:
            raise NotPermitted("NOT_DUE", "The buyer has heard of us, or it is their turn: no word is due.")
        return
    said(command.reason, "a delay")
    check_words(command.reason)
    if at is not None and command.eta <= at:
        raise NotPermitted("BAD_VALUE", "The new date has passed already.")
    if (command.reason, command.eta) == (case.handling.delay_reason, case.handling.delay_until):
        raise NotPermitted("SAID", "The buyer has been told just that.")


def _named(name: str) -> None:
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise NotPermitted("NO_NAME", f"Say who has the case in hand, in 1 to {LONGEST_NAME} characters.")


def _written(*texts: str) -> None:
    """Notes are short, and say nothing by which the buyer is known: that is kept apart from cases."""
    for text in texts:
        if len(text) > LONGEST_NOTE:
            raise NotPermitted("TOO_LONG", f"At most {LONGEST_NOTE} characters.")
        if UNFIT["somebody's data"].search(text):
            raise NotPermitted(
                "PERSONAL_DATA",
                "This holds a phone number, an identity number or an address of mail: write it without; a buyer's data "
                "is kept apart from their cases.",
            )
