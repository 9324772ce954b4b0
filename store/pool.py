"""Connections to Postgres: bounded in number and in time, and jsonb as plain Python objects."""

import json
from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    # asyncpg's classes are generic for the type checker alone.
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Database = Pool | Connection
    Record = asyncpg.Record
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection
    Database = asyncpg.Pool | asyncpg.Connection
    Record = asyncpg.Record

SIZE = 10  # sessions a program holds at most
STATEMENT_MS = 15_000  # the server gives a statement up
COMMAND_SECONDS = 20.0  # we give it up, should the server not answer at all
IDLE_IN_TRANSACTION_MS = 30_000  # a session that hangs must not hold the lock of an order


async def connect(dsn: str, *, size: int = SIZE, application_name: str = "amends") -> Pool:
    """A pool of at most `size` sessions; the first one is opened at once, so that a wrong address shows here."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        command_timeout=COMMAND_SECONDS,
        init=speak_json,
        reset=nothing_to_undo,
        server_settings={
            "application_name": application_name,
            "statement_timeout": str(STATEMENT_MS),
            "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS),
            "timezone": "UTC",
        },
    )


async def speak_json(connection: Connection) -> None:
    """Let jsonb go in and come out as Python objects."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=as_json, decoder=json.loads)


async def nothing_to_undo(_connection: Connection) -> None:
    """Give a session back as it is: our locks and settings end with their transaction, and nobody listens.

    asyncpg would ask the server to forget them after every use, a round trip more. An open transaction it still rolls
    back by itself.
    """


def as_json(value: Any) -> str:
    """Compact JSON text with sorted keys; refuses NaN and infinity, which no JSON reader would take back."""
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    if "\\u0000" not in written and (written.isprintable() or storable(written) == written):
        return written
    return json.dumps(_storable(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def storable(text: str) -> str:
    """The text without what Postgres cannot keep: NUL and halves of characters, which outside words may hold."""
    return text.encode(errors="replace").decode().replace("\x00", "\ufffd")


def _storable(value: Any) -> Any:
    match value:
        case str():
            return storable(value)
        case list() | tuple():
            return [_storable(each) for each in value]
        case dict():
            return {storable(key): _storable(each) for key, each in value.items()}
        case _:
            return value
