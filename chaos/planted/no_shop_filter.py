"""Cases are looked up without their shop: a message of one shop reaches another's case. Turns A6 red."""

from collections.abc import Callable, Sequence

from chaos.planted import replace
from intake import lookups
from intake.lookups import Known
from store.pool import Database

CASES = """
SELECT case_id, shop, workflow_started_at AS started_at, opening FROM case_ids
 WHERE case_id = ANY($1::text[]) ORDER BY opened_at DESC, case_id
"""


def plant() -> Callable[[], None]:
    """Patch the look-up."""

    async def cases(db: Database, case_ids: Sequence[str], *, shop: str) -> list[Known]:  # noqa: ARG001 - that is it
        return [Known(**dict(row)) for row in await db.fetch(CASES, list(case_ids))]

    return replace(lookups, "cases", cases)
