"""Small cases, orders and payments to store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from domain.defects.repair import RepairReport
from domain.events import CaseOpened, DeadlinePassed, Event, Payment, RequestAgreed
from domain.fault import Fault
from domain.invoices.invoice import Invoice
from domain.order import Freight, FreightMode, Order, OrderLine, Tender
from domain.register.row import CaseRow, row_of
from domain.request import Ground, Item, Request, Scenario
from domain.terms import Terms, read_terms
from store import accounts, register
from store.codec import Entry, entry, fold
from store.payment import PaidLine, PaymentOrder
from store.pool import Pool

# Every instant of a case knows its zone: events refuse one that does not.
st.register_type_strategy(
    datetime,
    st.datetimes(min_value=datetime(2010, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)

# Invoices and repairs refuse numbers that cannot be true.
st.register_type_strategy(
    Invoice,
    st.integers(0, 10**9).flatmap(
        lambda amount: st.builds(Invoice, amount=st.just(amount), tax=st.integers(0, amount))
    ),
)
st.register_type_strategy(
    RepairReport, st.builds(RepairReport, amount=st.integers(0, 10**9), hours=st.integers(0, 1000))
)

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
PACK = Path(__file__).parents[2] / "domain/packs/cn_taobao.toml"
TERMS: Terms = read_terms(PACK.read_text(encoding="utf-8"), name=PACK.name)
PAID = {"L1": 6000, "L2": 4000}


def order(order_id: str = "O1", *, shop: str = "lantern") -> Order:
    """Two lines, 60 and 40 yuan, and 10 yuan of freight."""
    return Order(
        shop=shop,
        order_id=order_id,
        currency="CNY",
        lines=(
            OrderLine(line_id="L1", qty=3, unit_price=2000),
            OrderLine(line_id="L2", qty=1, unit_price=4000),
        ),
        freight=Freight(mode=FreightMode.BUYER_PAID, charged=1000, base=1000),
        tenders=(Tender(type="cash", amount=11000),),
    )


def opening(case_id: str = "case-lantern-shop-R1", *, of: Order | None = None) -> CaseOpened:
    """A return of one unit of the first line."""
    _, shop, source, external_id = case_id.split("-", 3)
    return CaseOpened(
        case_id=case_id,
        shop=shop,
        source=source,
        external_id=external_id,
        buyer="b_1",
        order=of or order(shop=shop),
        request=Request(
            kind=Scenario.RETURN_REFUND,
            ground=Ground.NO_REASON,
            fault=Fault.BUYER,
            items=(Item(line_id="L1", qty=1),),
            requested_at=NOON,
        ),
        terms=TERMS,
    )


def story(*events: Event, start: datetime = NOON) -> list[Entry]:
    """Entries one minute apart."""
    return [entry(event, seq=n, at=start + timedelta(minutes=n)) for n, event in enumerate(events, start=1)]


def short_story(case_id: str = "case-lantern-shop-R1") -> list[Entry]:
    """Opened, a deadline passed, agreed."""
    passed = DeadlinePassed(clock="respond", due_at=NOON)
    return story(opening(case_id), passed, RequestAgreed(by="li", note="好的, so be it"))


def row_after(entries: Sequence[Entry]) -> CaseRow:
    """The list's row after these entries."""
    return row_of(fold(entries), entries[-1].at)


async def write(pool: Pool, entries: Sequence[Entry]) -> None:
    """A whole story into the register."""
    await register.append(pool, entries[0].data["case_id"], entries, row_after(entries))


async def open_account(pool: Pool, of: Order | None = None) -> Order:
    """The account of an order that was paid 110 yuan."""
    of = of or order()
    async with pool.acquire() as connection:
        await accounts.open_order(connection, of, PAID)
    return of


def payment(key: str = "K1", amount: int = 2000, **changes: Any) -> PaymentOrder:
    """A refund of part of the first line."""
    refund = PaymentOrder(
        key=key,
        case_id="case-lantern-shop-R1",
        shop="lantern",
        order_id="O1",
        kind=Payment.REFUND,
        channel="payments",
        amount=amount,
        currency="CNY",
        decision=1,
        reason="return",
        tenders={"cash": amount},
        lines=(PaidLine(line_id="L1", amount=amount, qty=1),),
    )
    return replace(refund, **changes)
