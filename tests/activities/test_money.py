"""How money leaves: written down first, sent under one key, told once, whatever happens in between."""

import asyncio
from collections import Counter
from dataclasses import replace

from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.money import Money, Receipt
from domain.events import Payment, PaymentState
from gateways.errors import Fault, GatewayError
from gateways.payments import Payout, PayoutAnswer
from store import ledger
from store.payment import ClaimVersion, Report, Source
from store.pool import Pool
from store.prior import prior_refunds
from tests.activities.bank import Bank, failure, payout, pays_and_hangs, refuses, settled, state
from tests.store.samples import NOON, payment

SETTLED, UNKNOWN, FAILED, RESERVED = (
    PaymentState.SETTLED,
    PaymentState.UNKNOWN,
    PaymentState.FAILED,
    PaymentState.RESERVED,
)


async def test_a_payment_is_written_down_before_it_is_sent(money: Money, pool: Pool, bank: Bank) -> None:
    """When the channel is called, the ledger has the key as sent."""
    seen = []

    async def look(payout: Payout) -> PayoutAnswer:
        seen.append(await state(pool, payout.key))
        return bank.book(payout)

    bank.then(look)
    receipt = await ActivityEnvironment().run(money.pay, payment())

    assert seen == [PaymentState.SENT]
    assert receipt == Receipt(key="K1", state=SETTLED, amount=2000, provider_ref="RF-K1")


async def test_asking_again_pays_once(money: Money, bank: Bank) -> None:
    """An attempt after success tells what is known and sends nothing."""
    first = await money.pay(payment())

    assert await money.pay(payment()) == first
    assert bank.sent == ["K1"]


async def test_key_survives_failure(money: Money, bank: Bank) -> None:
    """Errors before and after the commit: every attempt carries the same key, and one payment is in the books."""
    bank.then(refuses(Fault.TRANSIENT), refuses(Fault.NEEDS_FUNDS), pays_and_hangs(bank))
    assert (await failure(money.pay(payment()))).type == "TRANSIENT"
    assert (await failure(money.pay(payment()))).type == "NEEDS_FUNDS"

    assert (await money.pay(payment())).state is SETTLED
    assert bank.sent == ["K1", "K1", "K1"]
    assert len(bank.paid) == 1


async def test_webhook_beats_response(money: Money, pool: Pool, bank: Bank) -> None:
    """The notice is booked while we still wait for the answer: one payment, one record."""

    async def notice_first(payout: Payout) -> PayoutAnswer:
        answer = bank.book(payout)
        await ledger.record_outcome(
            pool, payout.key, Report(state=SETTLED, amount=payout.amount, provider_ref="RF-K1"), Source.NOTICE, NOON
        )
        return answer

    bank.then(notice_first)
    receipt = await money.pay(payment())

    assert receipt.state is SETTLED
    account = await ledger.by_order(pool, "lantern", "O1")
    assert (account.settled, account.left) == (2000, 9000)
    assert [step.state for step in await ledger.history(pool, "K1")] == [RESERVED, PaymentState.SENT, SETTLED]


async def test_a_notice_beats_a_timeout(money: Money, pool: Pool, bank: Bank) -> None:
    """The notice came, the answer did not: settled, and nothing is looked up."""

    async def notice_then_hang(payout: Payout) -> PayoutAnswer:
        bank.book(payout)
        await ledger.record_outcome(pool, payout.key, Report(state=SETTLED), Source.NOTICE, NOON)
        raise GatewayError(Fault.UNKNOWN_EFFECT, "bank", "no answer in time")

    bank.then(notice_then_hang)

    assert (await money.pay(payment())).state is SETTLED
    assert bank.looked_up == []


async def test_gateway_orphan_adopted(money: Money, pool: Pool, bank: Bank) -> None:
    """The platform paid by itself: the payment is booked from its word, once, and counts against the order."""
    own = payment(
        "case/adopted/1", 3000, lines=(), channel="taobao",
        claim=ClaimVersion(refund_id="R77", version="2", phase="onsale"),
    )  # fmt: skip
    bank.paid.append(payout(own, amount=2500))

    receipt = await money.adopt(own)
    again = await money.adopt(own)

    assert (
        receipt == again == Receipt(key="case/adopted/1", state=SETTLED, amount=2500, provider_ref="RF-case/adopted/1")
    )
    assert (await ledger.by_order(pool, "lantern", "O1")).settled == 2500
    assert bank.sent == []


async def test_what_the_platform_did_not_pay_is_not_adopted(money: Money, pool: Pool) -> None:
    """Its word is needed: nothing is booked on ours."""
    error = await failure(money.adopt(payment()))

    assert (error.type, error.non_retryable) == ("NOT_PAID", True)
    assert await ledger.movement(pool, "K1") is None


async def test_a_changed_claim_is_sent_as_it_was_decided(money: Money, bank: Bank) -> None:
    """A retry after the buyer changed the request carries the version of the decision, so the platform can object."""
    decided = payment(claim=ClaimVersion(refund_id="R77", version="2", phase="onsale"))
    sent: list[str] = []

    async def look(payout: Payout) -> PayoutAnswer:
        assert payout.claim is not None
        sent.append(payout.claim.version)
        return settled(payout)

    bank.then(refuses(Fault.NEEDS_FUNDS), look)
    await failure(money.pay(decided))
    await money.pay(replace(decided, claim=ClaimVersion(refund_id="R77", version="3", phase="onsale")))

    assert sent == ["2"]


async def test_fifty_payments_at_once_never_exceed_what_was_paid(money: Money, pool: Pool, bank: Bank) -> None:
    """Fifty cases approve a tenth of one order each: ten are paid, and the bank's books agree with ours."""

    async def approve(number: int) -> str:
        """Pay on what is true of the order, as a case does: whoever was overtaken computes anew."""
        for decision in range(50):
            prior = await prior_refunds(pool, "lantern", "O1", except_case=f"c{number}")
            order = payment(f"K{number}/{decision}", 1100, lines=(), case_id=f"c{number}", prior=prior)
            try:
                return (await money.pay(order)).state
            except ApplicationError as refused:
                if refused.type != "ACCOUNT_MOVED":
                    return str(refused.type)
        return "overtaken fifty times"

    answers = await asyncio.gather(*(approve(number) for number in range(50)))

    assert Counter(answers) == {"settled": 10, "OVER_CAP": 40}
    assert sum(paid.amount for paid in bank.paid) == 11000
    assert (await ledger.by_order(pool, "lantern", "O1")).settled == 11000


async def test_a_refund_computed_on_what_is_not_true_any_more_is_not_reserved(money: Money, bank: Bank) -> None:
    """Another case paid the freight back meanwhile: nothing is written down, nothing leaves."""
    await money.pay(payment("K1", 1100, lines=(), case_id="c1"))

    error = await failure(money.pay(payment("K2", 1100, lines=(), case_id="c2")))

    assert (error.type, error.non_retryable) == ("ACCOUNT_MOVED", True)
    assert bank.sent == ["K1"]


async def test_many_attempts_of_one_payment_at_once_pay_once(money: Money, bank: Bank) -> None:
    """Attempts that Temporal gave up on still run: one key, one payment in the books."""
    receipts = await asyncio.gather(*(money.pay(payment()) for _ in range(20)))

    assert {receipt.state for receipt in receipts} == {SETTLED}
    assert len(bank.paid) == 1


async def test_compensation_goes_the_same_way(money: Money, pool: Pool, bank: Bank) -> None:
    """Same protocol, another purpose, beside the cap."""
    await money.pay(payment("K1", 11000, lines=()))
    bank.then(pays_and_hangs(bank))

    receipt = await money.pay(payment("K2", 800, kind=Payment.COMPENSATION, lines=()))

    assert receipt.state is SETTLED
    assert [paid.purpose for paid in bank.paid] == ["refund", "compensation"]
    assert (await ledger.by_order(pool, "lantern", "O1")).compensated == 800


async def test_a_payment_that_has_not_left_can_be_given_up(money: Money, pool: Pool, bank: Bank) -> None:
    """The case turns elsewhere: the room is free, and a late attempt sends nothing."""
    bank.then(refuses(Fault.NEEDS_FUNDS))
    await failure(money.pay(payment()))

    assert (await money.give_up(payment())).state is FAILED
    assert (await money.pay(payment())).state is FAILED
    assert bank.sent == ["K1"]
    assert (await ledger.by_order(pool, "lantern", "O1")).left == 11000
