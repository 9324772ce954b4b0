"""Nobody writes to a buyer at night, also when the order to write was given by day and only carried out later."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from temporalio.testing import ActivityEnvironment

from activities.buyer import Buyer, ContactOrder, ContactOutcome, ContactState
from activities.letters import Letters, Words
from domain.contact.permission import Channel, contact_rules
from domain.contact.profile import Set, Trait
from gateways.assembly import Gateways
from gateways.connections import Shop
from gateways.messaging import Letter
from store import buyers, profiles
from store.pool import Pool, connect
from tests.store.samples import TERMS

CLOSING = datetime(2026, 3, 2, 12, 59, tzinfo=UTC)  # 20:59 in Shanghai; mail ends at 21:00


class Postbox:
    """Takes every letter."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def send(self, letter: Letter) -> str:
        """Keep it."""
        self.letters.append(letter)
        return "posted"


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """A database that knows one buyer."""
    pool = await connect(database, application_name="tests")
    await buyers.remember(pool, shop="lantern", platform_id="b1", email="lin@buyers.example", locale="zh_CN")
    yield pool
    await pool.close()


async def written(pool: Pool, post: Postbox, *, late: timedelta, **more: Any) -> ContactOutcome:
    """What becomes of a letter that was ordered a minute before quiet hours and attempted so much later.

    The platform takes no word, should it be asked.
    """
    order = ContactOrder(
        key="case-lantern-shop-R1/DONE/1",
        case_id="case-lantern-shop-R1",
        shop="lantern",
        order_id="O1",
        buyer=buyers.reference("lantern", "b1"),
        refund_id="",
        letter="DONE",
        question="",
        words=Words(amount=19900),
        rules=contact_rules(TERMS),
        zone="Asia/Shanghai",
        now=CLOSING,
    )
    order = replace(order, **more)
    asked_at = datetime.now(UTC)
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, scheduled_time=asked_at, started_time=asked_at + late)
    activities = Buyer(
        pool, lambda _: cast("Gateways", SimpleNamespace(mail=post, shop=Shop(shop_id="lantern"))), Letters.read()
    )
    return await environment.run(activities.contact, order)


async def test_a_letter_that_is_carried_out_at_once_leaves(pool: Pool) -> None:
    """A minute before nine in the evening is still day."""
    post = Postbox()
    outcome = await written(pool, post, late=timedelta())
    assert (outcome.state, len(post.letters)) == (ContactState.SENT, 1)


async def test_a_letter_that_waited_for_a_worker_into_the_night_is_deferred(pool: Pool) -> None:
    """Ordered at 20:59, tried at 21:09 because the workers or the mail server were away: it waits for the morning."""
    post = Postbox()
    outcome = await written(pool, post, late=timedelta(minutes=10))
    assert (outcome.state, post.letters) == (ContactState.DEFERRED, [])
    assert outcome.until is not None
    assert outcome.until > CLOSING + timedelta(hours=8)


async def test_a_channel_that_is_quiet_gives_way_to_one_that_may_be_used(pool: Pool) -> None:
    """By night nobody writes on the platform; where the terms let mail leave at any hour, the letter goes by mail."""
    post = Postbox()
    rules = replace(contact_rules(TERMS), text_from_clock=0, text_until_clock=24)
    outcome = await written(pool, post, late=timedelta(hours=3), refund_id="F-1", rules=rules)
    assert (outcome.state, outcome.channel, outcome.passed) == (ContactState.SENT, Channel.MAIL, ())


async def test_a_letter_waits_for_the_channel_that_opens_first(pool: Pool) -> None:
    """Both are quiet: mail would be at eight, the platform at six."""
    rules = replace(contact_rules(TERMS), platform_from_clock=6)
    outcome = await written(pool, Postbox(), late=timedelta(hours=3), refund_id="F-1", rules=rules)
    assert (outcome.state, outcome.channel) == (ContactState.DEFERRED, Channel.PLATFORM)
    assert outcome.until is not None
    assert outcome.until.astimezone(ZoneInfo("Asia/Shanghai")).hour == 6


async def test_the_channel_that_the_buyer_prefers_is_tried_first(pool: Pool) -> None:
    """Noted in the profile: the letter goes by mail, though the request is the platform's."""
    made = Set(trait=Trait.CHANNEL, value="mail", by="ann", at=CLOSING)
    assert await profiles.set_trait(pool, buyers.reference("lantern", "b1"), made)
    post = Postbox()
    outcome = await written(pool, post, late=timedelta(), refund_id="F-1")
    assert (outcome.state, outcome.channel, len(post.letters)) == (ContactState.SENT, Channel.MAIL, 1)
