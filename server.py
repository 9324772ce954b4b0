"""The server: messages come in over HTTP, and the dispatcher sees them through to their cases.

`python server.py` reads the settings and the shops file. SIGTERM lets requests that are under way end; messages that
the dispatcher was about to handle are taken up by the next one.
"""

import asyncio
import os
import signal
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property

import asyncpg
import structlog
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from temporalio.client import Client
from temporalio.service import RPCError

import logs
import settings
from codec.converter import converter_with
from codec.endpoint import Access, CodecDoor, routes
from codec.keys import Keys, load_keys
from gateways.assembly import ShopGateways
from gateways.connections import Shop
from gateways.shops import load_shops
from intake.circuits import Circuits
from intake.delivery import Desk
from intake.dispatch import Dispatcher
from intake.door import Call, Door, Refused
from intake.handling import Handling
from intake.limits import LARGEST_HEADERS, Buckets
from intake.policies import Policy, load_policies
from intake.questions import Questions
from intake.tmc import TaobaoListener
from intake.watching import answered
from metrics.page import Watched, served
from store.pool import Pool, connect
from tracing import spans

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
BURST, PER_SECOND = 1000, 100.0  # messages of one sender: a morning's backlog at once, then what one machine can keep
DRAIN_SECONDS = 10
KEEP_ALIVE = 75  # seconds; longer than proxies and pools keep one, so that none writes into one that we just closed


def now() -> datetime:
    """The server's clock."""
    return datetime.now(UTC)  # noqa: TID251 - a program has the wall clock


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the server is made of; tests bring their own."""

    pool: Pool
    desk: Desk
    shops: Mapping[str, Shop]
    policies: Mapping[str, Policy]
    gateways: ShopGateways
    clock: Clock = now
    most_bytes: int = 262_144
    codec: CodecDoor | None = None  # None: the codec endpoint is off
    listens: bool = True  # False: nothing is fetched and nothing dispatched, messages only come in

    @cached_property
    def circuits(self) -> Circuits:
        """Which shops' platforms are paused."""
        return Circuits(self.clock)


def create_app(parts: Parts) -> FastAPI:
    """The HTTP side, with dispatcher and listeners running behind it for as long as it lives."""
    circuits = parts.circuits
    handling = Handling(parts.pool, parts.desk, gateways=parts.gateways.of, circuits=circuits, clock=parts.clock)
    dispatcher = Dispatcher(parts.pool, handling, policies=parts.policies, circuits=circuits, clock=parts.clock)
    door = Door(
        parts.pool,
        shops=parts.shops,
        policies=parts.policies,
        buckets=Buckets(burst=BURST, per_second=PER_SECOND, seconds=time.monotonic),
        clock=parts.clock,
        arrived=dispatcher.wake,
        most_bytes=parts.most_bytes,
    )
    questions = Questions(parts.pool, door)
    listeners = [
        TaobaoListener(
            shop_id,
            parts.gateways.of(shop_id).platform,
            parts.pool,
            circuits=circuits,
            clock=parts.clock,
            wake=dispatcher.wake,
        )
        for shop_id, shop in parts.shops.items()
        if shop.taobao is not None
    ]

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        work = [dispatcher.run()] if parts.listens else []
        for listener in listeners if parts.listens else ():
            work += [listener.consume(), listener.catch_up()]
        tasks = [asyncio.create_task(each) for each in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    app = FastAPI(title="Amends", lifespan=lifespan, docs_url=None, redoc_url=None, telemetry=spans.FASTAPI_SILENT)
    app.exception_handler(Refused)(_refused)
    app.exception_handler(HTTPException)(_not_ours)
    app.exception_handler(Exception)(_broken)

    @app.post("/intake/{shop}/{source}", status_code=202)
    async def intake(shop: str, source: str, request: Request) -> JSONResponse:
        """Take one message of one source of one shop; 202 says that it is durable."""
        with answered(source):
            taken = await door.take(_call(shop, source, request))
        return JSONResponse({name: value for name, value in asdict(taken).items() if value}, status_code=202)

    @app.post("/ask/{shop}/{source}")
    async def ask(shop: str, source: str, request: Request) -> JSONResponse:
        """Answer one signed question of a shop's system; whoever gets no answer takes it as a no."""
        with answered(source, usual=200):
            return JSONResponse(await questions.answer(_call(shop, source, request)))

    @app.get("/health")
    async def health() -> dict[str, str]:
        """The program lives."""
        return {"status": "live"}

    @app.get("/ready")
    async def ready() -> JSONResponse:
        """Postgres and Temporal answer; without Temporal messages are still taken in, and started later."""
        found = {
            "database": await _database_answers(parts.pool),
            "temporal": await _temporal_answers(parts.desk.client),
        }
        body = {"ready": all(found.values()), **found, "paused": circuits.paused()}
        return JSONResponse(body, status_code=200 if body["ready"] else 503)

    if parts.codec is not None:
        app.include_router(routes(parts.codec))
    return app


def codec_door(configured: settings.Settings, keys: Keys | None) -> CodecDoor | None:
    """The codec endpoint, or None: it is off until there are keys, and somebody to let in."""
    token = configured.codec_token.get_secret_value() if configured.codec_token is not None else ""
    access = Access(origins=frozenset(configured.codec_origins), token=token)
    if keys is None or not access.to_anybody:
        return None
    return CodecDoor(keys, namespace=configured.temporal_namespace, access=access)


async def _database_answers(pool: Pool) -> bool:
    try:
        return bool(await pool.fetchval("SELECT true", timeout=2))
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False


async def _temporal_answers(client: Client) -> bool:
    try:
        return await asyncio.wait_for(client.service_client.check_health(), 2)
    except (RPCError, RuntimeError, TimeoutError):
        return False


def _call(shop: str, source: str, request: Request) -> Call:
    client, query = request.client.host if request.client is not None else "", request.url.query
    return Call(shop=shop, source=source, client=client, headers=request.headers, query=query, receive=request.receive)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)  # registered for this class alone
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    if error.status in {408, 413}:
        headers["Connection"] = "close"  # the rest of the body is not read
    return _error(error.status, error.code, error.message, field=error.field, headers=headers)


async def _not_ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # registered for this class alone
    return _error(error.status_code, "not_found" if error.status_code == 404 else "not_possible", str(error.detail))


async def _broken(_request: Request, error: Exception) -> JSONResponse:
    log.error("a request could not be answered", error_class=type(error).__name__, exc_info=error)
    return _error(500, "internal", "a fault of ours; the message was not taken, send it again")


def _error(
    status: int, code: str, message: str, *, field: str = "", headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An error in the one form that all of ours have."""
    error = {"code": code, "message": message, "field": field, "request_id": uuid.uuid4().hex}
    return JSONResponse({"error": error}, status_code=status, headers=dict(headers or {}))


async def serve(configured: settings.Settings) -> None:
    """Connect everything, and serve until a signal ends it."""
    shops = load_shops(configured.shops_file)
    keys = load_keys(configured.codec_keys_file) if configured.codec_keys_file is not None else None
    pool = await connect(configured.database_url, size=24, application_name="amends-server")
    client = await Client.connect(
        configured.temporal_address,
        namespace=configured.temporal_namespace,
        data_converter=converter_with(keys, configured.temporal_namespace),
        runtime=logs.runtime(),
        interceptors=spans.begin(configured.otel_endpoint, service="amends-server"),
        lazy=True,  # messages are taken in while Temporal is away
    )
    gateways = ShopGateways(shops, clock=now)
    parts = Parts(
        pool=pool,
        desk=Desk(client=client, task_queue=configured.task_queue),
        shops=shops,
        policies=load_policies(configured.shops_file, shops),
        gateways=gateways,
        most_bytes=configured.server_max_body,
        codec=codec_door(configured, keys),
    )
    http = uvicorn.Config(
        create_app(parts),
        host=configured.server_host,
        port=configured.server_port,
        h11_max_incomplete_event_size=LARGEST_HEADERS,
        http="h11",  # the other parser knows no such limit
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        server_header=False,
        log_config=None,
    )
    # Once it has drained, uvicorn raises the signal anew for whoever else waits for it: here that is nobody.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: None)
    try:
        async with _watched(configured, parts):
            await uvicorn.Server(http).serve()
    finally:
        await gateways.close()
        await pool.close()
        await asyncio.to_thread(spans.end)


@asynccontextmanager
async def _watched(configured: settings.Settings, parts: Parts) -> AsyncIterator[None]:
    """The metrics page, where one is asked for."""
    if configured.metrics_host is None:
        yield
        return

    def paused() -> dict[str, bool]:
        now_paused = parts.circuits.paused()
        return {shop_id: shop_id in now_paused for shop_id in parts.shops}

    desk = parts.desk
    watched = Watched(pool=parts.pool, client=desk.client, task_queue=desk.task_queue, paused=paused)
    async with served(watched, host=configured.metrics_host, port=configured.metrics_port):
        yield


def main() -> None:
    """Run the server. Until it takes messages there is nothing to drain, and SIGTERM ends it on the spot.

    On the spot, because an exception out of a signal handler comes up wherever the program happens to be, and whoever
    is there may swallow it.
    """
    signal.signal(signal.SIGTERM, lambda _signal, _frame: os._exit(0))
    with suppress(KeyboardInterrupt):
        configured = settings.load()
        logs.configure(pretty=configured.log_format is settings.LogFormat.PRETTY)
        asyncio.run(serve(configured))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # Temporal's client may crash an interpreter that winds down by itself


if __name__ == "__main__":
    main()
