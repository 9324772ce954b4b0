"""After which parcels a word is due, what it names, and when it is not needed."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain import events as ev
from domain.case import Case
from domain.contact import care
from domain.events import Answer, CaseReopened, Question, ReopenReason
from domain.exchanges.replacement import Purpose, Replacement, ReplacementState
from domain.order import OrderLine
from domain.request import Item, Scenario, Wanted
from tests.domain.case_forms import DAY, HOUR, NOON, case_of, then

LINES = (
    OrderLine(line_id="mug", qty=1, unit_price=5000, title="Mug"),
    OrderLine(line_id="cup", qty=1, unit_price=5000, sku="CUP-1"),
)
WANTED = (Item(line_id="mug", qty=1, wanted=Wanted(sku="BOWL", unit_price=5000, title="Bowl")),)
THERE = NOON + 2 * DAY
TOLD = ev.BuyerContacted(letter="FUP-1", channel="mail", key="k")


def sent(
    line_id: str,
    waybill: str,
    *,
    at: datetime = THERE,
    state: ReplacementState = ReplacementState.DELIVERED,
    purpose: Purpose = Purpose.AGAIN,
) -> Replacement:
    """One shipment of ours."""
    return Replacement(
        key=f"{line_id}/{waybill}",
        purpose=purpose,
        line_id=line_id,
        sku=f"{line_id}-sku",
        qty=1,
        cost=5000,
        by="li",
        ordered_at=NOON,
        state=state,
        waybill=waybill,
        moved_at=at,
    )


def with_sent(*shipments: Replacement, kind: Scenario = Scenario.COMPLAINT) -> Case:
    """A case in which these were sent."""
    items = WANTED if kind is Scenario.EXCHANGE else (Item(line_id="mug", qty=1), Item(line_id="cup", qty=1))
    return replace(case_of(lines=LINES, items=items, kind=kind, terms="cn_other"), replacements=shipments)


def test_a_word_for_each_parcel_and_not_for_each_shipment() -> None:
    """Two things in one parcel are one word, in the order in which parcels came; a letter told takes the first away."""
    case = with_sent(sent("cup", "W2", at=THERE + HOUR), sent("mug", "W1"), sent("cup", "W1"))
    assert [(parcel.waybill, parcel.what) for parcel in care.to_be_asked(case)] == [
        ("W1", "Mug, cup-sku"),
        ("W2", "cup-sku"),
    ]
    assert [parcel.waybill for parcel in care.to_be_asked(then(case, TOLD))] == ["W2"]
    assert care.to_be_asked(then(case, TOLD, TOLD)) == ()


@pytest.mark.parametrize("state", [state for state in ReplacementState if state is not ReplacementState.DELIVERED])
def test_what_did_not_come_by_courier_is_not_asked_after(state: ReplacementState) -> None:
    """Lost, late, on its way: other letters speak of that. What a person brought that person follows."""
    assert care.to_be_asked(with_sent(sent("mug", "W1", state=state))) == ()


def test_an_exchange_names_what_was_wanted() -> None:
    """Not what came back."""
    [parcel] = care.to_be_asked(with_sent(sent("mug", "W1", purpose=Purpose.EXCHANGE), kind=Scenario.EXCHANGE))
    assert parcel.what == "Bowl"


def test_the_terms_say_when_and_whether() -> None:
    """A day after it came (rule 3.16 row 1); cases from before there was such a word have none."""
    case = with_sent(sent("mug", "W1"))
    [parcel] = care.to_be_asked(case)
    assert care.due(case, parcel) == THERE + DAY
    assert care.to_be_asked(replace(case, terms=replace(case.terms, delivered_word_hours=0))) == ()


def test_who_has_said_something_since_is_not_asked() -> None:
    """An answer before the parcel came is none."""
    case = with_sent(sent("mug", "W1"))
    [parcel] = care.to_be_asked(case)
    early = then(case, ev.BuyerAnswered(question=Question.SOLVED, answer=Answer.YES))
    late = replace(early, answers=(replace(early.answers[0], at=THERE + HOUR),))
    assert not care.needless(early, parcel)
    assert care.needless(late, parcel)
    assert care.needless(then(case, ev.RequestWithdrawn()), parcel)
    assert care.needless(then(case, CaseReopened(reason=ReopenReason.UNSOLVED)), parcel)
