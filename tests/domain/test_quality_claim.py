"""Table 3.8: what a defect gives the buyer, every row, at the edges of its days."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.authority import Level
from domain.defects.claim import NO_DEFECT, PICTURES, REPORTS, Known, buyer_bears_fee, fee_owed, flaw_offer, lawful
from domain.defects.defect import Cause, DefectKind, Examination, Examiner, Remedy
from tests.domain.packs import pack

CN = pack("cn_taobao")
PHOTO, REPORT, ORIGIN = frozenset({"E1"}), frozenset({"E9"}), frozenset({"E11"})
RETURN, EXCHANGE, REPAIR, KEEP = Remedy.RETURN, Remedy.EXCHANGE, Remedy.REPAIR, Remedy.KEEP
FAULT, FLAW, HIDDEN = DefectKind.PERFORMANCE, DefectKind.VISIBLE, DefectKind.HIDDEN
NOBODY_YET = frozenset[str]()


@pytest.mark.parametrize(
    ("known", "row", "choices", "proposal", "decider"),
    [
        (Known(days=0, kind=FAULT, proof=PHOTO), 1, (RETURN, EXCHANGE, REPAIR), EXCHANGE, Level.AGENT),
        (Known(days=7, kind=FAULT, proof=PHOTO), 1, (RETURN, EXCHANGE, REPAIR), EXCHANGE, Level.AGENT),
        (Known(days=7, kind=FLAW, proof=PHOTO), 1, (RETURN, EXCHANGE, REPAIR), EXCHANGE, Level.AGENT),
        (Known(days=7, kind=FLAW, minor=True, proof=PHOTO), 2, (RETURN, EXCHANGE, KEEP), KEEP, Level.AGENT),
        (Known(days=8, kind=FAULT, proof=REPORT), 3, (EXCHANGE, REPAIR), EXCHANGE, Level.AGENT),
        (Known(days=15, kind=FAULT, proof=REPORT), 3, (EXCHANGE, REPAIR), EXCHANGE, Level.AGENT),
        (Known(days=15, kind=FLAW, minor=True, proof=REPORT), 3, (EXCHANGE, REPAIR, KEEP), EXCHANGE, Level.AGENT),
        (Known(days=16, kind=FAULT, proof=REPORT), 4, (REPAIR,), REPAIR, Level.AGENT),
        (Known(days=365, kind=FAULT, failed_repairs=1, proof=REPORT), 4, (REPAIR,), REPAIR, Level.AGENT),
        (
            Known(days=40, kind=FAULT, failed_repairs=2, cause=Cause.DEFECT),
            *(4, (EXCHANGE, Remedy.LESS_USE), EXCHANGE, Level.SUPERVISOR),
        ),
        (
            Known(days=40, kind=FAULT, delayed=True, cause=Cause.DEFECT),
            *(4, (EXCHANGE, Remedy.LESS_USE), EXCHANGE, Level.SUPERVISOR),
        ),
        (Known(days=300, kind=HIDDEN), 5, (RETURN,), RETURN, Level.SUPERVISOR),
        (
            Known(days=3, kind=FAULT, cause=Cause.HUMAN_DAMAGE, proof=PHOTO),
            *(7, (), Remedy.PAID_REPAIR, Level.SUPERVISOR),
        ),
        (Known(days=366, kind=FAULT, proof=REPORT), 8, (), Remedy.PAID_REPAIR, Level.AGENT),
        (Known(days=900, kind=DefectKind.RECALL), 9, (RETURN,), RETURN, Level.MANAGER),
        (Known(days=60, kind=DefectKind.ALLERGY, promised=True, proof=REPORT), 10, (RETURN,), RETURN, Level.AGENT),
        (Known(days=61, kind=DefectKind.ALLERGY, promised=True, proof=REPORT), 4, (REPAIR,), REPAIR, Level.AGENT),
        (Known(days=5, kind=FAULT, cause=Cause.NO_DEFECT), NO_DEFECT, (), Remedy.GIVE_BACK, Level.AGENT),
    ],
)
def test_each_claim_gives_what_its_row_says(
    known: Known, row: int, choices: tuple[Remedy, ...], proposal: Remedy, decider: Level
) -> None:
    """The buyer's choices, our proposal, and who decides; all of it on proof that stands."""
    found = lawful(known, CN)
    assert (found.row, found.choices, found.proposal, found.decider) == (row, choices, proposal, decider)
    assert found.proven


@pytest.mark.parametrize(
    ("known", "row", "lacks", "seller_proves"),
    [
        (Known(days=3, kind=FAULT), 1, PICTURES | REPORTS, False),
        (Known(days=10, kind=FAULT, proof=PHOTO), 3, REPORTS, False),
        (Known(days=100, kind=FAULT, proof=PHOTO), 4, REPORTS, False),
        (Known(days=3, kind=FAULT, durable=True), 6, PICTURES | REPORTS, True),
        (Known(days=183, kind=FAULT, durable=True), 6, REPORTS, True),
        (Known(days=184, kind=FAULT, durable=True), 4, REPORTS, False),
        (Known(days=3, kind=HIDDEN), 5, NOBODY_YET, True),
        (Known(days=3, kind=HIDDEN, proof=ORIGIN), 5, REPORTS, False),
        (Known(days=3, kind=HIDDEN, proof=ORIGIN | REPORT), 5, NOBODY_YET, False),
        (Known(days=30, kind=DefectKind.ALLERGY, promised=True), 10, REPORTS, False),
    ],
)
def test_whose_the_proof_is(known: Known, row: int, lacks: frozenset[str], seller_proves: bool) -> None:  # noqa: FBT001
    """The buyer shows a defect, a seller the goods' origin; durable goods are the seller's for long (F75, F83)."""
    found = lawful(known, CN)
    assert (found.row, found.lacks, found.seller_proves) == (row, lacks, seller_proves)
    assert found.proven is (seller_proves or not lacks)


def test_what_was_found_on_the_goods_needs_no_other_paper() -> None:
    """A technician's word that it is a defect stands for the buyer's photos and reports."""
    assert lawful(Known(days=100, kind=FAULT, cause=Cause.DEFECT), CN).lacks == frozenset()
    assert lawful(Known(days=100, kind=FAULT, cause=Cause.CANNOT_TELL), CN).lacks == REPORTS


@pytest.mark.parametrize(
    ("law", "days", "choices"),
    [
        ("eu", 400, (EXCHANGE, REPAIR)),
        ("uk", 30, (RETURN, EXCHANGE, REPAIR)),
        ("uk", 31, (EXCHANGE, REPAIR)),
        ("us", 31, (REPAIR,)),
    ],
)
def test_other_countries_have_other_days(law: str, days: int, choices: tuple[Remedy, ...]) -> None:
    """Table 3.24: two years in the EU, thirty days to reject in the UK, the shop's own warranty in the US."""
    assert lawful(Known(days=days, kind=FAULT, proof=REPORT), pack(law)).choices == choices


def test_a_small_flaw_is_offered_five_to_twenty_percent() -> None:
    """Table 3.8 row 2, of what was paid, to the cent."""
    assert flaw_offer(9990, CN) == (500, 1998)


CONFIRMED = Examination(
    cause=Cause.DEFECT, examiner=Examiner.LABORATORY, by="lab", at=datetime(2026, 11, 2, tzinfo=UTC), fee=15000,
    paid_by_buyer=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("found", "buyer_bears", "owed"),
    [
        (CONFIRMED, False, 15000),
        (replace(CONFIRMED, paid_by_buyer=False), False, 0),
        (replace(CONFIRMED, cause=Cause.NO_DEFECT), True, 0),
        (replace(CONFIRMED, cause=Cause.HUMAN_DAMAGE), True, 0),
        (replace(CONFIRMED, cause=Cause.CANNOT_TELL), None, 0),
    ],
)
def test_the_loser_bears_the_test(found: Examination, buyer_bears: bool | None, owed: int) -> None:  # noqa: FBT001
    """Who asked for it paid in advance; a buyer who was right gets the fee back."""
    assert buyer_bears_fee(found) is buyer_bears
    assert fee_owed(found) == owed
