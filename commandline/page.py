"""One case as a page: what `show` tells, put together from the register and the ledger, before it is drawn or sent."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commandline import slips
from commandline.to_do import helpful, to_do
from domain.case import Case, CasePayment, Parked
from domain.disputes.clean_hands import must_be_clean, stains
from domain.disputes.malice import review_due
from domain.eligibility import verdict
from domain.evolution import evolve
from domain.owed import asked
from domain.payment_lines import payment_lines
from domain.register.incident import Incident
from domain.request import Scenario
from domain.standing import CaseStage, Standing, standing
from domain.telling import clock_in_words, remedy, stage_in_words, tell, waiting
from domain.words.complaint import judgement_in_words
from domain.words.conduct import score_in_words
from domain.words.note import note_in_words
from domain.words.speech import Sentence
from store.codec import Entry, decode, fold

if TYPE_CHECKING:
    from store.ledger import Account
    from store.payment import Movement
    from store.reviews import ReviewRow


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event of the timeline."""

    seq: int
    at: datetime
    type: str
    by: str
    told: Sentence


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """A public review of the order, and what happened to it, a sentence each."""

    row: "ReviewRow"
    told: tuple[Sentence, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A case and all that is shown of it. `clock` is the case's own time, None where nobody could be asked."""

    case: Case
    standing: Standing
    timeline: tuple[Happening, ...]
    account: "Account | None"
    movements: "tuple[Movement, ...]"
    clock: datetime | None
    link: str
    reviews: "tuple[Reviewed, ...]"
    incidents: tuple[Incident, ...] = ()


def page(
    entries: Sequence[Entry],
    *,
    account: "Account | None",
    movements: "Sequence[Movement]",
    clock: datetime | None,
    link: str,
    reviews: "Sequence[Reviewed]" = (),
    incidents: tuple[Incident, ...] = (),
) -> Page:
    """The page of a case from its register."""
    case = fold(entries)
    return Page(
        case=case,
        standing=standing(case),
        timeline=timeline(entries),
        account=account,
        movements=tuple(movements),
        clock=clock,
        link=link,
        reviews=tuple(reviews),
        incidents=incidents,
    )


def timeline(entries: Sequence[Entry]) -> tuple[Happening, ...]:
    """Every event in a sentence, told from the case as it was before it."""
    told: list[Happening] = []
    case: Case | None = None
    for entry in entries:
        event = decode(entry.type, entry.data)
        said = tell(event, case)
        told.append(Happening(seq=entry.seq, at=entry.at, type=entry.type, by=entry.actor, told=said))
        case = fold([entry]) if case is None else evolve(case, event, entry.at)
    return tuple(told)


def as_json(shown: Page, raw: Sequence[Entry] | None) -> dict[str, Any]:
    """The page as one object; sentences come in both languages, ids and codes as they are."""
    case, now = shown.case, shown.standing
    told = {
        "case_id": case.case_id,
        "shop": case.shop,
        "external_id": case.external_id,
        "order_id": case.order.order_id,
        "scenario": case.scenario,
        "stage": now.stage,
        "resolution": case.resolution,
        "held": case.held,
        "version": case.version,
        "time_zone": case.terms.time_zone,
        "waits": _waits(shown),
        "incidents": [each.number for each in shown.incidents],
        "parked": [_parked(parked, case) for parked in case.parked],
        "money": _money(shown),
        "goods": slips.as_json(case),
        "conduct": _conduct(case),
        "reviews": [_review(each) for each in shown.reviews],
        "against_us": [asdict(stain) for stain in stains(case)] if must_be_clean(case) else [],
        "timeline": [_happening(event) for event in shown.timeline],
        "links": {"temporal": shown.link},
    }
    return told if raw is None else told | {"entries": [entry_as_json(entry) for entry in raw]}


def undecided(case: Case) -> Sentence | None:
    """Why policy did not decide by itself, where a person has to."""
    now = standing(case)
    if now.stage is not CaseStage.DECIDING or not now.needs_human or case.agreement is not None:
        return None
    if case.scenario is Scenario.COMPLAINT and case.complaint.judged is not None:
        zh, en = judgement_in_words(case.complaint.judged)
        return Sentence(zh=zh, en=en)
    said = verdict(case, asked(case).order_refund)
    if said.agree:
        return None
    zh, en = note_in_words(said.reason)
    return Sentence(zh=zh, en=en)


def movement_of(shown: Page, payment: CasePayment) -> "Movement | None":
    """What the ledger has of a payment."""
    return next((movement for movement in shown.movements if movement.key == payment.key), None)


def _waits(shown: Page) -> dict[str, Any]:
    now, due = shown.standing, shown.standing.due
    words, stage = waiting(shown.case), stage_in_words(shown.standing.stage)
    return {
        "for": {"zh": words.zh, "en": words.en},
        "stage": {"zh": stage.zh, "en": stage.en},
        "needs_human": now.needs_human,
        "commands": to_do(shown.case),
        "until": due.at.isoformat() if due else None,
        "clock": due.clock if due else None,
        "clock_in_words": {"zh": clock_in_words(due.clock).zh, "en": clock_in_words(due.clock).en} if due else None,
        "case_time": shown.clock.isoformat() if shown.clock else None,
    }


def _conduct(case: Case) -> dict[str, Any] | None:
    """What was seen of the buyer's conduct, for the shop's people; None where nothing was."""
    if case.score is None:
        return None
    words = score_in_words(case.score)
    return {
        "points": case.score.points,
        "signals": list(case.score.signals),
        "in_words": {"zh": words[0], "en": words[1]},
        "review_due": review_due(case),
        "abusive": None if case.reviewed is None else case.reviewed.abusive,
    }


def _review(reviewed: Reviewed) -> dict[str, Any]:
    row = reviewed.row
    story = [{"zh": told.zh, "en": told.en} for told in reviewed.told]
    return {
        "review_id": row.review_id,
        "stars": row.stars,
        "state": row.state,
        "leverage": row.leverage,
        "story": story,
    }


def _parked(parked: Parked, case: Case) -> dict[str, Any]:
    helps = remedy(parked)
    return {
        "step": parked.step,
        "reason": parked.reason,
        "message": parked.message,
        "since": parked.at.isoformat(),
        "helps": {"zh": helps.zh, "en": helps.en},
        "commands": helpful(parked, case),
    }


def _money(shown: Page) -> dict[str, Any]:
    case, account = shown.case, shown.account
    order = None
    if account is not None:
        order = {
            "paid": account.paid,
            "refunded": account.settled,
            "pending": account.committed - account.settled,
            "unknown": account.unknown,
            "left": account.left,
            "compensated": account.compensated,
        }
    payments = [_payment(payment, case, movement_of(shown, payment)) for payment in case.payments]
    return {"currency": case.order.currency, "claimed": case.request.amount, "order": order, "payments": payments}


def _payment(payment: CasePayment, case: Case, movement: "Movement | None") -> dict[str, Any]:
    return {
        "key": payment.key,
        "kind": payment.kind,
        "amount": payment.amount,
        "state": payment.state,
        "ledger_state": movement.state if movement else None,
        "provider_ref": payment.provider_ref,
        "decided_at": payment.decided_at.isoformat(),
        "by": payment.by,
        "purpose": payment.purpose,
        "lines": [asdict(line) for line in payment_lines(payment, case)],
    }


def _happening(event: Happening) -> dict[str, Any]:
    said = {"zh": event.told.zh, "en": event.told.en}
    return {"seq": event.seq, "at": event.at.isoformat(), "type": event.type, "by": event.by, **said}


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """An entry of the register as it is."""
    at = entry.at.isoformat()
    return {"seq": entry.seq, "type": entry.type, "at": at, "actor": entry.actor, "data": entry.data}
