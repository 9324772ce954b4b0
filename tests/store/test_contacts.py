"""Messages to buyers are reserved before they leave, so caps hold over all cases of a buyer at once."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from domain.contact.permission import Allowed, Channel, Contact, Deferred, Denied, Permission
from store import contacts
from store.contacts import AlreadySent, ContactKeyReused, Letter, UnknownContact
from store.pool import Pool
from tests.store.samples import NOON

CAP = 2


def at_most_two(log: list[Contact]) -> Permission:
    """Two messages a buyer, whichever case sends them."""
    return Allowed() if len(log) < CAP else Denied(reason="two already")


def letter(key: str, *, case_id: str = "c1", buyer: str = "b_1", at: datetime = NOON) -> Letter:
    """A reminder by mail."""
    return Letter(key=key, buyer=buyer, case_id=case_id, channel=Channel.MAIL, letter="reminder", at=at)


async def test_caps_hold_when_all_cases_of_a_buyer_write_at_once(pool: Pool) -> None:
    """Thirty cases, two messages: the others are told no. Another buyer is not concerned."""
    asked = [contacts.reserve(pool, letter(f"k{n}", case_id=f"c{n}"), at_most_two) for n in range(30)]
    answers = await asyncio.gather(*asked)

    assert sum(isinstance(answer, Allowed) for answer in answers) == CAP
    assert await contacts.reserve(pool, letter("other", buyer="b_2"), at_most_two) == Allowed()


async def test_a_message_that_left_does_not_leave_again(pool: Pool) -> None:
    """The same key is answered with what was sent."""
    await contacts.reserve(pool, letter("k1"), at_most_two)
    await contacts.sent(pool, "k1", "<mail-1@example.org>")

    assert await contacts.reserve(pool, letter("k1"), at_most_two) == AlreadySent(provider_ref="<mail-1@example.org>")


async def test_an_attempt_that_was_cut_short_may_send_under_its_own_key(pool: Pool) -> None:
    """Its own reservation does not stand in its way, even at the cap."""
    await contacts.reserve(pool, letter("k1"), at_most_two)
    await contacts.reserve(pool, letter("k2"), at_most_two)

    assert await contacts.reserve(pool, letter("k2"), at_most_two) == Allowed()
    assert isinstance(await contacts.reserve(pool, letter("k3"), at_most_two), Denied)


async def test_a_message_that_could_not_be_sent_frees_its_place(pool: Pool) -> None:
    """The place goes to the next one; the failed one asks anew."""
    await contacts.reserve(pool, letter("k1"), at_most_two)
    await contacts.reserve(pool, letter("k2"), at_most_two)
    await contacts.failed(pool, "k1", "550 no such mailbox")

    assert await contacts.reserve(pool, letter("k3"), at_most_two) == Allowed()
    assert isinstance(await contacts.reserve(pool, letter("k1"), at_most_two), Denied)


async def test_a_message_that_must_wait_takes_no_place(pool: Pool) -> None:
    """A deferred message is not reserved."""
    later = Deferred(until=NOON, reason="quiet hours")

    assert await contacts.reserve(pool, letter("k1"), lambda _: later) == later
    for key in ("k2", "k3"):
        assert await contacts.reserve(pool, letter(key), at_most_two) == Allowed()


async def test_a_late_failure_does_not_unsend(pool: Pool) -> None:
    """What left, left."""
    await contacts.reserve(pool, letter("k1"), at_most_two)
    await contacts.sent(pool, "k1", "m1")
    await contacts.failed(pool, "k1", "timeout of an older attempt")

    assert isinstance(await contacts.reserve(pool, letter("k1"), at_most_two), AlreadySent)


async def test_a_key_is_for_one_message(pool: Pool) -> None:
    """The same key for another letter is a fault of ours, and is named."""
    await contacts.reserve(pool, letter("k1"), at_most_two)

    with pytest.raises(ContactKeyReused, match="message k1: asked for survey by mail in c1, but the key was used for"):
        await contacts.reserve(pool, replace(letter("k1"), letter="survey"), at_most_two)
    with pytest.raises(UnknownContact, match="no message has the key k9"):
        await contacts.sent(pool, "k9")
    with pytest.raises(UnknownContact, match="no message has the key k9"):
        await contacts.failed(pool, "k9", "why")
