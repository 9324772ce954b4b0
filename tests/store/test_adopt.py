"""Payments that were not of our sending, and payments that will not be sent."""

from dataclasses import replace

import pytest

from domain.events import PaymentState
from store import ledger
from store.payment import ClaimVersion, KeyReused, Report, Source
from store.pool import Pool
from tests.store.samples import NOON, open_account, payment

SENT, UNKNOWN, FAILED = PaymentState.SENT, PaymentState.UNKNOWN, PaymentState.FAILED
SETTLED, RESERVED = PaymentState.SETTLED, PaymentState.RESERVED
PLATFORM = ClaimVersion(refund_id="R77", version="2", phase="onsale")


async def test_a_payment_of_the_platform_is_booked_beyond_the_cap(pool: Pool) -> None:
    """The platform paid after the cap was used up: the money has moved, so it is booked and shown."""
    await open_account(pool)
    await ledger.reserve(pool, payment("K1", 11000, lines=()), NOON)
    own = payment("K2", 3000, lines=(), channel="taobao", claim=PLATFORM)

    booked = await ledger.adopt(pool, own, Report(state=SETTLED, amount=3000, provider_ref="R77"), NOON)

    assert (booked.state, booked.overpaid) == (SETTLED, 3000)
    assert [difference.key for difference in (await ledger.audit(pool)).differences] == ["K2"]


@pytest.mark.parametrize("known", [RESERVED, SENT, UNKNOWN, SETTLED])
async def test_a_payment_of_the_platform_that_is_ours_is_not_booked_twice(pool: Pool, known: PaymentState) -> None:
    """We agreed, no answer came, and the case then reads that the request is paid: one payment, ours."""
    await open_account(pool)
    ours = payment("K1", 3000, lines=(), channel="taobao", claim=PLATFORM)
    await ledger.reserve(pool, ours, NOON)
    await ledger.record_outcome(pool, "K1", Report(state=known), Source.ANSWER, NOON)

    booked = await ledger.adopt(pool, replace(ours, key="K2", decision=2), Report(state=SETTLED, amount=3000), NOON)

    assert (booked.key, booked.state) == ("K1", SETTLED)
    assert (await ledger.by_order(pool, "lantern", "O1")).settled == 3000


async def test_another_amount_paid_by_the_platform_replaces_ours(pool: Pool) -> None:
    """The buyer asked for less, the platform paid that by itself: our larger payment was never made."""
    await open_account(pool)
    ours = payment("K1", 3000, lines=(), channel="taobao", claim=PLATFORM)
    await ledger.reserve(pool, ours, NOON)

    await ledger.adopt(pool, replace(ours, key="K2", decision=2), Report(state=SETTLED, amount=2500), NOON)

    states = {movement.key: (movement.state, movement.amount) for movement in await ledger.by_case(pool, ours.case_id)}
    assert states == {"K1": (FAILED, 3000), "K2": (SETTLED, 2500)}


async def test_adopting_again_books_nothing_more(pool: Pool) -> None:
    """Under the key that it was booked with, also when the amount was not the one we thought."""
    await open_account(pool)
    own = payment("K2", 3000, lines=(), channel="taobao", claim=PLATFORM)
    report = Report(state=SETTLED, amount=2500)

    assert await ledger.adopt(pool, own, report, NOON) == await ledger.adopt(pool, own, report, NOON)
    assert (await ledger.by_order(pool, "lantern", "O1")).settled == 2500


async def test_a_key_that_paid_something_else_adopts_nothing(pool: Pool) -> None:
    """The key of another payment is refused here too."""
    await open_account(pool)
    await ledger.reserve(pool, payment("K1", 1000), NOON)

    with pytest.raises(KeyReused):
        await ledger.adopt(pool, payment("K1", 3000, channel="taobao"), Report(state=SETTLED, amount=2500), NOON)


async def test_a_payment_that_was_not_sent_can_be_given_up(pool: Pool) -> None:
    """Its room is free, its key used up: an attempt still under way somewhere sends nothing."""
    await open_account(pool)
    await ledger.reserve(pool, payment(), NOON)

    assert (await ledger.give_up(pool, payment(), "diverted", NOON)).state is FAILED
    assert (await ledger.mark_sent(pool, "K1", NOON)).state is FAILED
    assert (await ledger.give_up(pool, payment("K2"), "diverted", NOON)).state is FAILED
    assert (await ledger.reserve(pool, payment("K2"), NOON)).state is FAILED
    assert (await ledger.by_order(pool, "lantern", "O1")).left == 11000


async def test_a_payment_that_was_sent_cannot_be_given_up(pool: Pool) -> None:
    """It may be paid: it stands as it is."""
    await open_account(pool)
    await ledger.reserve(pool, payment(), NOON)
    await ledger.mark_sent(pool, "K1", NOON)

    assert (await ledger.give_up(pool, payment(), "diverted", NOON)).state is SENT
