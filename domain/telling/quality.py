"""A defect, who looked at it, what was chosen, and how a repair goes, told in sentences."""

from typing import assert_never

from domain import events as ev
from domain.case import Case
from domain.defects.repair import RepairReport
from domain.events import QualityEvent
from domain.telling import phrases
from domain.words import quality as words
from domain.words.speech import joined, say
from domain.words.telling import NONE, PARCELS, Words


def told(event: QualityEvent, case: Case, who: Words) -> Words:  # noqa: PLR0912 - one arm an event
    """One event, in the words of the timeline; `who` did it."""
    match event:
        case ev.StepsAdvised():
            return say(words.ADVISED, who=who, steps=event.steps)
        case ev.DiagnosisEnded():
            return say(words.HELPED if event.helped else words.HELPED_NOT, who=who, why=phrases.why(event.note))
        case ev.ExaminationOrdered():
            place = say(words.PLACE, place=event.place) if event.place else NONE
            advance = words.BY_BUYER if event.asked_by_buyer else words.BY_SHOP
            return say(words.ORDERED, who=who, examiner=words.EXAMINERS[event.examiner], place=place, advance=advance)
        case ev.GoodsExamined():
            return _examined(event, case, who)
        case ev.RemedyChosen():
            amount = say(words.DIFFERENCE, amount=phrases.money(event.amount, case)) if event.amount else NONE
            why = phrases.why(event.note)
            return say(words.CHOSEN, who=who, remedy=words.REMEDIES[event.remedy], amount=amount, why=why)
        case ev.PastRepairsRead():
            return say(words.PAST, count=str(len(event.repairs)))
        case ev.RepairBooked():
            free = words.FREE if event.free else words.PAID
            return say(words.BOOKED[event.kind], number=str(event.number), free=free)
        case ev.RepairProgressed():
            return _progressed(event.report, case, who)
        case ev.RepairGivenUp():
            return words.GIVEN_UP.get(event.row, words.GIVEN_UP[0])
        case ev.OwnGoodsLost():
            return say(words.LOST_HOME, parcel=f"{event.carrier} {event.waybill}".strip())
        case ev.GuaranteeMoved():
            return say(words.GUARANTEE, days=str(event.days), until=phrases.at(event.ends_at, case))
        case ev.GoodsSentHome():
            papers = say(words.PAPERS, papers=", ".join(event.papers)) if event.papers else NONE
            return say(words.GIVEN_BACK, parcel=f"{event.carrier} {event.waybill}".strip(), papers=papers)
        case ev.SentHomeMoved():
            given = case.sent_home
            parcel = f"{given.carrier} {given.waybill}".strip() if given is not None else ""
            return say(PARCELS[event.state], parcel=parcel)
        case _:
            assert_never(event)


def _examined(event: ev.GoodsExamined, case: Case, who: Words) -> Words:
    fee = NONE
    if event.fee:
        payer = words.BY_BUYER if event.paid_by_buyer else words.BY_SHOP
        fee = say(words.FEE, amount=phrases.money(event.fee, case), advance=payer)
    report = say(words.REPORT, report=event.report) if event.report else NONE
    examiner = words.EXAMINERS[event.examiner]
    cause, why = words.CAUSES[event.cause], phrases.why(event.note)
    return say(words.EXAMINED, who=who, examiner=examiner, cause=cause, why=why, report=report, fee=fee)


def _progressed(report: RepairReport, case: Case, who: Words) -> Words:
    """The state, and what the buyer is owed of it (R55)."""
    amount = phrases.money(report.amount, case)
    told = say(words.STATES[report.state], who=who, amount=amount)
    pieces = (
        (words.CAUSE, report.cause),
        (words.CURE, report.cure),
        (words.COURSE, report.course),
        (words.RESULT, report.result),
        (words.PARTS, report.parts),
    )
    for form, value in pieces:
        told = joined(told, say(form, value=value)) if value else told
    if report.hours:
        told = joined(told, say(words.HOURS, value=str(report.hours)))
    return joined(told, say(words.ETA, value=phrases.at(report.eta, case))) if report.eta is not None else told
