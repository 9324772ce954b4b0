"""The page that Prometheus reads: `GET /metrics`, on a host and port of its own, apart from where strangers may call.

What the page tells of Postgres and Temporal is asked at most once in `FRESH`, however many read it and however often.
"""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import structlog
import uvicorn
from fastapi import FastAPI, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from temporalio.client import Client

from metrics.counters import REGISTRY
from metrics.engine import engine
from metrics.families import of_database, of_engine, of_shops
from store import gauges
from store.gauges import Facts
from store.migrate import migrations
from store.pool import Pool
from tracing import spans

log = structlog.get_logger(__name__)

FRESH = timedelta(seconds=5)
PATIENCE = timedelta(seconds=4)  # for a look at Postgres; a scrape is given up after ten by default
FORM = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Watched:
    """Whom the page asks. `paused` says of each shop of the shops file whether its platform is paused."""

    pool: Pool
    client: Client
    task_queue: str
    paused: Callable[[], Mapping[str, bool]]


class Page:
    """The text of the page. `seconds` is a clock that never goes back."""

    def __init__(self, watched: Watched, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._watched = watched
        self._seconds = seconds
        self._files = migrations()
        self._asking = asyncio.Lock()
        self._asked: tuple[float, list[Metric]] | None = None

    async def text(self) -> bytes:
        """Everything, as of a few seconds ago at most."""
        async with self._asking:  # who comes meanwhile reads what is being asked
            if self._asked is None or self._seconds() - self._asked[0] >= FRESH.total_seconds():
                self._asked = (self._seconds(), await self._ask())
            families = self._asked[1]
        return generate_latest(REGISTRY) + generate_latest(_registry(families))

    async def _ask(self) -> list[Metric]:
        watched = self._watched
        facts, told = await asyncio.gather(_facts(watched.pool), engine(watched.client, watched.task_queue))
        return [*of_database(facts, self._files), *of_engine(told), *of_shops(watched.paused())]


async def _facts(pool: Pool) -> Facts | None:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            return await gauges.facts(pool)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        log.warning("the database could not be measured", error_class=type(error).__name__)
        return None


class _Given(Collector):
    """Families that are there already."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        yield from self._families


def _registry(families: Sequence[Metric]) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Given(families))
    return registry


def create_app(page: Page) -> FastAPI:
    """Nothing but the page."""
    app = FastAPI(
        title="Amends metrics", docs_url=None, redoc_url=None, openapi_url=None, telemetry=spans.FASTAPI_SILENT
    )

    @app.get("/metrics")
    async def metrics() -> Response:
        """What Prometheus scrapes."""
        return Response(await page.text(), media_type=FORM)

    return app


class _Beside(uvicorn.Server):
    """A server beside another one of the same process, which is the one that listens to signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them to the other."""
        yield


@contextlib.asynccontextmanager
async def served(watched: Watched, *, host: str, port: int) -> AsyncIterator[None]:
    """The page is up as long as this lasts. Raises OSError that names the setting when the port is taken."""
    try:
        listening = socket.create_server((host, port), family=_family(host))
    except OSError as taken:
        what = f"the metrics page cannot listen on {host}:{port} ({taken.strerror}): set AMENDS_METRICS_PORT"
        raise OSError(taken.errno, what) from taken
    page = create_app(Page(watched))
    server = _Beside(uvicorn.Config(page, http="h11", log_config=None, server_header=False, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    log.info("metrics are served", address=host, port=port)
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
