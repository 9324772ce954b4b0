"""The door: what happens to a message between its first byte and our answer.

The order is fixed: known sender, measure, signature, form, and only then the inbox. A 2xx says that the message is
durable; every refusal says which field is wrong and why, and has changed nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from gateways.connections import Shop
from intake.limits import LARGEST_HEADERS, Buckets, CutShort, Receive, TooLarge, TooSlow, read_body
from intake.messages import BadMessage, CaseRequest, Source, case_id
from intake.policies import Policy
from intake.reading import read
from intake.taobao_form import pushed_message
from intake.verify import MESSAGE_ID, NotGenuine, UnknownSender, taobao_push, webhook_id
from store import inbox
from store.inbox import Message
from store.pool import Pool
from tracing import spans

RETRY_AFTER = 5  # seconds, where we are the ones who cannot


class Refused(Exception):
    """The message is not taken. `status` is HTTP's, `code` is ours and stable, `retry_after` in seconds, 0 for none."""

    def __init__(self, status: int, code: str, message: str, *, field: str = "", retry_after: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.retry_after = retry_after


@dataclass(frozen=True, kw_only=True)
class Call:
    """One HTTP request as it comes in, its body still unread."""

    shop: str
    source: str
    client: str
    headers: Mapping[str, str]
    query: str
    receive: Receive


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The answer to a message that is durable now; the same for its first coming and every other."""

    message_id: str
    case_id: str = ""


class Door:
    """Takes messages in. `arrived` is called when one is in the inbox."""

    def __init__(
        self,
        pool: Pool,
        *,
        shops: Mapping[str, Shop],
        policies: Mapping[str, Policy],
        buckets: Buckets,
        clock: Callable[[], datetime],
        arrived: Callable[[], None],
        most_bytes: int,
    ) -> None:
        self._pool = pool
        self._shops = shops
        self._policies = policies
        self._buckets = buckets
        self._clock = clock
        self._arrived = arrived
        self._most_bytes = most_bytes

    async def take(self, call: Call) -> Taken:
        """See one message into the inbox. Raises Refused."""
        shop, source, message_id, body = await self.admitted(call)
        answer = self._understood(shop, source, message_id, body)
        kept = Message(
            shop=shop.shop_id, source=source, message_id=message_id, body=body, headers={}, trace=spans.here()
        )
        await self._keep(kept)
        self._arrived()
        return answer

    async def admitted(self, call: Call) -> tuple[Shop, Source, str, bytes]:
        """Who sends it, the sender's id of it, and what it says, once all of that is genuine. Raises Refused."""
        shop, source = self._sender(call)
        self._measure(call)
        body = await self._body(call)
        return shop, source, self._genuine(shop, source, call, body), body

    def _sender(self, call: Call) -> tuple[Shop, Source]:
        shop = self._shops.get(call.shop)
        if shop is None or call.source not in set(Source):
            raise unknown_sender()
        return shop, Source(call.source)

    def _measure(self, call: Call) -> None:
        """Each client address has a bucket of its own: a stranger's flood does not use up the real sender's."""
        wait = self._buckets.wait(f"{call.shop}/{call.source}/{call.client}")
        if wait:
            raise Refused(429, "too_many", f"too many messages at once: come again in {wait} s", retry_after=wait)
        if sum(len(name) + len(value) for name, value in call.headers.items()) > LARGEST_HEADERS:
            raise Refused(431, "headers_too_large", f"the headers are longer than {LARGEST_HEADERS} bytes")

    async def _body(self, call: Call) -> bytes:
        try:
            return await read_body(call.receive, call.headers.get("content-length"), most=self._most_bytes)
        except TooLarge:
            raise Refused(413, "too_large", f"the body is longer than {self._most_bytes} bytes") from None
        except TooSlow:
            raise Refused(408, "too_slow", "the body did not come in whole in time") from None
        except CutShort:
            raise Refused(400, "cut_short", "the body ended before its end") from None

    def _genuine(self, shop: Shop, source: Source, call: Call, body: bytes) -> str:
        """The sender's id of the message, once its signature is right."""
        try:
            if source is not Source.TAOBAO:
                return webhook_id(shop, source, call.headers, body)
            taobao_push(shop, call.query, body, self._clock())
            return _pushed_id(body)
        except UnknownSender:
            raise unknown_sender() from None
        except NotGenuine as wrong:
            raise Refused(401, "bad_signature", str(wrong)) from None
        except BadMessage as wrong:
            raise bad_message(wrong) from None

    def _understood(self, shop: Shop, source: Source, message_id: str, body: bytes) -> Taken:
        try:
            meaning = read(shop.shop_id, source, message_id, body, self._policies[shop.shop_id])
        except BadMessage as wrong:
            raise bad_message(wrong) from None
        if not isinstance(meaning, CaseRequest):
            return Taken(message_id=message_id)
        return Taken(message_id=message_id, case_id=case_id(shop.shop_id, source, meaning.external_id))

    async def _keep(self, message: Message) -> None:
        try:
            await inbox.accept(self._pool, message)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            message_words = "the message could not be made durable: send it again"
            raise Refused(503, "not_durable", message_words, retry_after=RETRY_AFTER) from error


def _pushed_id(body: bytes) -> str:
    message_id = pushed_message(body).message_id
    if not MESSAGE_ID.fullmatch(message_id):
        raise BadMessage("id", "at most 200 printable ASCII characters are expected")
    return message_id


def unknown_sender() -> Refused:
    """There is no such address; a shop that is there without such a source is answered alike."""
    return Refused(404, "unknown_sender", "there is no such shop and source: check the address of this webhook")


def bad_message(wrong: BadMessage) -> Refused:
    """The message cannot be read."""
    status = 400 if wrong.field == "body" else 422
    return Refused(status, "bad_message", wrong.reason, field=wrong.field)
