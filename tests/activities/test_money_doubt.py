"""A timeout is not a failure: what is not known is looked up, and never sent past the life of its key."""

from datetime import timedelta

import pytest

from activities.money import Money
from domain.events import PaymentState
from gateways.errors import Fault, GatewayError
from gateways.payments import PayoutState
from store.pool import Pool
from tests.activities.bank import Bank, Hands, failure, payout, pays_and_hangs, refuses, says, state
from tests.store.samples import payment

SETTLED, UNKNOWN, FAILED, RESERVED = (
    PaymentState.SETTLED,
    PaymentState.UNKNOWN,
    PaymentState.FAILED,
    PaymentState.RESERVED,
)


async def test_a_timeout_after_the_commit_is_found_by_looking(money: Money, bank: Bank) -> None:
    """No answer is not a failure: the lookup finds the payment at once."""
    bank.then(pays_and_hangs(bank))

    assert (await money.pay(payment())).state is SETTLED
    assert (bank.sent, bank.looked_up) == (["K1"], ["K1"])


async def test_a_timeout_without_effect_stays_unknown_until_the_same_key_pays(money: Money, bank: Bank) -> None:
    """The provider has no such payment so far: unknown, then looked up, then sent again under the same key."""
    bank.then(refuses(Fault.UNKNOWN_EFFECT, "no answer in time"))

    receipt = await money.pay(payment())
    assert (receipt.state, receipt.reason) == (UNKNOWN, "the provider has no such payment so far")
    assert (await money.look_up(payment())).state is UNKNOWN
    assert (await money.pay(payment())).state is SETTLED
    assert [paid.key for paid in bank.paid] == ["K1"]


async def test_a_timeout_whose_lookup_fails_stays_unknown(money: Money, bank: Bank) -> None:
    """Nobody can say: that is an outcome, not an error."""
    bank.then(pays_and_hangs(bank))
    bank.lookup_fault = GatewayError(Fault.TRANSIENT, "bank", "connection refused")

    receipt = await money.pay(payment())
    assert (receipt.state, receipt.reason) == (UNKNOWN, "no answer in time")

    bank.lookup_fault = None
    assert (await money.look_up(payment())).state is SETTLED
    assert len(bank.paid) == 1


@pytest.mark.parametrize(
    ("passed", "sends"),
    [
        (timedelta(hours=19, minutes=59), 2),
        (timedelta(hours=20, minutes=1), 1),
        (timedelta(hours=23, minutes=59), 1),
        (timedelta(hours=24, minutes=1), 1),
        (timedelta(days=30), 1),
    ],
    ids=str,
)
async def test_no_post_after_key_ttl(money: Money, bank: Bank, hands: Hands, passed: timedelta, sends: int) -> None:
    """Past min(20 h, life - 4 h) after the first send we look up and never send: the key may be forgotten (R4)."""
    bank.then(refuses(Fault.UNKNOWN_EFFECT))
    await money.pay(payment())

    hands.move(passed)
    receipt = await money.pay(payment())

    assert len(bank.sent) == sends
    assert receipt.state is (SETTLED if sends == 2 else UNKNOWN)
    assert len(bank.paid) == sends - 1


async def test_past_its_life_a_payment_that_was_made_is_found(money: Money, bank: Bank, hands: Hands) -> None:
    """The provider has forgotten the key, not the payment."""
    bank.then(pays_and_hangs(bank))
    bank.lookup_fault = GatewayError(Fault.TRANSIENT, "bank", "down")
    await money.pay(payment())
    bank.lookup_fault, bank.forgotten = None, True

    hands.move(timedelta(days=30))

    assert (await money.pay(payment())).state is SETTLED
    assert len(bank.paid) == 1


async def test_a_key_that_lives_for_ever_may_be_sent_for_ever(pool: Pool, hands: Hands) -> None:
    """A platform's own request is the key: agreeing to it again is safe after a month."""
    platform = Bank(lives=None)
    money = Money(pool, lambda _shop, _channel: platform, hands)
    platform.then(refuses(Fault.UNKNOWN_EFFECT))
    await money.pay(payment())

    hands.move(timedelta(days=30))

    assert (await money.pay(payment())).state is SETTLED
    assert len(platform.sent) == 2


async def test_the_life_of_a_key_begins_with_the_send_that_reached_someone(
    money: Money, bank: Bank, hands: Hands
) -> None:
    """A week of refused connections and an empty account does not use up the key."""
    for _ in range(4):
        bank.then(refuses(Fault.TRANSIENT), refuses(Fault.NEEDS_FUNDS))
        await failure(money.pay(payment()))
        await failure(money.pay(payment()))
        hands.move(timedelta(days=2))

    assert (await money.pay(payment())).state is SETTLED


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.STALE])
async def test_a_refusal_after_a_doubtful_send_is_looked_up_first(money: Money, bank: Bank, fault: Fault) -> None:
    """A refusal such as "exceeds what was paid" may mean that our own first send has paid it."""
    bank.then(pays_and_hangs(bank), refuses(fault, "exceeds what was paid"))
    bank.lookup_fault = GatewayError(Fault.TRANSIENT, "bank", "down")
    assert (await money.pay(payment())).state is UNKNOWN
    bank.lookup_fault = None

    assert (await money.pay(payment())).state is SETTLED


async def test_a_refusal_after_a_doubtful_send_without_effect_has_failed(money: Money, pool: Pool, bank: Bank) -> None:
    """The books say no and the provider says no: certainly not paid."""
    bank.then(refuses(Fault.UNKNOWN_EFFECT), refuses(Fault.REFUSED, "order closed"))
    await money.pay(payment())

    assert (await failure(money.pay(payment()))).type == "REFUSED"
    assert await state(pool) is FAILED
    assert (await money.pay(payment())).state is FAILED
    assert bank.sent == ["K1", "K1"]


async def test_a_request_that_changed_after_a_doubtful_send_has_failed(money: Money, pool: Pool, bank: Bank) -> None:
    """The lookup says that it was not paid and that the buyer has changed the request since."""
    bank.then(refuses(Fault.UNKNOWN_EFFECT))
    await money.pay(payment())
    bank.lookup_fault = GatewayError(Fault.STALE, "bank", "version 3, not 2")

    receipt = await money.look_up(payment())

    assert (receipt.state, receipt.reason) == (FAILED, "version 3, not 2")
    assert await state(pool) is FAILED


async def test_accepted_is_not_paid(money: Money, bank: Bank) -> None:
    """The provider will pay later: sent, until a lookup or a notice tells."""
    bank.then(says(PayoutState.PENDING))
    assert (await money.pay(payment())).state is PaymentState.SENT

    bank.paid.append(payout(payment(), amount=2000))
    assert (await money.look_up(payment())).state is SETTLED


async def test_looking_up_what_was_never_sent_changes_nothing(money: Money, pool: Pool, bank: Bank) -> None:
    """It is not there because we did not send it: it stays reserved."""
    bank.then(refuses(Fault.NEEDS_FUNDS))
    await failure(money.pay(payment()))

    assert (await money.look_up(payment())).state is RESERVED
    assert await state(pool) is RESERVED


async def test_a_lookup_that_fails_is_tried_again(money: Money, pool: Pool, bank: Bank) -> None:
    """The provider is away: retryable, and what is known stays."""
    bank.then(refuses(Fault.UNKNOWN_EFFECT))
    await money.pay(payment())
    bank.lookup_fault = GatewayError(Fault.TRANSIENT, "bank", "down")

    error = await failure(money.look_up(payment()))

    assert (error.type, error.non_retryable) == ("TRANSIENT", False)
    assert await state(pool) is UNKNOWN
