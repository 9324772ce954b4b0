"""`attributes`: register at Temporal what cases are found by; the one list is workflows/search.py."""

import asyncio
from typing import TYPE_CHECKING

from commandline.connections import settings, temporal
from commandline.exits import Failed, Unreachable
from commandline.options import DryRun, Json
from commandline.output import emit, line, say

if TYPE_CHECKING:
    from temporalio.client import Client

PATIENCE, PAUSE = 60.0, 0.5  # seconds: a server of several processes tells them of a new attribute one by one


async def attributes(*, dry_run: DryRun = False, json: Json = False) -> None:
    """Register the search attributes of cases at Temporal, and wait until it knows them all; safe to repeat."""
    from temporalio.common import SearchAttributeIndexedValueType

    client = await temporal()
    missing = await _missing(client)
    if missing and not dry_run:
        await _register(client, missing)
    kinds = {name: SearchAttributeIndexedValueType(kind).name for name, kind in sorted(missing.items())}
    if json:
        emit({"registered": {} if dry_run else kinds, "missing": kinds if dry_run else {}})
        return
    for name, kind in kinds.items():
        line(f"{'would register' if dry_run else 'registered'}  {name}  {kind}")
    nothing = f"The namespace {client.namespace} knows every search attribute."
    say(f"{len(kinds)} search attributes {'are missing' if dry_run else 'registered'}." if kinds else nothing)


async def _missing(client: "Client") -> dict[str, int]:
    """The attributes that the server does not know, with their types as it numbers them."""
    from worker import known_attributes
    from workflows.search import ATTRIBUTES

    wanted = {key.name: int(key.indexed_value_type) for key in ATTRIBUTES}
    known = await known_attributes(client)
    wrong = sorted(name for name, kind in wanted.items() if known.get(name, kind) != kind)
    if wrong:
        what = f"The namespace {client.namespace} knows {', '.join(wrong)} with another type than cases use."
        advice = "a type cannot be changed: use a namespace of our own (AMENDS_TEMPORAL_NAMESPACE)"
        raise Failed("OTHER_TYPE", what, advice)
    return {name: kind for name, kind in wanted.items() if name not in known}


async def _register(client: "Client", missing: dict[str, int]) -> None:
    from temporalio.api.enums.v1 import IndexedValueType
    from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest

    kinds = {name: IndexedValueType.ValueType(kind) for name, kind in missing.items()}
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=kinds)
    )
    left = missing
    for _ in range(int(PATIENCE / PAUSE)):
        left = await _missing(client)
        if not left:
            return
        await asyncio.sleep(PAUSE)
    what = f"Temporal at {settings().temporal_address} took {', '.join(sorted(left))} and does not list them yet."
    raise Unreachable("NOT_LISTED", what, "`starter.py attributes` again: a repeat is harmless")
