"""The shop floor of a story: real workflows, real activities, real Postgres, real Temporal, and the sandbox's world.

A story opens a case, says what the outside does, moves time, and reads what the register tells. The buyers, couriers
and warehouses of these stories are silent; the test speaks for them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
from temporalio.client import Client, WorkflowHistory
from temporalio.common import WorkflowIDReusePolicy
from temporalio.testing import WorkflowEnvironment

from activities.platform import claim_of
from domain import events as ev
from domain import facts
from domain.background import Background
from domain.complaints.flaw import Flaw, Remedy
from domain.defects.defect import Defect
from domain.events import CaseOpened, PaymentState
from domain.fault import Fault
from domain.grievance import Grievance
from domain.invoices.invoice import InvoiceWish
from domain.order import Discount, Freight, FreightMode, OrderLine, Stage, Tender
from domain.quotes.discounts import line_paid
from domain.request import Claim, Ground, Item, Request, Scenario, Supply
from domain.workdays import WorkCalendar
from gateways.assembly import ShopGateways
from gateways.http import Http
from gateways.shops import read_shops
from sandbox import buyer as world_buyer
from sandbox import payments as world_payments
from sandbox.app import create_app
from sandbox.control import move_clock
from sandbox.staging import put_on
from sandbox.taobao import requests
from sandbox.world import World
from store import buyers, identity, ledger
from store.payment import Report, Source
from store.pool import Pool, connect
from tests.stories.scenery import REASONS, SHOP, connections, order_of, scene_of, terms
from tests.stories.story import StoryCase, units
from worker import build
from workflows.case import AfterSalesCase
from workflows.messages import Opening

numbers = count(1)


class Floor:
    """All that a story needs."""

    def __init__(self, environment: WorkflowEnvironment, pool: Pool, world: World, gateways: ShopGateways) -> None:
        self.environment = environment
        self.client: Client = environment.client
        self.pool = pool
        self.world = world
        self.gateways = gateways
        self.queue = f"cases-{uuid4()}"
        self.cases: list[StoryCase] = []
        self.orders: dict[str, str] = {}
        self.histories: list[WorkflowHistory] = []

    async def open(
        self,
        *,
        kind: Scenario = Scenario.RETURN_REFUND,
        ground: Ground = Ground.NO_REASON,
        fault: Fault = Fault.BUYER,
        lines: tuple[OrderLine, ...] = (OrderLine(line_id="1", qty=1, unit_price=19900, sku="MUG", title="Mug"),),
        items: tuple[Item, ...] | None = None,
        stage: Stage = Stage.RECEIVED,
        platform: bool = False,
        amount: int | None = None,
        order_id: str = "",
        scene: dict[str, Any] | None = None,
        revised: dict[str, Any] | None = None,
        grievance: Grievance | None = None,
        wish: InvoiceWish | None = None,
        defect: Defect | None = None,
        flaw: Flaw | None = None,
        remedy: Remedy | None = None,
        supply: Supply | None = None,
        pack: str = "",
        calendar: WorkCalendar | None = None,
        background: Background | None = None,
        buyer_id: str = "",
        **order: Any,
    ) -> StoryCase:
        """Open a case whose order the sandbox's world knows; with `platform`, a request on the marketplace.

        Cases with the same `buyer_id` are of one buyer, who has one address.
        """
        number = next(numbers)
        external = f"{4000_000_000_000_000_000 + number}"
        bought = order_of(order_id or f"{9000_000_000_000_000_000 + number}", lines, stage, order)
        items = items or tuple(Item(line_id=line.line_id, qty=line.qty) for line in lines)
        if platform and amount is None:
            prices = {line.line_id: line.unit_price for line in lines}
            amount = sum(prices[item.line_id] * item.qty for item in items)
        request = Request(
            kind=kind,
            ground=ground,
            fault=fault,
            items=items,
            requested_at=datetime.now(UTC),
            amount=amount,
            reason=REASONS[ground],
            grievance=grievance,
            flaw=flaw,
            wish=remedy,
            supply=supply,
            invoice=wish,
            defect=defect,
        )
        source = "taobao" if platform else "shop"
        put_on(self.world, scene_of(bought, request, external, source, scene or {}))
        claim = await self._claim(external) if platform else None
        if claim is not None:
            request = replace(request, amount=claim.amount)
        async with self.pool.acquire() as connection:
            await ledger.open_order(connection, bought, line_paid(bought))
            buyer = await buyers.remember(
                connection,
                shop=SHOP,
                platform_id=buyer_id or f"b{number}",
                email=f"{buyer_id or bought.order_id}@buyers.example",
                locale="zh_CN",
            )
            case_id = f"case-{SHOP}-{source}-{external}"
            await identity.claim_case(
                connection,
                case_id=case_id,
                shop=SHOP,
                source=source,
                external_id=external,
                opened_at=datetime.now(UTC),
                opening={},
            )
        opened = CaseOpened(
            case_id=case_id,
            shop=SHOP,
            source=source,
            external_id=external,
            buyer=buyer,
            order=bought,
            request=request,
            terms=replace(terms(pack or ("cn_taobao" if platform else "cn_other")), **(revised or {})),
            claim=claim,
            calendar=calendar,
            background=background,
        )
        self.orders[opened.case_id] = bought.order_id
        return await self.start(Opening(opened=opened), opened.case_id)

    async def start(self, opening: Opening, case_id: str) -> StoryCase:
        """Start a case's workflow, new or resumed."""
        handle = await self.client.start_workflow(
            AfterSalesCase.run,
            opening.anew(),
            id=case_id,
            task_queue=self.queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        )
        # pin to the run, so that histories of a reopened case stay apart
        pinned = self.client.get_workflow_handle(case_id, run_id=handle.result_run_id)
        case = StoryCase(self, pinned, case_id)
        self.cases.append(case)
        return case

    async def _claim(self, refund_id: str) -> Claim:
        return claim_of(await self.gateways.of(SHOP).platform.refund(refund_id))

    async def claim_of(self, case: StoryCase) -> None:
        """The platform's own news reaches the case, as the dispatcher would bring it."""
        external = case.case_id.rsplit("-", 1)[1]
        claim = await self._claim(external)
        fact = f"claim:{claim.refund_id}:{claim.version}:{claim.status}:{claim.cs_status}"
        await case.hears(facts.ClaimReported(fact=fact, claim=claim))

    def world_ships(self, case: StoryCase, parcel: str) -> None:
        """The buyer of the sandbox's world hands a parcel to the courier there."""
        request_id = case.case_id.rsplit("-", 1)[1]
        order_id = self.orders[case.case_id]
        self.world.schedule.later(
            "buyer.ship", order_id=order_id, story=request_id, after=0.0, args={"content": parcel, "question": ""}
        )

    def world_does(self, case: StoryCase, deed: dict[str, Any]) -> None:
        """The buyer of the sandbox's world does something on the platform."""
        request_id = case.case_id.rsplit("-", 1)[1]
        with self.world.books.writing():
            match deed:
                case {"modify": content}:
                    world_buyer.modify(self.world, request_id, content)
                case {"escalate": _}:
                    world_buyer.escalate(self.world, request_id)
                case {"withdraw": _}:
                    world_buyer.withdraw(self.world, request_id)
                case _:
                    raise ValueError(f"no such deed: {deed}")

    async def bank_reverses(self, case: StoryCase, key: str) -> None:
        """The bank takes a settled payment back; the notice meets the ledger first, then the case."""
        row = self.world.books.rows("SELECT refund_id FROM payouts WHERE reference = ?", key)[0]
        with self.world.books.writing():
            world_payments.reverse(self.world, row["refund_id"])
        await self.notice(case, key, PaymentState.REVERSED)

    async def notice(self, case: StoryCase, key: str, state: PaymentState) -> None:
        """A provider's notice takes the dispatcher's way: the ledger, then the case."""
        outcome = await ledger.record_outcome(self.pool, key, Report(state=state), Source.NOTICE, datetime.now(UTC))
        fact = facts.PaymentReported(fact=f"notice:{key}:{state}", key=key, state=outcome.after, provider_ref="rf_1")
        await case.hears(fact)

    async def provider_has(self, key: str, *statuses: str) -> None:
        """Wait until the payment provider's books have this payment in one of these states."""
        for _ in range(500):
            rows = self.world.books.rows("SELECT status FROM payouts WHERE reference = ?", key)
            if rows and rows[-1]["status"] in statuses:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"the provider never had {key} as {statuses}")

    def world_is_ahead(self, case: StoryCase, **span: float) -> None:
        """The world of this order lives ahead too: platform deadlines that passed take effect."""
        with self.world.books.writing():
            move_clock(self.world, self.orders[case.case_id], timedelta(**span).total_seconds())

    def world_enters_waybill(self, case: StoryCase, carrier: str, waybill: str) -> None:
        """The buyer enters a waybill on the platform."""
        request_id = case.case_id.rsplit("-", 1)[1]
        with self.world.books.writing():
            refund = requests.find(self.world, request_id)
            assert refund is not None
            assert requests.enter_waybill(self.world, refund, carrier, waybill)

    def platform_pays(self, case: StoryCase) -> None:
        """The platform refunds the buyer by itself."""
        request_id = case.case_id.rsplit("-", 1)[1]
        with self.world.books.writing():
            refund = requests.find(self.world, request_id)
            assert refund is not None
            requests.pay(self.world, refund, "deadline")

    async def ruling_is_out(self, case: StoryCase) -> None:
        """Wait until the platform's officer has ruled."""
        request_id = case.case_id.rsplit("-", 1)[1]
        for _ in range(500):
            refund = requests.find(self.world, request_id)
            if refund is not None and int(refund["cs_status"]) in {8, 9}:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("the officer never ruled")

    async def news(self, case: StoryCase) -> None:
        """The platform's news reaches the case, as the dispatcher would bring it."""
        await self.claim_of(case)

    def lift_faults(self) -> None:
        """Whatever was broken in the world works again."""
        self.world.faults.lift()

    def refunded(self, case: StoryCase) -> int:
        """What the sandbox's books say went back on the case's order, minor units: the judge."""
        return self._booked(case, "refund")

    def released(self, case: StoryCase) -> int:
        """How often the warehouse was told to let held goods of the case leave after all."""
        sql = "SELECT count(*) AS times FROM keys WHERE operation = 'warehouse.release' AND key = ?"
        return int(self.world.books.rows(sql, f"{case.case_id}/release")[0]["times"])

    def given_back(self, case: StoryCase) -> int:
        """How often the warehouse was told to send refused goods of the case to the buyer again."""
        sql = "SELECT count(*) AS times FROM keys WHERE operation = 'warehouse.give_back' AND key = ?"
        return int(self.world.books.rows(sql, f"{case.case_id}/give_back")[0]["times"])

    def compensated(self, case: StoryCase) -> int:
        """What the sandbox's books say was paid beside the order."""
        return self._booked(case, "compensation")

    def _booked(self, case: StoryCase, purpose: str) -> int:
        order_id = self.orders[case.case_id]
        sql = "SELECT coalesce(sum(amount), 0) AS total FROM movements WHERE order_id = ? AND purpose = ?"
        return int(self.world.books.rows(sql, order_id, purpose)[0]["total"])


@asynccontextmanager
async def shop_floor(environment: WorkflowEnvironment, database: str, books: Path) -> AsyncIterator[Floor]:
    """A floor on its own database and its own world; every history of a case replays before it is torn down."""
    app = create_app(books, smtp_port=0)
    pool = await connect(database)
    transport = httpx2.ASGITransport(app=app)
    async with app.router.lifespan_context(app):
        gateways = ShopGateways(
            read_shops(connections(smtp_port=app.state.smtp_port)),
            clock=lambda: datetime.now(UTC),
            http=Http(transport=transport, patience=timedelta(seconds=1)),
        )
        floor = Floor(environment, pool, app.state.world, gateways)
        async with build(environment.client, pool, gateways, floor.queue):
            yield floor
            floor.histories = [await case.replays() for case in floor.cases]
        await gateways.close()
    await pool.close()


__all__ = [
    "SHOP",
    "Discount",
    "Floor",
    "Freight",
    "FreightMode",
    "StoryCase",
    "Tender",
    "connections",
    "ev",
    "shop_floor",
    "terms",
    "units",
]
