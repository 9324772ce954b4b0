"""Counterparts for the gateways' tests: a scripted HTTP transport and a server that speaks raw bytes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from gateways.connections import PlainConnection, TaobaoConnection
from gateways.http import Http
from gateways.plain import PlainApi
from gateways.secret import Secret
from gateways.taobao.calls import TopApi
from gateways.taobao.platform import TaobaoPlatform
from gateways.taobao.refunds import TaobaoRefunds
from tests.gateways.sandbox_double import Sandbox, opened
from tests.gateways.taobao_double import Top

NOW = datetime(2026, 11, 22, 4, 5, 6, tzinfo=UTC)


@dataclass
class Script:
    """A provider that gives the queued answers in turn and keeps the requests it got; the last answer repeats."""

    answers: list[httpx2.Response | Exception] = field(default_factory=list)
    requests: list[httpx2.Request] = field(default_factory=list)

    def will(self, *answers: httpx2.Response | Exception) -> None:
        """Queue answers; an exception is what the wire does instead of answering."""
        self.answers.extend(answers)

    def will_say(self, body: object, status: int = 200, **headers: str) -> None:
        """Queue a JSON answer."""
        self.will(httpx2.Response(status, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()}))

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Serve one request."""
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)


@pytest.fixture
def script() -> Script:
    """A provider to script."""
    return Script()


@pytest.fixture
async def http(script: Script) -> AsyncIterator[Http]:
    """An Http whose wire is the script."""
    wire = Http(transport=httpx2.MockTransport(script.answer), patience=timedelta(seconds=2))
    yield wire
    await wire.close()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """The one moment at which these tests happen."""
    return lambda: NOW


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
def listening() -> Callable[[Serve], object]:
    """A real server on a free port that treats each connection as `serve` says; gives its address."""

    @asynccontextmanager
    async def open_server(serve: Serve) -> AsyncIterator[str]:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await serve(reader, writer)
            except (asyncio.CancelledError, ConnectionError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    return open_server


@pytest.fixture
def top() -> Top:
    """The platform."""
    return Top()


@pytest.fixture
async def top_api(top: Top, clock: Callable[[], datetime]) -> AsyncIterator[TopApi]:
    """A seller's session at the platform."""
    http = Http(transport=httpx2.MockTransport(top.answer))
    connection = TaobaoConnection(
        base_url="http://top.test/router/rest", app_key="1", secret=Secret("a"), session=Secret("b")
    )
    yield TopApi(connection, http, clock)
    await http.close()


@pytest.fixture
def platform(top_api: TopApi) -> TaobaoPlatform:
    """The marketplace side of it."""
    return TaobaoPlatform(top_api, seller_address_id="77")


@pytest.fixture
def refunds(top_api: TopApi, platform: TaobaoPlatform) -> TaobaoRefunds:
    """The paying side of it."""
    return TaobaoRefunds(top_api, platform)


@pytest.fixture
def api(http: Http, clock: Callable[[], datetime]) -> PlainApi:
    """An account at a scripted provider."""
    connection = PlainConnection(base_url="http://pay.test/v1", account="lantern", secret=Secret("s3cret"))
    return PlainApi("payments", connection, http, clock)


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The world in this process, its mail server on a free port."""
    async with opened(tmp_path) as world:
        yield world
