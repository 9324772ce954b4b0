"""The servers that a command needs, opened when it needs them."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from commandline.exits import Unreachable
from commandline.faults import DOCTOR

if TYPE_CHECKING:
    from temporalio.client import Client

    from settings import Settings
    from store.pool import Pool


def settings() -> "Settings":
    """The settings of this installation."""
    import settings as configuration

    return configuration.load()


def now() -> datetime:
    """The wall clock; a case that was jumped has its own (commandline/clocks.py)."""
    return datetime.now(UTC)


@asynccontextmanager
async def register() -> AsyncIterator["Pool"]:
    """The register and the ledger. Raises Unreachable."""
    import asyncpg

    from store.pool import connect

    dsn = settings().database_url
    _quiet_logs()
    try:
        pool = await connect(dsn, size=4, application_name="amends-starter")
    except (OSError, TimeoutError, asyncpg.PostgresError) as away:
        what = f"Postgres at {place(dsn)} cannot be reached: {away}."
        raise Unreachable("NO_POSTGRES", f"{what} Nothing was changed.", DOCTOR) from away
    try:
        yield pool
    finally:
        await pool.close()


async def temporal(*, lazy: bool = False, with_keys: bool = True) -> "Client":
    """Temporal. Raises Unreachable, unless `lazy`: then it is reached, or not, by its first call.

    `with_keys` False is for a client that reads and writes no payloads, and must do where the keys are wrong.
    """
    from temporalio.client import Client
    from temporalio.service import RPCError

    import logs
    from codec.converter import data_converter

    at = settings()
    _quiet_logs()
    try:
        return await Client.connect(
            at.temporal_address,
            namespace=at.temporal_namespace,
            data_converter=data_converter(at.codec_keys_file if with_keys else None, at.temporal_namespace),
            lazy=lazy,
            runtime=logs.runtime(),
        )
    except (RuntimeError, RPCError, OSError) as away:
        what = f"Temporal at {at.temporal_address} cannot be reached. Nothing was changed."
        raise Unreachable("NO_TEMPORAL", what, DOCTOR) from away


def place(dsn: str) -> str:
    """host:port/database of a database's address, without user and password."""
    parts = urlsplit(dsn)
    return f"{parts.hostname}:{parts.port or 5432}{parts.path}"


def link(case_id: str) -> str:
    """Where the Temporal UI shows a case."""
    at = settings()
    return f"{at.temporal_ui}/namespaces/{at.temporal_namespace}/workflows/{case_id}"


def _quiet_logs() -> None:
    """Log lines go to standard error, and only what matters: standard output belongs to the answer."""
    import logs

    logs.configure(pretty=True, level=logging.WARNING)
