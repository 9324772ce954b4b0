"""The schema: numbered SQL files in dbmate's format, forward only, each applied once and never changed afterwards."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import asyncpg

from store.pool import Connection

DIRECTORY = Path(__file__).parent / "migrations"
UP = "-- migrate:up"
DOWN = "-- migrate:down"
LOCK = 0x616D656E6473  # "amends": one program migrates at a time


class MigrationError(RuntimeError):
    """The files and the database do not agree, or a file is no migration; the message says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One file: `version` is the number its name begins with."""

    version: str
    name: str
    sql: str
    sha256: str


async def migrate(dsn: str) -> list[str]:
    """Apply what is missing, in order, each file in a transaction; the names of those applied.

    Raises MigrationError when a file that was applied before has changed or is gone.
    """
    files = migrations()
    connection = await asyncpg.connect(dsn, timeout=30)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await connection.execute(TABLE)
        missing = unapplied(files, await applied(connection))
        for file in missing:
            await _apply(connection, file)
    finally:
        await connection.close()
    return [file.name for file in missing]


async def pending(dsn: str) -> list[str]:
    """The names of files that were not applied yet; raises MigrationError as `migrate` does, and changes nothing."""
    files = migrations()
    connection = await asyncpg.connect(dsn, timeout=30)
    try:
        known = await connection.fetchval("SELECT to_regclass('schema_migrations') IS NOT NULL")
        return [file.name for file in unapplied(files, await applied(connection) if known else {})]
    finally:
        await connection.close()


def migrations(directory: Path = DIRECTORY) -> list[Migration]:
    """The files in order; raises MigrationError for one that is not dbmate's format, or a number used twice."""
    files = [_read(path) for path in sorted(directory.glob("*.sql"))]
    for one, other in pairwise(files):
        if one.version == other.version:
            raise MigrationError(f"{one.name} and {other.name} have the same number: renumber the newer one")
    return files


def unapplied(files: Sequence[Migration], known: Mapping[str, str | None]) -> list[Migration]:
    """The files that are not in the database; raises MigrationError where the two disagree."""
    by_version = {file.version: file for file in files}
    for version, sha256 in known.items():
        file = by_version.get(version)
        if file is None:
            raise MigrationError(
                f"the database has migration {version}, which this version of the program does not know: "
                "use the version that made it, or a newer one"
            )
        if sha256 is not None and sha256 != file.sha256:  # None: applied by dbmate, which keeps no checksum
            raise MigrationError(
                f"{file.name} has changed since it was applied: put the file back as it was, "
                "and write the change as a new migration"
            )
    return [file for file in files if file.version not in known]


TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
  version varchar PRIMARY KEY,
  sha256 text,
  applied_at timestamptz NOT NULL DEFAULT now()
)
"""

APPLIED = """
SELECT version, sha256 FROM schema_migrations ORDER BY version
"""


async def applied(connection: Connection) -> dict[str, str | None]:
    """The versions in the database with the checksum that each file had."""
    return {row["version"]: row["sha256"] for row in await connection.fetch(APPLIED)}


RECORD = """
INSERT INTO schema_migrations (version, sha256) VALUES ($1, $2)
"""


async def _apply(connection: Connection, file: Migration) -> None:
    try:
        async with connection.transaction():
            await connection.execute(file.sql)
            await connection.execute(RECORD, file.version, file.sha256)
    except asyncpg.PostgresError as error:
        raise MigrationError(f"{file.name}: {error}; nothing of this file was applied") from error


def _read(path: Path) -> Migration:
    text = path.read_text(encoding="utf-8")
    version, _, rest = path.stem.partition("_")
    if not version.isdigit() or not rest:
        raise MigrationError(f"{path.name}: a migration is named NUMBER_name.sql, such as 0007_parcels.sql")
    if not text.lstrip().startswith(UP):
        raise MigrationError(f"{path.name}: the first line of a migration is '{UP}'")
    if DOWN in text:
        raise MigrationError(f"{path.name}: migrations go forward only: remove the part after '{DOWN}'")
    return Migration(version=version, name=path.name, sql=text, sha256=hashlib.sha256(text.encode()).hexdigest())
