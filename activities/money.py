"""Money out: a payment is written down with its key, sent, and told; whatever happens in between, it is paid once.

Answers, notices and lookups meet in `store.ledger.record_outcome`. A timeout is not a failure: such a payment is
`unknown` until someone has looked, and its key is never replaced before it has certainly failed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.events import PaymentState
from domain.money import format_money
from gateways.errors import RETRYABLE, Fault, GatewayError
from gateways.payments import Claim, Payments, Payout, PayoutAnswer, PayoutState
from store import ledger
from store.payment import (
    AccountMoved,
    ClaimVersion,
    KeyReused,
    LedgerError,
    Movement,
    OverCap,
    PaidLine,
    PaymentOrder,
    Report,
    Source,
    UnknownOrder,
    UnknownPayment,
)
from store.pool import Pool

__all__ = ["ClaimVersion", "Money", "PaidLine", "PaymentOrder", "Receipt", "payout_of", "report_of"]

STATES = {
    PayoutState.SETTLED: PaymentState.SETTLED,
    PayoutState.PENDING: PaymentState.SENT,
    PayoutState.FAILED: PaymentState.FAILED,
}

NOTHING_LEFT = frozenset({Fault.TRANSIENT, Fault.RATE_LIMITED, Fault.NEEDS_FUNDS, Fault.CREDENTIALS})
DECIDED_ANEW = frozenset({Fault.STALE, Fault.REFUSED})  # certainly not paid, and it will not be under this key

NEXT = {
    Fault.TRANSIENT: "Nothing reached the provider; it is tried again by itself.",
    Fault.RATE_LIMITED: "The provider asks us to wait; it is tried again by itself.",
    Fault.UNKNOWN_EFFECT: "Nobody knows what became of it; it is looked up again by itself.",
    Fault.PARTIAL: "Nobody knows what became of it; it is looked up again by itself.",
    Fault.NEEDS_FUNDS: "Fund or unfreeze the paying account, then retry: the same payment is sent, never a second one.",
    Fault.CREDENTIALS: "Mend the shop's connection (keys, session), then retry: the same payment is sent.",
    Fault.STALE: "The request changed after the decision. Look at it, then decide again.",
    Fault.REFUSED: "See the provider's reason, mend it, then decide again.",
}

LEDGER_TYPES: dict[type[LedgerError], str] = {
    AccountMoved: "ACCOUNT_MOVED",
    OverCap: "OVER_CAP",
    KeyReused: "KEY_REUSED",
    UnknownOrder: "UNKNOWN_ORDER",
    UnknownPayment: "UNKNOWN_PAYMENT",
}

ChannelOf = Callable[[str, str], Payments]
Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Where a payment stands. `key` is another than asked for where the platform's payment is one of ours already.

    SENT: accepted, not yet paid. UNKNOWN: look up after a while, and again. FAILED: a new decision makes a new key.
    `amount` is what the provider says it paid, or else what was ordered; minor units.
    """

    key: str
    state: PaymentState
    amount: int
    provider_ref: str = ""
    reason: str = ""


class Money:
    """The payments of all shops; `channel_of` gives the channel of a shop by its name.

    Failures are ApplicationErrors whose type is the class of the fault (gateways.errors.Fault), or ACCOUNT_MOVED,
    OVER_CAP, KEY_REUSED, UNKNOWN_ORDER, UNKNOWN_PAYMENT, LEDGER, NOT_PAID.
    """

    def __init__(self, pool: Pool, channel_of: ChannelOf, clock: Clock) -> None:
        self.pool = pool
        self.channel_of = channel_of
        self.clock = clock

    @activity.defn
    async def pay(self, order: PaymentOrder) -> Receipt:
        """Pay, or tell what became of it. The same order again is the same payment, whoever asks and how often."""
        try:
            movement = await ledger.reserve(self.pool, order, self.clock())
        except LedgerError as error:
            _refuse(error)
        if movement.state not in ledger.OPEN:
            return _receipt(movement)
        channel = self._channel(order)
        if self._key_is_over(channel, movement):
            return await self._look_up(channel, movement)
        return await self._send(channel, movement)

    @activity.defn
    async def look_up(self, order: PaymentOrder) -> Receipt:
        """Ask the provider what became of a payment; never sends."""
        movement = await ledger.movement(self.pool, order.key)
        if movement is None:
            _refuse(UnknownPayment(f"the ledger has no payment with the key {order.key}: pay it first"))
        if movement.state not in ledger.OPEN:
            return _receipt(movement)
        return await self._look_up(self._channel(order), movement)

    @activity.defn
    async def adopt(self, order: PaymentOrder) -> Receipt:
        """Book a payment that the platform made by itself, as the platform tells it: its amount counts, not ours."""
        try:
            answer = await self._channel(order).look_up(payout_of(order))
        except GatewayError as error:
            raise _failure(error) from error
        if answer is None or answer.state is not PayoutState.SETTLED:
            raise ApplicationError(
                f"{order.channel} does not say that it paid {format_money(order.amount, order.currency)} for order "
                f"{order.order_id}, so nothing was booked. Look at the request there, then retry.",
                type="NOT_PAID",
                non_retryable=True,
            )
        try:
            return _receipt(await ledger.adopt(self.pool, order, report_of(answer), self.clock()))
        except LedgerError as error:
            _refuse(error)

    @activity.defn
    async def give_up(self, order: PaymentOrder) -> Receipt:
        """Take back a payment that has not left, so that the case can turn elsewhere; tells where it stands."""
        reason = "taken back before it was sent"
        try:
            return _receipt(await ledger.give_up(self.pool, order, reason, self.clock()))
        except LedgerError as error:
            _refuse(error)

    async def _send(self, channel: Payments, before: Movement) -> Receipt:
        """Hand it to the channel, having written down that we do."""
        sent = await ledger.mark_sent(self.pool, before.key, self.clock())
        if sent.state not in ledger.OPEN:  # told by a notice in this very moment
            return _receipt(sent)
        try:
            answer = await channel.pay(payout_of(before.order))
        except GatewayError as error:
            return await self._unpaid(channel, before, sent, error)
        return await self._told(before.key, report_of(answer), Source.ANSWER)

    async def _unpaid(self, channel: Payments, before: Movement, sent: Movement, error: GatewayError) -> Receipt:
        """The channel did not say that it paid: what that means depends on the class of its error."""
        if error.fault in NOTHING_LEFT:
            told = await ledger.take_back(self.pool, sent, before, error.message, self.clock())
            if told.state not in ledger.OPEN:
                return _receipt(told)
            raise _failure(error) from error
        if error.fault in DECIDED_ANEW and before.first_sent_at is None:
            return await self._failed(before.key, error, Source.ANSWER)
        # It may have been paid, now or by an earlier send: the provider's books decide.
        return await self._settle_doubt(channel, before, error)

    async def _settle_doubt(self, channel: Payments, movement: Movement, error: GatewayError) -> Receipt:
        """Unknown is written down first, then looked up at once; a lookup that fails leaves it unknown."""
        doubt = await ledger.mark_unknown(self.pool, movement.key, error.message, self.clock())
        if doubt.after not in ledger.OPEN:
            return _receipt(doubt.movement)
        try:
            answer = await channel.look_up(payout_of(movement.order))
        except GatewayError as failed:
            if failed.fault is Fault.STALE:
                return await self._failed(movement.key, failed, Source.LOOKUP)
            return _receipt(doubt.movement)
        if answer is not None:
            return await self._told(movement.key, report_of(answer), Source.LOOKUP)
        if error.fault in DECIDED_ANEW:
            return await self._failed(movement.key, error, Source.LOOKUP)
        return await self._not_there(movement.key)

    async def _look_up(self, channel: Payments, movement: Movement) -> Receipt:
        try:
            answer = await channel.look_up(payout_of(movement.order))
        except GatewayError as error:
            if error.fault is Fault.STALE:
                return await self._told(movement.key, _failed_report(error), Source.LOOKUP)
            raise _failure(error) from error
        if answer is not None:
            return await self._told(movement.key, report_of(answer), Source.LOOKUP)
        if movement.first_sent_at is None:
            return _receipt(movement)  # never sent, so of course it is not there
        return await self._not_there(movement.key)

    async def _not_there(self, key: str) -> Receipt:
        """The provider has no such payment so far. It may still be on its way, so it has not failed."""
        report = Report(state=PaymentState.UNKNOWN, reason="the provider has no such payment so far")
        return await self._told(key, report, Source.LOOKUP)

    async def _failed(self, key: str, error: GatewayError, source: Source) -> Receipt:
        """Certainly not paid: a new decision is needed, unless we are told at this moment that it was paid."""
        outcome = await ledger.record_outcome(self.pool, key, _failed_report(error), source, self.clock())
        if outcome.after is not PaymentState.FAILED:
            return _receipt(outcome.movement)
        raise _failure(error) from error

    async def _told(self, key: str, report: Report, source: Source) -> Receipt:
        outcome = await ledger.record_outcome(self.pool, key, report, source, self.clock())
        return _receipt(outcome.movement)

    def _channel(self, order: PaymentOrder) -> Payments:
        try:
            return self.channel_of(order.shop, order.channel)
        except GatewayError as error:
            raise _failure(error) from error

    def _key_is_over(self, channel: Payments, movement: Movement) -> bool:
        """True when the provider may have forgotten the key, so that sending again could pay twice (rule R4)."""
        if movement.first_sent_at is None:
            return False
        until = channel.key_life.send_until(movement.first_sent_at)
        return until is not None and self.clock() > until


def payout_of(order: PaymentOrder) -> Payout:
    """The order in the words of the gateways."""
    claim = order.claim
    version = None if claim is None else Claim(refund_id=claim.refund_id, version=claim.version, phase=claim.phase)
    return Payout(
        key=order.key,
        shop=order.shop,
        order_id=order.order_id,
        amount=order.amount,
        currency=order.currency,
        purpose=order.kind,
        reason=order.reason,
        tenders=order.tenders,
        claim=version,
    )


def report_of(answer: PayoutAnswer) -> Report:
    """The provider's answer in the words of the ledger."""
    return Report(
        state=STATES[answer.state], amount=answer.amount, provider_ref=answer.provider_ref, reason=answer.reason
    )


def _failed_report(error: GatewayError) -> Report:
    return Report(state=PaymentState.FAILED, reason=error.message)


def _receipt(movement: Movement) -> Receipt:
    return Receipt(
        key=movement.key,
        state=movement.state,
        amount=movement.amount if movement.provider_amount is None else movement.provider_amount,
        provider_ref=movement.provider_ref,
        reason=movement.failure,
    )


def _failure(error: GatewayError) -> ApplicationError:
    return ApplicationError(
        f"{error}. {NEXT[error.fault]}",
        type=error.fault,
        non_retryable=error.fault not in RETRYABLE,
        next_retry_delay=error.retry_after,
    )


def _refuse(error: LedgerError) -> NoReturn:
    named = (name for kind, name in LEDGER_TYPES.items() if isinstance(error, kind))
    raise ApplicationError(str(error), type=next(named, "LEDGER"), non_retryable=True) from error
