"""The platform's standing of the request, and rulings: what they mean for a case."""

from domain import events as ev
from domain.case import Case
from domain.events import Event, ReopenReason
from domain.facts.reopening import reopening
from domain.facts.reported import ClaimReported
from domain.request import Claim, Scenario


def claim_stated(fact: ClaimReported, case: Case) -> tuple[Event, ...]:
    """An older standing than the one we hold is a late message: nothing follows from it."""
    known = case.claim
    if known is not None and (fact.claim == known or _older(fact.claim, known)):
        return ()
    changed = ev.ClaimChanged(claim=fact.claim, fact=fact.fact)
    follow = (*_stated_waybill(fact, case), *_stated_ruling(fact, case))
    if case.resolution is None or any(isinstance(event, ev.CaseReopened) for event in follow):
        return (changed, *follow)
    return (changed, *follow, ev.CaseReopened(reason=ReopenReason.PLATFORM)) if _unsettled(fact, case) else (changed,)


def _older(claim: Claim, known: Claim) -> bool:
    """The platform tells whole seconds; within one of them the version, which only grows, says what came first."""
    if claim.modified_at != known.modified_at or not (claim.version.isdigit() and known.version.isdigit()):
        return claim.modified_at < known.modified_at
    return int(claim.version) < int(known.version)


def _unsettled(fact: ClaimReported, case: Case) -> bool:
    """On a closed case: the buyer asks again, or the platform has paid what nobody booked."""
    before = case.claim.status if case.claim is not None else ""
    if fact.claim.status == before:
        return False
    return fact.claim.status == "WAIT_SELLER_AGREE" or (fact.claim.status == "SUCCESS" and case.paid_back() == 0)


def _stated_waybill(fact: ClaimReported, case: Case) -> tuple[Event, ...]:
    """The platform's own field is how a Taobao buyer tells us the waybill; one that a person corrected is old news."""
    claim = fact.claim
    said = case.claim is not None and case.claim.waybill == claim.waybill and bool(case.parcels)
    if not claim.waybill or said or case.parcel(claim.waybill) is not None:
        return ()
    sent = ev.ParcelSent(carrier=claim.carrier, waybill=claim.waybill, at=claim.modified_at)
    return reopening(case, ReopenReason.LATE_PARCEL, (sent,))


def _stated_ruling(fact: ClaimReported, case: Case) -> tuple[Event, ...]:
    parties = {8: ev.Party.BUYER, 9: ev.Party.SELLER}
    party = parties.get(fact.claim.cs_status)
    if party is None or case.ruling is not None:
        return ()
    amount = fact.claim.amount if party is ev.Party.BUYER else 0
    return taking_up(case, ev.RulingGiven(in_favour_of=party, amount=amount))


def taking_up(case: Case, ruling: ev.RulingGiven) -> tuple[Event, ...]:
    """A ruling that gives the buyer more than was paid takes a closed case up again, as a dispute, to be executed."""
    given = ruling.in_favour_of is ev.Party.BUYER and (ruling.amount is None or ruling.amount > case.paid_back())
    if case.resolution is None or not given:
        return (ruling,)
    reopened = ev.CaseReopened(reason=ReopenReason.PLATFORM)
    if case.scenario is Scenario.DISPUTE:
        return (reopened, ruling)
    return (reopened, ev.ScenarioChanged(to=Scenario.DISPUTE, reason="a ruling is to be carried out"), ruling)
