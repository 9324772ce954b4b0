"""Contacting the buyer: on the platform's own thread, or by mail; quiet hours and caps hold over all of their cases.

A channel that does not take a letter gives way to the buyer's next one; where none is left a person is to call.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from temporalio import activity

from activities.faults import failure
from activities.letters import Letters, Rendered, Words
from domain.contact.permission import (
    Allowed,
    Channel,
    Contact,
    ContactRules,
    Deferred,
    Denied,
    Permission,
    contact_allowed,
)
from gateways.assembly import Gateways
from gateways.errors import Fault, GatewayError
from gateways.messaging import Letter, Messaging
from store import buyers, contacts, threads
from store.pool import Pool


@dataclass(frozen=True, kw_only=True)
class ContactOrder:
    """One letter to write. `key` is stable per letter of a case; `now` is the case's own clock."""

    key: str
    case_id: str
    shop: str
    order_id: str
    buyer: str
    refund_id: str  # the platform's request, "" when the shop has no platform in between
    letter: str
    question: str  # what is asked, "" when nothing is
    words: Words
    rules: ContactRules
    zone: str  # of the case's terms, for a buyer whose own zone is not known
    now: datetime


class ContactState(StrEnum):
    """What became of a letter."""

    SENT = "sent"
    DEFERRED = "deferred"
    DENIED = "denied"


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A channel that did not take the letter for good, or may not be used for it, and why."""

    channel: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContactOutcome:
    """How a letter ended: `until` when it waits for an hour at which the buyer may be written to.

    `unreachable`: the buyer may be written to, and no channel took the letter. `may_call` is whether they take calls.
    """

    state: ContactState
    channel: str = ""
    until: datetime | None = None
    reason: str = ""
    passed: tuple[Passed, ...] = ()
    unreachable: bool = False
    may_call: bool = True


class Buyer:
    """Writes to buyers. Names and addresses are read here, from Postgres, and go no further than the gateway."""

    def __init__(self, pool: Pool, gateways: Callable[[str], Gateways], letters: Letters) -> None:
        self.pool = pool
        self.gateways = gateways
        self.letters = letters

    @activity.defn(name="contact_buyer")
    async def contact(self, order: ContactOrder) -> ContactOutcome:
        """Write one letter, by the first channel that takes it; a repeat with the same key writes nothing."""
        reach = await buyers.reach(self.pool, order.buyer)
        passed: list[Passed] = []
        waiting: list[ContactOutcome] = []
        for channel, address in self._channels(order, reach):
            outcome = await self._try(order, reach, channel, address)
            match outcome.state:
                case ContactState.SENT:
                    return replace(outcome, passed=tuple(passed))
                case ContactState.DEFERRED:
                    waiting.append(outcome)
                case ContactState.DENIED:
                    passed.append(Passed(channel=channel, reason=outcome.reason))
        if waiting:
            return replace(min(waiting, key=_until), passed=tuple(passed))
        reasons = "; ".join(f"{each.channel}: {each.reason}" for each in passed)
        return ContactOutcome(
            state=ContactState.DENIED,
            reason=reasons or "no channel and no address is known",
            passed=() if reach.opted_out else tuple(passed),
            unreachable=not reach.opted_out,
            may_call=not reach.no_calls,
        )

    def _channels(self, order: ContactOrder, reach: buyers.Reach) -> list[tuple[Channel, str]]:
        """The ways to this buyer: the one that they prefer, then in the order of the shops file.

        There the platform's thread is the first, which is the buyer's own request, and mail the next.
        """
        known = {Channel.PLATFORM: order.refund_id, Channel.MAIL: reach.email}
        ways = self.gateways(order.shop).shop.channels
        preferred = [channel for channel in ways if channel == reach.prefers]
        return [(channel, known[channel]) for channel in dict.fromkeys((*preferred, *ways)) if known[channel]]

    async def _try(self, order: ContactOrder, reach: buyers.Reach, channel: Channel, address: str) -> ContactOutcome:
        now, text = _now(order), self._rendered(order, reach)

        def decide(log: Sequence[Contact]) -> Permission:
            return contact_allowed(
                now,
                channel,
                log,
                case_id=order.case_id,
                zone=reach.time_zone or order.zone,
                rules=order.rules,
                opted_out=reach.opted_out,
            )

        planned = contacts.Letter(
            key=f"{order.key}/{channel}",
            buyer=order.buyer,
            case_id=order.case_id,
            channel=channel,
            letter=order.letter,
            at=now,
            subject=text.subject,
            question=order.question,
        )
        permission = await contacts.reserve(self.pool, planned, decide)
        match permission:
            case Deferred():
                return ContactOutcome(
                    state=ContactState.DEFERRED, channel=channel, until=permission.until, reason=permission.reason
                )
            case Denied():
                return ContactOutcome(state=ContactState.DENIED, channel=channel, reason=permission.reason)
            case contacts.AlreadySent():
                return ContactOutcome(state=ContactState.SENT, channel=channel)
            case Allowed():
                return await self._send(order, text, channel, address, planned.key)

    def _rendered(self, order: ContactOrder, reach: buyers.Reach) -> Rendered:
        return self.letters.render(
            order.letter,
            order.words,
            order=order.order_id,
            shop=order.shop,
            locale=reach.locale,
            zone=reach.time_zone or order.zone,
        )

    async def _send(
        self, order: ContactOrder, text: Rendered, channel: Channel, address: str, key: str
    ) -> ContactOutcome:
        thread = await threads.thread_of(self.pool, key)
        letter = Letter(
            key=key,
            shop=order.shop,
            case_id=order.case_id,
            to=address,
            subject=text.subject,
            text=text.text,
            question=order.question,
            tried_since=_tried_since(),
            thread=thread.subject,
            earlier=thread.earlier,
        )
        try:
            reference = await self._messaging(order.shop, channel).send(letter)
        except GatewayError as error:
            if error.fault is not Fault.UNKNOWN_EFFECT:  # it may have arrived, so it counts against the caps
                await contacts.failed(self.pool, key, str(error))
            if error.fault in {Fault.REFUSED, Fault.STALE}:  # this address will never take it: the next channel may
                return ContactOutcome(state=ContactState.DENIED, channel=channel, reason=error.message)
            raise failure(error) from error
        await contacts.sent(self.pool, key, reference)
        return ContactOutcome(state=ContactState.SENT, channel=channel)

    def _messaging(self, shop: str, channel: Channel) -> Messaging:
        gateways = self.gateways(shop)
        return gateways.messages if channel is Channel.PLATFORM else gateways.mail


def _now(order: ContactOrder) -> datetime:
    """The case's clock moved on to this attempt: one that was queued or tried again late may meet quiet hours."""
    info = activity.info()
    return order.now + max(info.started_time - info.scheduled_time, timedelta())


def _tried_since() -> datetime | None:
    """When an earlier try may already have written: a channel without keys of its own then looks before it writes."""
    info = activity.info()
    return info.scheduled_time if info.attempt > 1 else None


def _until(outcome: ContactOutcome) -> datetime:
    """Only what is deferred waits, and that says until when."""
    assert outcome.until is not None
    return outcome.until
