"""Compensation (table 3.13): the buyer keeps the goods, and something is made good."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.events import Means, Resolution
    from domain.request import Scenario
    from domain.retention import kept
    from workflows.casefile import CaseFile
    from workflows.endings import Ending, HandOver
    from workflows.steps import buyer, invoices, money, payouts, platform, redress


ANEW = HandOver(to=Scenario.COMPENSATION, reason="the buyer changed the request meanwhile")


async def compensation(file: CaseFile) -> Ending:
    """What the rules give, or what the buyer takes of our offers: as money, or as something handed out."""
    settled = await redress.settled(file)
    if settled is None:
        return await nothing_given(file)
    if settled.means is Means.OUTSIDE:
        return Resolution.ESCALATED_LEGAL
    if settled.means is Means.COUPON:
        await redress.hand_out(file, settled)
        await buyer.ask_solved(file)
        return Resolution.COUPON_ISSUED
    if settled.means is Means.PAYOUT and not await payouts.released(file):
        return ANEW
    if not await money.refund(file):
        return ANEW
    return await made_good(file)


async def made_good(file: CaseFile) -> Ending:
    """The money is with the buyer, who hears of it at once (R92)."""
    redress.tell_paid(file)
    invoices.correct(file)
    await buyer.ask_solved(file)
    return Resolution.KEPT_WITH_DISCOUNT if kept(file.case) else Resolution.COMPENSATED


async def nothing_given(file: CaseFile) -> Ending:
    """The platform paid by itself, the buyer took the claim back, or we declined: on a platform that is a dispute."""
    if platform.paid_there(file.case):
        await money.adopt(file)
        return await made_good(file)
    if file.case.withdrawn:
        return Resolution.WITHDRAWN
    if file.case.claim is not None:
        return HandOver(to=Scenario.DISPUTE, reason="the claim was declined")
    redress.tell_declined(file)
    return Resolution.DECLINED
