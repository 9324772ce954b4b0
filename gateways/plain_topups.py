"""A provider that collects by links and speaks our plain JSON form."""

from gateways.errors import GatewayError
from gateways.plain import PlainApi
from gateways.reading import JunkError, Row, moment, optional_text, text, whole
from gateways.topups import TopUpAnswer, TopUpOrder

STATES = frozenset({"open", "paid", "expired"})


class PlainTopUps:
    """Links through the account that also pays refunds."""

    def __init__(self, api: PlainApi) -> None:
        self._api = api

    async def ask(self, order: TopUpOrder) -> TopUpAnswer:
        """Make the link; the same key is answered with the same one."""
        body = {
            "reference": order.key,
            "order_id": order.order_id,
            "amount": order.amount,
            "currency": order.currency,
            "reason": order.reason,
            "expires_at": order.expires_at.isoformat(),
        }
        return await self._api.write("topups", body=body, key=order.key, reader=lambda row: _own(row, order.key))

    async def look_up(self, key: str) -> TopUpAnswer | None:
        """How the link stands now."""
        try:
            return await self._api.read("topups", key, reader=lambda row: _own(row, key))
        except GatewayError as error:
            if error.code == "not_found":
                return None
            raise


def answer_of(row: Row) -> TopUpAnswer:
    """An answer, a lookup or the `data` of a notice, which share one form; raises JunkError for any other."""
    if text(row, "status") not in STATES:
        raise JunkError(f"status is none of {', '.join(sorted(STATES))}")
    paid = row.get("status") == "paid"
    return TopUpAnswer(
        key=text(row, "reference"),
        amount=whole(row, "amount"),
        link=text(row, "link"),
        provider_ref=optional_text(row, "topup_id"),
        paid_at=moment(row, "paid_at") if paid else None,
    )


def _own(row: Row, key: str) -> TopUpAnswer:
    answer = answer_of(row)
    if answer.key != key:
        raise JunkError("reference is another than the one asked for")
    return answer
