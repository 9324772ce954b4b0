"""The shop floor of a story: real workflows, real activities, real Postgres, real Temporal, and the sandbox's world.

A story opens a case, says what the outside does, moves time, and reads what the register tells. The buyers, couriers
and warehouses of these stories are silent; the test speaks for them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.common import WorkflowIDReusePolicy
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from activities.platform import claim_of
from domain import commands, facts
from domain import events as ev
from domain.case import Case
from domain.commands import Command
from domain.discounts import line_paid
from domain.events import CaseOpened, Event, PaymentState, Resolution
from domain.facts import Fact
from domain.fault import Fault
from domain.goods import Finding, FoundLine, Grade, ParcelState
from domain.order import Discount, Freight, FreightMode, Order, OrderLine, Stage, Tender
from domain.request import Claim, Ground, Item, Request, Scenario
from domain.standing import CaseStage, stage_of
from domain.terms import Terms, read_terms
from gateways.assembly import ShopGateways
from gateways.http import Http
from gateways.shops import read_shops
from sandbox import buyer as world_buyer
from sandbox import payments as world_payments
from sandbox.app import create_app
from sandbox.control import move_clock
from sandbox.credentials import SHOPS
from sandbox.staging import put_on
from sandbox.taobao import requests
from sandbox.world import World
from store import buyers, identity, ledger
from store.codec import decode
from store.payment import Report, Source
from store.pool import Pool, connect
from store.register import events as register_events
from worker import build, workflow_runner
from workflows.case import AfterSalesCase
from workflows.messages import Opening

MOST_EVENTS = 150  # of one case's history
TIME_SKIPPING = frozenset(  # what only a clock that jumps leaves behind
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    }
)
DONE_AGAIN = frozenset(  # by the server's own rules, not by a fault in workflow code: it does the task again by itself
    {
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,  # news came in as the case was ending
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,  # the run was terminated meanwhile
    }
)
SHOP = "demo_shop"
BASE = "http://sandbox.example"
numbers = count(1)

SIGNALS: dict[type[Any], str] = {
    facts.ClaimReported: "claim_reported",
    facts.ParcelReported: "parcel_reported",
    facts.GoodsReported: "goods_reported",
    facts.AnswerReported: "answer_reported",
    facts.InterceptReported: "intercept_reported",
    facts.PaymentReported: "payment_reported",
    facts.RulingReported: "ruling_reported",
    facts.WithdrawalReported: "withdrawal_reported",
}
UPDATES: dict[type[Any], str] = {
    commands.Agree: "agree",
    commands.Refuse: "refuse",
    commands.Inspect: "inspect",
    commands.Rule: "rule",
    commands.Correct: "correct",
    commands.Skip: "skip",
    commands.Divert: "divert",
    commands.Hold: "hold",
    commands.Release: "release",
    commands.Close: "close_case",
    commands.Retry: "retry",
}


def terms(pack: str = "cn_other") -> Terms:
    """A shipped pack."""
    file = Path("domain/packs") / f"{pack}.toml"
    return replace(
        read_terms(file.read_text(), name=file.name),
        text_from_clock=0,
        text_until_clock=24,
        platform_quiet_until_clock=0,
        platform_quiet_from_clock=24,
    )


class StoryCase:
    """One case of a story."""

    def __init__(self, floor: "Floor", handle: WorkflowHandle[Any, Any], case_id: str) -> None:
        self.floor = floor
        self.handle = handle
        self.case_id = case_id
        self.ahead = timedelta()
        self.long = ""  # why this story may tell more than a case should: an outage of days, a case taken up thrice

    async def state(self) -> Case:
        """The case as its workflow holds it."""
        return await self.handle.query(AfterSalesCase.case)

    async def hears(self, fact: Fact) -> None:
        """The outside reports something."""
        await self.handle.signal(SIGNALS[type(fact)], fact)

    async def told(self, command: Command, update_id: str | None = None) -> Any:
        """A person asks for something; raises WorkflowUpdateFailedError when it is refused."""
        return await self.handle.execute_update(UPDATES[type(command)], command, id=update_id)

    async def until(self, ready: Callable[[Case], bool], what: str = "", patience: float = 20) -> Case:
        """Wait until the case is as `ready` says."""
        end = asyncio.get_running_loop().time() + patience
        while True:
            case = await self.state()
            if ready(case):
                return case
            if asyncio.get_running_loop().time() > end:
                story = [type(event).__name__ for event in await self.story()]
                raise AssertionError(f"never came: {what or ready}; stage {stage_of(case)}, story {story}")
            await asyncio.sleep(0.02)

    async def at(self, stage: CaseStage) -> Case:
        """Wait until the case is at a stage."""
        return await self.until(lambda case: stage_of(case) is stage, f"stage {stage}")

    async def passes(self, **span: float) -> None:
        """Let time pass for this case alone."""
        self.ahead += timedelta(**span)
        await self.floor.environment.fast_forward(self.handle, timedelta(**span))

    def now(self) -> datetime:
        """The case's own clock: the wall clock and what has been skipped for this case."""
        return datetime.now(UTC) + self.ahead

    async def story(self) -> list[Event]:
        """The register of the case, once all that happened is written."""
        version = (await self.state()).version
        for _ in range(1000):
            entries = await register_events(self.floor.pool, self.case_id)
            if len(entries) >= version:
                break
            await asyncio.sleep(0.02)
        return [decode(entry.type, entry.data) for entry in entries]

    async def kinds(self) -> list[type[Event]]:
        """The register as a list of kinds of events."""
        return [type(event) for event in await self.story()]

    async def until_written(self, kind: type[Event]) -> None:
        """Wait until the register tells of such an event."""
        kinds = await self.kinds()
        assert kind in kinds, f"{kind.__name__} never reached the register: {kinds}"

    async def ending(self, *, days: float = 40) -> Resolution:
        """Let the rest of the case's days pass; how it ended."""
        await self.passes(days=days)
        return Resolution(await asyncio.wait_for(self.handle.result(), 20))

    async def posts(self, waybill: str, carrier: str = "sto") -> None:
        """The buyer enters a waybill."""
        await self.hears(
            facts.ParcelReported(fact=f"sent:{waybill}", carrier=carrier, waybill=waybill, at=self.now(), sent=True)
        )

    async def arrives(self, waybill: str, carrier: str = "sto") -> None:
        """The courier delivers a parcel at our dock."""
        await self.scanned(waybill, ParcelState.SIGNED, carrier)

    async def scanned(self, waybill: str, state: ParcelState, carrier: str = "sto") -> None:
        """The courier reports a scan."""
        await self.hears(
            facts.ParcelReported(
                fact=f"scan:{waybill}:{state}", carrier=carrier, waybill=waybill, at=self.now(), state=state
            )
        )

    async def found(self, waybill: str, *lines: FoundLine, **more: Any) -> None:
        """The warehouse reports what is in a parcel."""
        finding = Finding(
            finding_id=f"found:{waybill}", waybill=waybill, inspector="wh-07", at=self.now(), lines=lines, **more
        )
        await self.hears(facts.GoodsReported(fact=finding.finding_id, finding=finding))

    async def replays(self) -> WorkflowHistory:
        """The case's history replays on the code as it is now."""
        history = await self.handle.fetch_history()
        replayer = Replayer(
            workflows=[AfterSalesCase],
            workflow_runner=workflow_runner(),
            data_converter=self.floor.client.data_converter,
        )
        await replayer.replay_workflow(history)
        failed = [
            event.workflow_task_failed_event_attributes
            for event in history.events
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
        ]
        assert not [task for task in failed if task.cause not in DONE_AGAIN], "a workflow task failed"
        length = len([event for event in history.events if event.event_type not in TIME_SKIPPING])
        assert self.long or length < MOST_EVENTS, f"{length} events in the history of one case"
        return history


def units(line_id: str, qty: int, grade: Grade = Grade.AS_NEW, **more: Any) -> FoundLine:
    """Inspected units."""
    return FoundLine(line_id=line_id, qty=qty, grade=grade, **more)


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
        **order: Any,
    ) -> StoryCase:
        """Open a case whose order the sandbox's world knows; with `platform`, a request on the marketplace."""
        number = next(numbers)
        external = f"{4000_000_000_000_000_000 + number}"
        bought = _order(order_id or f"{9000_000_000_000_000_000 + number}", lines, stage, order)
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
        )
        source = "taobao" if platform else "shop"
        put_on(self.world, _scene(bought, request, external, source, scene or {}))
        claim = await self._claim(external) if platform else None
        if claim is not None:
            request = replace(request, amount=claim.amount)
        async with self.pool.acquire() as connection:
            await ledger.open_order(connection, bought, line_paid(bought))
            buyer = await buyers.remember(
                connection,
                shop=SHOP,
                platform_id=f"b{number}",
                email=f"{bought.order_id}@buyers.example",
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
            terms=replace(terms("cn_taobao" if platform else "cn_other"), **(revised or {})),
            claim=claim,
        )
        self.orders[opened.case_id] = bought.order_id
        return await self.start(Opening(opened=opened), opened.case_id)

    async def start(self, opening: Opening, case_id: str) -> StoryCase:
        """Start a case's workflow, new or resumed."""
        handle = await self.client.start_workflow(
            AfterSalesCase.run,
            opening,
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

    def compensated(self, case: StoryCase) -> int:
        """What the sandbox's books say was paid beside the order."""
        return self._booked(case, "compensation")

    def _booked(self, case: StoryCase, purpose: str) -> int:
        order_id = self.orders[case.case_id]
        sql = "SELECT coalesce(sum(amount), 0) AS total FROM movements WHERE order_id = ? AND purpose = ?"
        return int(self.world.books.rows(sql, order_id, purpose)[0]["total"])


REASONS = {
    Ground.NO_REASON: "7天无理由退货",
    Ground.NOT_WANTED: "不想要了",
    Ground.QUALITY: "质量问题",
    Ground.NOT_RECEIVED: "未收到货",
}


def _order(order_id: str, lines: tuple[OrderLine, ...], stage: Stage, more: dict[str, Any]) -> Order:
    now = datetime.now(UTC)
    shipped = now - timedelta(days=3) if stage is not Stage.UNSHIPPED else None
    signed = now - timedelta(days=1) if stage is Stage.RECEIVED else None
    base: dict[str, Any] = {
        "shop": SHOP,
        "order_id": order_id,
        "currency": "CNY",
        "lines": lines,
        "stage": stage,
        "paid_at": now - timedelta(days=5),
        "shipped_at": shipped,
        "signed_at": signed,
        "outbound_carrier": "yto" if stage is not Stage.UNSHIPPED else "",
        "outbound_waybill": f"OUT{order_id}" if stage is not Stage.UNSHIPPED else "",
        "no_reason_until": now + timedelta(days=6),
    }
    return Order(**(base | more))


def _scene(order: Order, request: Request, external: str, source: str, more: dict[str, Any]) -> dict[str, Any]:
    lines = [
        {
            "line_id": line.line_id,
            "sku": line.sku or "SKU",
            "title": line.title or "Thing",
            "qty": line.qty,
            "unit_price": line.unit_price,
            "line_discount": line.line_discount,
        }
        for line in order.lines
    ]
    total = sum(line_paid(order).values()) + order.freight.charged
    scene: dict[str, Any] = {
        "scene": f"story-{external}",
        "shop": order.shop,
        "source": source,
        "order": {
            "order_id": order.order_id,
            "currency": order.currency,
            "buyer": {"id": f"buyer-{order.order_id}", "name": "林小雨", "email": f"{order.order_id}@buyers.example"},
            "lines": lines,
            "freight": {"mode": order.freight.mode, "charged": order.freight.charged, "base": order.freight.base},
            "tenders": [{"type": "cash", "amount": total}],
            "paid_at": "-5d",
        },
        "request": {
            "request_id": external,
            "kind": request.kind,
            "stage": order.stage,
            "reason": request.reason,
            "fault": request.fault,
            "items": [{"line_id": item.line_id, "qty": item.qty} for item in request.items],
        },
        "platform": {"no_reason": request.ground is Ground.NO_REASON},
    }
    if request.amount is not None:
        scene["request"]["amount"] = request.amount
    if order.stage is not Stage.UNSHIPPED:
        scene["order"] |= {
            "shipped_at": "-3d",
            "carrier": order.outbound_carrier,
            "waybill": order.outbound_waybill,
        }
    if order.stage is Stage.RECEIVED:
        scene["order"]["signed_at"] = "-1d"
    for key, value in more.items():
        scene[key] = scene.get(key, {}) | value if isinstance(value, dict) else value
    return scene


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


def connections(base: str = BASE, smtp_port: int = 8025) -> dict[str, Any]:
    """The sandbox's shops as a shops file would have them."""
    tables: dict[str, Any] = {}
    for shop_id, shop in SHOPS.items():
        taobao = shop.taobao
        plain = {
            name: {
                "base_url": f"{base}/{name}",
                "account": shop.account(name).account,
                "secret": shop.account(name).secret,
            }
            for name in ("payments", "courier", "warehouse")
        }
        tables[shop_id] = {
            "taobao": {
                "base_url": f"{base}/router/rest",
                "app_key": taobao.app_key,
                "secret": taobao.secret,
                "session": taobao.session,
            },
            **plain,
            "smtp": {"host": "127.0.0.1", "port": smtp_port, "sender": "care@shop.example"},
            "webhooks": shop.webhooks,
        }
    return tables


__all__ = [
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
