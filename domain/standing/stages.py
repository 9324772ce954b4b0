"""The stages of a case, and what it waits for at each."""

from dataclasses import dataclass
from enum import StrEnum

from domain.windows import Due


class CaseStage(StrEnum):
    """The states of rule 3.0.3 that stage 1 of the product knows."""

    DECIDING = "deciding"
    HOLDING = "holding"
    WAIT_BUYER_CHOICE = "wait_buyer_choice"
    INTERCEPTING = "intercepting"
    RETURNING = "returning"
    TRACING = "tracing"
    WAIT_CARRIER = "wait_carrier"
    WAIT_DELIVERY = "wait_delivery"
    WAIT_PROOF = "wait_proof"
    DIAGNOSING = "diagnosing"
    EXAMINING = "examining"
    CHOOSING_REMEDY = "choosing_remedy"
    WAIT_QUOTE = "wait_quote"
    REPAIRING = "repairing"
    GIVING_BACK = "giving_back"
    WEIGHING = "weighing"
    WAIT_REMEDY = "wait_remedy"
    WAIT_BUYER_SHIP = "wait_buyer_ship"
    RETURN_IN_TRANSIT = "return_in_transit"
    RETURN_LOST = "return_lost"
    INSPECTING = "inspecting"
    DECIDING_GOODS = "deciding_goods"
    WAIT_BUYER_ANSWER = "wait_buyer_answer"
    WAIT_BUYER_MODIFY = "wait_buyer_modify"
    APPROVING = "approving"
    PAYING_OUT = "paying_out"
    INVOICE_PENDING = "invoice_pending"
    WAIT_TOP_UP = "wait_top_up"
    SENDING = "sending"
    NEW_PARCEL = "new_parcel"
    WAIT_SHIPMENT = "wait_shipment"
    WAIT_PAPERS = "wait_papers"
    WAIT_COUNTERPROOF = "wait_counterproof"
    REPORTING = "reporting"
    DISPUTE = "dispute"
    SUSPENDED = "suspended"
    SETTLING = "settling"
    EXECUTING = "executing"
    FOLLOW_UP = "follow_up"
    REOPENED = "reopened"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The answer to "what is with this case?": `waits_for` in words, `due` by the case's own clock."""

    stage: CaseStage
    waits_for: str
    due: Due | None
    needs_human: bool
    stuck: str  # "step: reason" where a step is parked, else "retrying: step: reason" beyond a soft limit, else ""


RETRYING = "retrying: "  # what `stuck` begins with where a step is still tried again by itself


HUMAN = frozenset(
    {
        CaseStage.DECIDING_GOODS,
        CaseStage.RETURN_LOST,
        CaseStage.REOPENED,
        CaseStage.APPROVING,
        CaseStage.PAYING_OUT,
        CaseStage.WAIT_PAPERS,
        CaseStage.REPORTING,
    }
)


WAITS = {
    CaseStage.DECIDING: "a decision on the request",
    CaseStage.HOLDING: "the warehouse to hold the goods",
    CaseStage.WAIT_BUYER_CHOICE: "the buyer to choose: wait, or call the parcel back",
    CaseStage.INTERCEPTING: "the courier to stop the parcel",
    CaseStage.RETURNING: "the parcel's return scan",
    CaseStage.TRACING: "the carrier's trace of the parcel",
    CaseStage.WAIT_CARRIER: "the carrier's answer to our inquiry",
    CaseStage.WAIT_DELIVERY: "the parcel that the buyer agreed to wait for",
    CaseStage.WAIT_PROOF: "the buyer's photos",
    CaseStage.DIAGNOSING: "help from afar: advice for the buyer, and whether it helped",
    CaseStage.EXAMINING: "the word of whoever looks at the goods",
    CaseStage.CHOOSING_REMEDY: "the buyer to choose a remedy",
    CaseStage.WAIT_QUOTE: "the buyer's answer to the price of the repair",
    CaseStage.REPAIRING: "the repair",
    CaseStage.GIVING_BACK: "the goods' way back to the buyer",
    CaseStage.WEIGHING: "the records and weights of warehouse and carrier",
    CaseStage.WAIT_REMEDY: "the buyer to choose what is done about it",
    CaseStage.WAIT_BUYER_SHIP: "the buyer's parcel",
    CaseStage.RETURN_IN_TRANSIT: "the return parcel to arrive",
    CaseStage.RETURN_LOST: "a person: the return parcel is lost, and no other is under way",
    CaseStage.INSPECTING: "the warehouse's finding",
    CaseStage.DECIDING_GOODS: "a decision on the goods that came back",
    CaseStage.WAIT_BUYER_ANSWER: "the buyer's answer to the offer",
    CaseStage.WAIT_BUYER_MODIFY: "the buyer to change the request, or to call in the platform",
    CaseStage.APPROVING: "a second person to approve the decision",
    CaseStage.PAYING_OUT: "finance to pay what was promised",
    CaseStage.INVOICE_PENDING: "the tax platform to issue the invoice",
    CaseStage.WAIT_TOP_UP: "the buyer to pay for the other item, or for the repair",
    CaseStage.SENDING: "the warehouse to send the goods",
    CaseStage.NEW_PARCEL: "the new parcel to reach the buyer",
    CaseStage.WAIT_SHIPMENT: "the goods to leave by the date that the buyer agreed to",
    CaseStage.WAIT_PAPERS: "our papers of origin, and a person who judges them",
    CaseStage.WAIT_COUNTERPROOF: "the buyer's report on the goods",
    CaseStage.REPORTING: "a person to report the threat, and to enter the number",
    CaseStage.SUSPENDED: "the end of the suspension",
    CaseStage.SETTLING: "the buyer's part of the settlement",
    CaseStage.DISPUTE: "a ruling",
    CaseStage.EXECUTING: "the payment",
    CaseStage.FOLLOW_UP: "the follow-up with the buyer",
    CaseStage.REOPENED: "a person to take up the reopened case",
    CaseStage.CLOSED: "nothing; it can still be reopened",
}
