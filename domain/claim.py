"""A claim against a carrier: what it can recover, its papers, how it goes on, and when. It never touches the buyer.

Source: rule 3.4 (LST), MR-24; Postal Law art. 47, Express Regulation art. 27.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from domain.carrier_claim import Service, insured_claim, uninsured_claim
from domain.case import Case
from domain.delivery import GONE
from domain.discounts import line_paid
from domain.fault import Fault
from domain.trail import Outcome

POST = frozenset({"ems", "post", "邮政", "中国邮政"})  # to whom the post's cap by law applies
Paper = tuple[str, str]  # its code (E5, E21, E22 ...), and a reference


class ClaimStage(StrEnum):
    """Where a claim stands."""

    FILING = "filing"
    OPEN = "open"  # with the carrier
    PAPERS = "papers"  # the carrier wants more papers: a person sends them
    REJECTED = "rejected"  # a person contests it with further papers, or lets it go
    ACCEPTED = "accepted"
    LET_GO = "let_go"
    WRITTEN_OFF = "written_off"


ENDED = frozenset({ClaimStage.ACCEPTED, ClaimStage.LET_GO, ClaimStage.WRITTEN_OFF})


class Word(StrEnum):
    """What the carrier says of a claim."""

    OPEN = "open"
    PAPERS_ASKED = "papers_asked"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class ClaimWord:
    """One word of the carrier: `amount` in minor units is what it grants, `papers` the codes that it wants."""

    fact: str
    word: Word
    at: datetime
    number: str = ""
    amount: int = 0
    papers: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimBegun:
    """A claim was begun, with all that it needs to live without its case."""

    claim_id: str
    case_id: str
    shop: str
    order_id: str
    carrier: str
    waybill: str
    currency: str
    amount: int
    basis: str
    papers: tuple[Paper, ...]
    time_zone: str
    file_hours: int
    chase_hours: int
    write_off_days: int
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ClaimFiled:
    """The carrier has it, under its own number."""

    number: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ClaimAnswered:
    """The carrier said something."""

    word: ClaimWord
    by: str = "courier"


@dataclass(frozen=True, kw_only=True)
class PapersAdded:
    """A person gave further papers; they are sent next."""

    papers: tuple[Paper, ...]
    by: str


@dataclass(frozen=True, kw_only=True)
class PapersSent:
    """The carrier has the further papers."""

    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ClaimBlocked:
    """The carrier's desk does not take it: a person looks, and it is tried again when it is next chased."""

    reason: str
    message: str
    by: str = "policy"


@dataclass(frozen=True, kw_only=True)
class ClaimRetried:
    """It is tried again."""

    reason: str
    by: str


@dataclass(frozen=True, kw_only=True)
class ClaimDropped:
    """A person lets it go, or its time is up (`policy`): the loss stays with the shop."""

    reason: str
    by: str


ClaimEvent = (
    ClaimBegun | ClaimFiled | ClaimAnswered | PapersAdded | PapersSent | ClaimBlocked | ClaimRetried | ClaimDropped
)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The state of one claim, folded from its events; amounts in minor units."""

    begun: ClaimBegun
    opened_at: datetime
    stage: ClaimStage = ClaimStage.FILING
    number: str = ""
    filed_at: datetime | None = None
    papers: tuple[Paper, ...] = ()
    unsent: tuple[Paper, ...] = ()
    batches: int = 0  # how often further papers were sent: part of the key
    wanted: tuple[str, ...] = ()
    word_at: datetime | None = None
    recovered: int = 0
    reason: str = ""
    problem: str = ""
    seen: tuple[str, ...] = ()
    version: int = 1

    @property
    def claim_id(self) -> str:
        """Its id: of the workflow, and the key under which it is filed."""
        return self.begun.claim_id

    @property
    def ended(self) -> bool:
        """Nothing more is done about it."""
        return self.stage in ENDED

    @property
    def needs_human(self) -> bool:
        """A person must send papers, contest a rejection, or see why the desk does not take it."""
        return self.stage in {ClaimStage.PAPERS, ClaimStage.REJECTED} or bool(self.problem)


@dataclass(frozen=True, kw_only=True)
class ClaimOpening:
    """A new claim (`begun`), or one that news takes up again after its end (`resumed`): exactly one of the two."""

    begun: ClaimBegun | None = None
    resumed: Claim | None = None


def begun(event: ClaimBegun, at: datetime) -> Claim:
    """The claim as it begins."""
    return Claim(begun=event, opened_at=at, papers=event.papers)


def evolve_claim(claim: Claim, event: ClaimEvent, at: datetime) -> Claim:
    """The claim after this event. Total: what happened, happened."""
    return replace(_after(claim, event, at), version=claim.version + 1)


def _after(claim: Claim, event: ClaimEvent, at: datetime) -> Claim:
    match event:
        case ClaimBegun():
            return begun(event, at)
        case ClaimFiled():
            stage = ClaimStage.OPEN if claim.stage is ClaimStage.FILING else claim.stage
            return replace(claim, stage=stage, number=event.number, filed_at=at, problem="")
        case ClaimAnswered():
            return _answered(claim, event.word)
        case PapersAdded():
            return replace(claim, unsent=(*claim.unsent, *event.papers), problem="")
        case PapersSent():
            papers = (*claim.papers, *claim.unsent)
            return replace(
                claim, papers=papers, unsent=(), batches=claim.batches + 1, stage=ClaimStage.OPEN, wanted=(), problem=""
            )
        case ClaimBlocked():
            return replace(claim, problem=f"{event.reason}: {event.message}")
        case ClaimRetried():
            return replace(claim, problem="")
        case ClaimDropped():
            stage = ClaimStage.WRITTEN_OFF if event.by == "policy" else ClaimStage.LET_GO
            return replace(claim, stage=stage, reason=event.reason, problem="")
        case _:
            assert_never(event)


def _answered(claim: Claim, word: ClaimWord) -> Claim:
    stages = {
        Word.OPEN: ClaimStage.OPEN,
        Word.PAPERS_ASKED: ClaimStage.PAPERS,
        Word.ACCEPTED: ClaimStage.ACCEPTED,
        Word.REJECTED: ClaimStage.REJECTED,
    }
    return replace(
        claim,
        stage=stages[word.word],
        number=word.number or claim.number,
        wanted=word.papers,
        word_at=word.at,
        recovered=word.amount if word.word is Word.ACCEPTED else claim.recovered,
        reason=word.reason,
        seen=(*claim.seen, word.fact),
    )


def heard(claim: Claim, word: ClaimWord) -> tuple[ClaimEvent, ...]:
    """What a word of the carrier means: twice, late and out of order it comes to the same.

    What was granted stands; a claim that was let go or written off is taken up by nothing but money.
    """
    old = claim.word_at is not None and word.at <= claim.word_at
    if word.fact in claim.seen or old:
        return ()
    if claim.ended and word.word is not Word.ACCEPTED:
        return ()
    # "Open" says nothing new, unless papers of ours made it open again.
    if word.word is Word.OPEN and claim.stage in {ClaimStage.FILING, ClaimStage.OPEN}:
        return ()
    return (ClaimAnswered(word=word),)


class Next(StrEnum):
    """What a claim does next."""

    FILE = "file"
    SEND_PAPERS = "send_papers"
    WAIT = "wait"
    END = "end"


def next_of(claim: Claim) -> Next:
    """A blocked claim waits; further papers go before anything else is waited for."""
    if claim.ended:
        return Next.END
    if claim.problem:
        return Next.WAIT
    if claim.filed_at is None:
        return Next.FILE
    return Next.SEND_PAPERS if claim.unsent else Next.WAIT


def write_off_at(claim: Claim) -> datetime:
    """When the loss is taken as the shop's own."""
    return claim.opened_at + timedelta(days=claim.begun.write_off_days)


def due_at(claim: Claim) -> datetime | None:
    """By when the next thing should have happened: filed in days, a person's part in a week, else written off."""
    if claim.ended:
        return None
    if claim.filed_at is None:
        return claim.opened_at + timedelta(hours=claim.begun.file_hours)
    if claim.needs_human:
        return (claim.word_at or claim.filed_at) + timedelta(hours=claim.begun.chase_hours)
    return write_off_at(claim)


def claim_of(case: Case) -> ClaimBegun | None:
    """The claim that a case gives rise to; None where the carrier owes nothing, or it was begun before.

    The buyer has been served: their money back is the loss. Who gave the wrong address bears it, not the carrier.
    """
    loss = case.paid_back()
    gone = case.found is not None and case.found.situation in GONE
    if not gone or case.request.fault is Fault.SELLER or case.claims or loss <= 0:
        return None
    amount, basis = recoverable(case, loss)
    if amount <= 0:
        return None
    terms = case.terms
    return ClaimBegun(
        claim_id=f"claim-{case.case_id.removeprefix('case-')}",
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        carrier=case.order.outbound_carrier,
        waybill=case.order.outbound_waybill,
        currency=case.order.currency,
        amount=amount,
        basis=basis,
        papers=papers_of(case),
        time_zone=terms.time_zone,
        file_hours=terms.claim_file_hours,
        chase_hours=terms.claim_chase_hours,
        write_off_days=terms.claim_write_off_days,
    )


def recoverable(case: Case, loss: int) -> tuple[int, str]:
    """What the carrier owes for this loss, and by which rule (MR-24)."""
    order = case.order
    if order.insured_value is not None:
        worth = max(loss, sum(line_paid(order).values()))
        claim = insured_claim(declared_value=order.insured_value, actual_value=worth, actual_loss=loss)
        return claim.claim, "insured"
    postage = order.freight.base or order.freight.charged
    if order.outbound_carrier.casefold() in POST and postage:
        claim = uninsured_claim(service=Service.REGISTERED_MAIL, actual_loss=loss, postage=postage)
        return claim.claim, "registered_mail"
    limit = case.terms.courier_liability_minor or None
    claim = uninsured_claim(service=Service.COURIER, actual_loss=loss, postage=postage, contract_limit=limit)
    return claim.claim, "contract" if limit is not None else "civil_law"


def papers_of(case: Case) -> tuple[Paper, ...]:
    """The papers that the case itself has: the trace, what was paid, and the carrier's own word on the loss."""
    papers: list[Paper] = [("E22", f"order:{case.order.order_id}")]
    if case.trace is not None:
        papers.append(("E5", f"trace:{case.order.outbound_waybill}:{case.trace.read_at.isoformat()}"))
    for ticket in case.tickets:
        if ticket.answer is not None and ticket.answer.outcome is not Outcome.LOCATED:
            lost = ticket.answer.outcome is Outcome.LOST
            papers.append(("E21" if lost else "E5", ticket.answer.proof or ticket.key))
    return tuple(papers)
