"""TOP's JSON as our types: naive times are Shanghai's, yuan become fen, ids become text."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from domain.money import parse_money
from gateways.errors import Fault, GatewayError
from gateways.platform import PlatformMessage, PlatformRefund, PlatformStatus, Speaker, ThreadMessage
from gateways.reading import JunkError, Row, flag, json_object, optional_text, rows, text, whole

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # one offset the year round, so no zone table is needed
CURRENCY = "CNY"
IDS = ("refund_id", "tid", "oid")  # in messages they come as numbers above 2^53
SPEAKERS = {"1": Speaker.BUYER, "2": Speaker.SELLER, "3": Speaker.PLATFORM}

T = TypeVar("T")


def refund_of(row: Row) -> PlatformRefund:
    """A Refund of `taobao.refund.get`; raises JunkError when a field that we build on is missing or wrong."""
    return PlatformRefund(
        refund_id=text(row, "refund_id"),
        order_id=text(row, "tid"),
        line_id=text(row, "oid"),
        status=_status(text(row, "status")),
        version=text(row, "refund_version"),
        phase=text(row, "refund_phase"),
        amount=_fen(row, "refund_fee"),
        qty=_number(row, "num", absent=0),
        reason=optional_text(row, "reason"),
        description=optional_text(row, "desc"),
        goods_status=optional_text(row, "good_status"),
        wants_return=flag(row, "has_good_return") or optional_text(row, "dispute_type") == "REFUND_AND_RETURN",
        created_at=shanghai_time(row, "created"),
        modified_at=shanghai_time(row, "modified"),
        deadline=_deadline(row.get("refund_remind_timeout")),
        cannot_refuse="cannot_refuse" in optional_text(row, "operation_contraint"),
        carrier=optional_text(row, "company_name"),
        waybill=optional_text(row, "sid"),
        cs_status=_number(row, "cs_status", absent=1),
        buyer_id=optional_text(row, "buyer_open_uid") or optional_text(row, "buyer_nick"),
    )


def message_of(row: Row) -> PlatformMessage:
    """A `tmc_message`, polled or pushed; raises JunkError when it has no id, topic or time."""
    return PlatformMessage(
        message_id=text(row, "id"),
        topic=text(row, "topic"),
        published_at=shanghai_time(row, "pub_time"),
        content=_content(row.get("content")),
        seller=optional_text(row, "user_nick"),
    )


def thread_message_of(row: Row) -> ThreadMessage:
    """A RefundMessage of `taobao.refund.messages.get`."""
    speaker = SPEAKERS.get(text(row, "owner_role"))
    if speaker is None:
        raise JunkError(f"owner_role is none of {', '.join(SPEAKERS)}")
    return ThreadMessage(
        message_id=text(row, "id"),
        speaker=speaker,
        text=optional_text(row, "content"),
        at=shanghai_time(row, "created"),
        pictures=listed(row, "pic_urls", "pic_url", lambda picture: text(picture, "url")),
    )


def listed(row: Row, group: str, item: str, reader: Callable[[Row], T]) -> tuple[T, ...]:
    """TOP's lists: `{"refunds": {"refund": [...]}}`; the whole group is absent when the list is empty."""
    holder = row.get(group)
    if holder is None:
        return ()
    if not isinstance(holder, dict):
        raise JunkError(f"{group} is not an object")
    return tuple(map(reader, rows(holder, item))) if holder.get(item) is not None else ()


def shanghai_time(row: Row, name: str) -> datetime:
    """A naive time of the platform, which is Shanghai's, as an aware one."""
    try:
        return datetime.strptime(text(row, name), "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError as wrong:
        raise (
            wrong if isinstance(wrong, JunkError) else JunkError(f"{name} is not a time like 2022-09-29 14:17:15")
        ) from None


def _status(word: str) -> PlatformStatus:
    """An exchange has states of its own; we must not guess what they mean for a refund."""
    try:
        return PlatformStatus(word)
    except ValueError:
        message = f"status {word} is not one of a refund: this request must be handled by a person"
        raise GatewayError(Fault.REFUSED, "taobao", message, code=word[:60]) from None


def _fen(row: Row, name: str) -> int:
    try:
        return parse_money(text(row, name), CURRENCY)
    except ValueError as wrong:
        raise wrong if isinstance(wrong, JunkError) else JunkError(f"{name} is not an amount in yuan") from None


def _number(row: Row, name: str, *, absent: int) -> int:
    """A whole number, also as text, which is how some TOP gateways send it."""
    found = row.get(name)
    if found is None:
        return absent
    return int(found) if isinstance(found, str) and found.isascii() and found.isdigit() else whole(row, name)


def _deadline(remind: object) -> datetime | None:
    if not isinstance(remind, dict) or not flag(remind, "exist_timeout"):
        return None
    return shanghai_time(remind, "timeout")


def _content(raw: object) -> dict[str, Any]:
    """The message's inner JSON with ids as text; what cannot be read is kept as it came."""
    try:
        content = json_object(raw) if isinstance(raw, str) else None
    except JunkError:
        content = None
    if content is None:
        return {"unreadable": raw if isinstance(raw, str) else ""}
    return content | {name: str(content[name]) for name in IDS if content.get(name) is not None}
