"""Before anything is posted: figures of a part, one offer to keep, returns out of goodwill (tables 3.10 and 3.22)."""

from dataclasses import replace
from typing import Any

import pytest

from domain import events as ev
from domain.authority import Act, Level
from domain.bundle import choices, loses
from domain.case import Case
from domain.commands import Agree, NotPermitted
from domain.eligibility import beyond_right, verdict
from domain.events import Answer, Question
from domain.facts import AnswerReported, observe
from domain.fault import Fault
from domain.money_request import has_unsplit_set
from domain.needs import needs
from domain.order import Discount, OrderLine, Stage
from domain.owed import asked, owed
from domain.permit import permit
from domain.quotes.quote import Decision
from domain.request import Ground, Item, Scenario
from domain.retention import KEPT, kept, retention_offer
from domain.telling import tell
from tests.domain.case_forms import AGREED, DAY, NOON, case_of, inspected, sent, stated, then, units

THREE_MUGS = (Item(line_id="mug", qty=3),)
OFF = (Discount(discount_id="D", amount=2000, threshold=20000),)


def promoted(*happened: ev.Event, **more: Any) -> Case:
    """Three mugs of an order with 20 off 200 are to come back: the cup that stays lost its promotion."""
    usual: dict[str, Any] = {"items": THREE_MUGS, "discounts": OFF, "promo_terms_disclosed": True}
    return case_of(*happened, **usual | more)


def terms_of(case: Case, **changed: Any) -> Case:
    """The case under other numbers."""
    return replace(case, terms=replace(case.terms, **changed))


def test_a_part_of_a_promotion_is_shown_beside_the_whole() -> None:
    """Row 2: the part is priced anew, the whole brings back all; figures, and never a refusal."""
    shown = choices(promoted())
    assert shown is not None
    assert (shown.part, shown.whole) == (13000, 18000)
    assert verdict(promoted(), 13000).agree


@pytest.mark.parametrize(
    "case",
    [
        case_of(items=THREE_MUGS),
        promoted(items=(Item(line_id="mug", qty=3), Item(line_id="cup", qty=1))),
        promoted(ground=Ground.QUALITY, fault=Fault.SELLER),
        promoted(kind=Scenario.REFUND_ONLY, stage=Stage.UNSHIPPED),
    ],
    ids=["no promotion", "all of it", "by fault", "before receipt"],
)
def test_where_no_figures_are_shown(case: Case) -> None:
    """Only a part, only without a reason, only of goods that were sold together."""
    assert choices(case) is None


def test_the_loss_test_is_an_offer_and_never_a_refusal() -> None:
    """Row 6: refund and freight and handling against the margin that is kept (R82, R83)."""
    case = terms_of(promoted(), margin_share_percent=30, return_handling_minor=500)
    assert loses(case, 1000, 0) is False  # 1500 against 30 % of 17000
    assert loses(case, 3580, 0) is False
    assert loses(case, 3600, 500) is True
    assert verdict(case, 13000).agree
    made = retention_offer(then(terms_of(case, promo_keep_percent=10), AGREED), choices(case))
    assert made is not None
    assert made.value == 1300


def test_a_part_of_a_set_is_all_or_nothing() -> None:
    """Row 1, M24: policy leaves it to a person, who may only refuse; with a fault it is another matter (row 7)."""
    line = (OrderLine(line_id="mug", qty=1, unit_price=69900, separable=False, title="Tea set"),)
    part = (Item(line_id="mug", qty=1, component="the pot"),)
    case = case_of(lines=line, items=part)
    assert has_unsplit_set(case)
    assert (asked(case).decision, asked(case).order_refund) == (Decision.OFFER_WHOLE_RETURN, 0)
    assert not verdict(case, 0).agree
    with pytest.raises(NotPermitted) as refused:
        permit(Agree(by="li", role=Level.MANAGER), case, NOON)
    assert refused.value.code == "SET_IS_WHOLE"
    faulty = case_of(lines=line, items=part, ground=Ground.QUALITY, fault=Fault.SELLER)
    assert not has_unsplit_set(faulty)
    assert asked(faulty).goods_refund == 69900


def wants_back(*happened: ev.Event, share: int = 10, **more: Any) -> Case:
    """A return without a reason that was agreed to, in a shop that offers a share to keep the goods."""
    usual: dict[str, Any] = {"items": THREE_MUGS, "terms": "cn_other"}
    return terms_of(case_of(AGREED, *happened, **usual | more), retention_share_percent=share)


def test_one_offer_to_keep_the_goods() -> None:
    """A share of what was paid, once; a yes settles it, and the goods stay (R59)."""
    case = wants_back()
    offer = retention_offer(case, None)
    assert offer is not None
    assert (offer.value, offer.by, offer.reference) == (1500, "policy", KEPT)
    offered = then(case, offer)
    assert retention_offer(offered, None) is None
    yes = AnswerReported(fact="a", question=Question.COMPENSATION, answer=Answer.ACCEPT)
    took = then(offered, *observe(yes, offered))
    assert kept(took)
    paying = then(took, ev.ScenarioChanged(to=Scenario.COMPENSATION, reason="kept"))
    assert owed(paying).order_refund == 1500
    assert not kept(then(took, sent()))


@pytest.mark.parametrize(
    "case",
    [
        wants_back(share=0),
        wants_back(sent()),
        wants_back(ground=Ground.QUALITY, fault=Fault.SELLER),
        wants_back(claim=stated(amount=15000)),
        terms_of(case_of(items=THREE_MUGS, terms="cn_other"), retention_share_percent=10),
        wants_back(ev.CompensationLapsed(offer_no=1), share=0),
    ],
    ids=["not in the terms", "posted", "not a minor dislike", "on a platform", "not agreed yet", "asked before"],
)
def test_where_no_offer_is_made(case: Case) -> None:
    """It never delays an agreement, and is never made for a fault."""
    assert retention_offer(case, None) is None


LATE: dict[str, Any] = {"no_reason_until": NOON - DAY, "items": THREE_MUGS}


def late(*happened: ev.Event, **more: Any) -> Case:
    """A return that is asked for half a month after receipt."""
    return case_of(*happened, **LATE | more)


GOODWILL = ev.RequestAgreed(by="sun", seller_pays_freight=False, packaging_fee=500, round_trip=True)


def test_a_late_return_is_goodwill_with_a_fee_and_both_ways() -> None:
    """R72, M16: the buyer bears both ways, the fee is taken off, and the register says so."""
    case = late(GOODWILL, sent(), inspected(units("mug", 3)))
    quote = owed(case)
    assert quote.deductions["packaging_fee"] == 500
    assert quote.order_refund == 15000 - 500
    told = tell(GOODWILL, late())
    assert "out of goodwill, both ways at the buyer's cost, and a packaging fee of CNY 5.00" in told.en
    assert "另收包装费" in told.zh


@pytest.mark.parametrize(
    ("case", "command", "code"),
    [
        (case_of(), {"packaging_fee": 500, "round_trip": True}, "INSIDE_RIGHT"),
        (late(ground=Ground.QUALITY, fault=Fault.SELLER), {"round_trip": True}, "INSIDE_RIGHT"),
        (late(), {"packaging_fee": 500}, "BOTH_WAYS"),
        (late(), {"round_trip": True, "seller_pays_freight": True}, "BOTH_WAYS"),
        (late(), {"packaging_fee": 499, "round_trip": True, "seller_pays_freight": False}, "FEE_TOO_LOW"),
    ],
)
def test_what_no_goodwill_may_be_asked_for(case: Case, command: dict[str, Any], code: str) -> None:
    """No fee inside the right (MR-14), and none below the least."""
    with pytest.raises(NotPermitted) as refused:
        permit(Agree(by="sun", role=Level.SUPERVISOR, **command), case, NOON)
    assert refused.value.code == code


def not_wanted(stage: Stage, **more: Any) -> Case:
    """Money back before receipt, by a buyer who changed their mind."""
    return case_of(kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=stage, items=THREE_MUGS, **more)


CUSTOM = (OrderLine(line_id="mug", qty=3, unit_price=5000, category="custom"),)


@pytest.mark.parametrize(
    ("case", "beyond"),
    [
        (late(), True),
        (case_of(lines=CUSTOM, items=THREE_MUGS), True),
        (
            case_of(
                kind=Scenario.REFUND_ONLY,
                ground=Ground.NOT_WANTED,
                stage=Stage.IN_TRANSIT,
                lines=CUSTOM,
                items=THREE_MUGS,
            ),
            True,
        ),
        (not_wanted(Stage.IN_TRANSIT), False),
        (
            case_of(
                kind=Scenario.REFUND_ONLY,
                ground=Ground.NOT_WANTED,
                stage=Stage.UNSHIPPED,
                lines=CUSTOM,
                items=THREE_MUGS,
            ),
            False,
        ),
        (late(ground=Ground.QUALITY, fault=Fault.SELLER), False),
        (case_of(), False),
    ],
    ids=["late", "excluded", "excluded, on its way (F33)", "on its way", "not shipped", "by fault", "inside"],
)
def test_what_is_beyond_the_right_is_a_supervisors(case: Case, beyond: bool) -> None:  # noqa: FBT001 - a row
    """R72 and table 3.2 row 4: nobody owes it, so who takes it decides out of goodwill."""
    assert beyond_right(case) is beyond
    need = needs(Agree(by="ann", seller_pays_freight=False), case)
    assert need is not None
    assert (need.act is Act.OUTSIDE_RIGHT) is beyond
