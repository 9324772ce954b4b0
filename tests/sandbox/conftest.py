"""A sandbox in process that lives as long as a test."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.world import Pace
from tests.sandbox.stage import Intake, Sandbox, scene

Opening = Callable[..., Any]


@pytest.fixture
def intake() -> Intake:
    """A fresh fake intake."""
    return Intake()


@pytest.fixture
def opening(tmp_path: Path, intake: Intake) -> Opening:
    """Opens a living sandbox: `async with opening(...) as sandbox`."""

    @asynccontextmanager
    async def open_sandbox(**given: Any) -> AsyncIterator[Sandbox]:
        options: dict[str, Any] = {
            "amends": "http://amends",
            "amends_transport": httpx2.ASGITransport(intake.app),
        } | given
        options.setdefault("pace", Pace(hang=0.3, redeliver=0.05, settle=0.03, tick=0.005))
        app = create_app(tmp_path / "books.db", **options)
        async with app.router.lifespan_context(app):
            sandbox = Sandbox(app, intake)
            yield sandbox
            await sandbox.http.aclose()

    return open_sandbox


@pytest.fixture
async def sandbox(opening: Opening) -> AsyncIterator[Sandbox]:
    """A living sandbox with both example scenes on."""
    async with opening() as living:
        await living.load(scene("return_refund"), scene("in_transit"))
        yield living
