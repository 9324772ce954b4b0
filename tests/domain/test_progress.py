"""When a buyer whose case waits for others is owed a word, and what it says."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain import commands
from domain import events as ev
from domain.case import Case
from domain.commands import NotPermitted
from domain.contact.progress import IN_WORDS, WAITS_FOR, Party, Progress, owed_progress
from domain.goods import ParcelState
from domain.permit import permit
from tests.domain.case_forms import (
    AGREED,
    DAY,
    HOUR,
    NOON,
    OPEN_WINDOW,
    PAID,
    case_of,
    closed,
    missed,
    moved,
    sent,
)

ARRIVED = (AGREED, OPEN_WINDOW, sent(), moved(ParcelState.ARRIVED))
LATER = NOON + 30 * HOUR
WROTE = ev.BuyerContacted(letter="N7-3", channel="mail", key="k")
PLANNED = ev.CaseNoted(text="asked", by="li", next_action="ask again", next_due=NOON + 40 * HOUR)
OVERDUE = ev.CaseNoted(text="asked", by="li", next_action="ask again", next_due=NOON + 20 * HOUR)


@pytest.mark.parametrize(
    ("case", "at", "party"),
    [
        (case_of(), LATER, Party.SHOP),
        (case_of(), NOON + 19 * HOUR, None),
        (case_of(), NOON + 20 * HOUR, Party.SHOP),
        (missed(), LATER, Party.CARRIER),
        (case_of(*ARRIVED), LATER, Party.WAREHOUSE),
        (case_of(AGREED, OPEN_WINDOW), LATER, None),  # the buyer is to post the goods
        (case_of(AGREED, OPEN_WINDOW, sent()), LATER, None),  # and then their parcel travels
        (case_of(*ARRIVED, *PAID), LATER, None),  # the money went back
        (case_of(*ARRIVED, WROTE), LATER, Party.WAREHOUSE),
        (case_of(*ARRIVED, WROTE), NOON + 24 * HOUR, None),  # written to at hour 5
        (case_of(ev.ProgressOwed()), NOON + 20 * HOUR, None),  # a word is on its way
        (case_of(ev.ProgressOwed()), NOON + 24 * HOUR, Party.SHOP),  # the next round is hardly a day later
        (case_of(ev.CaseHeld(by="li", reason="check")), LATER, Party.SHOP),
        (closed(case_of()), LATER, None),
    ],
)
def test_when_a_word_is_owed(case: Case, at: datetime, party: Party | None) -> None:
    """Others are to act, and the buyer heard nothing for a day (R128)."""
    owed = owed_progress(case, at)
    assert (owed.party if owed is not None else None) is party


def test_a_delay_is_told_once() -> None:
    """The same reason and date again is refused; another date is news."""
    told = case_of(ev.ProgressOwed(reason="the part is late", eta=NOON + DAY, by="li"))
    again = commands.TellProgress(by="li", reason="the part is late", eta=NOON + DAY)
    with pytest.raises(NotPermitted, match="told just that"):
        permit(again, told, NOON + 2 * HOUR)
    permit(replace(again, eta=NOON + 2 * DAY), told, NOON + 2 * HOUR)


@pytest.mark.parametrize(
    ("case", "planned", "eta"),
    [
        (case_of(), None, LATER + DAY),
        (case_of(PLANNED), None, NOON + 40 * HOUR),  # what is done next is told, where it is done within a day
        (case_of(OVERDUE), NOON + 20 * HOUR, LATER + DAY),
    ],
)
def test_what_was_planned_and_when_the_buyer_hears_again(case: Case, planned: datetime | None, eta: datetime) -> None:
    """What is over is told as a delay with a new date (R119)."""
    assert owed_progress(case, LATER) == Progress(party=Party.SHOP, planned_at=planned, eta=eta)


def test_each_party_is_told_in_both_languages() -> None:
    """And each stage names one of them."""
    assert set(IN_WORDS) == set(Party) == set(WAITS_FOR.values())


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (commands.TellProgress(by="policy"), "NOT_DUE"),
        (commands.TellProgress(by="li", reason="the part is late"), "NO_DATE"),
        (commands.TellProgress(by="li", eta=NOON + 2 * HOUR), "NO_REASON"),
        (commands.TellProgress(by="li", reason="the part is late", eta=NOON - HOUR), "BAD_VALUE"),
        (commands.TellProgress(by="li", reason="you will regret it", eta=NOON + DAY), "UNFIT_WORDS"),
    ],
)
def test_a_word_that_does_not_fit_is_refused(command: commands.Command, code: str) -> None:
    """Not due, without a date, without a reason, for a date that has passed, in words that nobody may read."""
    with pytest.raises(NotPermitted) as refused:
        permit(command, case_of(), NOON + timedelta(minutes=1))
    assert refused.value.code == code
