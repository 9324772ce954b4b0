"""Paying what is owed: decided once per key, sent under that key, and followed until the outcome is certain."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.money import Money, Receipt
    from activities.register import OrderOfCase, PriorRefunds, Register
    from domain.case import MOVING, Case, CasePayment
    from domain.events import Payment, PaymentChanged, PaymentDecided, PaymentState, StepParked
    from domain.owed import Prior, asked, left_to_pay, owed
    from domain.quote import LineKind, Quote
    from domain.request import Claim
    from domain.windows import Clock, Due
    from store.payment import ClaimVersion, PaidLine, PaymentOrder
    from workflows import calls
    from workflows.casefile import CaseFile, ClosureOrdered, Deadline, Diverted, StepFailed
    from workflows.steps import platform

ANSWERED = frozenset({"STALE", "REFUSED", "OVER_CAP", "KEY_REUSED"})
CHANNEL = "payments"


async def refund(file: CaseFile) -> bool:
    """Pay everything that the case owes its buyer; True when all of it has certainly been paid.

    A decision that fails for good is shown to a person, and a retry decides anew under a new key: only a confirmed
    failure may make one. False when the buyer changed the request meanwhile: what is owed must be decided again.
    """
    while platform.status(file) != platform.PAID_THERE and not file.case.withdrawn:
        quote = await quote_now(file)
        if quote.error is not None and not file.case.paid_back():
            await _show_breach(file, quote)
            continue
        due = [(kind, amount) for kind, amount in left_to_pay(file.case, quote).items() if amount > 0]
        if not due:
            return True
        kind, amount = due[0]
        if not await _pay(file, _open_payment(file, kind) or _decide(file, kind, amount, quote)):
            return False
    await adopt(file)
    return True


async def pay_ruling(file: CaseFile, amount: int) -> None:
    """Pay what a ruling gives the buyer."""
    while (left := amount - file.case.paid_back()) > 0 and platform.status(file) != platform.PAID_THERE:
        quote = asked(file.case, await _prior(file))
        await _pay(file, _open_payment(file, Payment.REFUND) or _decide(file, Payment.REFUND, left, quote, by="ruling"))
    await adopt(file)


async def adopt(file: CaseFile) -> None:
    """Book what the platform has paid by itself, so that no cent of it is paid again."""
    case = file.case
    if platform.status(file) != platform.PAID_THERE or case.claim is None or case.paid_back() > 0:
        return
    payment = _open_payment(file, Payment.REFUND) or _decide(
        file, Payment.REFUND, case.claim.amount, await quote_now(file), by="platform"
    )

    async def act() -> Receipt:
        return await workflow.execute_activity_method(
            Money.adopt, _order(file.case, payment), summary="book what the platform paid", **calls.MONEY
        )

    _take(file, await file.attempt(payment.kind, act))


async def quote_now(file: CaseFile) -> Quote:
    """What is owed now, knowing what other cases on the order have taken."""
    prior = await _prior(file)
    return owed(file.case, prior)


async def _prior(file: CaseFile) -> Prior:
    case = file.case
    order = OrderOfCase(shop=case.shop, order_id=case.order.order_id, case_id=case.case_id)

    async def act() -> PriorRefunds:
        async with file.local:
            return await workflow.execute_local_activity_method(
                Register.prior, order, summary="what the order's account says", **calls.LEDGER
            )

    return (await file.attempt("quote", act)).refunds


async def _show_breach(file: CaseFile, quote: Quote) -> None:
    """The order has nothing left for this request: other cases took it, and a person must see which (MR-1)."""
    words = "Other cases of this order took what this one asks for. Look at the order's account, then retry or close."
    await file.park(StepParked(step=Payment.REFUND, reason=str(quote.error), message=words))


async def _pay(file: CaseFile, payment: CasePayment) -> bool:
    """Follow one payment to its end: settled, or failed and shown to a person. False: the request had changed."""
    try:
        await _send(file, payment)
        await _until_certain(file, payment)
    except StepFailed as failed:
        file.record(PaymentChanged(key=payment.key, state=PaymentState.FAILED, reason=failed.message))
        if failed.kind == "STALE":
            await platform.read(file)
            return False
        await file.park(StepParked(step=payment.kind, reason=failed.kind, message=failed.message))
    except (Diverted, ClosureOrdered):
        await _give_up(file, payment)
        raise
    newest = file.case.payment(payment.key)
    if newest is not None and newest.state is PaymentState.FAILED:
        message = f"The provider says that it was not paid: {newest.reason}. A retry decides anew, under a new key."
        await file.park(StepParked(step=payment.kind, reason="FAILED", message=message))
    return True


async def _send(file: CaseFile, payment: CasePayment) -> None:
    async def act() -> Receipt:
        return await workflow.execute_activity_method(
            Money.pay, _order(file.case, payment), summary=_summary(file.case, payment), **calls.MONEY
        )

    _take(file, await file.attempt(payment.kind, act, hands_back=ANSWERED))


async def _until_certain(file: CaseFile, payment: CasePayment) -> None:
    """Unknown is not failed: wait for a notice, look up, send again under the same key, and last ask a person."""
    tries = 0
    while _state(file, payment) in MOVING:
        pause = calls.LOOKUP_PAUSES[tries]
        await file.until(
            lambda case: _settled(case, payment.key), by=_in(pause), waiting="the payment's outcome", quiet=True
        )
        if _state(file, payment) not in MOVING:
            return
        await _look_up(file, payment)
        if _state(file, payment) is PaymentState.UNKNOWN:
            await _send(file, payment)
        tries += 1
        if tries == len(calls.LOOKUP_PAUSES) and _state(file, payment) in MOVING:
            words = (
                f"Nobody can say yet whether {payment.key} was paid. Ask the provider, then retry to look it up again."
            )
            await file.park(StepParked(step=payment.kind, reason="UNKNOWN", message=words))
            tries = 0


async def _look_up(file: CaseFile, payment: CasePayment) -> None:
    async def act() -> Receipt:
        return await workflow.execute_activity_method(
            Money.look_up, _order(file.case, payment), summary="look up the payment", **calls.MONEY
        )

    _take(file, await file.attempt(payment.kind, act))


async def _give_up(file: CaseFile, payment: CasePayment) -> None:
    """A payment that certainly did not leave is taken out of the account when the case turns elsewhere."""
    if _state(file, payment) is not PaymentState.RESERVED:
        return
    receipt = await workflow.execute_activity_method(
        Money.give_up, _order(file.case, payment), summary="take the payment back", **calls.MONEY
    )
    _take(file, receipt)


def _decide(file: CaseFile, kind: Payment, amount: int, quote: Quote, by: str = "policy") -> CasePayment:
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
            by=by,
        )
    )
    payment = file.case.payment(key)
    assert payment is not None  # just recorded
    return payment


def _open_payment(file: CaseFile, kind: Payment) -> CasePayment | None:
    """A payment of this kind that was decided and has no certain end yet: it is followed, never decided twice."""
    return next((p for p in file.case.payments if p.kind is kind and p.state in MOVING), None)


def _take(file: CaseFile, receipt: Receipt) -> None:
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


def _settled(case: Case, key: str) -> bool:
    payment = case.payment(key)
    return payment is not None and payment.state not in MOVING


def _in(span: timedelta) -> Deadline:
    now = workflow.now()
    due = Due(at=now + span, clock=Clock.PAUSE, starts_at=now)
    return lambda _: due


def _order(case: Case, payment: CasePayment) -> PaymentOrder:
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
        lines=_lines(payment) if payment.kind is Payment.REFUND else (),
        claim=_version(payment.claim),
    )


def _version(claim: Claim | None) -> ClaimVersion | None:
    if claim is None:
        return None
    return ClaimVersion(refund_id=claim.refund_id, version=claim.version, phase=claim.phase)


def _lines(payment: CasePayment) -> tuple[PaidLine, ...]:
    """Units and goods value by line; a payment smaller than the goods' value takes its share of each line."""
    if payment.quote is None:
        return ()
    goods = [line for line in payment.quote.lines if line.kind is LineKind.GOODS and line.line_id is not None]
    return tuple(PaidLine(line_id=line.line_id or "", amount=line.amount, qty=line.qty or 0) for line in goods)


def _tenders(payment: CasePayment) -> dict[str, int]:
    """By which means the money goes back; all of it as cash where the quote splits another amount."""
    split = payment.quote.tender_split if payment.quote is not None and payment.kind is Payment.REFUND else {}
    return split if sum(split.values()) == payment.amount else {"cash": payment.amount}


def _summary(case: Case, payment: CasePayment) -> str:
    return f"{payment.kind} of {payment.amount / 100:.2f} {case.order.currency} for order {case.order.order_id}"
