"""The deposit of a presale that is cancelled before it is shipped: forfeited, or returned twice (table 3.1 row 6)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.letters import Words
    from domain.money import format_money
    from domain.owed import owed
    from domain.shipments import presale
    from workflows.casefile import CaseFile
    from workflows.steps import buyer, money


async def refunded(file: CaseFile) -> bool:
    """What goes back through the order: all of it, or what is beyond a deposit that is forfeited, which may be nothing.

    False when it must be decided anew.
    """
    nothing = owed(file.case).order_refund == 0 and not file.case.withdrawn and file.case.refusal is None
    return nothing or await money.refund(file)


def promised(file: CaseFile) -> bool:
    """The second deposit is promised, where the seller defaults; False where the buyer does."""
    if not presale.doubled(file.case):
        return False
    if file.case.settlement is None:
        file.record(presale.settled(file.case))
    return True


def tell(file: CaseFile) -> None:
    """What goes back, and what becomes of the deposit; our own default is told with an apology."""
    case, currency = file.case, file.case.order.currency
    twice = presale.doubled(case)
    letter, share = ("PRE-2", twice) if twice else ("PRE-1", presale.forfeited(case))
    words = Words(item=case.titles, amount=case.paid_back(), currency=currency, option1=format_money(share, currency))
    if letter not in case.letters:
        file.meanwhile(buyer.tell_about(file, letter, words))
