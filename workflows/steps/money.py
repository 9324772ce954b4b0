"""What is to be paid: every decision is made here, from what is owed and what the order has left."""

import contextlib

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.money import Money, Receipt
    from domain.case import Case, CasePayment
    from domain.events import Answer, Payment, StepParked
    from domain.money import format_money
    from domain.owed import asked, keeps_goods, left_to_pay, owed
    from domain.quotes.quote import Quote
    from workflows import calls
    from workflows.casefile import CaseFile, Ready, StepMoot
    from workflows.steps import account, platform
    from workflows.steps import payment as payments
    from workflows.steps.goods import settled_elsewhere


async def refund(file: CaseFile) -> bool:
    """Pay everything that the case owes its buyer; True when all of it has certainly been paid.

    A decision that fails for good is shown to a person, and a retry decides anew under a new key: only a confirmed
    failure may make one. False when the request changed, was withdrawn or refused meanwhile: what is owed must be
    decided again.
    """
    while not platform.paid_there(file.case):
        payment = payments.open_payment(file.case)
        if payment is None:
            if _called_off(file.case):
                return False
            quote = owed(file.case)
            if _all_paid(file.case, quote):
                return True
            payment = await _next_payment(file, quote)
        if payment is not None and not await payments.follow(file, payment):
            return False
    await adopt(file)
    return await _paid_beside(file)


async def _paid_beside(file: CaseFile) -> bool:
    """The platform paid the price; damages, a test and what was paid on top go beside the order, and are ours to pay.

    Who keeps the goods for an amount has it by the platform's payment: nothing of that is paid a second time.
    """
    while not keeps_goods(file.case) and left_beside(file.case) > 0:
        if not workflow.patched("beside-what-the-platform-paid"):
            return True
        if _called_off(file.case) or not await _follow_beside(file):
            return False
    return True


async def pay_ruling(file: CaseFile, amount: int) -> None:
    """Pay what a ruling gives the buyer."""
    while (left := amount - file.case.paid_back()) > 0 and not settled_elsewhere(file.case):
        payment = payments.open_payment(file.case)
        if payment is None:
            payment = await _refund_there(file, left, asked(file.case), settled_elsewhere, by=payments.RULING)
        if payment is not None:
            await payments.follow(file, payment, ruled=True)
    await adopt(file)


async def pay_settlement(file: CaseFile, amount: int) -> None:
    """Pay what both sides of a dispute agreed on, whatever was refused or taken back before.

    Ends unpaid where a ruling took its place, or the platform has closed the request that it would go through.
    """

    def over(case: Case) -> bool:
        return case.dispute.accord is None or platform.status(case) in platform.ENDED_THERE

    while (left := amount - file.case.paid_back()) > 0 and not over(file.case):
        payment = payments.open_payment(file.case)
        if payment is None:
            payment = await _refund_there(file, left, asked(file.case), over, by=payments.SETTLEMENT)
        if payment is not None:
            await payments.follow(file, payment, agreed=True)
    await adopt(file)


async def pay_beside(file: CaseFile) -> bool:
    """Pay what is owed beside the order, wherever its refund went: a platform pays none of it. False: decide anew."""
    while payments.open_payment(file.case) is not None or left_beside(file.case):
        if not await _follow_beside(file):
            return False
    return True


def left_beside(case: Case) -> int:
    """What of the money beside the order has not certainly left, minor units."""
    return left_to_pay(case, owed(case))[Payment.COMPENSATION]


async def _follow_beside(file: CaseFile) -> bool:
    """One payment beside the order, the open one or the next; False when it must be decided anew."""
    open_one = payments.open_payment(file.case)
    payment = open_one or payments.decide(file, Payment.COMPENSATION, left_beside(file.case), owed(file.case))
    return await payments.follow(file, payment)


async def adopt(file: CaseFile) -> None:
    """Book what the platform has paid by itself, so that no cent of it is paid again."""
    case = file.case
    if not platform.paid_there(case) or case.claim is None or case.paid_back() > 0:
        return
    payment = payments.open_payment(case) or payments.decide(
        file, Payment.REFUND, case.claim.amount, owed(case), by="platform"
    )

    async def act() -> Receipt:
        return await workflow.execute_activity_method(
            Money.adopt, payments.order_of(file.case, payment), summary="book what the platform paid", **calls.MONEY
        )

    payments.take(file, await file.attempt(payment.kind, act))


def _called_off(case: Case) -> bool:
    """Nobody wants this money to leave any more: the buyer took the request back, or the shop refused."""
    return case.withdrawn or case.refusal is not None


def _all_paid(case: Case, quote: Quote) -> bool:
    """Nothing is left to pay, and that is no surprise: it was paid, or agreed on with the buyer."""
    agreed = case.offer is not None and case.offer.answer is Answer.ACCEPT and case.offer.amount == 0
    beside = case.settlement is not None and case.paid_back(Payment.COMPENSATION) > 0
    return (agreed or beside or case.paid_back() > 0) and not any(left_to_pay(case, quote).values())


async def _next_payment(file: CaseFile, quote: Quote) -> CasePayment | None:
    """The decision on what is to be paid next; None when that must be computed anew, or a person has looked."""
    due = [(kind, amount) for kind, amount in left_to_pay(file.case, quote).items() if amount > 0]
    if quote.error is not None:
        if await account.read(file):
            return None
        words = "Other cases of this order took what this one asks for. Look at its account, then retry or close."
        await _show(file, str(quote.error), words, _over)
        return None
    if not due:
        words = "By the rules nothing is left to pay for this request. Look at its quote, then retry or close."
        await _show(file, "NOTHING_DUE", words, _over)
        return None
    kind, amount = due[0]
    if kind is Payment.REFUND:
        return await _refund_there(file, amount, quote, _over)
    return payments.decide(file, kind, amount, quote)


async def _refund_there(
    file: CaseFile, amount: int, quote: Quote, over: Ready, by: str = "policy"
) -> CasePayment | None:
    """A refund through the order's own channel. A platform pays what the buyer claims there, and nothing else."""
    claim = file.case.claim
    if claim is None or claim.amount == amount:
        return payments.decide(file, Payment.REFUND, amount, quote, by=by)
    currency = file.case.order.currency
    words = (
        f"{format_money(amount, currency)} is due, but the platform pays exactly what the buyer claims there, "
        f"{format_money(claim.amount, currency)}. Once the buyer changes the request the case goes on by itself."
    )
    await _show(file, "CLAIM_DIFFERS", words, lambda case: case.claim != claim or over(case))
    return None


def _over(case: Case) -> bool:
    return case.refusal is not None or settled_elsewhere(case)


async def _show(file: CaseFile, reason: str, words: str, over: Ready) -> None:
    """A person must look before money can leave; a retry computes anew, and so does news that changes the question."""
    with contextlib.suppress(StepMoot):
        await file.park(StepParked(step=Payment.REFUND, reason=reason, message=words), moot=over)
