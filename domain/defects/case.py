"""A quality case as it stands: which row of the tables binds it, what may be chosen now, and what is to be done next.

What is known is taken as of the request: a shop that takes its time takes no right from the buyer (F84, F85).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain import events as ev
from domain.case import Case
from domain.defects import lost_home
from domain.defects.claim import REPORTS, Known, Lawful, flaw_offer, lawful
from domain.defects.defect import DefectKind, Examiner, Remedy
from domain.defects.repair import Job, JobKind, RepairState, failures, guarantee_ends, repair_days
from domain.events import Answer
from domain.exchanges import sending
from domain.quotes.discounts import line_paid
from domain.windows import Clock, Due, since

TOO_LATE, NOT_MADE = 5, 6  # rows of table 3.12
WITHOUT_A_CLAIM = frozenset({Remedy.PAID_REPAIR, Remedy.GIVE_BACK})
# What a marketplace's request for money can come to: it knows no repair, and an exchange is a request of its own.
ON_A_PLATFORM = frozenset({Remedy.RETURN, Remedy.KEEP, Remedy.LESS_USE, Remedy.GIVE_BACK})
ANSWERS = {
    Answer.RETURN: Remedy.RETURN,
    Answer.REFUND: Remedy.RETURN,
    Answer.EXCHANGE: Remedy.EXCHANGE,
    Answer.REPAIR: Remedy.REPAIR,
    Answer.KEEP: Remedy.KEEP,
    Answer.GIVE_BACK: Remedy.GIVE_BACK,
}


def received_at(case: Case) -> datetime:
    """When the buyer had the goods; by the request at the latest, where nobody told."""
    return case.order.signed_at or case.request.requested_at


def guarantee_began(case: Case) -> datetime:
    """The invoice where it says so, else the receipt (F86, MR-17)."""
    defect = case.request.defect
    return defect.invoice_at if defect is not None and defect.invoice_at is not None else received_at(case)


def days_since_receipt(case: Case) -> int:
    """Calendar days of the shop between receipt and request, the first not counted; days in repair do not count."""
    zone = ZoneInfo(case.terms.time_zone)
    asked, had = case.request.requested_at.astimezone(zone).date(), received_at(case).astimezone(zone).date()
    return max(0, (asked - had).days - repair_days(case.past_repairs, case.request.requested_at))


def known(case: Case) -> Known:
    """The claim as table 3.8 asks for it."""
    defect, found = case.request.defect, case.examined
    return Known(
        days=days_since_receipt(case),
        kind=defect.kind if defect is not None else DefectKind.PERFORMANCE,
        minor=defect is not None and defect.minor,
        durable=defect is not None and defect.durable,
        promised=defect is not None and defect.promised,
        proof=frozenset(piece.code for piece in case.evidence),
        cause=found.cause if found is not None else None,
        failed_repairs=failed(case),
        delayed=case.given_up_row > 0,
    )


def rights(case: Case) -> Lawful:
    """What the buyer may choose by law, and who decides."""
    return lawful(known(case), case.terms)


def offered(case: Case) -> tuple[Remedy, ...]:
    """What the buyer is asked to choose among now: the lawful, or what is left where no claim stands."""
    if case.lost_home:
        return lost_home.choices(case)
    if case.given_up_row:
        return _instead_of_repair(case)
    found = rights(case)
    if found.proposal is Remedy.GIVE_BACK:
        choices: tuple[Remedy, ...] = (Remedy.GIVE_BACK, *((Remedy.RETURN,) if _no_reason_open(case) else ()))
    elif found.proposal is Remedy.PAID_REPAIR:
        choices = (Remedy.PAID_REPAIR, Remedy.GIVE_BACK)
    else:
        choices = found.choices
    return choices if case.claim is None else tuple(choice for choice in choices if choice in ON_A_PLATFORM)


def _instead_of_repair(case: Case) -> tuple[Remedy, ...]:
    """Rows 4 to 6: another of the same where one is on the shelf, else the whole price.

    Who does not want the other one, or whose model is no longer made, has the price less the use (F85, MR-17).
    """
    if sending.on_shelf(case, sending.asked_again(case)):
        return (Remedy.EXCHANGE, Remedy.LESS_USE)
    return (Remedy.LESS_USE,) if case.given_up_row == NOT_MADE else (Remedy.RETURN,)


def _no_reason_open(case: Case) -> bool:
    """QLT-4: the seven days without a reason were still open when the buyer asked."""
    until = case.order.no_reason_until
    return until is not None and case.request.requested_at < until


def claim_fails(case: Case) -> bool:
    """No claim stands: nothing was found, the buyer's own doing, or the guarantee is over (rows 7 and 8, QLT-4)."""
    return rights(case).proposal in WITHOUT_A_CLAIM


def wants_return_now(case: Case) -> bool:
    """A buyer who may return by law and wants that is never kept by help from afar or a look at the goods (F84)."""
    defect, choice = case.request.defect, case.choice
    wish = choice.remedy if choice is not None else defect.wish if defect is not None else None
    return wish is Remedy.RETURN and Remedy.RETURN in rights(case).choices


def tries_first(case: Case) -> bool:
    """Whether help from afar could help: only what does not work can be made to work (R46, R57)."""
    return known(case).kind is DefectKind.PERFORMANCE and not wants_return_now(case)


def diagnosis_ends(case: Case) -> Due | None:
    """Stage a takes a day at most, from the opening."""
    return since(case.opened_at, case.terms.diagnosis_hours, Clock.DIAGNOSIS)


def examiner_due(case: Case) -> Examiner | None:
    """Who must look at the goods before anybody can decide (rows 3 and 4); None where the claim can be decided.

    The official service point where the buyer is willing to go there, else we must ourselves (R50, R51).
    """
    found = rights(case)
    if found.seller_proves or not found.lacks or found.lacks - REPORTS or case.examination_order is not None:
        return None
    if case.examined is not None:
        return None  # somebody looked and could not tell: a person says who looks next
    near = case.request.defect is not None and case.request.defect.service_point
    return Examiner.SERVICE_POINT if near else Examiner.SHOP


def examination_ends(case: Case) -> Due | None:
    """By when somebody should have said what is wrong: our own target for our own people, longer for others."""
    order = case.examination_order
    if order is None:
        return None
    if order.examiner is Examiner.SHOP:
        return since(case.goods_back_at, case.terms.inspect_hours, Clock.INSPECT)
    return since(order.at, case.terms.outside_test_hours, Clock.EXAMINATION)


def choice_ends(case: Case) -> Due | None:
    """How long the buyer may think about the remedy; then a person asks."""
    return since(case.told_at, case.terms.remedy_choice_hours, Clock.REMEDY_CHOICE)


def keep_amount(case: Case) -> int:
    """What is offered to a buyer who keeps it, minor units: a share of what the item was paid (MR-16, R59)."""
    return flaw_offer(items_paid(case), case.terms)[0]


def items_paid(case: Case) -> int:
    """What was paid for the units that the case is about, minor units."""
    paid = line_paid(case.order)
    return sum(paid[item.line_id] * item.qty // case.order.line(item.line_id).qty for item in case.request.items)


def remedy_meant(case: Case, answer: Answer) -> Remedy | None:
    """The remedy that an answer means, None for one that is not open to the buyer.

    A yes takes our proposal; a no to a price difference is the return that was promised instead (QLT-5).
    """
    open_now, proposal = offered(case), rights(case).proposal
    if answer in {Answer.YES, Answer.ACCEPT}:
        meant: Remedy | None = proposal
    elif answer in {Answer.NO, Answer.DECLINE}:
        meant = {Remedy.KEEP: Remedy.RETURN, Remedy.PAID_REPAIR: Remedy.GIVE_BACK}.get(proposal)
    else:
        meant = ANSWERS.get(answer)
    if meant is Remedy.REPAIR and Remedy.PAID_REPAIR in open_now:
        meant = Remedy.PAID_REPAIR
    if meant is Remedy.RETURN and Remedy.LESS_USE in open_now:
        meant = Remedy.LESS_USE
    return meant if meant in open_now else None


def chosen(case: Case, remedy: Remedy, by: str, *, amount: int = 0, note: str = "") -> ev.RemedyChosen:
    """The choice as an event; money stays with the goods only where they stay with the buyer."""
    if remedy is Remedy.KEEP:
        amount = amount or keep_amount(case)
    return ev.RemedyChosen(remedy=remedy, amount=amount if remedy is Remedy.KEEP else 0, note=note, by=by)


def wished(case: Case) -> Remedy | None:
    """What the buyer asked for at once, where that is open to them."""
    defect = case.request.defect
    wish = defect.wish if defect is not None else None
    return wish if wish in offered(case) and wish is not Remedy.KEEP else None


def tells_rights(case: Case) -> bool:
    """A buyer who asks for a repair and may have more must hear of it first (table 3.12 row 2)."""
    more = {Remedy.RETURN, Remedy.EXCHANGE} & set(offered(case))
    return bool(more) and case.choice is None and case.given_up_row == 0


def job(case: Case, kind: JobKind = JobKind.REPAIR) -> Job | None:
    """The newest job of this kind."""
    return next((job for job in reversed(case.jobs) if job.kind is kind), None)


def failed(case: Case) -> int:
    """Failed repairs of the item, over all cases (F85)."""
    bad = {RepairState.FAILED} | ({RepairState.REPAIRED} if case.reopenings else set())  # it came again
    here = sum(job.state in bad for job in case.jobs if job.kind is JobKind.REPAIR)
    return here + failures(case.past_repairs, case.request.requested_at, case.terms)


def in_term(case: Case) -> bool:
    """Inside the guarantee when the buyer asked, with earlier days in repair put behind it (F86)."""
    days = repair_days(case.past_repairs, case.request.requested_at)
    return case.request.requested_at < guarantee_ends(guarantee_began(case), days, case.terms)
