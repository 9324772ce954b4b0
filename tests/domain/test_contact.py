"""When a buyer may be written to: hours of the buyer's own zone, and caps over all of a buyer's cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.contact import Allowed, Channel, Contact, ContactRules, Deferred, Denied, Permission, contact_allowed
from domain.contact import contact_rules as rules_of
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


@pytest.mark.parametrize(("case_id", "answer"), [(CASE, Denied), (OTHER, Allowed)])
def test_the_cases_cap_is_for_its_own_messages(case_id: str, answer: type[Permission]) -> None:
    """Twelve in one case are enough for its whole life; another case has its own."""
    assert isinstance(asked(log=mails(*range(30, 42), case_id=case_id)), answer)


@pytest.mark.parametrize("channel", Channel)
def test_an_opt_out_is_final(channel: Channel) -> None:
    """Who asked not to be written to is not, on any channel and at any hour (F97)."""
    assert isinstance(asked(channel=channel, opted_out=True), Denied)


def test_terms_that_allow_no_mail() -> None:
    """A cap of none a day is a no, not a wait for a day that never comes."""
    assert isinstance(asked(rules=replace(RULES, texts_a_day=0)), Denied)
    assert asked(channel=Channel.PLATFORM, rules=replace(RULES, texts_a_day=0)) == Allowed()
