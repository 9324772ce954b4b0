"""A notice looks, without the lock and not by our key, and writes a record of its own. Turns R6 red."""

from collections.abc import Callable
from dataclasses import replace as changed
from datetime import datetime

from chaos.planted import replace
from domain.events import PaymentState
from store import ledger, movements
from store.payment import Outcome, Report, Source
from store.pool import Pool


def plant() -> Callable[[], None]:
    """Patch the place where answers and notices meet."""
    right = ledger.record_outcome

    async def record_outcome(pool: Pool, key: str, report: Report, source: Source, now: datetime) -> Outcome:
        known = await movements.movement(pool, key)
        if source is not Source.NOTICE or known is None or known.state is PaymentState.SETTLED:
            return await right(pool, key, report, source, now)
        own = changed(known.order, key=f"notice/{report.provider_ref}", lines=())
        async with pool.acquire() as connection:
            await movements.insert(connection, own, now, report=report, source=source)
        return Outcome(before=known.state, after=known.state, movement=known)

    return replace(ledger, "record_outcome", record_outcome)
