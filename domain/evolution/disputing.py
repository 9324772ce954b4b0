"""How a case changes by what the parties of a dispute do about it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.disputes.disputing import Accord, Dispute, Mediation, Suspension
from domain.events import DisputingEvent
from domain.windows import Clock


def after(case: Case, event: DisputingEvent, at: datetime) -> Case:
    """The case after this event."""
    return replace(case, dispute=_after(case.dispute, event, at))


def _after(now: Dispute, event: DisputingEvent, at: datetime) -> Dispute:
    match event:
        case ev.MediationAsked():
            return replace(now, mediation=Mediation(to=event.to, number=event.number, by=event.by, at=at))
        case ev.DisputeSuspended():
            until = at + timedelta(days=event.days) if event.days else None
            stay = Suspension(stay=event.stay, by=event.by, at=at, until=until, number=event.number)
            return replace(now, suspension=stay)
        case ev.DisputeResumed():
            return _resumed(now, at)
        case ev.SettlementAgreed():
            accord = Accord(
                amount=event.amount,
                seller_pays_freight=event.seller_pays_freight,
                terms=event.terms,
                buyer_does=event.buyer_does,
                by=event.by,
                at=at,
                due_at=at + timedelta(hours=event.hours),
                goods_back=event.goods_back,
                done=not event.buyer_does,
            )
            return replace(_resumed(now, at), accord=accord)
        case ev.BuyersPartDone():
            return now if now.accord is None else replace(now, accord=replace(now.accord, done=True))
        case ev.SettlementBroken():
            broken = now.accord
            stood = now.stood if broken is None else (*now.stood, (broken.at, at))
            return replace(now, accord=None, stood=stood)
        case ev.SettlementPerformed():
            return replace(now, settled_at=at)
        case _:
            assert_never(event)


def ruled(case: Case, at: datetime) -> Case:
    """A ruling ends a suspension, and takes the place of what was agreed on and not performed."""
    known = case.dispute
    accord = known.accord if known.settled_at is not None else None
    if known.suspension is None and accord is known.accord:
        return case
    return replace(case, dispute=replace(_resumed(known, at), accord=accord))


def left(now: Dispute) -> Dispute:
    """The case went over to another remedy: nothing of the dispute is open any more."""
    return Dispute(stood=now.stood, settled_at=now.settled_at)


def ran_out(case: Case, clock: str) -> Case:
    """The time for the settlement is over, and it is not performed."""
    accord = case.dispute.accord
    if clock != Clock.SETTLEMENT or accord is None:
        return case
    return replace(case, dispute=replace(case.dispute, accord=replace(accord, overdue=True)))


def _resumed(now: Dispute, at: datetime) -> Dispute:
    if now.suspension is None:
        return now
    return replace(now, suspension=None, stood=(*now.stood, (now.suspension.at, at)))
