"""What the class of a fault means for a payment, and what people are told."""

from datetime import timedelta

import pytest

from activities.money import Money
from domain.events import PaymentState
from gateways.errors import Fault, GatewayError
from gateways.payments import PayoutState
from store.pool import Pool
from tests.activities.bank import Bank, Hands, failure, refuses, says, state
from tests.store.samples import payment

SETTLED, UNKNOWN, FAILED, RESERVED = (
    PaymentState.SETTLED,
    PaymentState.UNKNOWN,
    PaymentState.FAILED,
    PaymentState.RESERVED,
)


@pytest.mark.parametrize(
    ("fault", "retryable", "after", "words"),
    [
        (Fault.TRANSIENT, True, RESERVED, "tried again by itself"),
        (Fault.RATE_LIMITED, True, RESERVED, "asks us to wait"),
        (Fault.NEEDS_FUNDS, False, RESERVED, "Fund or unfreeze the paying account, then retry: the same payment"),
        (Fault.CREDENTIALS, False, RESERVED, "Mend the shop's connection"),
        (Fault.STALE, False, FAILED, "decide again"),
        (Fault.REFUSED, False, FAILED, "mend it, then decide again"),
    ],
)
async def test_the_class_of_a_fault_decides_what_follows(
    money: Money, pool: Pool, bank: Bank, fault: Fault, retryable: object, after: PaymentState, words: str
) -> None:
    """Retried or shown to a person; the same key again, or a new decision. The message says what to do next."""
    bank.then(refuses(fault, "account frozen"))

    error = await failure(money.pay(payment()))

    assert (error.type, not error.non_retryable) == (fault, retryable)
    assert "bank: account frozen" in str(error)
    assert words in str(error)
    assert await state(pool) is after


async def test_a_rate_limit_is_kept(money: Money, bank: Bank) -> None:
    """Temporal is told when the provider wants to hear from us again."""
    bank.then(refuses(Fault.RATE_LIMITED, retry_after=timedelta(minutes=7)))

    assert (await failure(money.pay(payment()))).next_retry_delay == timedelta(minutes=7)


async def test_an_answer_that_says_failed_is_an_outcome(money: Money, bank: Bank) -> None:
    """Certainly not paid, in the provider's words; the key is used up."""
    bank.then(says(PayoutState.FAILED, "card expired"))

    receipt = await money.pay(payment())

    assert (receipt.state, receipt.reason) == (FAILED, "card expired")
    assert (await money.pay(payment())).state is FAILED
    assert bank.sent == ["K1"]


async def test_the_ledgers_refusals_reach_people(money: Money, bank: Bank) -> None:
    """Over the cap, a used key, an unknown order: not retried, in words, and nothing is sent."""
    await money.pay(payment())
    for order, kind, words in (
        (payment("K2", 9001, lines=()), "OVER_CAP", "CNY 90.00 is left"),
        (payment("K1", 1999), "KEY_REUSED", "used with another amount"),
        (payment("K3", order_id="O9"), "UNKNOWN_ORDER", "no account of order O9"),
        (payment("K4", currency="EUR"), "LEDGER", "in EUR"),
    ):
        error = await failure(money.pay(order))
        assert (error.type, error.non_retryable) == (kind, True)
        assert words in str(error)
    assert (await failure(money.look_up(payment("K9")))).type == "UNKNOWN_PAYMENT"
    assert bank.sent == ["K1"]


async def test_a_shop_without_the_connection_is_shown_to_people(pool: Pool, hands: Hands) -> None:
    """The payment is written down and waits for the connection; the same key goes on once it is there."""

    def missing(shop: str, _channel: str) -> Bank:
        raise GatewayError(Fault.CREDENTIALS, "shops", f"shop {shop} has no payments section")

    error = await failure(Money(pool, missing, hands).pay(payment()))

    assert (error.type, error.non_retryable) == ("CREDENTIALS", True)
    assert await state(pool) is RESERVED
    assert (await Money(pool, lambda _shop, _channel: Bank(), hands).pay(payment())).state is SETTLED
