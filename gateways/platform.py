"""The marketplace: it holds the buyer's request, has deadlines of its own, and pays when we agree."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class PlatformStatus(StrEnum):
    """The platform's own status of a request (rule F107)."""

    WAIT_SELLER_AGREE = "WAIT_SELLER_AGREE"
    WAIT_BUYER_RETURN_GOODS = "WAIT_BUYER_RETURN_GOODS"
    WAIT_SELLER_CONFIRM_GOODS = "WAIT_SELLER_CONFIRM_GOODS"
    SELLER_REFUSE_BUYER = "SELLER_REFUSE_BUYER"
    SUCCESS = "SUCCESS"
    CLOSED = "CLOSED"


@dataclass(frozen=True, kw_only=True)
class PlatformRefund:
    """One request as the platform has it now; `deadline` is the platform's own and overrides ours (rule 3.0.2 (3)).

    `qty` is 0 when the platform does not say it; `cs_status` is rule F107's, 1 when no officer is in the case.
    """

    refund_id: str
    order_id: str
    line_id: str
    status: PlatformStatus
    version: str
    phase: str
    amount: int  # what the buyer asks for, minor units
    qty: int
    reason: str
    description: str
    goods_status: str
    wants_return: bool
    created_at: datetime
    modified_at: datetime
    deadline: datetime | None
    cannot_refuse: bool
    carrier: str
    waybill: str
    cs_status: int
    buyer_id: str  # the platform's pseudonymous id of the buyer


@dataclass(frozen=True, kw_only=True)
class PlatformMessage:
    """A hint that something changed; `content` is the decoded inner JSON. Confirm it only once it is durable.

    Content that is no JSON object arrives as `{"unreadable": text}`: it must not hold up the messages behind it.
    `seller` is the seller the message is for, as the platform names him: one app may serve several shops.
    """

    message_id: str
    topic: str
    published_at: datetime
    content: dict[str, Any]
    seller: str = ""


class Speaker(StrEnum):
    """Who wrote in a request's thread."""

    BUYER = "buyer"
    SELLER = "seller"
    PLATFORM = "platform"


@dataclass(frozen=True, kw_only=True)
class ThreadMessage:
    """One message of a request's thread. `text` may hold personal data: keep it in Postgres."""

    message_id: str
    speaker: Speaker
    text: str
    at: datetime
    pictures: tuple[str, ...] = ()  # addresses of what was attached


class Platform(Protocol):
    """What we do on a marketplace. Writes carry the version our decision was based on; a changed one raises STALE."""

    async def refund(self, refund_id: str) -> PlatformRefund:
        """Read one request."""
        ...

    async def trade(self, order_id: str) -> dict[str, Any]:
        """Read the order as the platform has it, fields as documented (personal data included: keep it in Postgres)."""
        ...

    async def changed_since(self, since: datetime, until: datetime) -> list[str]:
        """Ids of requests modified in the span: the catch-up poll, since messages may be lost (rule F108)."""
        ...

    async def agree_return(self, refund_id: str, *, version: str, phase: str, seller_pays_freight: bool) -> None:
        """Agree to take the goods back; the platform sends the seller's return address to the buyer."""
        ...

    async def refuse(self, refund_id: str, *, version: str, phase: str, reason: str, evidence: tuple[str, ...]) -> None:
        """Refuse, with a reason text of 2 to 200 characters and evidence references."""
        ...

    async def say(self, refund_id: str, text: str, *, key: str) -> str:
        """Write to the buyer in the request's own thread; the platform's id of the message, "" when it tells none.

        `key` serves platforms that know repeats by it; others write twice when asked twice.
        """
        ...

    async def thread(self, refund_id: str) -> tuple[ThreadMessage, ...]:
        """Everything written in the request's thread, oldest first."""
        ...

    async def consume(self, quantity: int) -> list[PlatformMessage]:
        """Waiting messages, at most `quantity`; unconfirmed ones come again."""
        ...

    async def confirm(self, message_ids: list[str]) -> None:
        """Tell the platform that these messages are durable with us."""
        ...
