"""Each proposal has its reason in both languages: each row that leaves the buyer a choice, each cure and grievance."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from domain.complaints.complaint import Judgement
from domain.complaints.damage import Damage
from domain.complaints.damage import judged as damaged
from domain.complaints.flaw import Flaw, Remedy
from domain.complaints.short import Parcel, Tolerance
from domain.complaints.short import judged as short
from domain.complaints.wrong_item import Mistake
from domain.complaints.wrong_item import judged as wrong
from domain.defects import defect
from domain.grievance import Wrong
from domain.words.proposal import BECAUSE, by_cure, by_row, by_wrong

BOTH = (False, True)
SCALES = Tolerance(grams=20, percent=2)


def combined(**choices: tuple[Any, ...]) -> list[dict[str, Any]]:
    """All combinations of these fields."""
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


JUDGED: dict[str, list[Judgement]] = {
    "short": [
        short(Parcel(**known, expected=1200), SCALES)
        for known in combined(
            flaw=(Flaw.UNITS, Flaw.GIFT, Flaw.PART), out=(1190, 800, None), delivered=(1190, 700), shows=(True, None),
            merged=BOTH, confirmed=BOTH, came=BOTH, proven=BOTH, unproven=BOTH,
        )
    ],
    "wrong": [
        wrong(Mistake(**known, low=2000, high=50000))
        for known in combined(
            flaw=(Flaw.WRONG, Flaw.OWN_MISTAKE, Flaw.VARIATION), wish=(None, *Remedy), value=(1000, 9000, 90000),
            suspect=BOTH, unproven=BOTH,
        )
    ],
    "damaged": [
        damaged(Damage(**known, soft=timedelta(hours=48)))
        for known in combined(
            flaw=(Flaw.DAMAGED, Flaw.COSMETIC, Flaw.USABLE, Flaw.UNUSABLE, Flaw.PACKAGING, Flaw.HIDDEN, Flaw.PARTIAL),
            after_signature=(None, timedelta(hours=1), timedelta(hours=60)), confirmed=BOTH, proven=BOTH, unproven=BOTH,
        )
    ],
}  # fmt: skip


@pytest.mark.parametrize("table", JUDGED)
def test_every_row_with_a_choice_says_why(table: str) -> None:
    """What the buyer may choose among comes with its reason (R119)."""
    rows = {judgement.row for judgement in JUDGED[table] if len(judgement.remedies) > 1}
    assert len(rows) > 3
    assert {row for row in rows if by_row(row) not in BECAUSE} == set()


def test_every_cure_and_every_grievance_says_why() -> None:
    """Also goodwill for which no wrong is named."""
    keys = [*(by_cure(cure) for cure in defect.Remedy), *(by_wrong(each) for each in (None, *Wrong))]
    assert [key for key in keys if key not in BECAUSE] == []
    assert all(zh and en and zh[-1] not in "。." and en[-1] != "." for zh, en in BECAUSE.values())
