"""How a shop serves its buyers, beside what platforms measure: counts of a span, and the rates that follow from them.

Source: rule 3.17 (promise-kept rate, payout lateness, claim recovery rate, first response time, refund-only share,
saved-by-discount rate, CSAT gap, contacts per case, repair share) and R53 (repair is preferred where it is allowed: as
a figure, since the choice is the buyer's). Counts come from the events of the register; each counts in the span in
which it came about.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from domain import events as ev
from domain.defects.defect import Remedy
from domain.events import Question, Resolution
from domain.register.figures import Dated, first_refund, ground_of
from domain.register.promises import promises
from domain.request import Ground, Scenario

KEPT = frozenset({Resolution.KEPT_WITH_DISCOUNT, Resolution.PARTIAL_KEEP})
WORDS = ev.BuyerContacted | ev.BuyerCalled
FIRST_WORDS = ev.BuyerContacted | ev.BuyerCalled | ev.RequestAgreed | ev.RequestRefused
REPAIRED = frozenset({Resolution.REPAIRED})
CURED = REPAIRED | frozenset(
    {
        Resolution.EXCHANGED,
        Resolution.REPLACED,
        Resolution.RESHIPPED,
        Resolution.REFUNDED,
        Resolution.REFUNDED_LESS,
        Resolution.REFUNDED_LESS_DEPRECIATION,
        Resolution.REFUNDED_BY_PLATFORM,
        Resolution.PARTIAL_KEEP,
        Resolution.KEPT_WITH_DISCOUNT,
        Resolution.CONVERTED_TO_RETURN,
        Resolution.RULED_BUYER,
    }
)


@dataclass(frozen=True, kw_only=True)
class Service:
    """Counts of a span. Sums of several spans are counts too; amounts are minor units by currency."""

    first_answers: int = 0  # cases whose buyer heard from us for the first time
    first_answer_seconds: int = 0  # of these, from the request to that word, all together
    promises: int = 0  # kept, or seen to be broken
    promises_kept: int = 0
    payouts: int = 0  # released
    payouts_late: int = 0
    payout_late_seconds: int = 0
    refunds: int = 0  # cases whose first refund was certainly paid
    refunds_only: int = 0  # of these, without any goods having come back
    offers: int = 0  # closed cases in which the buyer was offered to keep the goods for less
    offers_taken: int = 0
    surveys: int = 0
    experience: int = 0  # points of these, all together
    expectation: int = 0
    closed: int = 0
    contacts: int = 0  # letters and calls of these
    defects_cured: int = 0  # closed quality cases in which the buyer got a remedy
    defects_repaired: int = 0
    claims: int = 0  # against carriers, ended
    claimed: dict[str, int] = field(default_factory=dict)
    recovered: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: "Service") -> "Service":
        """The counts of both."""
        summed: dict[str, Any] = {
            each.name: _sum(getattr(self, each.name), getattr(other, each.name)) for each in fields(self)
        }
        return Service(**summed)


@dataclass(frozen=True, kw_only=True)
class ServiceRates:
    """What follows from the counts; None where there is nothing to divide by."""

    first_answer_hours: float | None
    promise_kept: float | None
    payout_late: float | None  # share of payouts that were late
    payout_late_hours: float | None  # by how much, on average of those
    refund_only: float | None
    saved_by_discount: float | None
    csat_gap: float | None  # experience less expectation, points of 5: below 0 is worse than expected
    contacts_per_case: float | None
    repair_share: float | None
    claim_recovery: dict[str, float] | None  # by currency


def service_rates(service: Service) -> ServiceRates:
    """The rates of a span."""
    recovered = {
        currency: round(service.recovered.get(currency, 0) / claimed, 4)
        for currency, claimed in service.claimed.items()
        if claimed
    }
    return ServiceRates(
        first_answer_hours=_share(service.first_answer_seconds, service.first_answers * 3600),
        promise_kept=_share(service.promises_kept, service.promises),
        payout_late=_share(service.payouts_late, service.payouts),
        payout_late_hours=_share(service.payout_late_seconds, service.payouts_late * 3600),
        refund_only=_share(service.refunds_only, service.refunds),
        saved_by_discount=_share(service.offers_taken, service.offers),
        csat_gap=_share(service.experience - service.expectation, service.surveys),
        contacts_per_case=_share(service.contacts, service.closed),
        repair_share=_share(service.defects_repaired, service.defects_cured),
        claim_recovery=recovered or None,
    )


def service_between(stories: Iterable[Sequence[Dated]], start: datetime, end: datetime) -> Service:
    """The counts of `start` <= moment < `end`, from whole stories of cases, each beginning with its opening."""
    total = Service()
    for story in stories:
        for at, counted in _counted(story):
            if start <= at < end:
                total += counted
    return total


def _counted(story: Sequence[Dated]) -> Iterator[tuple[datetime, Service]]:
    """All that counts of one case, each with its moment."""
    yield from _first_answer(story)
    for promise, at in promises(story):
        if at is not None:
            yield at, Service(promises=1, promises_kept=int(bool(promise.kept)))
    yield from _payouts(story)
    yield from _refund(story)
    for dated in story:
        match dated.event:
            case ev.BuyerAnswered(question=Question.SURVEY, experience=int(had), expectation=int(hoped)):
                yield dated.at, Service(surveys=1, experience=had, expectation=hoped)
            case ev.CaseClosed():
                yield dated.at, _closed(story, dated)
            case _:
                pass


def _first_answer(story: Sequence[Dated]) -> Iterator[tuple[datetime, Service]]:
    opening = story[0].event
    assert isinstance(opening, ev.CaseOpened)  # the first event of every case
    at = next((dated.at for dated in story if isinstance(dated.event, FIRST_WORDS)), None)
    if at is not None:
        waited = max(0, round((at - opening.request.requested_at).total_seconds()))
        yield at, Service(first_answers=1, first_answer_seconds=waited)


def _payouts(story: Sequence[Dated]) -> Iterator[tuple[datetime, Service]]:
    due = {d.event.payout_id: d.event.due_at for d in story if isinstance(d.event, ev.PayoutPromised)}
    for dated in story:
        if isinstance(dated.event, ev.PayoutReleased) and dated.event.payout_id in due:
            over = round((dated.at - due[dated.event.payout_id]).total_seconds())
            yield dated.at, Service(payouts=1, payouts_late=int(over > 0), payout_late_seconds=max(0, over))


def _refund(story: Sequence[Dated]) -> Iterator[tuple[datetime, Service]]:
    paid = first_refund(story)
    if paid is not None:
        back = any(isinstance(dated.event, ev.GoodsInspected) and dated.at <= paid[1] for dated in story)
        yield paid[1], Service(refunds=1, refunds_only=int(not back))


def _closed(story: Sequence[Dated], end: Dated) -> Service:
    """A case counts at each close: one that was reopened was not solved at the first."""
    assert isinstance(end.event, ev.CaseClosed)  # as chosen
    before = [dated.event for dated in story if dated.at <= end.at]
    resolution, opening = end.event.resolution, story[0].event
    assert isinstance(opening, ev.CaseOpened)  # the first event of every case
    stays = opening.request.kind is Scenario.COMPENSATION  # the goods are kept anyway
    offered = not stays and any(_keeps(event) for event in before)
    defect = ground_of(opening, story) == Ground.QUALITY and resolution in CURED
    return Service(
        closed=1,
        contacts=sum(isinstance(event, WORDS) for event in before),
        offers=int(offered),
        offers_taken=int(offered and resolution in KEPT),
        defects_cured=int(defect),
        defects_repaired=int(defect and resolution in REPAIRED),
    )


def _keeps(event: ev.Event) -> bool:
    """The goods may stay for a part of the money: offered in a return, in a complaint, or chosen for a small flaw."""
    match event:
        case ev.CompensationOffered():
            return True
        case ev.RedressOffered(keep=keep):
            return keep > 0
        case ev.RemedyChosen(remedy=Remedy.KEEP):
            return True
        case _:
            return False


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _sum(one: Any, other: Any) -> Any:
    """Two counts, or two amounts by currency."""
    return dict(sorted((Counter(one) + Counter(other)).items())) if isinstance(one, dict) else one + other
