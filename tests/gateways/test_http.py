"""What can go wrong on the wire, over real sockets, and what each failure means for a read and for a write."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from gateways.errors import Fault, GatewayError
from gateways.http import LARGEST_REPLY, Http

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]
Listening = Callable[[Serve], AbstractAsyncContextManager[str]]


@pytest.fixture
async def wire() -> AsyncIterator[Http]:
    """A client over real sockets that gives up soon."""
    http = Http(patience=timedelta(seconds=0.5))
    yield http
    await http.close()


async def fault_of(http: Http, url: str, *, writes: bool) -> GatewayError:
    """The error that a call ends with."""
    with pytest.raises(GatewayError) as caught:
        await http.send("bank", "POST" if writes else "GET", url, writes=writes, headers={}, content=b"x" * writes)
    return caught.value


def says(raw: bytes) -> Serve:
    """A server that answers these bytes, whatever is asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        await writer.drain()

    return serve


async def hangs(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """A server that never answers."""
    await reader.read()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An answer that never ends, a byte at a time: no single wait is long."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(1000):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


def refused_address() -> str:
    """An address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


@pytest.mark.parametrize("writes", [False, True])
async def test_a_refused_connection_did_nothing(wire: Http, *, writes: bool) -> None:
    """Nobody listens: even a write may be tried again at once."""
    error = await fault_of(wire, refused_address(), writes=writes)
    assert (error.fault, error.code) == (Fault.TRANSIENT, "unreachable")


LOST = {
    "silence": (hangs, "timeout"),
    "a drip": (drips, "timeout"),
    "a closed connection": (says(b""), "lost"),
    "half an answer": (says(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"), "lost"),
    "no HTTP": (says(b"SSH-2.0-OpenSSH_9\r\n"), "lost"),
    "a broken compression": (
        says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
        "lost",
    ),
    "an endless answer": (
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n" + b"x" * (LARGEST_REPLY + 9999)),
        "lost",
    ),
}


@pytest.mark.parametrize(("writes", "fault"), [(False, Fault.TRANSIENT), (True, Fault.UNKNOWN_EFFECT)])
@pytest.mark.parametrize("name", LOST)
async def test_a_lost_answer_leaves_a_write_unknown(
    wire: Http, listening: Listening, name: str, *, writes: bool, fault: Fault
) -> None:
    """Whatever breaks after the request left: a read is repeated, a write must be looked up."""
    serve, code = LOST[name]
    async with listening(serve) as address:
        error = await fault_of(wire, address, writes=writes)
    assert (error.fault, error.code) == (fault, code)


async def test_redirects_are_not_followed(wire: Http, listening: Listening) -> None:
    """A redirect is an answer like any other: our signature must not travel to where it points."""
    async with listening(
        says(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    ) as to:
        reply = await wire.send("bank", "GET", to, writes=False, headers={})
    assert reply.status == 302


async def test_proxies_of_the_environment_are_ignored(
    wire: Http, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy set for other programs would see buyers' data."""
    monkeypatch.setenv("HTTP_PROXY", refused_address())
    http = Http(patience=timedelta(seconds=2))
    async with listening(says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) as address:
        reply = await http.send("bank", "GET", address, writes=False, headers={})
    await http.close()
    assert reply.body == b"{}"


@pytest.mark.parametrize(
    ("url", "headers", "fault"),
    [
        ("ftp://pay.example/", {}, Fault.CREDENTIALS),
        ("http://pay.example/", {"Idempotency-Key": "案"}, Fault.REFUSED),
    ],
)
async def test_what_cannot_be_sent_names_the_cause_without_the_value(
    wire: Http, url: str, headers: dict[str, str], fault: Fault
) -> None:
    """A wrong connection or key is found before anything leaves, and the message does not repeat it."""
    with pytest.raises(GatewayError) as caught:
        await wire.send("bank", "POST", url, writes=True, headers=headers)
    assert caught.value.fault is fault
    assert "pay.example" not in str(caught.value)


async def test_a_header_of_two_lines_never_leaves(wire: Http, listening: Listening) -> None:
    """A line break in an account would smuggle headers in."""
    async with listening(hangs) as address:
        with pytest.raises(GatewayError) as caught:
            await wire.send("bank", "POST", address, writes=True, headers={"X-Amends-Account": "a\nb"})
    assert caught.value.fault is Fault.CREDENTIALS
