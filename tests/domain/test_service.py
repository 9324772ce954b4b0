"""How a shop serves its buyers (rule 3.17, R53): what counts, in which span, and what follows from it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import events as ev
from domain.defects.defect import Remedy
from domain.events import Answer, CallOutcome, Event, PaymentState, Question, Resolution
from domain.register.figures import Dated
from domain.register.service import Service, service_between, service_rates
from domain.request import Ground, Scenario
from tests.domain.case_forms import ALL_SOUND, DAY, HOUR, NOON, decided, now
from tests.store.samples import opening

SETTLED = now(PaymentState.SETTLED)
LETTER = ev.BuyerContacted(letter="N7-1", channel="mail", key="l1")
CALL = ev.BuyerCalled(outcome=CallOutcome.REACHED, by="li")
OFFER = ev.CompensationOffered(
    offer_no=1, rung=ev.Rung.CASH, value=500, floor=500, hours=72, reason="kept", by="policy"
)
STEP = ev.CaseNoted(text="asked", next_action="call the depot", next_due=NOON + 5 * HOUR, by="li")
PROMISE = ev.PayoutPromised(
    payout_id="p1", owner="fin", account="6222", amount=900, due_at=NOON + DAY, reason="cleaning"
)
LATE = ev.PayoutLate(payout_id="p1", hours=24)
PAID_OUT = ev.PayoutReleased(payout_id="p1", amount=900, by="zhou")
SURVEY = ev.BuyerAnswered(question=Question.SURVEY, answer=Answer.WORDS, experience=3, expectation=5)
FIRST = Service(first_answers=1, first_answer_seconds=3600)


def closed(resolution: Resolution = Resolution.REFUNDED) -> ev.CaseClosed:
    """The end of a case."""
    return ev.CaseClosed(resolution=resolution)


def story(
    *happened: tuple[timedelta, Event], kind: Scenario | None = None, ground: Ground | None = None
) -> list[Dated]:
    """A no-reason return asked for at NOON, to which this happened so long after."""
    opened = opening()
    request = replace(opened.request, requested_at=NOON, kind=kind or opened.request.kind)
    opened = replace(opened, request=replace(request, ground=ground or request.ground))
    return [Dated(event=opened, at=NOON), *(Dated(event=event, at=NOON + after) for after, event in happened)]


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ((), Service()),
        (((HOUR, LETTER), (2 * HOUR, LETTER)), FIRST),
        (((HOUR, ev.RequestAgreed(by="li")),), FIRST),
        (((HOUR, STEP), (3 * HOUR, STEP)), Service(promises=1, promises_kept=1)),  # the second is open
        (((HOUR, STEP), (6 * HOUR, replace(STEP, next_due=None))), Service(promises=1)),
        (((HOUR, PROMISE), (DAY, PAID_OUT)), Service(promises=1, promises_kept=1, payouts=1)),
        (
            ((HOUR, PROMISE), (DAY, LATE), (DAY + HOUR, PAID_OUT)),
            Service(promises=1, payouts=1, payouts_late=1, payout_late_seconds=3600),
        ),
        (((HOUR, PROMISE), (DAY, LATE)), Service(promises=1)),
        (((HOUR, decided()), (2 * HOUR, SETTLED)), Service(refunds=1, refunds_only=1)),
        (((HOUR, ALL_SOUND), (2 * HOUR, decided()), (3 * HOUR, SETTLED)), Service(refunds=1)),
        (((HOUR, SURVEY),), Service(surveys=1, experience=3, expectation=5)),
        (((HOUR, LETTER), (2 * HOUR, CALL), (3 * HOUR, closed())), FIRST + Service(closed=1, contacts=2)),
        (
            ((HOUR, OFFER), (2 * HOUR, closed(Resolution.KEPT_WITH_DISCOUNT))),
            Service(closed=1, offers=1, offers_taken=1),
        ),
        (((HOUR, OFFER), (2 * HOUR, closed())), Service(closed=1, offers=1)),
    ],
)
def test_what_counts(happened: tuple[tuple[timedelta, Event], ...], expected: Service) -> None:
    """First word, promises, payouts, refunds without goods, surveys, contacts, and goods that were kept for less."""
    assert service_between([story(*happened)], NOON, NOON + 7 * DAY) == expected


def test_what_counts_counts_in_one_span() -> None:
    """Spans that follow each other tell together what the whole tells; a broken promise counts when it was seen."""
    happened = ((HOUR, LETTER), (2 * HOUR, PROMISE), (DAY, LATE), (3 * DAY, PAID_OUT), (4 * DAY, closed()))
    told = [story(*happened), story((HOUR, SURVEY))]
    days = [service_between(told, NOON + n * DAY, NOON + (n + 1) * DAY) for n in range(6)]
    assert sum(days, Service()) == service_between(told, NOON, NOON + 6 * DAY)
    assert [day.promises for day in days] == [0, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("resolution", "cured", "repaired"),
    [
        (Resolution.REPAIRED, 1, 1),
        (Resolution.EXCHANGED, 1, 0),
        (Resolution.REFUNDED, 1, 0),
        (Resolution.WITHDRAWN, 0, 0),
        (Resolution.NO_DEFECT, 0, 0),
    ],
)
def test_the_repair_share_is_of_cured_defects(resolution: Resolution, cured: int, repaired: int) -> None:
    """R53: of quality cases in which the buyer got a remedy; a no-reason return is none."""
    found = service_between([story((HOUR, closed(resolution)), ground=Ground.QUALITY)], NOON, NOON + DAY)
    assert (found.defects_cured, found.defects_repaired) == (cured, repaired)
    other = service_between([story((HOUR, closed(resolution)))], NOON, NOON + DAY)
    assert (other.defects_cured, other.defects_repaired) == (0, 0)


def test_an_offer_counts_where_goods_could_come_back() -> None:
    """A compensation saves no return; a price difference for a small flaw does."""
    taken = ((HOUR, OFFER), (2 * HOUR, closed(Resolution.KEPT_WITH_DISCOUNT)))
    assert service_between([story(*taken, kind=Scenario.COMPENSATION)], NOON, NOON + DAY).offers == 0
    flaw = ((HOUR, ev.RemedyChosen(remedy=Remedy.KEEP, amount=500)), (2 * HOUR, closed(Resolution.PARTIAL_KEEP)))
    found = service_between([story(*flaw, kind=Scenario.QUALITY)], NOON, NOON + DAY)
    assert (found.offers, found.offers_taken) == (1, 1)


def test_a_ground_counts_as_it_was_corrected() -> None:
    """What a person found out is what it was."""
    mended = ev.CaseCorrected(field="ground", value="quality", by="li", reason="photo")
    found = service_between([story((HOUR, mended), (2 * HOUR, closed(Resolution.REPAIRED)))], NOON, NOON + DAY)
    assert found.defects_repaired == 1


def test_rates_follow_from_counts() -> None:
    """Each share of its own whole; the gap of satisfaction has a sign; claims stay apart by currency."""
    found = service_rates(
        Service(
            first_answers=2,
            first_answer_seconds=10800,
            promises=4,
            promises_kept=3,
            payouts=4,
            payouts_late=1,
            payout_late_seconds=7200,
            refunds=5,
            refunds_only=1,
            offers=4,
            offers_taken=1,
            surveys=2,
            experience=6,
            expectation=9,
            closed=10,
            contacts=35,
            defects_cured=8,
            defects_repaired=2,
            claimed={"CNY": 1000, "EUR": 50},
            recovered={"CNY": 400},
        )
    )
    assert (found.first_answer_hours, found.promise_kept, found.payout_late, found.payout_late_hours) == (
        1.5,
        0.75,
        0.25,
        2,
    )
    assert (found.refund_only, found.saved_by_discount, found.csat_gap) == (0.2, 0.25, -1.5)
    assert (found.contacts_per_case, found.repair_share) == (3.5, 0.25)
    assert found.claim_recovery == {"CNY": 0.4, "EUR": 0.0}


def test_none_is_not_nought() -> None:
    """Where nothing was counted there is no rate."""
    assert set(vars(service_rates(Service())).values()) == {None}
