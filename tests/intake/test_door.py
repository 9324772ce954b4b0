"""The door: who is let in, and what is said to whom is not."""

import asyncio
import json
import os
import socket
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateways.connections import Shop
from gateways.secret import Secret
from intake.limits import LINGER_BYTES, Buckets
from intake.messages import Source
from intake.verify import NotGenuine, webhook_id
from tests.intake.conftest import APP_KEY, TAOBAO_SECRET, Intake
from tests.intake.intake_forms import (
    ABSENT,
    OLD_SECRET,
    as_bytes,
    at_path,
    message,
    pushed,
    requested,
    scanned,
    signed,
    taobao_query,
)
from tests.serving import served


async def nothing_kept(intake: Intake) -> bool:
    """True when a refused message has left no trace."""
    return await intake.states() == [] and await intake.case_ids() == []


async def test_accepted_message_is_durable_before_the_answer(nowhere: Intake) -> None:
    """202 means that the message lies in the inbox, whatever Temporal does."""
    answer = await nowhere.send(requested(), message_id="msg_1")

    assert answer.status_code == 202
    assert answer.json() == {"message_id": "msg_1", "case_id": nowhere.id()}
    assert await nowhere.states() == [("waiting", "")]


async def test_duplicate_is_answered_as_the_first(nowhere: Intake) -> None:
    """The same message again gets the same answer, and is kept once."""
    first = await nowhere.send(requested(), message_id="msg_1")
    again = await nowhere.send(requested(), message_id="msg_1")

    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert len(await nowhere.states()) == 1


async def test_old_secret_holds_while_it_is_replaced(nowhere: Intake) -> None:
    """A sender that does not have the new secret yet is still known."""
    body = as_bytes(requested())
    answer = await nowhere.http.post(
        f"/intake/{nowhere.shop}/shop", content=body, headers=signed(body, secret=OLD_SECRET)
    )
    assert answer.status_code == 202


FORGED: list[tuple[str, dict[str, str | None]]] = [
    ("wrong signature", {"webhook-signature": "v1," + "A" * 43 + "="}),
    ("no comma", {"webhook-signature": "v1"}),
    ("bad base64", {"webhook-signature": "v1,%%%"}),
    ("half base64", {"webhook-signature": "v1,A"}),
    ("too many commas", {"webhook-signature": "v1,a,b"}),
    ("other version", {"webhook-signature": "v2,abcd"}),
    ("none at all", {"webhook-signature": None}),
    ("other id", {"webhook-id": "msg_other"}),
    ("no id", {"webhook-id": None}),
    ("endless id", {"webhook-id": "m" * 201}),
    ("fraction", {"webhook-timestamp": "1700000000.5"}),
    ("underscores", {"webhook-timestamp": "1_700_000_000"}),
    ("infinity", {"webhook-timestamp": "inf"}),
    ("words", {"webhook-timestamp": "now"}),
    ("no time", {"webhook-timestamp": None}),
]


@pytest.mark.parametrize(("_why", "changes"), FORGED, ids=[why for why, _ in FORGED])
async def test_forged_message_is_turned_away(nowhere: Intake, _why: str, changes: dict[str, str | None]) -> None:
    """Whatever is wrong with a signature is a 401, never a fault of ours, and nothing is kept."""
    body = as_bytes(requested())
    headers: dict[str, Any] = signed(body) | changes
    answer = await nowhere.http.post(
        f"/intake/{nowhere.shop}/shop", content=body, headers={name: value for name, value in headers.items() if value}
    )

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "bad_signature"
    assert await nothing_kept(nowhere)


@pytest.mark.parametrize("seconds", [-301, 360])
async def test_message_out_of_time_is_turned_away(nowhere: Intake, seconds: int) -> None:
    """A rightly signed message of another time is a replay; the later one is far enough ahead for a slow answer."""
    body = as_bytes(requested())
    at = datetime.now(UTC).timestamp() + seconds
    answer = await nowhere.http.post(f"/intake/{nowhere.shop}/shop", content=body, headers=signed(body, at=at))
    assert answer.status_code == 401


async def test_body_that_was_changed_on_the_way_is_turned_away(nowhere: Intake) -> None:
    """The signature covers the raw bytes, also those that are no UTF-8."""
    body = as_bytes(requested())
    for changed in (body + b" ", b"\xff" + body):
        answer = await nowhere.http.post(f"/intake/{nowhere.shop}/shop", content=changed, headers=signed(body))
        assert answer.status_code == 401


async def test_right_signature_counts_beside_broken_ones(nowhere: Intake) -> None:
    """A sender that rotates its keys sends several signatures; one that is right suffices."""
    body = as_bytes(requested())
    headers = signed(body)
    headers["webhook-signature"] = f"v1a,junk v1 v1,%% {headers['webhook-signature']}"
    assert (await nowhere.http.post(f"/intake/{nowhere.shop}/shop", content=body, headers=headers)).status_code == 202


@pytest.mark.parametrize(
    "address", ["/intake/nobody/shop", "/intake/{shop}/wangwang", "/intake/{other}/taobao", "/intake/{shop}"]
)
async def test_unknown_sender_is_not_found(nowhere: Intake, address: str) -> None:
    """A shop or a source that is not there is a 404, in the one form of all errors."""
    body = as_bytes(requested())
    answer = await nowhere.http.post(
        address.format(shop=nowhere.shop, other=nowhere.other_shop), content=body, headers=signed(body)
    )

    assert answer.status_code == 404
    assert set(answer.json()["error"]) == {"code", "message", "field", "request_id"}


async def test_body_that_says_it_is_too_large_is_not_read(nowhere: Intake) -> None:
    """413 comes from Content-Length alone, where there is so much that it is not worth throwing away."""
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 1024

    headers = signed(b"x") | {"content-length": "30000000"}
    answer = await nowhere.http.post(f"/intake/{nowhere.shop}/shop", content=endless(), headers=headers)

    assert answer.status_code == 413
    assert read <= 1


async def test_lying_content_length_does_not_help(nowhere: Intake) -> None:
    """A body that says it is small, and is not, is cut off while it streams in."""
    sent = 0

    async def much() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(40960):
            sent += 1024
            yield b"x" * 1024

    answer = await nowhere.http.post(
        f"/intake/{nowhere.shop}/shop", content=much(), headers=signed(b"x") | {"content-length": "10"}
    )
    assert answer.status_code == 413
    assert sent <= 262_144 + LINGER_BYTES + 2048


def written_then_read(address: str, head: bytes, body: bytes) -> bytes:
    """What a plain sender gets that writes all of its message, with a pause in the middle, before it reads."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head + body[: len(body) // 2])
        time.sleep(0.3)
        connection.sendall(body[len(body) // 2 :])
        return connection.recv(65536)


async def test_sender_of_too_much_learns_why(nowhere: Intake) -> None:
    """The refusal arrives over a real connection, though it is decided while the sender still writes."""
    body = b"x" * 900_000
    head = f"POST /intake/{nowhere.shop}/shop HTTP/1.1\r\nhost: amends\r\ncontent-length: {len(body)}\r\n\r\n"
    async with served(nowhere.app) as address:
        answer = await asyncio.to_thread(written_then_read, address, head.encode(), body)

    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_slow_body_is_let_go(nowhere: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender who drips is not waited for."""
    monkeypatch.setattr("intake.limits.READ_TIME", timedelta(seconds=0.05))

    async def dripping() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)
        yield b"}"

    answer = await nowhere.http.post(f"/intake/{nowhere.shop}/shop", content=dripping(), headers=signed(b"{}"))
    assert answer.status_code == 408


async def test_endless_headers_are_refused(nowhere: Intake) -> None:
    """More than 16 KiB of headers are nobody's message."""
    body = as_bytes(requested())
    answer = await nowhere.http.post(
        f"/intake/{nowhere.shop}/shop", content=body, headers=signed(body) | {"x-long": "y" * 17_000}
    )
    assert answer.status_code == 431


async def test_deep_json_is_refused(nowhere: Intake) -> None:
    """33 levels are one too many."""
    body = b'{"type":' * 33 + b"1" + b"}" * 33
    answer = await nowhere.http.post(f"/intake/{nowhere.shop}/shop", content=body, headers=signed(body))

    assert answer.status_code == 400
    assert "32 levels" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("source", "found", "field"),
    [
        ("shop", at_path(requested(), "data.items.0.qty", 9), "data.items[0].qty"),
        ("shop", at_path(requested(), "type", ABSENT), "type"),
        ("courier", at_path(scanned("W-1"), "data.state", "flown"), "data"),
        ("courier", at_path(scanned("W-1"), "data.waybill", ABSENT), "data.waybill"),
        ("payments", message("refund.succeeded", {"reference": "k"}), "data"),
        ("warehouse", message("goods.lost", {}), "type"),
    ],
)
async def test_bad_message_names_its_field_and_changes_nothing(
    nowhere: Intake, source: str, found: dict[str, Any], field: str
) -> None:
    """A genuine message with a mistake is a 422 that names the field; nothing is kept of it."""
    answer = await nowhere.send(found, source=source)

    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field
    assert await nothing_kept(nowhere)


async def test_database_down_is_no_2xx(nowhere: Intake) -> None:
    """What could not be made durable is not accepted; the sender is told to come again."""
    await nowhere.pool.execute("ALTER TABLE inbox RENAME TO elsewhere")
    answer = await nowhere.send(requested())

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


async def test_pushed_taobao_message_is_taken_in(nowhere: Intake) -> None:
    """The platform's own signature, over its query and the raw body."""
    body = pushed("181784773340365852")
    query = taobao_query(body, secret=TAOBAO_SECRET, app_key=APP_KEY)
    answer = await nowhere.http.post(f"/intake/{nowhere.shop}/taobao", params=query, content=body)

    assert (answer.status_code, answer.json()) == (202, {"message_id": "1172200053212681005"})


@pytest.mark.parametrize(
    "changes",
    [{"sign": "00"}, {"sign_method": "md4"}, {"app_key": "1"}, {"timestamp": "2026-11-22T12:00:00"}, {"extra": "1"}],
)
async def test_forged_taobao_message_is_turned_away(nowhere: Intake, changes: dict[str, str]) -> None:
    """Every part of the query is signed."""
    body = pushed("181784773340365852")
    query = taobao_query(body, secret=TAOBAO_SECRET, app_key=APP_KEY) | changes
    answer = await nowhere.http.post(f"/intake/{nowhere.shop}/taobao", params=query, content=body)

    assert answer.status_code == 401
    assert await nothing_kept(nowhere)


async def test_taobao_message_out_of_time_is_turned_away(nowhere: Intake) -> None:
    """Ten minutes are the platform's own tolerance."""
    body = pushed("181784773340365852")
    old = datetime.now(UTC) - timedelta(minutes=11)
    query = taobao_query(body, secret=TAOBAO_SECRET, app_key=APP_KEY, at=old)
    assert (await nowhere.http.post(f"/intake/{nowhere.shop}/taobao", params=query, content=body)).status_code == 401


def test_bucket_empties_and_fills_again() -> None:
    """A sender beyond its measure is told when to come again; another sender is not held up by it."""
    seconds = 0.0
    buckets = Buckets(burst=2, per_second=0.5, seconds=lambda: seconds)

    assert [buckets.wait("a") for _ in range(3)] == [0, 0, 2]
    assert buckets.wait("b") == 0
    seconds = 2.0
    assert buckets.wait("a") == 0


async def test_flood_is_answered_with_a_time_to_come_again(nowhere: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    """429 says in how many seconds."""
    monkeypatch.setattr(Buckets, "wait", lambda _self, _key: 3)
    answer = await nowhere.send(requested())
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")


def test_published_vector_of_standard_webhooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vector that the format's authors published verifies, and its spoilt twin does not."""
    folder = os.environ.get("SAMPLES_DIR")
    if not folder:
        pytest.skip("SAMPLES_DIR is not set: the published vectors are not part of this repository")
    vector = json.loads((Path(folder) / "standardwebhooks" / "vector.json").read_text())
    shop = Shop(shop_id="s", webhooks={"shop": (Secret(vector["secret"]),)})
    at = datetime.fromtimestamp(int(vector["webhook-timestamp"]), UTC)

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return at.astimezone(tz)

    monkeypatch.setattr("standardwebhooks.webhooks.datetime", Then)
    headers = {name: vector[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    assert webhook_id(shop, Source.SHOP, headers, vector["body"].encode()) == vector["webhook-id"]
    with pytest.raises(NotGenuine):
        webhook_id(
            shop,
            Source.SHOP,
            headers | {"webhook-signature": vector["deliberately_invalid"]},
            vector["body"].encode(),
        )
