"""One payment, from its decision to its certain end: sent under its key, followed, or taken back before it left."""

import contextlib
from dataclasses import replace

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.money import Money, Receipt
    from domain.case import MOVING, Case, CasePayment
    from domain.events import Payment, PaymentChanged, PaymentDecided, PaymentState, StepParked
    from domain.money import format_money, split
    from domain.quotes.quote import LineKind, Quote
    from domain.request import Claim
    from store.payment import ClaimVersion, PaidLine, PaymentOrder
    from workflows import calls
    from workflows.casefile import CaseFile, ClosureOrdered, Diverted, StepFailed, StepMoot, within
    from workflows.steps import account, platform

# Failures that certainly left nothing behind. A key that was used for another payment is none of them: what it paid
# must be found out by people, and until then no new key may be made.
ANSWERED = frozenset({"STALE", "REFUSED", "OVER_CAP", "ACCOUNT_MOVED"})
NOTHING_RESERVED = frozenset({"UNKNOWN_ORDER", "LEDGER"})
CHANNEL = "payments"
RULING = "ruling"  # by whom a payment was decided that a ruling orders
SETTLEMENT = "settlement"  # or that both sides of a dispute agreed on
OF_A_DISPUTE = frozenset({RULING, SETTLEMENT})


def decide(file: CaseFile, kind: Payment, amount: int, quote: Quote, by: str = "policy") -> CasePayment:
    """The decision that money leaves: its key is made here, once, from case, kind and number of the decision."""
    number = 1 + sum(payment.kind is kind for payment in file.case.payments)
    key = f"{file.case.case_id}/{kind}/{number}"
    file.record(
        PaymentDecided(
            key=key,
            kind=kind,
            decision=number,
            amount=amount,
            quote=quote,
            claim=file.case.claim if kind is Payment.REFUND else None,
            reason=file.case.request.reason or file.case.request.ground,
            beside=tuple(p.key for p in file.case.payments if p.kind is kind and p.state is PaymentState.SETTLED),
            by=by,
        )
    )
    payment = file.case.payment(key)
    assert payment is not None  # just recorded
    return payment


def open_payment(case: Case) -> CasePayment | None:
    """A payment that was decided and has no certain end yet: it is followed, never decided twice."""
    return next((payment for payment in case.payments if payment.state in MOVING), None)


async def follow(file: CaseFile, payment: CasePayment, *, ruled: bool = False, agreed: bool = False) -> bool:
    """Follow one payment to its end: settled, or failed and shown to a person. False: it must be decided again.

    A refusal of ours calls off what has not left, unless a ruling orders it (`ruled`); what both sides `agreed` on, or
    is the buyer's own, nothing calls off.
    """
    try:
        await _send(file, payment, ruled=ruled, agreed=agreed)
        await _until_certain(file, payment)
    except StepFailed as failed:
        return await _decided_anew(file, payment, failed)
    except StepMoot:
        await _give_up(file, payment)
        return _state(file, payment) is PaymentState.SETTLED
    except (Diverted, ClosureOrdered):
        await _give_up(file, payment)
        raise
    if _state(file, payment) is PaymentState.FAILED:
        reason = (file.case.payment(payment.key) or payment).reason
        message = f"The provider says that it was not paid: {reason}. A retry decides anew, under a new key."
        await _show_failure(file, payment, "FAILED", message)
    return True


async def _decided_anew(file: CaseFile, payment: CasePayment, failed: StepFailed) -> bool:
    """It was certainly not paid. What has changed since is read, and it is decided again; else a person looks."""
    if failed.kind == "ACCOUNT_MOVED" and await account.read(file):
        return True
    if failed.kind == "STALE":
        await platform.read(file)
        if file.case.claim != payment.claim:
            return False
    await _show_failure(file, payment, failed.kind, failed.message)
    return True


async def _show_failure(file: CaseFile, payment: CasePayment, reason: str, message: str) -> None:
    """Wait for a person, unless the truth turns out late: the money did leave."""
    if _certain(file.case, payment.key, but=PaymentState.FAILED):
        return
    there = workflow.patched("paid-there-while-parked")

    def moot(case: Case) -> bool:
        return _certain(case, payment.key, but=PaymentState.FAILED) or (there and _paid_there(case, payment))

    with contextlib.suppress(StepMoot):
        await file.park(StepParked(step=payment.kind, reason=reason, message=message), moot=moot)


def _paid_there(case: Case, payment: CasePayment) -> bool:
    """The platform has paid by itself what it did not let us pay."""
    return payment.claim is not None and platform.paid_there(case)


async def _send(file: CaseFile, payment: CasePayment, *, ruled: bool = False, agreed: bool = False) -> None:
    """Hand it out, unless its end is known by now. StepMoot: it was called off before it left."""

    async def act() -> Receipt:
        return await workflow.execute_activity_method(
            Money.pay, order_of(file.case, payment), summary=_summary(file.case, payment), **calls.MONEY
        )

    def moot(case: Case) -> bool:
        unsent = _state(file, payment) is PaymentState.RESERVED
        called_off = not agreed and (case.withdrawn or (case.refusal is not None and not ruled))
        return _certain(case, payment.key) or (unsent and called_off)

    try:
        take(file, await file.attempt(payment.kind, act, hands_back=ANSWERED, moot=moot))
    except StepMoot:
        if not _certain(file.case, payment.key):
            raise
    except StepFailed as failed:
        file.record(PaymentChanged(key=payment.key, state=PaymentState.FAILED, reason=failed.message))
        raise


async def _until_certain(file: CaseFile, payment: CasePayment) -> None:
    """Unknown is not failed: wait for a notice, look up, send again under the same key, and last ask a person."""
    tries = 0
    while _state(file, payment) in MOVING:
        pause = calls.LOOKUP_PAUSES[tries]
        await file.until(
            lambda case: _certain(case, payment.key), by=within(pause), waiting="the payment's outcome", quiet=True
        )
        if _state(file, payment) not in MOVING:
            return
        await _look_up(file, payment)
        if _state(file, payment) is PaymentState.UNKNOWN:
            await _send(file, payment)
        tries += 1
        if tries == len(calls.LOOKUP_PAUSES) and _state(file, payment) in MOVING:
            await _ask_person(file, payment)
            tries = 0


async def _ask_person(file: CaseFile, payment: CasePayment) -> None:
    words = f"Nobody can say yet whether {payment.key} was paid. Ask the provider, then retry to look it up again."
    with contextlib.suppress(StepMoot):
        await file.park(
            StepParked(step=payment.kind, reason="UNKNOWN", message=words),
            moot=lambda case: _certain(case, payment.key),
        )


async def _look_up(file: CaseFile, payment: CasePayment) -> None:
    async def act() -> Receipt:
        return await workflow.execute_activity_method(
            Money.look_up, order_of(file.case, payment), summary="look up the payment", **calls.MONEY
        )

    with contextlib.suppress(StepMoot):  # a notice told first
        take(file, await file.attempt(payment.kind, act, moot=lambda case: _certain(case, payment.key)))


async def _give_up(file: CaseFile, payment: CasePayment) -> None:
    """Before the case turns elsewhere, a payment is taken out of the account, or followed where it did leave.

    What the case knows may be old: an attempt that was cut short may have sent it, which the ledger tells.
    """
    with file.undisturbed():
        if _state(file, payment) is PaymentState.RESERVED:
            await _take_out(file, payment)
        with contextlib.suppress(StepFailed, StepMoot):
            await _until_certain(file, payment)


async def _take_out(file: CaseFile, payment: CasePayment) -> None:
    async def act() -> Receipt:
        return await workflow.execute_activity_method(
            Money.give_up, order_of(file.case, payment), summary="take the payment back", **calls.MONEY
        )

    try:
        take(file, await file.attempt(f"give_up_{payment.kind}", act, hands_back=NOTHING_RESERVED))
    except StepFailed as failed:
        file.record(PaymentChanged(key=payment.key, state=PaymentState.FAILED, reason=failed.message))


def take(file: CaseFile, receipt: Receipt) -> None:
    """What the ledger says of a payment becomes part of the case."""
    payment = file.case.payment(receipt.key)
    if payment is not None and payment.state is not receipt.state:
        file.record(
            PaymentChanged(
                key=receipt.key, state=receipt.state, provider_ref=receipt.provider_ref, reason=receipt.reason
            )
        )


def _state(file: CaseFile, payment: CasePayment) -> PaymentState:
    newest = file.case.payment(payment.key)
    return newest.state if newest is not None else payment.state


def _certain(case: Case, key: str, *, but: PaymentState | None = None) -> bool:
    payment = case.payment(key)
    return payment is not None and payment.state not in MOVING and payment.state is not but


def order_of(case: Case, payment: CasePayment) -> PaymentOrder:
    """The order as the ledger and the provider see it, made from the decision alone: the same on every try."""
    return PaymentOrder(
        key=payment.key,
        case_id=case.case_id,
        shop=case.shop,
        order_id=case.order.order_id,
        kind=payment.kind,
        channel=case.source if payment.claim is not None else CHANNEL,
        amount=payment.amount,
        currency=case.order.currency,
        decision=payment.decision,
        reason=payment.purpose,
        tenders=_tenders(payment),
        lines=_lines(case, payment) if payment.kind is Payment.REFUND else (),
        claim=_version(payment.claim),
        prior=case.prior,
    )


def _version(claim: Claim | None) -> ClaimVersion | None:
    if claim is None:
        return None
    return ClaimVersion(refund_id=claim.refund_id, version=claim.version, phase=claim.phase)


def _lines(case: Case, payment: CasePayment) -> tuple[PaidLine, ...]:
    """Units and goods value by line, without what an earlier decision of the case has put under the caps already.

    Which earlier decisions count is fixed with this one: those that had not failed when it was made.
    """
    before: dict[str, PaidLine] = {}
    for earlier in case.payments:
        if earlier.key in payment.beside:
            before |= {line.line_id: line for line in _goods(earlier)}
    lines = []
    for line in _goods(payment):
        known = before.get(line.line_id, PaidLine(line_id=line.line_id, amount=0, qty=0))
        amount, qty = max(0, line.amount - known.amount), max(0, line.qty - known.qty)
        if amount or qty:
            lines.append(PaidLine(line_id=line.line_id, amount=amount, qty=qty))
    return _ruled_share(payment, lines) if payment.by in OF_A_DISPUTE else tuple(lines)


def _ruled_share(payment: CasePayment, lines: list[PaidLine]) -> tuple[PaidLine, ...]:
    """A ruling for a part of the goods' value leaves the rest of each line to be paid back by others."""
    amounts = [line.amount for line in lines]
    if sum(amounts) <= payment.amount:
        return tuple(lines)
    shares = split(payment.amount, amounts)
    return tuple(replace(line, amount=share) for line, share in zip(lines, shares, strict=True))


def _goods(payment: CasePayment) -> list[PaidLine]:
    if payment.quote is None:
        return []
    goods = [line for line in payment.quote.lines if line.kind is LineKind.GOODS and line.line_id is not None]
    return [PaidLine(line_id=line.line_id or "", amount=line.amount, qty=line.qty or 0) for line in goods]


def _tenders(payment: CasePayment) -> dict[str, int]:
    """By which means the money goes back; all of it as cash where the quote splits another amount."""
    split = payment.quote.tender_split if payment.quote is not None and payment.kind is Payment.REFUND else {}
    return split if sum(split.values()) == payment.amount else {"cash": payment.amount}


def _summary(case: Case, payment: CasePayment) -> str:
    return f"{payment.kind} of {format_money(payment.amount, case.order.currency)} for order {case.order.order_id[:60]}"
