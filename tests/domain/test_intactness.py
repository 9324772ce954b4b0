"""What comes back: intact by the standard of its category, complete, broken or lost on its way (R61, R62, MR-35)."""

from typing import Any

import pytest

from domain import events as ev
from domain.case import Case
from domain.commands import NotPermitted, Refuse
from domain.eligibility import outside_right
from domain.fault import Fault
from domain.goods import FoundLine, Grade, ParcelState, Sign
from domain.inspection import Awaiting, assess, awaiting
from domain.intactness import conditions, judged
from domain.order import OrderLine
from domain.owed import needs_consent, owed
from domain.permit import permit
from domain.quotes.quote import Bearer
from domain.request import Ground, Item
from domain.returning import loss_bearer, lost_by_buyer, to_give_back
from domain.revision import harms
from domain.telling import tell
from domain.terms import BadTerms, number
from tests.domain.case_forms import AGREED, NOON, PAID, case_of, inspected, moved, sent, stated, then
from tests.domain.packs import pack

C, B, A = Grade.NOT_INTACT, Grade.INTACT, Grade.AS_NEW
JUDGED = [
    ("clothing", A, (Sign.LABEL_CUT,), C),
    ("clothing", A, (Sign.WASHED,), C),
    ("shoes", B, (Sign.SOILED,), C),
    ("clothing", C, (Sign.SEAL_BROKEN,), B),  # opened and reasonably tried: F48
    ("electronics", A, (Sign.ACTIVATED,), C),
    ("electronics", C, (Sign.SEAL_BROKEN,), B),
    ("cosmetics", A, (Sign.SEAL_BROKEN,), C),
    ("food", B, (Sign.SEAL_BROKEN, Sign.MARKED), C),
    ("appliance", A, (Sign.INSTALLED,), C),
    ("book", A, (Sign.CREASED,), C),
    ("figure", B, (Sign.SEAL_BROKEN,), C),
    ("general", C, (Sign.WASHED,), C),  # no standard: as the inspector graded it
    ("general", A, (Sign.WASHED,), A),
    ("clothing", C, (), C),
    ("clothing", C, (Sign.BROKEN_ON_THE_WAY,), B),
    ("clothing", A, (Sign.ACCESSORY_MISSING,), A),  # complete or not is another question
    ("clothing", Grade.WRONG_GOODS, (Sign.LABEL_CUT,), Grade.WRONG_GOODS),
]


@pytest.mark.parametrize(("category", "grade", "signs", "counts"), JUDGED)
def test_the_standard_of_the_category_decides(
    category: str, grade: Grade, signs: tuple[Sign, ...], counts: Grade
) -> None:
    """Row 5 of step 4: what the signs mean is the category's matter, not the inspector's (R62)."""
    line = FoundLine(line_id="mug", qty=1, grade=grade, signs=signs)
    assert judged(line, category, pack("cn_taobao")) is counts


def test_a_buyer_is_told_what_spoils_the_goods() -> None:
    """Before anything is sent (R61); goods without a standard have no list."""
    assert conditions("cosmetics", pack("cn_taobao")) == (Sign.SEAL_BROKEN,)
    assert Sign.LABEL_CUT in conditions("bags", pack("cn_taobao"))
    assert conditions("general", pack("cn_taobao")) == ()
    assert Sign.ACTIVATED not in conditions("electronics", pack("eu"))


def test_a_standard_is_checked_when_it_is_read() -> None:
    """A sign that no inspector knows, or none at all, is refused with the file and the key."""
    row = {"source": "us", "confidence": "P"}
    assert number("intact_clothing", row | {"signs": " washed  worn "}, name="f") == (
        "intact_clothing_signs",
        "washed worn",
    )
    for wrong in ("crumpled", "", 3):
        with pytest.raises(BadTerms, match=r"f: intact_clothing: .* is no sign"):
            number("intact_clothing", row | {"signs": wrong}, name="f")


def test_a_stricter_standard_harms_the_buyer() -> None:
    """More signs that spoil a return are to the buyer's harm, fewer are not."""
    assert harms("intact_clothing_signs", "washed", "washed worn")
    assert not harms("intact_clothing_signs", "washed worn", "worn")


def shirts(*happened: ev.Event, **more: Any) -> Case:
    """Two shirts that are sent back."""
    lines = (OrderLine(line_id="mug", qty=2, unit_price=10400, category="clothing", title="Shirt"),)
    items = (Item(line_id="mug", qty=2),)
    return case_of(AGREED, sent(), moved(ParcelState.ARRIVED), *happened, lines=lines, items=items, **more)


def unit(grade: Grade, *signs: Sign, qty: int = 1) -> FoundLine:
    """Inspected units with what there is to see of them."""
    return FoundLine(line_id="mug", qty=qty, grade=grade, signs=signs)


def test_a_cut_label_is_told_with_its_reason() -> None:
    """The register says what was seen and what it counts as; nothing is paid for it without the buyer's consent."""
    event = inspected(unit(A, Sign.LABEL_CUT), unit(A))
    before = shirts()
    case = then(before, event)
    assert [item.qty for item in assess(case).damaged] == [1]
    assert needs_consent(case)
    told = tell(event, before)
    assert "label cut or missing, which counts as not intact" in told.en
    assert "吊牌被剪或缺失，按该类目标准视为不完好" in told.zh


def test_what_broke_on_its_way_back_is_our_risk() -> None:
    """Row 6: paid in full, whatever the ground (MR-35)."""
    case = shirts(inspected(unit(C, Sign.BROKEN_ON_THE_WAY, qty=2)))
    assert not assess(case).contested
    assert owed(case).goods_refund == 20800


def test_a_missing_accessory_is_waited_for_and_then_decided_on() -> None:
    """Row 4: it may come later; it came, and all is sound; or it did not, and a deduction needs the buyer's consent."""
    case = shirts(inspected(unit(A), unit(A, Sign.ACCESSORY_MISSING)))
    assert awaiting(case) is Awaiting.REST
    assert [item.qty for item in assess(case).lacking] == [1]
    came = then(
        case, sent("ST2"), moved(ParcelState.ARRIVED, "ST2"), inspected(unit(A, Sign.ACCESSORY_SENT), waybill="ST2")
    )
    assert (awaiting(came), assess(came).contested) == (Awaiting.NOTHING, False)
    short = then(case, ev.ShortfallNoted())
    assert awaiting(short) is Awaiting.NOTHING
    assert [item.qty for item in assess(short).damaged] == [1]
    assert needs_consent(short)


def test_what_is_not_complete_costs_nothing_where_the_law_says_so() -> None:
    """In the EU only a buyer who was told bears a loss of value (F118)."""
    case = shirts(inspected(unit(A), unit(A, Sign.ACCESSORY_MISSING)), terms="eu")
    assert not assess(case).contested


LOSSES = [
    (Ground.NO_REASON, Fault.BUYER, "cn_taobao", Bearer.BUYER),
    (Ground.OTHER, Fault.NONE, "cn_taobao", Bearer.BUYER),
    (Ground.QUALITY, Fault.SELLER, "cn_taobao", Bearer.SELLER),
    (Ground.DAMAGED, Fault.CARRIER, "cn_other", Bearer.SELLER),
    (Ground.WRONG_ITEM, Fault.SELLER, "cn_other", Bearer.SELLER),
    (Ground.NO_REASON, Fault.BUYER, "eu", Bearer.SELLER),
    (Ground.NO_REASON, Fault.BUYER, "uk", Bearer.SELLER),
    (Ground.NO_REASON, Fault.BUYER, "us", Bearer.BUYER),
]


@pytest.mark.parametrize(("ground", "fault", "terms", "bearer"), LOSSES)
def test_who_bears_a_return_that_is_lost(ground: Ground, fault: Fault, terms: str, bearer: Bearer) -> None:
    """Table 3.4 row 6: by the ground; where the proof of dispatch is enough, it is ours (F115)."""
    assert loss_bearer(case_of(ground=ground, fault=fault, terms=terms)) is bearer


def test_a_loss_at_our_risk_is_paid_for_as_if_it_had_come() -> None:
    """MR-35 with M51 and M52: all of it, and the freight with it; a parcel that turns up is no longer lost."""
    lost = case_of(AGREED, sent(), moved(ParcelState.LOST), ground=Ground.QUALITY, fault=Fault.SELLER)
    assert awaiting(lost) is Awaiting.PARCEL
    settled = then(lost, ev.LossSettled(bearer=Bearer.SELLER))
    assert (awaiting(settled), assess(settled).contested) == (Awaiting.NOTHING, False)
    assert owed(settled).order_refund == 20800
    assert then(settled, moved(ParcelState.ARRIVED)).loss is None


def test_a_part_that_is_lost_at_our_risk_counts_with_what_came() -> None:
    """Two mugs came, the rest vanished: all is paid for; at the buyer's risk only what came."""
    part = FoundLine(line_id="mug", qty=2, grade=A)
    came = (AGREED, sent(), moved(ParcelState.ARRIVED), inspected(part), sent("ST2"), moved(ParcelState.LOST, "ST2"))
    ours = case_of(*came, ev.LossSettled(bearer=Bearer.SELLER), ground=Ground.QUALITY, fault=Fault.SELLER)
    assert owed(ours).goods_refund == 20000
    theirs = case_of(*came, ev.LossSettled(bearer=Bearer.BUYER))
    assert owed(theirs).goods_refund == 10000
    assert not lost_by_buyer(theirs)


def test_a_platform_request_whose_return_vanished_may_be_refused() -> None:
    """Nobody needs to have seen the goods for that; while they may still come, it is not taken."""
    lost = case_of(AGREED, sent(), moved(ParcelState.LOST), claim=stated(cannot_refuse=True, amount=20800))
    command = Refuse(by="li", reason="lost on its way back", evidence=("E5",))
    with pytest.raises(NotPermitted):
        permit(command, lost, NOON)
    permit(command, then(lost, ev.LossSettled(bearer=Bearer.BUYER)), NOON)


def test_which_line_is_outside_the_right() -> None:
    """Only of a request without reason, and only before the goods were looked at."""
    custom = (OrderLine(line_id="mug", qty=1, unit_price=20800, category="custom"),)
    one = (Item(line_id="mug", qty=1),)
    assert outside_right(case_of(lines=custom, items=one)) == "mug"
    assert outside_right(case_of(lines=custom, items=one, ground=Ground.QUALITY)) is None
    assert outside_right(case_of()) is None


def test_what_was_refused_for_good_goes_back_once() -> None:
    """What we hold and will not pay for; never what was paid for, and never twice."""
    looked_at = case_of(AGREED, sent(), moved(ParcelState.ARRIVED), inspected(FoundLine(line_id="mug", qty=1, grade=C)))
    assert to_give_back(looked_at) == ("mug",)
    assert to_give_back(then(looked_at, ev.GoodsGivenBack(line_ids=("mug",)))) == ()
    assert to_give_back(then(looked_at, *PAID)) == ()
    assert to_give_back(case_of(AGREED, sent())) == ()
