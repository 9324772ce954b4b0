"""The last of the chaos's planted faults: without the shop in a look-up, one shop's message reaches another's case."""

import pytest

from chaos import planted
from chaos.checks import CHECKS
from chaos.evidence import Evidence, Stranger
from tests.intake.conftest import Intake
from tests.intake.intake_forms import at_path, requested, scanned

BECAME = "SELECT state, case_id FROM inbox ORDER BY id DESC LIMIT 1"


@pytest.mark.parametrize(("name", "red"), [("", set()), ("no_shop_filter", {"A6"})])
async def test_a_strangers_scan_reaches_no_case(intake: Intake, name: str, red: set[str]) -> None:
    """A genuine message of the other shop, about this shop's parcel."""
    await intake.send(requested("R-1"))
    await intake.settle()
    undo = planted.plant(name) if name else lambda: None
    try:
        scan = at_path(scanned("OUT-R-1"), "data.carrier", "sto")  # the carrier that the order left with
        await intake.send(scan, shop=intake.other_shop, source="courier")
        await intake.settle()
    finally:
        undo()
    row = await intake.pool.fetchrow(BECAME)
    assert row is not None
    found = Evidence(strangers=[Stranger(about="a scan", state=row["state"], case_id=row["case_id"])])
    assert {name for name, check in CHECKS.items() if name != "R1v" and not check(found).holds} == red
