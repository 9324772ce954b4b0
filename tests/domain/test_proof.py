"""What a buyer is asked to show, until when, and what a picture counts as (R34, R37, table 3.7 row 6)."""

from datetime import timedelta

import pytest

from domain import events as ev
from domain import proof
from domain.case import Case
from domain.events import Event, Resolution
from domain.facts import EvidenceReported, observe
from domain.proof import Needs, Shown
from domain.request import Ground, Scenario
from domain.standing import CaseStage, due_of, stage_of
from domain.windows import Clock
from tests.domain.case_forms import HOUR, NOON, case_of, then

GOODS, BOX = ("E1", "E3"), ("E2", "E3", "E4")
ASKED = ev.ProofAsked(needs=(GOODS, BOX), until=NOON + 49 * HOUR)


def broken(*happened: Event) -> Case:
    """Money is asked for because the goods came broken."""
    return case_of(*happened, kind=Scenario.REFUND_ONLY, ground=Ground.DAMAGED)


def filed(code: str, by: str = "buyer") -> ev.EvidenceFiled:
    """A piece of evidence is there."""
    return ev.EvidenceFiled(code=code, reference=f"blob:{code}", by=by)


@pytest.mark.parametrize(
    ("kind", "ground", "needs"),
    [
        (Scenario.REFUND_ONLY, Ground.SHORT, (GOODS, BOX)),
        (Scenario.REFUND_ONLY, Ground.WRONG_ITEM, (GOODS,)),
        (Scenario.REFUND_ONLY, Ground.DAMAGED, (GOODS, BOX)),
        (Scenario.REFUND_ONLY, Ground.QUALITY, (GOODS,)),
        (Scenario.REFUND_ONLY, Ground.NOT_WANTED, ()),
        (Scenario.RETURN_REFUND, Ground.NO_REASON, ()),  # never a condition of the statutory right
        (Scenario.RETURN_REFUND, Ground.DAMAGED, ()),  # the goods themselves come back
        (Scenario.DELIVERY, Ground.NOT_RECEIVED, ()),
    ],
)
def test_what_a_claim_needs_of_the_buyer(kind: Scenario, ground: Ground, needs: Needs) -> None:
    """Photos for what was short, wrong, broken or faulty; nothing from who sends goods back."""
    assert proof.needed(case_of(kind=kind, ground=ground)) == needs


@pytest.mark.parametrize(
    ("codes", "missing"),
    [
        ((), (GOODS, BOX)),
        (("E1",), (BOX,)),
        (("E2",), (GOODS,)),
        (("E1", "E2"), ()),
        (("E3",), ()),  # a whole video of the unboxing shows both
        (("E1", "E4"), ()),  # a certificate of the carrier stands for the box
        (("E8",), (GOODS, BOX)),
    ],
)
def test_what_is_still_missing(codes: tuple[str, ...], missing: Needs) -> None:
    """Any of the kinds fills its place, whoever filed it."""
    case = broken(*(filed(code, "li") for code in codes), ASKED)
    assert proof.lacking(case) == missing


def test_the_buyer_is_reminded_twice_before_the_time_is_over() -> None:
    """The terms say how long before: one day, and eight hours."""
    case = broken(ASKED)
    assert proof.reminders(case) == (ASKED.until - timedelta(hours=24), ASKED.until - timedelta(hours=8))


def test_a_case_stands_waiting_for_photos() -> None:
    """Until they are there, the time is over, or somebody decides without them."""
    case = broken(ASKED)
    due = due_of(case, stage_of(case))
    assert (stage_of(case), due and due.clock, due and due.at) == (CaseStage.WAIT_PROOF, Clock.PROOF, ASKED.until)
    for later in (
        (filed("E1"), filed("E2")),
        (ev.ProofLapsed(lacking=(GOODS, BOX)),),
        (ev.RequestAgreed(by="li"),),
    ):
        assert stage_of(then(case, *later)) is not CaseStage.WAIT_PROOF


def test_a_time_that_is_over_proves_nothing_either_way() -> None:
    """Unproven is a claim whose photos never came; photos that come late make it whole again."""
    case = broken(ASKED, ev.ProofLapsed(lacking=(GOODS, BOX)))
    assert proof.unproven(case)
    assert not proof.unproven(then(case, filed("E1"), filed("E2")))
    assert not proof.unproven(broken())


@pytest.mark.parametrize(
    ("shown", "codes"),
    [
        ((Shown(reference="p1"), Shown(reference="p2")), ["E1", "E2"]),
        ((Shown(reference="p1"), Shown(reference="p2"), Shown(reference="p3")), ["E1", "E2", "E1"]),
        ((Shown(reference="v", code="E3"), Shown(reference="p1")), ["E3", "E1"]),
        ((Shown(reference="p1", code="E1"), Shown(reference="p2")), ["E1", "E2"]),
        ((Shown(reference="p1"), Shown(reference="p1")), ["E1"]),
    ],
)
def test_a_picture_that_says_nothing_fills_the_next_place(shown: tuple[Shown, ...], codes: list[str]) -> None:
    """In the order in which the letter named them."""
    assert [piece.code for piece in proof.named(broken(ASKED), shown)] == codes


def test_what_is_filed_already_is_not_filed_again() -> None:
    """Known by where it lies; the next picture fills the place that is left."""
    case = broken(filed("E1"), ASKED)
    shown = (Shown(reference="blob:E1"), Shown(reference="p2"))
    assert [(piece.reference, piece.code) for piece in proof.named(case, shown)] == [("p2", "E2")]


def test_what_the_buyer_sends_is_filed_once() -> None:
    """Each picture is a piece of evidence by the buyer; the same message twice changes nothing."""
    fact = EvidenceReported(fact="shop:m1", shown=(Shown(reference="p1"), Shown(reference="p2", note="label")))
    events = observe(fact, broken(ASKED))
    assert [(event.code, event.by) for event in events if isinstance(event, ev.EvidenceFiled)] == [
        ("E1", "buyer"),
        ("E2", "buyer"),
    ]
    assert observe(fact, then(broken(ASKED), *events)) == ()


def test_photos_that_come_after_the_refusal_take_the_case_up_again() -> None:
    """A claim that was refused for lack of evidence goes on when the evidence comes; others do not."""
    fact = EvidenceReported(fact="shop:m1", shown=(Shown(reference="p1"),))
    late = broken(ASKED, ev.ProofLapsed(lacking=(GOODS,)), ev.CaseClosed(resolution=Resolution.REFUSED_NO_EVIDENCE))
    assert any(isinstance(event, ev.CaseReopened) for event in observe(fact, late))
    settled = broken(ev.CaseClosed(resolution=Resolution.REFUNDED))
    assert not any(isinstance(event, ev.CaseReopened) for event in observe(fact, settled))
