"""What a buyer is asked to show, until when, and what is still missing (R34, R37; table 3.7 row 6).

Photos decide claims about goods that were wrong, short, damaged or faulty. They are never a condition of the statutory
no-reason right: who sends goods back without a reason owes no picture of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.case import Case, Piece
from domain.disputes.evidence import EvidenceCode
from domain.request import Ground, Scenario
from domain.windows import Clock, Due

Needs = tuple[tuple[str, ...], ...]  # places to fill, in the order in which the letter names them; any of one will do

Code = EvidenceCode
GOODS = (Code.GOODS_PHOTO.value, Code.UNBOXING_VIDEO.value)
BOX = (Code.BOX_PHOTO.value, Code.UNBOXING_VIDEO.value, Code.CARRIER_CERTIFICATE.value)
NEEDS: dict[Ground, Needs] = {
    Ground.SHORT: (GOODS, BOX),  # table 3.5: E1, E2 with the label, E3 if any
    Ground.WRONG_ITEM: (GOODS,),  # table 3.6
    Ground.DAMAGED: (GOODS, BOX),  # table 3.7
    Ground.QUALITY: (GOODS,),  # table 3.8
}
BUYER = "buyer"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One thing that a buyer sent: `code` is "" where they did not say what it shows, `reference` says where it lies.

    `sha256` is of the thing itself, "" where nobody has looked at it.
    """

    reference: str
    code: str = ""
    sha256: str = ""
    note: str = ""


def needed(case: Case) -> Needs:
    """What the claim needs of the buyer; nothing for a return, which is looked at when the goods are back."""
    if case.request.kind in {Scenario.RETURN_REFUND, Scenario.DELIVERY}:
        return ()
    return NEEDS.get(case.request.ground, ())


def missing(case: Case, needs: Needs) -> Needs:
    """Places that nothing fills yet, whoever filed it."""
    there = {piece.code for piece in case.evidence}
    return tuple(place for place in needs if not there.intersection(place))


def lacking(case: Case) -> Needs:
    """What the buyer was asked for and has not shown; nothing where nothing was asked."""
    return missing(case, case.proof.needs) if case.proof is not None else ()


def unproven(case: Case) -> bool:
    """The buyer was asked, and the time is over without an answer."""
    return case.proof is not None and case.proof.lapsed and bool(lacking(case))


def window(case: Case) -> Due | None:
    """Until when the buyer may answer; None where nothing was asked, or the time is over."""
    if case.proof is None or case.proof.lapsed:
        return None
    return Due(at=case.proof.until, clock=Clock.PROOF, starts_at=case.proof.asked_at)


def reminders(case: Case) -> tuple[datetime, ...]:
    """When the buyer is reminded, earliest first."""
    if case.proof is None:
        return ()
    hours = (case.terms.proof_reminder_first_hours, case.terms.proof_reminder_last_hours)
    return tuple(case.proof.until - timedelta(hours=span) for span in hours)


def named(case: Case, shown: tuple[Shown, ...]) -> tuple[Shown, ...]:
    """What was sent, each under a kind, without what is filed already.

    A picture that does not say what it shows fills the next place that was asked for, in the letter's order; a person
    who looks at it files it otherwise where that is wrong.
    """
    there = {piece.reference for piece in case.evidence}
    open_places = [place[0] for place in lacking(case)]
    stated = {piece.code for piece in shown}
    fits = [code for code in open_places if code not in stated]
    found: dict[str, Shown] = {}
    for piece in shown:
        if piece.reference in there or piece.reference in found:
            continue
        code = piece.code or (fits.pop(0) if fits else Code.GOODS_PHOTO.value)
        found[piece.reference] = Shown(reference=piece.reference, code=code, sha256=piece.sha256, note=piece.note)
    return tuple(found.values())


def by_buyer(case: Case) -> tuple[Piece, ...]:
    """What the buyer themselves has shown."""
    return tuple(piece for piece in case.evidence if piece.by == BUYER)
