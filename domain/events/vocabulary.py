"""The words that events and states are told in."""

from enum import StrEnum


class Resolution(StrEnum):
    """How a case ended."""

    REFUNDED = "refunded"
    REFUNDED_LESS = "refunded_less"  # the buyer agreed to a deduction, or less came back
    REFUNDED_BY_PLATFORM = "refunded_by_platform"  # the platform paid by itself
    WITHDRAWN = "withdrawn"
    KEPT_BY_CONSENT = "kept_by_consent"  # the buyer wants the goods after all, and they leave
    LAPSED = "lapsed"  # the buyer let a window pass
    REFUSED = "refused"
    REFUSED_NO_EVIDENCE = "refused_no_evidence"
    KEPT_WITH_DISCOUNT = "kept_with_discount"
    DELIVERED = "delivered"  # the parcel came after all
    RULED_BUYER = "ruled_buyer"
    RULED_SELLER = "ruled_seller"
    SETTLED = "settled"  # both sides agreed, and did what they had agreed on
    CLOSED_BY_HAND = "closed_by_hand"
    COMPENSATED = "compensated"  # money, beside the order or as a part of it
    COUPON_ISSUED = "coupon_issued"  # a coupon, a benefit or a gift
    DECLINED = "declined"
    ESCALATED_LEGAL = "escalated_legal"  # goes on outside of the case
    LOST_BY_BUYER = "lost_by_buyer"  # a return that vanished at the buyer's risk
    INVOICE_ISSUED = "invoice_issued"  # late or with a new title
    INVOICE_NOT_ISSUED = "invoice_not_issued"  # it may not be as it was asked for, or was seen to by other means
    EXCHANGED = "exchanged"
    CONVERTED_TO_RETURN = "converted_to_return"  # an exchange that came to a refund
    UNPAID_RETURNED = "unpaid_returned"  # the buyer did not pay for the other item: the money went back
    RESHIPPED = "reshipped"  # the goods were sent again, and came
    REFUNDED_PUNITIVE = "refunded_punitive"  # and damages above the price, beside the order (MR-25)
    CLAIM_REJECTED = "claim_rejected"  # the papers of origin stood against it
    EXTORTION_REPORTED = "extortion_reported"
    SOLVED_REMOTELY = "solved_remotely"  # help from afar was enough
    PARTIAL_KEEP = "partial_keep"  # the buyer keeps it, with a price difference
    REPAIRED = "repaired"
    REPLACED = "replaced"  # instead of a repair
    REFUNDED_LESS_DEPRECIATION = "refunded_less_depreciation"
    NO_DEFECT = "no_defect"  # nothing was found, the goods are back with the buyer
    QUOTE_DECLINED = "quote_declined"
    UNREPAIRED = "unrepaired"  # a repair for a price that could not be done: nothing is charged
    UNCLAIMED = "unclaimed"  # nobody wanted the goods back
    DEPOSIT_FORFEITED = "deposit_forfeited"  # of a presale that the buyer cancelled (MR-30)
    DEPOSIT_DOUBLED = "deposit_doubled"  # of a presale that the shop could not keep
    LATE_COMPENSATED = "late_compensated"  # not sent in time: the money back, and a penalty beside the order (MR-26)


class Party(StrEnum):
    """A side of a dispute."""

    BUYER = "buyer"
    SELLER = "seller"


class Question(StrEnum):
    """What we ask a buyer, and wait for an answer to."""

    WAIT_OR_INTERCEPT = "wait_or_intercept"
    DEDUCTION = "deduction"
    SOLVED = "solved"
    SURVEY = "survey"
    CANCEL_REASON = "cancel_reason"
    COMPENSATION = "compensation"
    DELIVERY = "delivery"  # wait for a late parcel, or have the money
    WANTED = "wanted"  # another item, or the return
    TOP_UP = "top_up"  # pay for the other item, or the return
    REMEDY = "remedy"  # the goods again, or the money; what is done about goods that arrived short, wrong or damaged
    RECEIVED = "received"  # a parcel that was signed for: did it reach you?
    DIAGNOSIS = "diagnosis"  # did the steps help?
    CURE = "cure"  # which of the lawful remedies of a defect
    REPAIR_QUOTE = "repair_quote"
    SHIP = "ship"  # the goods after all (wait), or the refund
    SUPPLY = "supply"  # goods that cannot be sent as sold: wait until a date, another item, or the money


class Answer(StrEnum):
    """A buyer's answer, as far as the case's course depends on it."""

    WAIT = "wait"
    INTERCEPT = "intercept"
    ACCEPT = "accept"
    DECLINE = "decline"
    YES = "yes"
    NO = "no"
    REFUND = "refund"
    RESHIP = "reship"
    RETURN = "return"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    KEEP = "keep"  # with a price difference
    GIVE_BACK = "give_back"  # the goods as they are
    SUBSTITUTE = "substitute"  # another item in place of one that cannot be sent
    WORDS = "words"  # free text: kept outside Temporal, by reference


class CallOutcome(StrEnum):
    """How a call to the buyer ended."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_PERSON = "wrong_person"  # nothing of the case was told (R118)
    CALL_BACK = "call_back"
    NO_MORE_CALLS = "no_more_calls"  # the buyer asked not to be called again


class CallStep(StrEnum):
    """The seven steps of a call to a buyer, in their order (R117)."""

    IDENTIFY = "identify"
    REASON = "reason"
    LISTEN = "listen"
    APOLOGISE = "apologise"
    PROPOSE = "propose"
    NEGOTIATE = "negotiate"
    RECAP = "recap"


class Hold(StrEnum):
    """What the warehouse could do about goods that must not leave."""

    HELD = "held"
    HANDED_OVER = "handed_over"
    SHIPPED = "shipped"


class Intercept(StrEnum):
    """How calling back a parcel on its way out stands."""

    ORDERED = "ordered"
    STOPPED = "stopped"
    FAILED = "failed"


class Payment(StrEnum):
    """What a payment is for: refunds count against what the order was paid, compensation does not (MR-1)."""

    REFUND = "refund"
    COMPENSATION = "compensation"


class PaymentState(StrEnum):
    """Where one payment is, in the words of the ledger."""

    RESERVED = "reserved"
    SENT = "sent"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    FAILED = "failed"
    REVERSED = "reversed"  # the bank took a settled payment back


# The more is known, the higher: a report never brings a payment down, so their order does not matter.
CERTAINTY = {
    PaymentState.RESERVED: 0,
    PaymentState.SENT: 1,
    PaymentState.UNKNOWN: 1,
    PaymentState.FAILED: 2,
    PaymentState.SETTLED: 3,  # above failed: late truth, the money did leave
    PaymentState.REVERSED: 4,  # a bank takes back only what was settled
}


class Rung(StrEnum):
    """The ladder of goodwill, lowest first (rule 3.0.4). Cash moves by itself; the others are handed out by people."""

    COUPON = "coupon"
    BENEFIT = "benefit"
    GIFT = "gift"
    CASH = "cash"


class Means(StrEnum):
    """How a compensation reaches the buyer."""

    ORDER = "order"  # a partial refund of the order
    PAYOUT = "payout"  # money beside the order, by finance
    COUPON = "coupon"  # a coupon, a benefit or a gift: no money
    OUTSIDE = "outside"  # a legal matter, outside of the case


class ReopenReason(StrEnum):
    """Why a closed case was taken up again."""

    UNSOLVED = "unsolved"
    DISSATISFIED = "dissatisfied"
    LATE_PARCEL = "late_parcel"
    LATE_TOP_UP = "late_top_up"  # the buyer paid for an item that does not leave any more
    PAYMENT_REVERSED = "payment_reversed"
    PLATFORM = "platform"
    BY_HAND = "by_hand"
    EVIDENCE = "evidence"  # what was missing when the claim was refused came after all
