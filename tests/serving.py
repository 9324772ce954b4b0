"""An application behind a real socket, in the loop of the test: for what only shows where bytes travel."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from engine.ports import HOST, free_port


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application on a port of its own; its address."""
    port = free_port()
    config = uvicorn.Config(app, host=HOST, port=port, http="h11", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())  # without its signal handlers: this process belongs to pytest
    while not server.started:
        assert not serving.done(), serving.result()
        await asyncio.sleep(0.01)
    try:
        yield f"http://{HOST}:{port}"
    finally:
        server.force_exit = server.should_exit = True
        await serving
