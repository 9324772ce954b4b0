"""A small Taobao for the tests: one request with its version, one answer a method, and the calls it got."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest

from gateways.errors import GatewayError

REFUND_ID = "181784773340365852"
REFUND: dict[str, Any] = {
    "refund_id": int(REFUND_ID),
    "tid": 2918463734761365258,
    "oid": 2918463734761365259,
    "status": "WAIT_SELLER_AGREE",
    "refund_version": 1664503200000,
    "refund_phase": "aftersale",
    "refund_fee": "26.42",
    "num": 2,
    "reason": "7天无理由退货",
    "desc": "",
    "good_status": "BUYER_RECEIVED",
    "has_good_return": True,
    "created": "2022-09-29 14:17:15",
    "modified": "2022-09-30 00:30:00",
    "refund_remind_timeout": {"remind_type": 1, "exist_timeout": True, "timeout": "2022-10-10 09:58:12"},
    "operation_contraint": "refund_onweb,cannot_refuse",
    "cs_status": 2,
    "buyer_open_uid": "AAHL",
    "buyer_nick": "c**",
}
VERSION = "1664503200000"


@dataclass
class Top:
    """The platform's router: the request as it stands, and one answer a method; calls are kept."""

    refund: dict[str, Any] = field(default_factory=lambda: dict(REFUND))
    answers: dict[str, Any] = field(default_factory=dict)
    calls: list[dict[str, str]] = field(default_factory=list)

    def on(self, method: str, answer: Any) -> None:
        """Answer a method: its node, an error_response, an exception of the wire, or a function of the form."""
        self.answers[method] = answer

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Serve one call."""
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        self.calls.append(form)
        method = form["method"]
        answer: Any = self.answers.get(method, {"refund": self.refund})
        answer = answer(form) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        if "error_response" in answer:
            return httpx2.Response(200, json=answer)
        return httpx2.Response(200, json={method.removeprefix("taobao.").replace(".", "_") + "_response": answer})

    def written(self) -> list[str]:
        """The methods called, reads of the request aside."""
        return [call["method"] for call in self.calls if call["method"] != "taobao.refund.get"]


def error(sub_code: str, code: int = 15) -> dict[str, Any]:
    """An error_response of the business."""
    return {"error_response": {"code": code, "msg": "Remote service error", "sub_code": sub_code}}


async def fails(call: Any) -> GatewayError:
    """The error that a call ends with."""
    with pytest.raises(GatewayError) as caught:
        await call
    return caught.value
