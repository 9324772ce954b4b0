"""When a buyer may be written to: hours of the buyer's own zone, and caps over all of a buyer's cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.contact.permission import (
    DAILY,
    FIRST_ANSWER,
    Allowed,
    Channel,
    Contact,
    ContactRules,
    Deferred,
    Denied,
    Permission,
    asks_to_stop,
    contact_allowed,
)
from domain.contact.permission import contact_rules as rules_of
from tests.domain.packs import pack

RULES = rules_of(pack("cn_taobao"))
NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)  # in Shanghai
CASE, OTHER = "case-1", "case-2"


def asked(
    now: datetime = NOON,
    channel: Channel = Channel.MAIL,
    log: tuple[Contact, ...] = (),
    *,
    zone: str = "Asia/Shanghai",
    rules: ContactRules = RULES,
    opted_out: bool = False,
) -> Permission:
    """May the buyer be written to in CASE?"""
    return contact_allowed(now, channel, log, case_id=CASE, zone=zone, rules=rules, opted_out=opted_out)


def mails(*hours_ago: float, case_id: str = OTHER, channel: Channel = Channel.MAIL) -> tuple[Contact, ...]:
    """Messages that left so many hours before noon."""
    return tuple(Contact(case_id=case_id, channel=channel, at=NOON - timedelta(hours=hours)) for hours in hours_ago)


@pytest.mark.parametrize(
    ("channel", "hour", "minute", "opens"),
    [
        (Channel.MAIL, 7, 59, (4, 8)),
        (Channel.MAIL, 8, 0, None),
        (Channel.MAIL, 20, 59, None),
        (Channel.MAIL, 21, 0, (5, 8)),
        (Channel.PLATFORM, 21, 0, None),
        (Channel.PLATFORM, 22, 0, (5, 8)),
        (Channel.PLATFORM, 0, 0, (4, 8)),
    ],
)
def test_quiet_hours(channel: Channel, hour: int, minute: int, opens: tuple[int, int] | None) -> None:
    """Mail from 8 to 21, the platform's thread until 22; what comes too late waits for the morning (3.0.5)."""
    shanghai = datetime(2026, 5, 4, hour, minute, tzinfo=UTC) - timedelta(hours=8)
    answer = asked(shanghai, channel)
    if opens is None:
        assert answer == Allowed()
    else:
        assert isinstance(answer, Deferred)
        assert answer.until == datetime(2026, 5, opens[0], opens[1], tzinfo=UTC) - timedelta(hours=8)
        assert "quiet hours" in answer.reason


def test_the_hours_are_the_buyers_own() -> None:
    """Noon in Shanghai is the middle of the night in New York."""
    answer = asked(zone="America/New_York")
    assert isinstance(answer, Deferred)
    assert answer.until == datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("log", "hours"),
    [
        (mails(1, 2, 3), None),
        (mails(1, 2, 3, 3.5), 20.5),
        (mails(1, 2) + mails(2.5, 3.5, case_id=CASE), 20.5),
        (mails(1, 2, 3, 24), None),
        (mails(1, 2, 3, 4, 22), 20),
        (mails(1, 2, 3) + mails(1, 2, channel=Channel.PLATFORM), None),
        (mails(1, 2, 3, 12), 20),
    ],
    ids=["room", "full", "two cases", "a day ago", "over the cap", "the platform's thread", "ends in quiet hours"],
)
def test_the_days_cap_counts_all_of_a_buyers_cases(log: tuple[Contact, ...], hours: float | None) -> None:
    """Four in 24 hours, whichever case they were for; then it waits until the oldest has aged, and for the morning."""
    answer = asked(log=log)
    if hours is None:
        assert answer == Allowed()
    else:
        assert isinstance(answer, Deferred)
        assert answer.until == NOON + timedelta(hours=hours)
        assert "4 messages in 24 hours over all cases" in answer.reason


def test_a_first_answer_takes_no_place_under_the_caps() -> None:
    """It answers what the buyer has just asked, and what follows must not wait a day for it (R13)."""
    answers = tuple(replace(mail, letter=FIRST_ANSWER) for mail in mails(1, 2, case_id=CASE))
    assert asked(log=answers + mails(1, 2, 3)) == Allowed()
    assert isinstance(asked(log=answers + mails(1, 2, 3, 4)), Deferred)


@pytest.mark.parametrize(("case_id", "answer"), [(CASE, Denied), (OTHER, Allowed)])
def test_the_cases_cap_is_for_its_own_messages(case_id: str, answer: type[Permission]) -> None:
    """Twelve in one case are enough for its whole life; another case has its own."""
    assert isinstance(asked(log=mails(*range(30, 42), case_id=case_id)), answer)


@pytest.mark.parametrize("letter", sorted(DAILY))
def test_a_daily_word_leaves_the_letters_of_the_case_their_places(letter: str) -> None:
    """A late repair tells of itself for weeks, and its end is told all the same; a day has its cap as ever (R128)."""
    daily = tuple(replace(mail, letter=letter) for mail in mails(*range(30, 60), case_id=CASE))
    assert asked(log=daily) == Allowed()
    today = tuple(replace(mail, letter=letter) for mail in mails(1, 2, 3, 4, case_id=CASE))
    assert isinstance(asked(log=today), Deferred)


@pytest.mark.parametrize("channel", Channel)
def test_an_opt_out_is_final(channel: Channel) -> None:
    """Who asked not to be written to is not, on any channel and at any hour (F97)."""
    assert isinstance(asked(channel=channel, opted_out=True), Denied)


def test_terms_that_allow_no_mail() -> None:
    """A cap of none a day is a no, not a wait for a day that never comes."""
    assert isinstance(asked(rules=replace(RULES, texts_a_day=0)), Denied)
    assert asked(channel=Channel.PLATFORM, rules=replace(RULES, texts_a_day=0)) == Allowed()


def calls(*hours_ago: float, case_id: str = OTHER) -> tuple[Contact, ...]:
    """Calls to the buyer, so many hours before NOON."""
    return mails(*hours_ago, case_id=case_id, channel=Channel.PHONE)


@pytest.mark.parametrize(
    ("now", "log", "hours"),
    [
        (NOON, (), 0),
        (NOON - timedelta(hours=3), (), 1),  # nine in the morning: at ten
        (NOON + timedelta(hours=6), (), 16),  # six in the evening: at ten tomorrow
        (NOON, calls(1), 1),  # two hours between two calls
        (NOON + timedelta(hours=5), calls(-4), 17),  # the gap ends in the evening
        (NOON, calls(1.5, 0.5), 22),  # two today, over all cases
        (NOON, calls(25, 24.5), 0),
        (NOON, calls(2), 0),
        (NOON, mails(1, 1, 1, 1, 1), 0),  # mails are no calls
    ],
)
def test_when_a_buyer_may_be_called(now: datetime, log: tuple[Contact, ...], hours: float) -> None:
    """Ten to six on the buyer's clock, two a day over all cases, two hours apart (F97, R120 to R123)."""
    answer = asked(now, Channel.PHONE, log)
    if not hours:
        assert answer == Allowed()
    else:
        assert isinstance(answer, Deferred)
        assert answer.until == NOON + timedelta(hours=hours) if now == NOON else answer.until >= now
        assert 10 <= answer.until.astimezone(ZoneInfo("Asia/Shanghai")).hour < 18


@pytest.mark.parametrize(("case_id", "answer"), [(CASE, Denied), (OTHER, Allowed)])
def test_three_calls_are_enough_for_a_case(case_id: str, answer: type[Permission]) -> None:
    """Another case has its own."""
    assert isinstance(asked(channel=Channel.PHONE, log=calls(30, 60, 90, case_id=case_id)), answer)


def test_calls_do_not_count_as_mails() -> None:
    """Caps of text and mail are for text and mail."""
    assert asked(log=calls(*range(1, 20), case_id=CASE)) == Allowed()


@pytest.mark.parametrize(
    ("words", "stops"),
    [
        ("退订", True),
        ("STOP", True),
        ("stop.", True),
        ("不要再联系！", True),
        ("please stop the parcel", False),
        ("", False),
    ],
)
def test_who_asks_to_stop(words: str, stops: bool) -> None:  # noqa: FBT001 - a table's columns
    """The wish alone, not a sentence that has the word in it."""
    assert asks_to_stop(words) is stops
