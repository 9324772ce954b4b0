"""From the id that a person has in hand to the case that it means."""

from typing import TYPE_CHECKING

from commandline.connections import register
from commandline.exits import Declined, NotFound

if TYPE_CHECKING:
    from store.pool import Pool

PREFIX = "case-"  # what every case id begins with; such an id is used as it is, even while Postgres is away


async def case_of(any_id: str) -> str:
    """The one case that an id means. Raises NotFound, and Declined where it means several."""
    if any_id.startswith(PREFIX):
        return any_id
    async with register() as pool:
        found = await cases_of(pool, any_id)
    if len(found) > 1:
        several = ", ".join(found[:5]) + (" ..." if len(found) > 5 else "")
        raise Declined("SEVERAL_CASES", f"{any_id} means {len(found)} cases: {several}.", "give the id of one of them")
    return found[0]


async def cases_of(pool: "Pool", any_id: str) -> list[str]:
    """All cases that an id means. Raises NotFound."""
    from store import cases

    found = await cases.find(pool, any_id.strip())
    if not found:
        raise not_found(any_id)
    return found


def not_found(any_id: str) -> NotFound:
    """Nothing has this id."""
    return NotFound(
        "NO_SUCH_CASE",
        f"No case, request, order, waybill, payment or receipt has the id {any_id!r}.",
        "copy it whole, without blanks; `starter.py list` shows open cases, `--closed` those that ended",
    )
