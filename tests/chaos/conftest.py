"""A small trial: our ledger and activities on a real database, the sandbox's provider with its real books."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI, Request

from activities.goods import Goods
from activities.money import Money
from chaos import gather
from chaos.checks import CHECKS
from chaos.evidence import Due, Evidence
from chaos.exercises import approval
from chaos.plan import SHOP, case_id, payment_key
from chaos.scenes import UNIT, UNITS, exchange, order_id
from domain.order import Order, OrderLine, Tender
from gateways.assembly import ShopGateways
from gateways.http import Http
from gateways.shops import read_shops
from intake.messages import PaymentNotice, Source
from intake.notices import read_notice
from sandbox.app import create_app
from sandbox.credentials import connections
from sandbox.staging import put_on
from sandbox.world import Pace, World
from store import accounts, ledger
from store import payment as words
from store.payment import PaymentOrder
from store.pool import Pool, connect

WHOLE_RUNS = "R1v"  # says whether a run bit; a trial kills nobody


def now() -> datetime:
    """The wall clock: the provider's books and ours are compared by it."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Trial:
    """One order, its payment, and everything that judges it."""

    pool: Pool
    world: World
    money: Money
    goods: Goods
    books: Path
    of: Due

    @property
    def order(self) -> PaymentOrder:
        """The one decision that the trial is about."""
        return replace(approval(self.of, 1), key=payment_key(0))

    def fail(self, kind: str, times: int = 1) -> None:
        """The provider's next answers to this payment."""
        self.world.faults.declare("payments.refund", kind, times=times, seconds=1)

    async def evidence(self, **more: object) -> Evidence:
        """What the books and the ledger say now."""
        books = gather.Books(self.books)
        found: dict[str, object] = {
            "due": [self.of],
            "captured": books.captured(),
            "paid": books.paid(),
            "asked": books.asked(),
            "left": books.left(),
            "ledger": await gather.ledger(self.pool),
            "history": await gather.history(self.pool),
        }
        return Evidence(**found | more)  # type: ignore[arg-type]


def broken(found: Evidence) -> set[str]:
    """The checks that turn red on this evidence."""
    return {name for name, check in CHECKS.items() if name != WHOLE_RUNS and not check(found).holds}


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """Connections as the programs have them."""
    pool = await connect(database, size=20, application_name="tests")
    yield pool
    await pool.close()


def listener(pool: Pool) -> FastAPI:
    """Where the world's notices go: what the intake does with a notice of a payment, without the way to the case."""
    app = FastAPI()

    @app.post("/intake/{shop}/{source}", status_code=202)
    async def take(shop: str, source: str, request: Request) -> None:
        if source != Source.PAYMENTS:
            return
        notice = read_notice(Source.PAYMENTS, await request.json(), message_id=f"{shop}-{source}")
        assert isinstance(notice, PaymentNotice)
        await ledger.record_outcome(pool, notice.key, notice.report, words.Source.NOTICE, now())

    return app


@pytest.fixture
async def trial(pool: Pool, tmp_path: Path) -> AsyncIterator[Trial]:
    """The world in this process, and our activity that pays."""
    app = create_app(
        tmp_path / "books.db",
        amends="http://amends",
        pace=Pace(hang=1.0),
        amends_transport=httpx2.ASGITransport(listener(pool)),
    )
    order = Order(
        shop=SHOP,
        order_id=order_id(0),
        currency="CNY",
        lines=(OrderLine(line_id="1", qty=UNITS, unit_price=UNIT),),
        tenders=(Tender(type="cash", amount=UNIT * UNITS),),
    )
    async with app.router.lifespan_context(app), pool.acquire() as connection:
        await accounts.open_order(connection, order, {"1": UNIT * UNITS})
        put_on(app.state.world, exchange(0))
        shops = read_shops(connections("http://sandbox.test", "127.0.0.1", 1))
        http = Http(transport=httpx2.ASGITransport(app), patience=timedelta(seconds=0.5))
        gateways = ShopGateways(shops, clock=now, http=http)
        money = Money(pool, lambda shop, channel: gateways.of(shop).payments(channel), now)
        due = Due(case_id=case_id(0), order_id=order_id(0), amount=UNIT)
        goods = Goods(gateways.of)
        books = tmp_path / "books.db"
        yield Trial(pool=pool, world=app.state.world, money=money, goods=goods, books=books, of=due)
        await gateways.close()
