"""Claims against carriers: what they recover, what a word means, and by when; never a matter of the buyer's."""

from datetime import timedelta
from typing import Any

import pytest

from domain import events as ev
from domain.case import Case
from domain.claim import (
    Claim,
    ClaimAnswered,
    ClaimBlocked,
    ClaimDropped,
    ClaimFiled,
    ClaimStage,
    ClaimWord,
    Next,
    PapersAdded,
    PapersSent,
    Word,
    begun,
    claim_of,
    due_at,
    evolve_claim,
    heard,
    next_of,
    recoverable,
)
from domain.events import Payment, PaymentState
from domain.order import Freight, FreightMode
from domain.trail import Outcome, Situation
from tests.domain.case_forms import DAY, HOUR, NOON, inquired, missed, read, said

PAID = (
    ev.PaymentDecided(key="k", kind=Payment.REFUND, decision=1, amount=20800),
    ev.PaymentChanged(key="k", state=PaymentState.SETTLED),
)


def lost(situation: Situation = Situation.LOST, **more: Any) -> Case:
    """The buyer was served for a parcel that is gone."""
    proof = said(Outcome.LOST, proof="loss-7")
    return missed(read(80), inquired(), proof, ev.ParcelTraced(situation=situation), *PAID, **more)


@pytest.mark.parametrize(
    ("order", "amount", "basis"),
    [
        ({}, 20800, "civil_law"),
        ({"insured_value": 12000}, 12000, "insured"),
        ({"outbound_carrier": "EMS"}, 2400, "registered_mail"),
        ({"outbound_carrier": "EMS", "freight": Freight(mode=FreightMode.FREE)}, 20800, "civil_law"),
    ],
)
def test_what_a_claim_can_recover(order: dict[str, Any], amount: int, basis: str) -> None:
    """Insured: the declared value; registered mail: three times the postage; a courier: the loss (MR-24)."""
    assert recoverable(lost(**order), 20800) == (amount, basis)


@pytest.mark.parametrize("situation", Situation)
def test_which_situations_the_carrier_owes_for(situation: Situation) -> None:
    """Only what is gone; what may still come, or came, is no loss."""
    gone = {Situation.LOST, Situation.SIGNED_BY_OTHERS, Situation.WRONG_ADDRESS}
    assert (claim_of(lost(situation)) is not None) is (situation in gone)


def test_a_claim_is_begun_once_and_not_before_the_buyer_has_the_money() -> None:
    """First the buyer, then the claim (R28, R29)."""
    assert claim_of(missed(ev.ParcelTraced(situation=Situation.LOST))) is None
    first = claim_of(lost())
    assert first is not None
    assert dict(first.papers).keys() == {"E22", "E5", "E21"}
    assert dict(first.papers)["E21"] == "loss-7"
    again = missed(ev.ParcelTraced(situation=Situation.LOST), *PAID, ev.CarrierClaimed(claim_id="c", amount=1))
    assert claim_of(again) is None


def claim(*happened: Any) -> Claim:
    """A claim to which all of this happened, an hour apart."""
    start = claim_of(lost())
    assert start is not None
    state = begun(start, NOON)
    for event in happened:
        state = evolve_claim(state, event, NOON + state.version * HOUR)
    return state


def word(kind: Word, hours: int = 5, **more: Any) -> ClaimWord:
    """The carrier's word, so many hours after NOON."""
    return ClaimWord(fact=f"{kind}:{hours}", word=kind, at=NOON + hours * HOUR, **more)


FILED = ClaimFiled(number="cl_1")
REJECTED = ClaimAnswered(word=word(Word.REJECTED))
ACCEPTED = ClaimAnswered(word=word(Word.ACCEPTED, amount=500))
DROPPED = ClaimDropped(reason="no use", by="li")


@pytest.mark.parametrize(
    ("state", "said_now", "taken"),
    [
        (claim(FILED), word(Word.OPEN), False),
        (claim(FILED), word(Word.ACCEPTED, amount=1), True),
        (claim(FILED, REJECTED), word(Word.REJECTED), False),
        (claim(FILED, REJECTED), word(Word.PAPERS_ASKED, 4), False),
        (claim(FILED, REJECTED), word(Word.ACCEPTED, 6, amount=1), True),
        (claim(FILED, ACCEPTED), word(Word.REJECTED, 6), False),
        (claim(FILED, ACCEPTED), word(Word.ACCEPTED, 6, amount=700), True),
        (claim(FILED, DROPPED), word(Word.REJECTED, 6), False),
        (claim(FILED, DROPPED), word(Word.ACCEPTED, 6, amount=1), True),
    ],
)
def test_what_a_word_means(state: Claim, said_now: ClaimWord, taken: bool) -> None:  # noqa: FBT001 - a table's column
    """Twice, late and out of order; what was granted stands, and only money takes up what has ended."""
    assert bool(heard(state, said_now)) is taken


PAPERS = PapersAdded(papers=(("E14", "i7"),), by="li")


@pytest.mark.parametrize(
    ("state", "stage", "then", "due"),
    [
        (claim(), ClaimStage.FILING, Next.FILE, 3 * DAY),
        (claim(ClaimBlocked(reason="REFUSED", message="no")), ClaimStage.FILING, Next.WAIT, 3 * DAY),
        (claim(FILED), ClaimStage.OPEN, Next.WAIT, 90 * DAY),
        (claim(FILED, REJECTED), ClaimStage.REJECTED, Next.WAIT, 7 * DAY + 5 * HOUR),
        (claim(FILED, REJECTED, PAPERS), ClaimStage.REJECTED, Next.SEND_PAPERS, 7 * DAY + 5 * HOUR),
        (claim(FILED, REJECTED, PAPERS, PapersSent()), ClaimStage.OPEN, Next.WAIT, 90 * DAY),
        (claim(FILED, ACCEPTED), ClaimStage.ACCEPTED, Next.END, None),
        (claim(FILED, DROPPED), ClaimStage.LET_GO, Next.END, None),
        (claim(FILED, ClaimDropped(reason="late", by="policy")), ClaimStage.WRITTEN_OFF, Next.END, None),
    ],
)
def test_how_a_claim_goes_on(state: Claim, stage: ClaimStage, then: Next, due: timedelta | None) -> None:
    """Filed within three days, a person's part within a week, written off after ninety days."""
    assert (state.stage, next_of(state)) == (stage, then)
    assert due_at(state) == (None if due is None else NOON + due)


def test_what_was_recovered_is_booked() -> None:
    """The amount that the carrier granted, and nothing before."""
    assert claim(FILED, REJECTED).recovered == 0
    assert claim(FILED, ACCEPTED).recovered == 500
