"""Tables 3.5, 3.6 and 3.7: which row binds, who bears it, what the buyer may choose, and who decides."""

from datetime import timedelta
from typing import Any

import pytest

from domain.authority import Level
from domain.complaints.damage import Damage, Grid
from domain.complaints.damage import judged as damaged
from domain.complaints.flaw import Flaw, Remedy
from domain.complaints.short import Parcel, Tolerance
from domain.complaints.short import judged as short
from domain.complaints.wrong_item import Mistake, return_first
from domain.complaints.wrong_item import judged as wrong
from domain.fault import Fault

SCALES = Tolerance(grams=20, percent=2)
RESHIP, REFUND, KEEP, RETURN, REFUSE = Remedy.RESHIP, Remedy.REFUND, Remedy.KEEP, Remedy.RETURN, Remedy.REFUSE
AGENT, SUP = Level.AGENT, Level.SUPERVISOR
FINE: dict[str, Any] = {"expected": 1000, "out": 1000, "accepted": 1000, "delivered": 1000}
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("parcel", "row", "fault", "proposal", "decider"),
    [
        (Parcel(expected=1000, out=970), "3.5.1", Fault.SELLER, RESHIP, AGENT),
        (Parcel(**FINE | {"accepted": 900, "delivered": 900}), "3.5.1", Fault.SELLER, RESHIP, AGENT),
        (Parcel(**FINE, shows=False), "3.5.1", Fault.SELLER, RESHIP, AGENT),
        (Parcel(), "3.5.1", Fault.SELLER, RESHIP, AGENT),  # nobody can show that it went in
        (Parcel(**FINE), "3.5.1", Fault.SELLER, RESHIP, AGENT),  # weights alone do not show what was in it
        (Parcel(**FINE | {"delivered": 900}, shows=True), "3.5.2", Fault.CARRIER, RESHIP, AGENT),
        (Parcel(**FINE, shows=True, opened=True), "3.5.2", Fault.CARRIER, RESHIP, AGENT),
        (Parcel(**FINE, shows=True), "3.5.3", Fault.NONE, REFUSE, SUP),
        (Parcel(**FINE, shows=True, proven=True), "3.5.3", Fault.NONE, REFUND, SUP),
        (Parcel(**FINE, shows=True, confirmed=True), "3.5.4", Fault.NONE, REFUSE, SUP),
        (Parcel(confirmed=True), "3.5.4", Fault.NONE, REFUSE, SUP),
        (Parcel(confirmed=True, proven=True), "3.5.4", Fault.NONE, REFUND, SUP),
        (Parcel(**FINE, shows=True, merged=True), "3.5.5", Fault.SELLER, RESHIP, AGENT),
        (Parcel(**FINE, shows=True, flaw=Flaw.GIFT), "3.5.6", Fault.SELLER, RESHIP, AGENT),
        (Parcel(**FINE, flaw=Flaw.PART), "3.5.7", Fault.SELLER, RETURN, SUP),
        (Parcel(expected=1000, out=500, follows="ST2"), "3.5.8", Fault.NONE, Remedy.INFORM, Level.AUTO),
        (Parcel(expected=1000, out=500, came=True), "3.5.8", Fault.NONE, REFUSE, AGENT),
        (Parcel(expected=1000, out=500, unproven=True), "3.7.6", Fault.NONE, REFUSE, AGENT),
    ],
)
def test_short_or_missing(parcel: Parcel, row: str, fault: Fault, proposal: Remedy, decider: Level) -> None:
    """Every row of table 3.5, and what goes before what."""
    found = short(parcel, SCALES)
    assert (found.row, found.fault, found.proposal, found.decider) == (row, fault, proposal, decider)
    assert found.claims is (row == "3.5.2")


@pytest.mark.parametrize(
    ("weight", "than", "lighter"),
    [
        (981, 1000, False),
        (980, 1000, False),
        (979, 1000, True),
        (9800, 10000, False),
        (9799, 10000, True),
        (None, 1000, False),
        (900, None, False),
        (1100, 1000, False),
    ],
)
def test_what_scales_may_differ_by(weight: int | None, than: int | None, lighter: bool) -> None:  # noqa: FBT001
    """The greater of 20 g and 2 %, both allowed in full; what nobody weighed is no lighter."""
    assert SCALES.lighter(weight, than) is lighter


@pytest.mark.parametrize(
    ("mistake", "row", "remedies", "proposal", "decider"),
    [
        (Mistake(value=5000, low=3000, high=200000), "3.6.1", (RESHIP, RETURN, KEEP), RESHIP, AGENT),
        (Mistake(value=5000, low=3000, high=200000, wish=RETURN), "3.6.2", (RESHIP, RETURN, KEEP), RETURN, AGENT),
        (Mistake(value=3000, low=3000, high=200000, wish=REFUND), "3.6.2", (RESHIP, REFUND), REFUND, AGENT),
        (Mistake(value=5000, low=3000, high=200000, wish=KEEP), "3.6.3", (RESHIP, RETURN, KEEP), KEEP, AGENT),
        (Mistake(value=200000, low=3000, high=200000), "3.6.4", (RESHIP, RETURN), RETURN, SUP),
        (Mistake(value=5000, low=3000, high=200000, suspect=True), "3.6.4", (RESHIP, RETURN), RETURN, SUP),
        (Mistake(value=5000, low=0, high=9999, flaw=Flaw.OWN_MISTAKE), "3.6.5", (Remedy.EXCHANGE,), Remedy.EXCHANGE,
         AGENT),
        (Mistake(value=5000, low=0, high=9999, flaw=Flaw.VARIATION), "3.6.6", (Remedy.EXPLAIN,), Remedy.EXPLAIN, AGENT),
        (Mistake(value=5000, low=0, high=9999, unproven=True), "3.7.6", (RESHIP, RETURN, KEEP), REFUSE, AGENT),
    ],
)  # fmt: skip
def test_wrong_item(mistake: Mistake, row: str, remedies: tuple[Remedy, ...], proposal: Remedy, decider: Level) -> None:
    """Every row of table 3.6; whose own mistake it is bears it."""
    found = wrong(mistake)
    assert (found.row, found.remedies, found.proposal, found.decider) == (row, remedies, proposal, decider)
    assert (found.fault is Fault.BUYER) is (row in {"3.6.5", "3.6.6"})
    assert return_first(found.row) is (row == "3.6.4")


def told(after: timedelta | None = HOUR, **more: object) -> Damage:
    """Damage that the buyer told of so long after the signature."""
    return Damage(after_signature=after, soft=48 * HOUR, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("damage", "row", "fault", "proposal", "decider", "claims"),
    [
        (told(None), "3.7.1", Fault.CARRIER, REFUND, AGENT, True),
        (told(), "3.7.2", Fault.CARRIER, KEEP, AGENT, True),
        (told(48 * HOUR), "3.7.2", Fault.CARRIER, KEEP, AGENT, True),
        (told(flaw=Flaw.UNUSABLE), "3.7.2", Fault.CARRIER, RESHIP, AGENT, True),
        (told(49 * HOUR), "3.7.3", Fault.CARRIER, KEEP, SUP, True),
        (told(49 * HOUR, proven=True), "3.7.2", Fault.CARRIER, KEEP, AGENT, True),
        (told(confirmed=True), "3.7.4", Fault.NONE, REFUSE, SUP, False),
        (told(confirmed=True, proven=True), "3.7.2", Fault.CARRIER, KEEP, AGENT, True),
        (told(flaw=Flaw.HIDDEN), "3.7.5", Fault.SELLER, Remedy.QUALITY, AGENT, False),
        (told(unproven=True), "3.7.6", Fault.NONE, REFUSE, AGENT, False),
        (told(flaw=Flaw.PACKAGING), "3.7.7", Fault.CARRIER, Remedy.COUPON, AGENT, False),
        (told(flaw=Flaw.PARTIAL), "3.7.8", Fault.CARRIER, RESHIP, AGENT, True),
    ],
)
def test_damaged(
    damage: Damage, row: str, fault: Fault, proposal: Remedy, decider: Level, claims: bool  # noqa: FBT001
) -> None:  # fmt: skip
    """Every row of table 3.7; a signature is no acceptance of what is in the box."""
    found = damaged(damage)
    assert (found.row, found.fault, found.proposal, found.decider) == (row, fault, proposal, decider)
    assert found.claims is claims


def test_who_cannot_use_it_is_not_asked_to_keep_it() -> None:
    """Function affected: replacement or return (the grid of table 3.7)."""
    assert KEEP not in damaged(told(flaw=Flaw.UNUSABLE)).remedies
    assert KEEP in damaged(told(flaw=Flaw.COSMETIC)).remedies


def test_the_grid_of_partial_refunds() -> None:
    """Cosmetic 10 to 20 %, function unaffected 20 to 40 %; what is not graded has no first offer."""
    grid = Grid(cosmetic_least=10, cosmetic_most=20, usable_least=20, usable_most=40)
    assert [grid.first(flaw) for flaw in (Flaw.COSMETIC, Flaw.USABLE, Flaw.DAMAGED)] == [10, 20, None]
    assert [grid.most(flaw) for flaw in (Flaw.COSMETIC, Flaw.USABLE)] == [20, 40]
