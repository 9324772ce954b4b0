"""Table 3.12: what is done with goods that are to be mended, when it took too long, and when the guarantee ends."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.authority import Level
from domain.defects.repair import (
    Course,
    Mendable,
    PastRepair,
    RepairReport,
    RepairState,
    Verdict,
    begun_days,
    failures,
    guarantee_ends,
    overdue,
    repair_days,
    use_bp,
    verdict,
)
from domain.money import half_up
from domain.quotes.depreciation import three_guarantees
from domain.quotes.quote import Bearer
from tests.domain.packs import pack

CN = pack("cn_taobao")
BOUGHT = datetime(2026, 3, 1, 9, tzinfo=UTC)
SELLER, BUYER = Bearer.SELLER, Bearer.BUYER


@pytest.mark.parametrize(
    ("known", "row", "course", "freight", "decider"),
    [
        (Mendable(in_term=True), 1, Course.FREE, SELLER, Level.AGENT),
        (Mendable(in_term=True, has_more_rights=True), 2, Course.TELL_RIGHTS, SELLER, Level.AGENT),
        (Mendable(in_term=True, has_more_rights=True, chose_repair=True), 1, Course.FREE, SELLER, Level.AGENT),
        (Mendable(in_term=True, service_point=True), 3, Course.REFER, SELLER, Level.AGENT),
        (Mendable(in_term=True, failed=1), 1, Course.FREE, SELLER, Level.AGENT),
        (Mendable(in_term=True, failed=2), 4, Course.REPLACE_OR_REFUND, SELLER, Level.SUPERVISOR),
        (Mendable(in_term=True, days=30), 1, Course.FREE, SELLER, Level.AGENT),
        (Mendable(in_term=True, days=31), 5, Course.REPLACE_OR_REFUND, SELLER, Level.SUPERVISOR),
        (Mendable(in_term=True, days=31, parts_lacking=True), 1, Course.FREE, SELLER, Level.AGENT),
        (Mendable(in_term=True, days=91, parts_lacking=True), 5, Course.REPLACE_OR_REFUND, SELLER, Level.SUPERVISOR),
        (Mendable(in_term=True, no_longer_made=True), 6, Course.SUBSTITUTE, SELLER, Level.SUPERVISOR),
        (Mendable(in_term=True, human_damage=True), 7, Course.QUOTE, BUYER, Level.AGENT),
        (Mendable(in_term=False), 7, Course.QUOTE, BUYER, Level.AGENT),
        (Mendable(in_term=True, on_site=True), 8, Course.ON_SITE, SELLER, Level.AGENT),
    ],
)
def test_each_repair_goes_as_its_row_says(
    known: Mendable, row: int, course: Course, freight: Bearer, decider: Level
) -> None:
    """What is done, who bears the freight both ways, and who decides."""
    assert verdict(known, CN) == Verdict(row=row, course=course, freight=freight, decider=decider)


@pytest.mark.parametrize(
    ("law", "days", "parts_lacking", "late"),
    [("cn_taobao", 30, False, False), ("cn_taobao", 31, False, True), ("eu", 31, True, True), ("uk", 30, True, False)],
)
def test_a_repair_takes_too_long_after_the_days_of_its_law(
    law: str,
    days: int,
    parts_lacking: bool,  # noqa: FBT001
    late: bool,  # noqa: FBT001
) -> None:
    """More than thirty days, and ninety in China where parts are lacking (F85)."""
    assert overdue(days, pack(law), parts_lacking=parts_lacking) is late


def past(begun: int, ended: int, *, worked: bool = True) -> PastRepair:
    """A repair between two days after the purchase."""
    return PastRepair(
        case_id="case-1",
        begun_at=BOUGHT + timedelta(days=begun),
        ended_at=BOUGHT + timedelta(days=ended),
        worked=worked,
    )


def test_a_repair_that_did_not_last_has_failed() -> None:
    """Mended goods work for thirty days at least; those that came back before count as a failed attempt."""
    again = BOUGHT + timedelta(days=100)
    assert failures((past(10, 20), past(60, 71)), again, CN) == 1
    assert failures((past(10, 20), past(60, 70)), again, CN) == 0
    assert failures((past(10, 20, worked=False), past(60, 90)), again, CN) == 2


def test_time_in_repair_moves_the_end_of_the_guarantee() -> None:
    """F86: a year from delivery, with ten days and a begun one put behind it."""
    assert repair_days((past(10, 20),), BOUGHT + timedelta(days=50, hours=1), BOUGHT + timedelta(days=50)) == 11
    assert guarantee_ends(BOUGHT, 11, CN) == BOUGHT + timedelta(days=376)
    assert begun_days(timedelta()) == 0


def test_depreciation_is_the_one_of_the_three_guarantees() -> None:
    """MR-17: the share in the quote comes to the same as price x rate x (days since the invoice - repair days)."""
    share = use_bp(began_at=BOUGHT, now=BOUGHT + timedelta(days=100, hours=5), in_repair=20, terms=CN)
    by_rule = three_guarantees(price=199900, days_since_invoice=100, repair_days=20, daily_rate_bp=CN.use_daily_bp)
    assert half_up(199900, share, 10_000) == by_rule.deduction == 79960
    assert use_bp(began_at=BOUGHT, now=BOUGHT + timedelta(days=400), in_repair=0, terms=CN) == 10_000
    assert use_bp(began_at=BOUGHT, now=BOUGHT + timedelta(days=3), in_repair=9, terms=CN) == 0


def test_a_report_that_cannot_be_true_is_refused() -> None:
    """Less than nothing is asked for no repair, and an hour without a zone is none."""
    with pytest.raises(ValueError, match="no less than nothing"):
        RepairReport(state=RepairState.QUOTED, at=BOUGHT, amount=-1)
    with pytest.raises(ValueError, match=r"report\.at"):
        RepairReport(state=RepairState.QUOTED, at=datetime(2026, 3, 1))  # noqa: DTZ001 - what is refused
