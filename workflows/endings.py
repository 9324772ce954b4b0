"""How a scenario ends: with a resolution, or by handing the case over to another one."""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.case import Case
    from domain.events import Payment, Resolution
    from domain.exchanges import exchanging
    from domain.owed import asked
    from domain.proof import unproven
    from domain.request import Scenario
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, homeward, invoices, money, platform


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """The case goes on as another scenario."""

    to: Scenario
    reason: str


Ending = Resolution | HandOver


async def paid(
    file: CaseFile, *, letter: str = "DONE", told: Payment = Payment.REFUND, resolution: Resolution | None = None
) -> Ending:
    """The money is with the buyer: tell them, unless they were told (no `letter`), and ask later if all is well.

    The letter names the sum of the payments `told`.
    """
    case = file.case
    if case.paid_back() == 0:
        return resolution if resolution is Resolution.SETTLED else _resolution(case)
    amount, currency = case.paid_back(told), case.order.currency
    if letter and letter not in case.letters:
        file.meanwhile(_tell(file, letter, Words(amount=amount, currency=currency)))
    invoices.correct(file)
    await buyer.ask_solved(file)
    return resolution or _resolution(file.case)


async def turned_away(file: CaseFile) -> Ending:
    """The request was not taken: withdrawn, paid by the platform, or refused and so a dispute."""
    if platform.paid_there(file.case):
        await money.adopt(file)
        return await paid(file)
    if file.case.withdrawn:
        homeward.withdrawn(file)
        return Resolution.LAPSED if file.case.lapsed else Resolution.WITHDRAWN
    refusal = file.case.refusal
    reason = refusal.reason if refusal is not None else "the buyer does not take what was offered"
    return HandOver(to=Scenario.DISPUTE, reason=reason)


async def _tell(file: CaseFile, letter: str, words: Words) -> None:
    await buyer.tell(file, letter, lambda: words)


def _resolution(case: Case) -> Resolution:
    if case.paid_back() == 0:
        return Resolution.WITHDRAWN if case.withdrawn else Resolution.CLOSED_BY_HAND
    if case.request.kind is Scenario.EXCHANGE:
        unpaid = exchanging.unpaid_since(case) is not None
        return Resolution.UNPAID_RETURNED if unpaid else Resolution.CONVERTED_TO_RETURN
    if any(payment.by == "platform" for payment in case.payments):
        return Resolution.REFUNDED_BY_PLATFORM
    return Resolution.REFUNDED_LESS if case.paid_back() < asked(case).order_refund else Resolution.REFUNDED


def turned_down(case: Case, usual: Resolution = Resolution.REFUSED) -> Resolution:
    """The buyer gets nothing: rejected by name where it was of counterfeit goods, or for lack of proof."""
    if case.request.kind is Scenario.COUNTERFEIT:
        return Resolution.CLAIM_REJECTED
    return Resolution.REFUSED_NO_EVIDENCE if usual is Resolution.REFUSED and unproven(case) else usual
