"""Which claim a case gives rise to: what the carrier owes, by which rule, and on what papers (MR-24)."""

from domain.case import Case
from domain.claim.carrier_claim import Service, insured_claim, uninsured_claim
from domain.claim.events import ClaimBegun, Paper
from domain.defects.repair import SentHome
from domain.delivery import GONE
from domain.exchanges import sending
from domain.fault import Fault
from domain.quotes.discounts import line_paid
from domain.trail import Outcome

SHOWS = frozenset({"E1", "E2", "E3", "E4"})  # what the buyer has shown of a parcel that came spoilt
POST = frozenset({"ems", "post", "邮政", "中国邮政"})  # to whom the post's cap by law applies


def claim_of(case: Case) -> ClaimBegun | None:
    """The claim that a case gives rise to; None where the carrier owes nothing, or it was begun before.

    The buyer has been served: their money back is the loss, or what the goods cost that were sent again.
    Who gave the wrong address bears it, not the carrier.
    """
    loss = case.paid_back() or sending.cost_of_serving(case)
    if case.claims or loss <= 0:
        return None
    if case.lost_home and case.sent_home is not None and case.sent_home.waybill:
        return _of_the_way_home(case, case.sent_home, loss)
    gone = case.found is not None and case.found.situation in GONE
    spoilt = case.complaint.judged is not None and case.complaint.judged.claims
    if not (gone or spoilt) or case.request.fault is Fault.SELLER:
        return None
    order, (amount, basis) = case.order, recoverable(case, loss)
    if amount <= 0:
        return None
    return _begun(case, order.outbound_carrier, order.outbound_waybill, amount, basis, papers_of(case))


def _of_the_way_home(case: Case, parcel: SentHome, loss: int) -> ClaimBegun | None:
    """For the buyer's own goods that the carrier lost for us: what ails the goods is no matter of the carrier's.

    What was declared for the first way out does not cover them: the contract's limit, or the post's by law.
    """
    postage = case.order.freight.base or case.order.freight.charged
    amount, basis = _uninsured(case, parcel.carrier, loss, postage)
    if amount <= 0:
        return None
    papers = (("E22", f"order:{case.order.order_id}"), ("E5", f"trace:{parcel.waybill}:{parcel.at.isoformat()}"))
    return _begun(case, parcel.carrier, parcel.waybill, amount, basis, papers)


def _begun(case: Case, carrier: str, waybill: str, amount: int, basis: str, papers: tuple[Paper, ...]) -> ClaimBegun:
    terms = case.terms
    return ClaimBegun(
        claim_id=f"claim-{case.case_id.removeprefix('case-')}",
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        carrier=carrier,
        waybill=waybill,
        currency=case.order.currency,
        amount=amount,
        basis=basis,
        papers=papers,
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
    return _uninsured(case, order.outbound_carrier, loss, order.freight.base or order.freight.charged)


def _uninsured(case: Case, carrier: str, loss: int, postage: int) -> tuple[int, str]:
    """The post's cap by law, a courier's by contract where the terms name one, else the loss."""
    if carrier.casefold() in POST and postage:
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
    papers.extend((piece.code, piece.reference) for piece in case.evidence if piece.code in SHOWS)
    if case.complaint.packing is not None:
        packing = case.complaint.packing
        papers.append(("E6", packing.video or f"packing:{packing.at.isoformat()}"))
    return tuple(papers)
