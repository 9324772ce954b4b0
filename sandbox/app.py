"""The sandbox as one application: every provider behind its path, and the actors while it runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx2
from fastapi import FastAPI, Request, Response

from sandbox import (
    actors,
    control,
    courier,
    desk,
    invoices,
    mail,
    packings,
    payments,
    repairs,
    shipping,
    topups,
    warehouse,
)  # fmt: skip
from sandbox.calls import RefusedError
from sandbox.clock import Now, wall_clock
from sandbox.signing import canonical
from sandbox.taobao import door
from sandbox.world import Pace, World


def create_app(
    books_path: Path | str, *, amends: str | None = None, smtp_port: int | None = None, smtp_host: str = "127.0.0.1",
    pace: Pace | None = None, now: Now = wall_clock, amends_transport: httpx2.AsyncBaseTransport | None = None,
) -> FastAPI:  # fmt: skip
    """The outside world on `books_path`.

    `amends` is where notices go (none are sent without it); `smtp_port` opens a mail server too (0: a free port, then
    in `app.state.smtp_port`). The actors live while the application's lifespan does; `app.state.world` is the world.
    """
    world = World(books_path, amends=amends, pace=pace, now=now, amends_transport=amends_transport)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        server = None if smtp_port is None else await mail.serve(world, smtp_host, smtp_port)
        app.state.smtp_port = server.sockets[0].getsockname()[1] if server else None
        living = asyncio.create_task(actors.live(world))
        try:
            yield
        finally:
            await _stop(world, living, server)

    app = FastAPI(title="Amends sandbox", lifespan=lifespan, openapi_url=None)
    app.state.world = world
    app.add_exception_handler(RefusedError, _refused)
    for provider in (door, payments, topups, courier, desk, warehouse, packings, invoices, shipping, repairs, control):
        app.include_router(provider.router(world))
    return app


async def _stop(world: World, living: asyncio.Task[None], server: asyncio.Server | None) -> None:
    living.cancel()
    with suppress(asyncio.CancelledError):
        await living
    if server:
        server.close()  # not wait_closed: from Python 3.12 on it waits for clients to hang up
    await world.notices.close()
    world.books.close()


async def _refused(_request: Request, refused: Exception) -> Response:
    """A call that was turned away at the door, before it could meet a fault."""
    if not isinstance(refused, RefusedError):
        raise TypeError(type(refused).__name__)
    answer = refused.answer
    return Response(canonical(answer.body), answer.status, dict(answer.headers), "application/json")
