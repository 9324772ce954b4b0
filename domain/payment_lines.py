"""What makes up one payment of a case: the lines of its quote, and what sets it apart from them.

The lines sum to the payment, so that every cent has its reason: a rule, an agreement, a ruling, or money paid before.
"""

from dataclasses import asdict, dataclass

from domain.case import Case, CasePayment
from domain.events import Answer, Payment, PaymentState
from domain.money import format_money
from domain.quotes.explain import Explanation, explain
from domain.quotes.quote import COMPENSATION, ORDER_CHANNEL, LineKind, QuoteLine
from domain.words import standing as words
from domain.words.telling import Words

BESIDE = frozenset(COMPENSATION)
TELLS_ONLY = frozenset(LineKind) - frozenset(ORDER_CHANNEL) - BESIDE


@dataclass(frozen=True, kw_only=True)
class PaymentLine:
    """One reason for some of the money, minor units; 0 for one that only tells. `kind` is "" outside the quote."""

    amount: int
    rule: str
    source: str
    zh: str
    en: str
    kind: str = ""
    line_id: str | None = None
    qty: int | None = None


def payment_lines(payment: CasePayment, case: Case) -> tuple[PaymentLine, ...]:
    """Every reason of a payment; the amounts sum to what is paid."""
    quoted = _quoted(payment)
    apart = payment.amount - sum(line.amount for line in quoted)
    if not apart:
        return quoted
    zh, en = _why_apart(payment, case)
    return (*quoted, PaymentLine(amount=apart, rule="", source="", zh=zh, en=en))


def _quoted(payment: CasePayment) -> tuple[PaymentLine, ...]:
    """The quote's lines that go through this payment's channel, and the sentences about the whole with the refund."""
    if payment.quote is None:
        return ()
    refund = payment.kind is Payment.REFUND
    lines, said = payment.quote.lines, explain(payment.quote)
    told = [_told(line, words) for line, words in zip(lines, said, strict=False) if _goes_here(line, refund=refund)]
    whole = [PaymentLine(amount=0, **asdict(words)) for words in said[len(lines) :]] if refund else []
    return (*told, *whole)


def _told(line: QuoteLine, said: Explanation) -> PaymentLine:
    amount = 0 if line.kind in TELLS_ONLY else line.amount
    return PaymentLine(amount=amount, kind=line.kind, line_id=line.line_id, qty=line.qty, **asdict(said))


def _goes_here(line: QuoteLine, *, refund: bool) -> bool:
    return (line.kind in BESIDE) is not refund


def _why_apart(payment: CasePayment, case: Case) -> Words:
    """Why a payment is not what its quote says: the first of what can be."""
    offer = case.offer
    if case.ruling is not None and case.ruling.amount is not None:
        return words.APART_RULED
    if offer is not None and offer.answer is Answer.ACCEPT and offer.amount >= payment.amount:
        return words.APART_AGREED
    before = _before(payment, case)
    if before:
        amount = format_money(before, case.order.currency)
        return words.APART_BEFORE[0].format(amount=amount), words.APART_BEFORE[1].format(amount=amount)
    claim = payment.claim
    if claim is not None and claim.amount == payment.amount:
        return words.APART_CLAIMED
    return words.APART


def _before(payment: CasePayment, case: Case) -> int:
    """What earlier decisions of the same kind have certainly paid."""
    return sum(
        earlier.amount
        for earlier in case.payments
        if earlier.kind is payment.kind
        and earlier.decision < payment.decision
        and earlier.state is PaymentState.SETTLED
    )
