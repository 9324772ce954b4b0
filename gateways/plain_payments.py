"""A payment provider that speaks our plain JSON form: idempotent by our key, which it remembers for 24 hours."""

from datetime import timedelta

from gateways.errors import GatewayError
from gateways.payments import KeyLife, Payout, PayoutAnswer, PayoutState
from gateways.plain import PlainApi
from gateways.reading import JunkError, Row, moment, optional_text, text, whole

STATES = {
    "succeeded": PayoutState.SETTLED,
    "processing": PayoutState.PENDING,
    "failed": PayoutState.FAILED,
    "reversed": PayoutState.FAILED,  # the bank sent it back: the buyer does not have it
}


class PlainPayments:
    """Refunds and compensations through one account. A saved 500 is answered again for the same key: look it up."""

    key_life = KeyLife(lives=timedelta(hours=24))

    def __init__(self, api: PlainApi, *, name: str = "payments") -> None:
        self.name = name
        self._api = api

    async def pay(self, payout: Payout) -> PayoutAnswer:
        """Send, or send again with the same key: the provider then answers as it did the first time."""
        body = {
            "reference": payout.key,
            "order_id": payout.order_id,
            "purpose": payout.purpose,
            "amount": payout.amount,
            "currency": payout.currency,
            "tenders": payout.tenders,
            "reason": payout.reason,
        }
        return await self._api.write("refunds", body=body, key=payout.key, reader=lambda row: _own(row, payout))

    async def look_up(self, payout: Payout) -> PayoutAnswer | None:
        """What became of this key; None when the provider says that it never heard of it."""
        try:
            return await self._api.read("refunds", payout.key, reader=lambda row: _own(row, payout))
        except GatewayError as error:
            if error.code == "not_found":
                return None
            raise


def answer_of(row: Row) -> PayoutAnswer:
    """An answer, a lookup or the `data` of a notice, which share one form; raises JunkError for any other."""
    state = STATES.get(text(row, "status"))
    if state is None:
        raise JunkError(f"status is none of {', '.join(STATES)}")
    stamp = next((name for name in ("settled_at", "created_at") if row.get(name)), None)
    return PayoutAnswer(
        key=text(row, "reference"),
        state=state,
        amount=whole(row, "amount"),
        provider_ref=text(row, "refund_id"),
        reason=optional_text(row, "failure"),
        at=moment(row, stamp) if stamp else None,
    )


def _own(row: Row, payout: Payout) -> PayoutAnswer:
    """The answer to this payout: one that speaks of another says nothing about ours."""
    answer = answer_of(row)
    if answer.key != payout.key:
        raise JunkError("reference is another than the one asked for")
    if text(row, "currency") != payout.currency:
        raise JunkError("currency is another than the one asked for")
    return answer
