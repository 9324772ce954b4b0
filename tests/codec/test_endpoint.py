"""The codec endpoint: the Temporal UI and command line get payloads decrypted and encrypted, and nobody else does."""

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx2
import pytest
from google.protobuf import json_format
from structlog.testing import capture_logs
from temporalio.api.common.v1 import Payload
from temporalio.client import Client

from codec.encryption import Encryption, encrypted
from codec.endpoint import Access, CodecDoor
from gateways.assembly import ShopGateways
from intake.delivery import Desk
from logs import KNOWN_KEYS
from server import Parts, codec_door, create_app, now
from settings import Settings
from store.pool import Pool
from tests.codec.key_rings import keys

UI = "http://127.0.0.1:8233"
TOKEN = "a-token-of-the-tests-that-is-long-enough"
# What the Temporal UI sends with every call.
FROM_UI = {"origin": UI, "content-type": "application/json", "x-namespace": "default"}
FROM_CLI = {"content-type": "application/json", "x-namespace": "default", "authorization": f"Bearer {TOKEN}"}
TITLE = Payload(metadata={"encoding": b"json/plain"}, data='"退货, order A-1001"'.encode())
KEYS = keys("k2", "k1")
Ask = Callable[..., Any]


@asynccontextmanager
async def serving(door: CodecDoor | None) -> AsyncIterator[httpx2.AsyncClient]:
    """The server as it is wired, with this endpoint; its other parts are not asked for anything here."""
    parts = Parts(
        pool=cast("Pool", None),
        desk=Desk(client=cast("Client", None), task_queue="nobody-polls"),
        shops={},
        policies={},
        gateways=ShopGateways({}, clock=now),
        listens=False,
        codec=door,
    )
    transport = httpx2.ASGITransport(app=create_app(parts), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://amends.test") as http:
        yield http


def door(*, token: str = "", most_bytes: int = 100_000) -> CodecDoor:
    """An endpoint for the Temporal UI, and with a token for programs too."""
    access = Access(origins=frozenset({UI}), token=token)
    return CodecDoor(KEYS, namespace="default", access=access, most_bytes=most_bytes)


def body(*payloads: Payload) -> dict[str, Any]:
    """Payloads as Temporal's API writes them."""
    return {"payloads": [json_format.MessageToDict(payload) for payload in payloads]}


def read(answer: Any) -> list[Payload]:
    """The payloads of an answer."""
    return [json_format.ParseDict(each, Payload()) for each in answer.json()["payloads"]]


async def test_the_ui_sees_what_each_key_wrote() -> None:
    """Payloads of two keys and a plain one, in their order, as the UI asks for them."""
    old, new = (Encryption(keys(name), "default").seal(TITLE) for name in ("k1", "k2"))
    async with serving(door()) as http:
        answer = await http.post("/codec/decode?preserveStorageRefs=true", json=body(old, TITLE, new), headers=FROM_UI)
    assert answer.status_code == 200
    assert read(answer) == [TITLE, TITLE, TITLE]
    assert answer.headers["access-control-allow-origin"] == UI
    assert answer.headers["vary"] == "Origin"


async def test_what_the_ui_sends_is_encrypted_first() -> None:
    """An update that is written in the UI reaches Temporal encrypted with the key that writes."""
    async with serving(door()) as http:
        answer = await http.post("/codec/encode", json=body(TITLE), headers=FROM_UI)
        again = await http.post("/codec/encode", json=answer.json(), headers=FROM_UI)
    [sealed] = read(answer)
    assert encrypted(sealed)
    assert await Encryption(keys("k2"), "default").decode([sealed]) == [TITLE]
    assert read(again) == [sealed]


async def test_a_browser_asks_before_it_asks() -> None:
    """The preflight names what the UI will send; it carries no token, also where one is configured."""
    wish = {"origin": UI, "access-control-request-method": "POST"}
    async with serving(door(token=TOKEN)) as http:
        for way in ("decode", "encode"):
            told = await http.options(f"/codec/{way}", headers=wish)
            assert told.status_code == 204
            assert told.headers["access-control-allow-origin"] == UI
            assert "POST" in told.headers["access-control-allow-methods"]
            allowed = told.headers["access-control-allow-headers"].split(", ")
            assert {"content-type", "x-namespace", "authorization"} <= set(allowed)


@pytest.mark.parametrize(
    "origin", ["http://localhost:8233", "https://127.0.0.1:8233", f"{UI}/", f"{UI}.evil.example", "null", "*", ""]
)
async def test_pages_of_other_origins_are_refused(origin: str) -> None:
    """Letter by letter; a page that is refused is not told that it may read the answer either."""
    sealed = Encryption(KEYS, "default").seal(TITLE)
    async with serving(door(token=TOKEN)) as http:
        for answer in (
            await http.options("/codec/decode", headers={"origin": origin}),
            await http.post("/codec/decode", json=body(sealed), headers=FROM_UI | FROM_CLI | {"origin": origin}),
            await http.post("/codec/encode", json=body(TITLE), headers=FROM_UI | FROM_CLI | {"origin": origin}),
        ):
            assert answer.status_code == 403
            assert answer.json()["error"]["code"] == "not_allowed"
            assert "access-control-allow-origin" not in answer.headers


async def test_a_program_comes_in_by_its_token_alone() -> None:
    """The command line sends no Origin: without a configured token it is refused, and told which setting it is."""
    sealed = Encryption(KEYS, "default").seal(TITLE)
    nameless = {name: value for name, value in FROM_UI.items() if name != "origin"}
    async with serving(door()) as http:
        refused = await http.post("/codec/decode", json=body(sealed), headers=nameless)
        assert refused.status_code == 403
        assert "AMENDS_CODEC_TOKEN" in refused.json()["error"]["message"]
    async with serving(door(token=TOKEN)) as http:
        assert read(await http.post("/codec/decode", json=body(sealed), headers=FROM_CLI)) == [TITLE]
        for wrong in ("", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN):
            refused = await http.post("/codec/decode", json=body(sealed), headers=FROM_CLI | {"authorization": wrong})
            assert refused.status_code == 401


async def test_with_a_token_an_origin_is_not_enough() -> None:
    """Anybody can write an Origin who is not a browser."""
    async with serving(door(token=TOKEN)) as http:
        bare = await http.post("/codec/decode", json=body(TITLE), headers=FROM_UI)
        with_token = await http.post("/codec/decode", json=body(TITLE), headers=FROM_UI | FROM_CLI)
    assert (bare.status_code, with_token.status_code) == (401, 200)


async def test_what_cannot_be_decrypted_comes_back_as_it_went() -> None:
    """A lost key, a changed payload, another namespace's, a field of a newer Temporal: the UI shows the rest."""
    lost = Encryption(keys("k9"), "default").seal(TITLE)
    foreign = Encryption(KEYS, "harbour").seal(TITLE)
    good = Encryption(KEYS, "default").seal(TITLE)
    changed = Payload(metadata=good.metadata, data=good.data[:-1] + b"x")
    sent = body(lost, foreign, changed, good)
    sent["payloads"].append({"metadata": {"encoding": base64.b64encode(b"new").decode()}, "fieldOfTomorrow": "1"})
    async with serving(door()) as http:
        answer = await http.post("/codec/decode", json=sent, headers=FROM_UI)
    got = answer.json()["payloads"]
    assert got[:3] + got[4:] == sent["payloads"][:3] + sent["payloads"][4:]
    assert json_format.ParseDict(got[3], Payload()) == TITLE


async def test_other_namespaces_are_left_alone() -> None:
    """The UI asks one endpoint for all namespaces; ours decrypts its own, and encrypts for nobody else."""
    sealed = Encryption(KEYS, "default").seal(TITLE)
    for namespace in ({"x-namespace": "harbour"}, {"x-namespace": ""}):
        async with serving(door()) as http:
            shown = await http.post("/codec/decode", json=body(sealed), headers=FROM_UI | namespace)
            refused = await http.post("/codec/encode", json=body(TITLE), headers=FROM_UI | namespace)
        assert read(shown) == [sealed]
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "X-Namespace")


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b'{"payloads": 5}', b'{"payloads": [5]}', b'{"payloads": [{"metadata": "13800138000"}]}'),
        *(b'{"payloads": [{"metadata": {"a": "\xff"}}]}', b"[" * 50_000, b'{"payloads": [{"data": 5}]}'),
    ],
)
async def test_junk_is_refused_without_being_repeated(content: bytes) -> None:
    """400, in words that hold nothing of what came."""
    async with serving(door()) as http:
        answer = await http.post("/codec/decode", content=content, headers=FROM_UI)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_message")
    assert "13800138000" not in answer.text


async def test_a_body_has_its_limit() -> None:
    """413, before it is kept."""
    async with serving(door(most_bytes=1000)) as http:
        answer = await http.post("/codec/decode", json=body(Payload(data=bytes(1000))), headers=FROM_UI)
    assert answer.status_code == 413


async def test_each_call_is_logged_by_its_count() -> None:
    """Who reads cases through this window is written down; what they read is not."""
    secret = Payload(metadata={"encoding": b"json/plain"}, data=b'"ST90000000011"')
    sealed = Encryption(KEYS, "default").seal(secret)
    with capture_logs() as lines:
        async with serving(door()) as http:
            await http.post("/codec/decode", json=body(sealed, TITLE), headers=FROM_UI)
            await http.post("/codec/decode", json=body(sealed), headers=FROM_UI | {"origin": "http://evil.example"})
    shown, refused = lines
    assert (shown["operation"], shown["count"], shown["address"]) == ("codec/decode", 2, UI)
    assert (refused["log_level"], refused["status"]) == ("warning", 403)
    assert set(shown) | set(refused) <= KNOWN_KEYS | {"log_level"}
    assert "ST90000000011" not in str(lines)


async def test_it_is_off_until_it_is_told_whom_to_let_in() -> None:
    """Neither keys alone nor origins alone open it: there is no such address then."""
    nobody = Settings(_env_file=None)
    ui = Settings(_env_file=None, codec_origins=(UI,))
    assert codec_door(nobody, KEYS) is None
    assert codec_door(ui, None) is None
    assert codec_door(ui, KEYS) is not None
    async with serving(None) as http:
        for way in ("decode", "encode"):
            assert (await http.post(f"/codec/{way}", json=body(TITLE), headers=FROM_UI | FROM_CLI)).status_code == 404
            assert (await http.options(f"/codec/{way}", headers={"origin": UI})).status_code == 404
