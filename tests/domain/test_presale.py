"""The deposit of a presale that is cancelled before it is shipped: table 3.1 row 6, as pure rules."""

from dataclasses import replace
from typing import Any

import pytest

from domain import commands
from domain.authority import Act, Level
from domain.case import Case
from domain.commands import NotPermitted
from domain.eligibility import verdict
from domain.fault import Fault
from domain.needs import needs
from domain.order import Freight, OrderLine, Presale
from domain.owed import asked, owed
from domain.permit import permit
from domain.quotes.explain import explain
from domain.quotes.quote import LineKind
from domain.register.tags import tags_of
from domain.request import Item
from domain.shipments import presale
from tests.domain.case_forms import NOON, unsupplied


def presold(fault: Fault, *, price: int = 100000, deposit: int = 30000, paid: int = 30000, **more: Any) -> Case:
    """A lamp for 1000.00, of which so much was paid by now."""
    lines = (OrderLine(line_id="lamp", qty=1, unit_price=price, paid=paid),)
    sold = Presale(contract_price=price, deposit=deposit)
    usual: dict[str, Any] = {"lines": lines, "items": (Item(line_id="lamp", qty=1),), "freight": Freight()}
    return unsupplied(**usual | {"presale": sold, "fault": fault} | more)


@pytest.mark.parametrize(
    ("fault", "deposit", "paid", "refund", "beside"),
    [
        (Fault.BUYER, 30000, 30000, 10000, 0),  # M42: only 20 % of the price is a deposit
        (Fault.SELLER, 30000, 30000, 30000, 20000),  # M43: what was paid, and the deposit once more
        (Fault.BUYER, 20000, 20000, 0, 0),
        (Fault.SELLER, 20000, 20000, 20000, 20000),
        (Fault.BUYER, 10000, 100000, 90000, 0),  # the balance was paid
        (Fault.SELLER, 10000, 100000, 100000, 10000),
    ],
)
def test_a_deposit_is_forfeited_or_returned_twice(
    fault: Fault, deposit: int, paid: int, refund: int, beside: int
) -> None:
    """MR-30: through the order never more than was paid (MR-1), the second deposit beside it."""
    case = presold(fault, deposit=deposit, paid=paid)
    assert (owed(case).order_refund, presale.doubled(case)) == (refund, beside)
    assert asked(case).order_refund == refund


def test_the_quote_tells_the_deposit_in_both_languages() -> None:
    """How much of it counts as one, and by which articles."""
    quote = owed(presold(Fault.BUYER))
    line = next(line for line in quote.lines if line.kind is LineKind.DEPOSIT)
    assert (line.amount, line.rule) == (-20000, "MR-30")
    told = [each for each in explain(quote) if each.rule == "MR-30"]
    english = "less the deposit of 200.00: of the 300.00 paid, what is within 20 % of the price 1000.00 is forfeited"
    chinese = "扣除定金200.00：已付定金300.00，不超过合同价1000.00的20%的部分为定金，不予退还"
    assert [(each.zh, each.en) for each in told] == [
        (f"{chinese}（MR-30；《民法典》第586、587条）", f"{english} (MR-30; Civil Code art. 586, 587)")
    ]


def test_policy_never_decides_on_a_deposit() -> None:
    """A supervisor does, over all that goes back."""
    for fault, amount in ((Fault.BUYER, 10000), (Fault.SELLER, 50000)):
        case = presold(fault)
        assert not verdict(case, 100).agree
        need = needs(commands.Agree(by="ann"), case)
        assert need is not None
        assert (need.act, need.amount) == (Act.DEPOSIT, amount)
        assert need.level in {Level.SUPERVISOR, Level.MANAGER}
        assert "deposit" in tags_of(case)


def test_somebody_says_first_who_defaults() -> None:
    """Where nobody is at fault yet nothing is forfeited and nothing doubled."""
    case = presold(Fault.NONE)
    with pytest.raises(NotPermitted) as refused:
        permit(commands.Agree(by="sun", role=Level.MANAGER), case, NOON)
    assert refused.value.code == "WHO_DEFAULTS"
    permit(commands.Agree(by="sun", role=Level.MANAGER), presold(Fault.BUYER), NOON)


def test_only_a_whole_order_that_has_not_left_is_a_cancelled_presale() -> None:
    """A part of it, or goods that left, go by their own rules."""
    whole = presold(Fault.BUYER)
    two = (OrderLine(line_id="lamp", qty=2, unit_price=50000, paid=30000),)
    part = replace(whole, order=replace(whole.order, lines=two))
    assert presale.applies(whole)
    assert not presale.applies(part)
    assert not presale.applies(replace(whole, order=replace(whole.order, presale=None)))
