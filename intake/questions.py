"""Questions of a shop's systems that are answered at once: may an order leave the warehouse, may it be completed?

They come through the same door as messages: known sender, measure, signature, form. The answer is kept before it is
given. Where it cannot be worked out or kept there is none: whoever ships reads that as a no.
"""

from dataclasses import dataclass
from typing import Any

import asyncpg

from domain.shipments.shipping import UnknownLine
from intake.door import RETRY_AFTER, Call, Door, Refused, bad_message, unknown_sender
from intake.fields import Envelope, json_object
from intake.messages import BadMessage, Source
from intake.shipping_form import read_lines
from store import shipping
from store.codec import BrokenStory, UnknownEvent
from store.pool import Pool

MAY_SHIP = "order.may_ship"
WHO_SHIPS = frozenset({Source.SHOP, Source.WAREHOUSE})
AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


@dataclass(frozen=True, kw_only=True)
class Question:
    """May these lines of an order leave? No line named: all of them."""

    order_id: str
    lines: tuple[str, ...]


class Questions:
    """Answers what is asked at the door."""

    def __init__(self, pool: Pool, door: Door) -> None:
        self._pool = pool
        self._door = door

    async def answer(self, call: Call) -> dict[str, Any]:
        """What may leave, and whether the order may be completed, as JSON. Raises Refused."""
        if call.source not in WHO_SHIPS:
            raise unknown_sender()
        shop, source, message_id, body = await self._door.admitted(call)
        try:
            asked = read_question(body)
        except BadMessage as wrong:
            raise bad_message(wrong) from None
        asker = shipping.Asker(name=source, message_id=message_id)
        try:
            given = await shipping.answered(
                self._pool, shop=shop.shop_id, order_id=asked.order_id, lines=asked.lines, asker=asker
            )
        except UnknownLine as wrong:
            raise bad_message(BadMessage("data.line_ids", str(wrong))) from None
        except (*AWAY, UnknownEvent, BrokenStory, shipping.NotKnownYet) as error:
            words = "whether it may leave cannot be said now: do not ship, and ask again"
            raise Refused(503, "not_known", words, retry_after=RETRY_AFTER) from error
        return given.as_json()


def read_question(body: bytes) -> Question:
    """The question, its form checked. Raises BadMessage that names the field."""
    envelope = Envelope(json_object(body))
    if envelope.type != MAY_SHIP:
        raise BadMessage("type", f"unknown; known is {MAY_SHIP}")
    question = Question(order_id=envelope.data.id("order_id"), lines=read_lines(envelope.data))
    envelope.data.finish()
    return question
