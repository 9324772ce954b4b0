"""Taobao as the marketplace: requests, threads and messages.

TOP knows no idempotency keys. So every write on a request reads it first: what already holds is not done again, and
what changed since our decision is STALE. Whether TOP itself compares `refund_version` on Taobao (it does on Tmall) is
not documented, hence our own comparison.
"""

import math
from datetime import datetime, timedelta
from typing import Any

from gateways.errors import Fault, GatewayError
from gateways.platform import PlatformMessage, PlatformRefund, PlatformStatus, ThreadMessage
from gateways.reading import JunkError, Row, flag, inner, optional_text, text, whole
from gateways.taobao.calls import PROVIDER, TopApi
from gateways.taobao.parsing import SHANGHAI, listed, message_of, refund_of, thread_message_of

REFUND_FIELDS = (
    "refund_id,tid,oid,status,refund_version,refund_phase,refund_fee,num,reason,desc,good_status,has_good_return,"
    "dispute_type,created,modified,refund_remind_timeout,operation_contraint,company_name,sid,cs_status,"
    "buyer_open_uid,buyer_nick"
)
TRADE_FIELDS = (
    "tid,status,payment,post_fee,created,pay_time,consign_time,buyer_open_uid,buyer_nick,buyer_email,receiver_name,"
    "receiver_mobile,receiver_state,receiver_city,receiver_district,receiver_address,orders"
)
PAGE = 100  # the largest page of a list
LONGEST_TEXT = 400  # characters of a message in the thread
REASON_LENGTH = range(2, 201)  # characters of a refusal's reason
FEWEST_MESSAGES, MOST_MESSAGES = 10, 200  # of one consume call; 200 also of one confirm call
RETURN_AGREED = frozenset({PlatformStatus.WAIT_BUYER_RETURN_GOODS, PlatformStatus.WAIT_SELLER_CONFIRM_GOODS})
ENDED = frozenset({PlatformStatus.SUCCESS, PlatformStatus.CLOSED})


class TaobaoPlatform:
    """One seller's requests on Taobao."""

    def __init__(self, api: TopApi, *, seller_address_id: str = "") -> None:
        self._api = api
        self._seller_address_id = seller_address_id

    async def refund(self, refund_id: str) -> PlatformRefund:
        """Read one request."""
        parameters = {"refund_id": refund_id, "fields": REFUND_FIELDS}
        return await self._api.read("taobao.refund.get", parameters, lambda row: refund_of(inner(row, "refund")))

    async def trade(self, order_id: str) -> dict[str, Any]:
        """Read the order with the documented fields; its ids and amounts are as TOP writes them."""
        parameters = {"tid": order_id, "fields": TRADE_FIELDS}
        return await self._api.read("taobao.trade.fullinfo.get", parameters, lambda row: inner(row, "trade"))

    async def changed_since(self, since: datetime, until: datetime) -> list[str]:
        """Ids of requests modified in the span, each once.

        Pages are read from the last to the first: a request that changes meanwhile leaves the span, and those behind
        it move to lower pages, which are still to be read.
        """
        ids, total = await self._changed(since, until, page=1)
        found = dict.fromkeys(ids)
        for page in range(math.ceil(total / PAGE), 0, -1) if total > PAGE else ():
            ids, _ = await self._changed(since, until, page=page)
            found |= dict.fromkeys(ids)
        return list(found)

    async def _changed(self, since: datetime, until: datetime, *, page: int) -> tuple[tuple[str, ...], int]:
        parameters = {
            "fields": "refund_id,modified",
            "start_modified": _platform_time(since),
            "end_modified": _platform_time(until + timedelta(microseconds=999_999)),  # TOP counts whole seconds
            "page_no": str(page),
            "page_size": str(PAGE),
        }
        return await self._api.read("taobao.refunds.receive.get", parameters, _ids_and_total)

    async def agree_return(self, refund_id: str, *, version: str, phase: str, seller_pays_freight: bool) -> None:
        """Agree to take the goods back; nothing is done when that is already agreed, by whomever."""
        current = await self.refund(refund_id)
        if current.status in RETURN_AGREED:
            return
        must_be_unchanged(current, version)
        _must_be_open(current)
        parameters = {
            "refund_id": refund_id,
            "refund_version": version,
            "refund_phase": phase,
            "seller_address_id": self._seller_address_id,
            "post_fee_bear_role": "0" if seller_pays_freight else "1",
        }
        await self._api.write("taobao.rp.returngoods.agree", parameters, _succeeded)

    async def refuse(
        self,
        refund_id: str,
        *,
        version: str,
        phase: str,
        reason: str,
        evidence: tuple[str, ...],  # noqa: ARG002 - see below
    ) -> None:
        """Refuse; nothing is done when it already stands refused.

        `evidence` are references into our own store: TOP takes one picture as an upload, which this client does not
        make, so the seller adds it in the platform's back office where the platform asks for it.
        """
        if len(reason) not in REASON_LENGTH:
            raise _refused(f"a refusal's reason has 2 to 200 characters, this one {len(reason)}", "reason_length")
        current = await self.refund(refund_id)
        if current.status is PlatformStatus.SELLER_REFUSE_BUYER:
            return
        must_be_unchanged(current, version)
        _must_be_open(current)
        if current.cannot_refuse:
            raise _refused("the platform does not let this request be refused", "cannot_refuse")
        parameters = {
            "refund_id": refund_id,
            "refund_version": version,
            "refund_phase": phase,
            "refuse_message": reason,
        }
        await self._api.write("taobao.refund.refuse", parameters, _succeeded)

    async def say(self, refund_id: str, text: str, *, key: str) -> str:  # noqa: ARG002 - TOP has no place for a key
        """Write to the buyer; asked twice, it writes twice: compare `thread` before a repeat."""
        if not 0 < len(text) <= LONGEST_TEXT:
            raise _refused(f"a message has 1 to {LONGEST_TEXT} characters, this one {len(text)}", "text_length")
        parameters = {"refund_id": refund_id, "content": text}
        return await self._api.write("taobao.refund.message.add", parameters, _message_id)

    async def thread(self, refund_id: str) -> tuple[ThreadMessage, ...]:
        """Everything written in the request's thread, oldest first."""
        found: dict[str, ThreadMessage] = {}
        page, total = 1, 1
        while (page - 1) * PAGE < total:
            messages, total = await self._thread_page(refund_id, page)
            found |= {message.message_id: message for message in messages}
            page += 1
        return tuple(
            sorted(found.values(), key=lambda message: (message.at, len(message.message_id), message.message_id))
        )

    async def _thread_page(self, refund_id: str, page: int) -> tuple[tuple[ThreadMessage, ...], int]:
        parameters = {
            "refund_id": refund_id,
            "fields": "id,owner_role,content,created,pic_urls",
            "page_no": str(page),
            "page_size": str(PAGE),
        }
        return await self._api.read("taobao.refund.messages.get", parameters, _messages_and_total)

    async def consume(self, quantity: int) -> list[PlatformMessage]:
        """Waiting messages, at most `quantity`; TOP hands out 10 to 200 at a time, the rest come again unconfirmed."""
        asked = min(max(quantity, FEWEST_MESSAGES), MOST_MESSAGES)
        found = await self._api.read("taobao.tmc.messages.consume", {"quantity": str(asked)}, _tmc_messages)
        return list(found[:quantity])

    async def confirm(self, message_ids: list[str]) -> None:
        """Tell the platform that these are durable with us. Confirming again is harmless, so a lost answer is too."""
        for start in range(0, len(message_ids), MOST_MESSAGES):
            ids = ",".join(message_ids[start : start + MOST_MESSAGES])
            await self._api.read("taobao.tmc.messages.confirm", {"s_message_ids": ids}, _succeeded)


def must_be_unchanged(current: PlatformRefund, version: str) -> None:
    """The request is still the one that was decided on; raises STALE when it is not."""
    if current.version != version:
        message = f"the request has changed since the decision (version {version}, now {current.version}); decide again"
        raise GatewayError(Fault.STALE, PROVIDER, message, code="version_changed")


def _must_be_open(current: PlatformRefund) -> None:
    if current.status in ENDED:
        raise _refused(f"the request has ended as {current.status}; nothing can be done to it", current.status)


def _refused(message: str, code: str) -> GatewayError:
    return GatewayError(Fault.REFUSED, PROVIDER, message, code=code)


def _platform_time(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _ids_and_total(row: Row) -> tuple[tuple[str, ...], int]:
    ids = listed(row, "refunds", "refund", lambda refund: text(refund, "refund_id"))
    return ids, whole(row, "total_results") if "total_results" in row else len(ids)


def _messages_and_total(row: Row) -> tuple[tuple[ThreadMessage, ...], int]:
    messages = listed(row, "refund_messages", "refund_message", thread_message_of)
    return messages, whole(row, "total_results") if "total_results" in row else len(messages)


def _tmc_messages(row: Row) -> tuple[PlatformMessage, ...]:
    return listed(row, "messages", "tmc_message", message_of)


def _message_id(row: Row) -> str:
    added = row.get("refund_message")
    return optional_text(added, "id") if isinstance(added, dict) else ""


def _succeeded(row: Row) -> None:
    """TOP answers failures as errors; an answer that denies its own success is neither."""
    if not flag(row, "is_success", default=True):
        raise JunkError("is_success is false without a reason")
