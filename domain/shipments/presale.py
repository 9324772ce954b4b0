"""A presale that is cancelled before it is shipped: who defaults, what of the deposit stays, what is returned twice.

Source: table 3.1 row 6, MR-30 (M42, M43), F40: Civil Code art. 586 and 587. A supervisor decides, never policy.
"""

from domain.case import Case
from domain.events import CompensationSettled, Means
from domain.fault import Fault
from domain.quotes.settlements import Deposit, deposit
from domain.shipments.shipping import cancels

RULE = "MR-30"
DEFAULTS = frozenset({Fault.BUYER, Fault.SELLER})


def applies(case: Case) -> bool:
    """All of an order that was bought with a deposit is cancelled, and none of it has left."""
    order, request = case.order, case.request
    if order.presale is None or not cancels(case):
        return False
    return all(request.qty(line.line_id) == line.qty for line in order.lines)


def parts(case: Case) -> Deposit | None:
    """What counts as a deposit and what becomes of it; None while nobody has said who defaults."""
    presale, fault = case.order.presale, case.request.fault
    if presale is None or fault not in DEFAULTS:
        return None
    return deposit(
        contract_price=presale.contract_price, deposit_paid=presale.deposit, buyer_defaults=fault is Fault.BUYER
    )


def forfeited(case: Case) -> int:
    """What the buyer who defaults loses, minor units; excess and balance go back."""
    found = parts(case) if applies(case) else None
    return found.forfeited if found is not None else 0


def doubled(case: Case) -> int:
    """The second deposit, where the seller defaults: beside the order, which returns what was paid (MR-1)."""
    found = parts(case) if applies(case) else None
    return found.effective_deposit if found is not None and not found.forfeited else 0


def settled(case: Case) -> CompensationSettled:
    """The second deposit as a promise."""
    return CompensationSettled(amount=doubled(case), means=Means.PAYOUT, rule=RULE)
