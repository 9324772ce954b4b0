"""The search attributes of a case: a pure function of the case, at most ten, never anything personal.

An unregistered or wrongly typed attribute wedges the workflow task, and a value over 2,048 bytes ends the case on the
server: values are cut, and the worker asks for the registered list before it starts.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from domain.case import Case
from domain.standing import standing

SHOP = SearchAttributeKey.for_keyword("CaseShop")
ORDER = SearchAttributeKey.for_keyword("CaseOrder")
SCENARIO = SearchAttributeKey.for_keyword("CaseScenario")
STAGE = SearchAttributeKey.for_keyword("CaseStage")
RESOLUTION = SearchAttributeKey.for_keyword("CaseResolution")
STUCK = SearchAttributeKey.for_keyword("CaseStuckReason")
NEEDS_HUMAN = SearchAttributeKey.for_bool("CaseNeedsHuman")
DUE_AT = SearchAttributeKey.for_datetime("CaseDueAt")

ATTRIBUTES: Sequence[SearchAttributeKey[Any]] = (
    SHOP,
    ORDER,
    SCENARIO,
    STAGE,
    RESOLUTION,
    STUCK,
    NEEDS_HUMAN,
    DUE_AT,
)

LONGEST = 200
Values = dict[str, str | bool | datetime | None]


def attributes(case: Case) -> Values:
    """The values of a case, by attribute name; None where it has none."""
    now = standing(case)
    return {
        SHOP.name: case.shop[:LONGEST],
        ORDER.name: case.order.order_id[:LONGEST],
        SCENARIO.name: case.scenario,
        STAGE.name: now.stage,
        RESOLUTION.name: case.resolution or None,
        STUCK.name: now.stuck[:LONGEST] or None,
        NEEDS_HUMAN.name: now.needs_human,
        DUE_AT.name: now.due.at if now.due is not None else None,
    }


def updates(case: Case, shown: Values) -> tuple[list[SearchAttributeUpdate[Any]], Values]:
    """What to tell of a case that was last told as `shown`, and the values it is told as now.

    The stage is always among them, so that there is an update whether or not a value changed: a history must not
    depend on how a standing reads.
    """
    values = attributes(case)
    told = [key for key in ATTRIBUTES if key is STAGE or values[key.name] != shown.get(key.name)]
    return [key.value_unset() if values[key.name] is None else key.value_set(values[key.name]) for key in told], values
