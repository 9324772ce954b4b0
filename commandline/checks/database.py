"""Postgres: the schema, the inbox, the money whose fate is unknown, the ledger, and a sample of the register."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from commandline.checks.finding import Finding, doubtful, skipped, well, wrong
from commandline.clocks import in_words
from commandline.connections import now, place, register
from commandline.exits import Unreachable
from settings import Settings

if TYPE_CHECKING:
    from store.pool import Pool

SLOW = timedelta(minutes=1)  # a message that waits longer than this is not being taken
SAMPLE = 20  # cases whose register is verified; `register verify` does all


async def check(settings: Settings) -> tuple[bool, list[Finding]]:
    """Whether Postgres is up, and what was found."""
    async with _reached() as pool:
        if pool is None:
            start = "`make demo` starts one" if settings.embeds_postgres else "start it, or correct DATABASE_URL"
            at = place(settings.database_url)
            return False, [
                wrong("postgres", f"Postgres at {at} cannot be reached", start),
                skipped("register", "inbox, money and register could not be looked at"),
            ]
        found = [well("postgres", f"reached at {place(settings.database_url)}"), await _schema(settings)]
        if found[-1].advice:
            return True, [*found, skipped("register", "the schema comes first")]
        return True, [*found, *await _inbox(pool), await _unknown(pool), await _ledger(pool), await _register(pool)]


@asynccontextmanager
async def _reached() -> AsyncIterator["Pool | None"]:
    try:
        connected = register()
        pool = await connected.__aenter__()
    except Unreachable:
        yield None
        return
    try:
        yield pool
    finally:
        await pool.close()


async def _schema(settings: Settings) -> Finding:
    from store.migrate import MigrationError, pending

    try:
        missing = await pending(settings.database_url)
    except MigrationError as error:
        return wrong("migrations", str(error), "see the message; nothing was changed")
    if missing:
        return wrong("migrations", f"{len(missing)} are pending: {', '.join(missing)}", "`starter.py migrate`")
    return well("migrations", "all applied")


async def _inbox(pool: "Pool") -> list[Finding]:
    from store import inbox

    lag = await inbox.lag(pool)
    found = []
    waited = now() - lag.oldest_at if lag.oldest_at is not None else timedelta()
    if waited > SLOW:
        what = f"{lag.waiting} messages wait, the oldest since {in_words(waited)}"
        found.append(wrong("inbox", what, "start the server (`python server.py`), whose dispatcher takes them"))
    if lag.unrouted:
        what = f"{lag.unrouted} messages speak of a parcel or request that no case is known to have"
        found.append(
            doubtful("inbox", what, "correct the waybill of their cases: `starter.py correct CASE waybill ...`")
        )
    if lag.refused:
        what = f"{lag.refused} messages were refused because they make no sense"
        found.append(
            doubtful("inbox", what, "table `inbox`, state `refused`, says which field and why: tell the sender")
        )
    return found or [well("inbox", f"{lag.waiting} messages wait, none for long")]


async def _unknown(pool: "Pool") -> Finding:
    from store.movements import unknown_queue

    due = await unknown_queue(pool, 1000, now())
    if not due:
        return well("money", "no payment waits for a lookup that is due")
    keys = ", ".join(movement.key for movement in due[:3]) + (" ..." if len(due) > 3 else "")
    what = f"{len(due)} payments were sent and nobody knows their outcome: {keys}"
    return doubtful(
        "money", what, "a running worker looks them up; where one stays, ask the provider: `starter.py show KEY`"
    )


async def _ledger(pool: "Pool") -> Finding:
    from store import checks
    from store.ledger import audit

    differences = (await audit(pool)).differences
    await checks.note(pool, checks.Subject.LEDGER, len(differences))
    if not differences:
        return well("ledger", "every minor unit is explained")
    first = differences[0]
    what = f"{len(differences)} differences, the first: {first.shop}/{first.order_id} {first.key} {first.what}"
    return wrong("ledger", what, f"`starter.py show {first.order_id}`, and compare with the provider's own records")


async def _register(pool: "Pool") -> Finding:
    """The newest cases: a whole register takes its time."""
    from store.verify import verify

    newest = await _newest(pool)
    for case_id in newest:
        async for breach in verify(pool, case_id):
            if not breach.note:
                what = f"{breach.case_id}, event {breach.seq}: {breach.what}"
                return wrong("register", what, "`starter.py register verify` lists all breaches")
    return well("register", f"a sample of {len(newest)} cases is whole")


async def _newest(pool: "Pool") -> list[str]:
    from store import cases

    return [row.case_id for row in await cases.listing(pool, limit=SAMPLE)]
