"""The picker of a shop's own warehouse asks before a parcel leaves, and the audit knows who did not heed."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from standardwebhooks import Webhook

from sandbox.credentials import SHOPS
from tests.sandbox.stage import Intake, Sandbox, scene

ORDER = {
    "order_id": "S-9001",
    "currency": "EUR",
    "buyer": {"id": "u-9", "name": "Mira", "email": "mira9@buyers.example"},
    "lines": [{"line_id": "1", "sku": "MUG", "title": "Mug", "qty": 1, "unit_price": 4500}],
    "tenders": [{"type": "card", "amount": 4500}],
    "paid_at": "-1d",
}
REQUEST = {
    "request_id": "R-9001",
    "kind": "refund_only",
    "stage": "unshipped",
    "reason": "changed my mind",
    "items": [{"line_id": "1", "qty": 1}],
}
HELD = {"order_id": "S-9001", "line_ids": ["1"], "reference": "case/hold"}


class Oracle:
    """Amends, as far as the picker knows it: answers in turn, the last one for ever."""

    def __init__(self, intake: Intake, *answers: str | int) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        intake.app.post("/ask/{shop}/{source}")(self._answer)

    async def _answer(self, shop: str, source: str, request: Request) -> Response:
        body, secret = (await request.body()).decode(), SHOPS[shop].webhooks[source]
        self.asked.append(Webhook(secret).verify(body, dict(request.headers)))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, int):
            return Response(status_code=answer)
        return JSONResponse({"may_ship": answer == "yes"})


def about_to_leave(**departure: Any) -> dict[str, Any]:
    """A mug that is packed, and not wanted any more."""
    planned = {"carrier": "yto", "waybill": "YT9", "again": 0.0, **departure}
    return scene("in_transit", scene="picked", order=ORDER, request=REQUEST, outbound=None, buyer=[]) | {
        "warehouse": {"hold": "held", "departure": planned}
    }


def departure(sandbox: Sandbox) -> dict[str, Any]:
    """What the books have of it."""
    kept = sandbox.world.books.get("departure", "R-9001")
    assert kept is not None
    return kept


def answered(sandbox: Sandbox, *expected: str) -> bool:
    """These answers came, in this order."""
    return ["yes" if answer["may_ship"] else "no" for answer in departure(sandbox)["answers"]] == list(expected)


async def test_a_parcel_stays_until_the_answer_is_yes(opening: Callable[..., Any], intake: Intake) -> None:
    """Told no when the goods were stopped, and yes when they were let go: it leaves, and the shop's systems say so."""
    oracle = Oracle(intake, "no", "yes")
    async with opening() as sandbox:
        await sandbox.load(about_to_leave())
        await sandbox.plain("POST", "/warehouse/holds", HELD, key="case/hold")
        await sandbox.until(lambda: answered(sandbox, "no"))
        assert departure(sandbox)["state"] == "packed"
        assert intake.of("warehouse", "goods.shipped") == []
        await sandbox.plain("POST", "/warehouse/releases", HELD | {"reference": "case/release"}, key="case/release")
        await sandbox.until(lambda: bool(intake.of("warehouse", "goods.shipped")))
        assert answered(sandbox, "no", "yes")
        [told] = intake.of("warehouse", "goods.shipped")
        assert (told["data"]["order_id"], told["data"]["waybill"], told["data"]["line_ids"]) == ("S-9001", "YT9", ["1"])
        assert [question["data"] for question in oracle.asked] == [{"order_id": "S-9001"}] * 2
        assert (await sandbox.audit())["whole"]


@pytest.mark.parametrize("answer", ["no", 503, 404])
async def test_a_picker_who_does_not_heed_is_found(
    opening: Callable[..., Any], intake: Intake, answer: str | int
) -> None:
    """It left though the answer was no, or there was none: the audit says so."""
    Oracle(intake, answer)
    async with opening() as sandbox:
        await sandbox.load(about_to_leave(heeds=False, after=0.0))
        await sandbox.until(lambda: departure(sandbox)["state"] == "left")
        verdict = await sandbox.audit()
        assert not verdict["whole"]
        assert [found["waybill"] for found in verdict["left_though_told_no"]] == ["YT9"]


async def test_without_an_answer_the_picker_asks_again(opening: Callable[..., Any], intake: Intake) -> None:
    """Amends was away for a moment: no answer is a no, and then it is a yes."""
    Oracle(intake, 503, "yes")
    async with opening() as sandbox:
        await sandbox.load(about_to_leave(after=0.0))
        await sandbox.until(lambda: departure(sandbox)["state"] == "left")
        assert answered(sandbox, "no", "yes")
        assert (await sandbox.audit())["whole"]


async def test_a_parcel_that_left_is_asked_about_no_more(opening: Callable[..., Any], intake: Intake) -> None:
    """Stopped too late: it is gone, once."""
    oracle = Oracle(intake, "yes")
    async with opening() as sandbox:
        await sandbox.load(about_to_leave(after=0.0))
        await sandbox.until(lambda: bool(intake.of("warehouse", "goods.shipped")))
        await sandbox.plain("POST", "/warehouse/holds", HELD, key="case/hold")

        async def nothing_to_come() -> bool:
            acts = (await sandbox.http.get("/_world/pending")).json()
            return not [act for act in acts["acts"] if act["name"].startswith("warehouse.")]

        await sandbox.until(nothing_to_come)
        assert len(oracle.asked) == 1
        assert len(intake.of("warehouse", "goods.shipped")) == 1
