"""An intake of two shops over a real database and a real Temporal, and a marketplace that says what it is told."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import httpx2
import pytest
from fastapi import FastAPI
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from codec.converter import data_converter
from gateways.assembly import Gateways, ShopGateways
from gateways.connections import Shop
from gateways.errors import GatewayError
from gateways.platform import PlatformMessage, PlatformRefund, ThreadMessage
from gateways.shops import read_shops
from intake.circuits import Circuits
from intake.delivery import Desk
from intake.dispatch import Dispatcher
from intake.handling import Handling
from intake.policies import Policy, read_policy
from server import Parts, create_app
from store.pool import Pool, connect
from tests.intake.intake_forms import OLD_SECRET, SECRET, as_bytes, signed
from tests.intake.recorder import RecordingCase

TAOBAO_SECRET = "taobao-secret-of-the-tests"
APP_KEY = "21000001"
WEBHOOKS = {source: [SECRET, OLD_SECRET] for source in ("shop", "payments", "courier", "warehouse")}
_numbers = itertools.count(1)


def shops(number: int) -> dict[str, Shop]:
    """Two shops, one of them on Taobao. The number keeps their cases apart from those of every other test."""
    taobao = {
        "base_url": "http://127.0.0.1:9/router/rest",
        "app_key": APP_KEY,
        "secret": TAOBAO_SECRET,
        "session": "session",
    }
    return read_shops(
        {f"lantern{number}": {"webhooks": WEBHOOKS, "taobao": taobao}, f"harbour{number}": {"webhooks": WEBHOOKS}}
    )


def now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


@dataclass
class Marketplace:
    """What the platform would answer; `errors` are raised first, one a call."""

    refunds: dict[str, PlatformRefund] = field(default_factory=dict)
    trades: dict[str, dict[str, Any]] = field(default_factory=dict)
    threads: dict[str, tuple[ThreadMessage, ...]] = field(default_factory=dict)
    queue: list[PlatformMessage] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    spans: list[tuple[datetime, datetime]] = field(default_factory=list)
    errors: list[GatewayError] = field(default_factory=list)
    errors_of_confirm: list[GatewayError] = field(default_factory=list)
    calls: int = 0

    def _called(self) -> None:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)

    async def refund(self, refund_id: str) -> PlatformRefund:
        """Read one request."""
        self._called()
        return self.refunds[refund_id]

    async def trade(self, order_id: str) -> dict[str, Any]:
        """Read the order."""
        self._called()
        return self.trades[order_id]

    async def thread(self, refund_id: str) -> tuple[ThreadMessage, ...]:
        """Everything written."""
        self._called()
        return self.threads.get(refund_id, ())

    async def consume(self, quantity: int) -> list[PlatformMessage]:
        """Waiting messages."""
        self._called()
        return self.queue[:quantity]

    async def confirm(self, message_ids: list[str]) -> None:
        """They will not come again."""
        self._called()
        if self.errors_of_confirm:
            raise self.errors_of_confirm.pop(0)
        self.queue = [message for message in self.queue if message.message_id not in message_ids]

    async def changed_since(self, since: datetime, until: datetime) -> list[str]:
        """Ids of requests modified in the span."""
        self._called()
        self.spans.append((since, until))
        return self.changed


@dataclass
class Intake:
    """Everything that a test of the intake holds in its hands."""

    pool: Pool
    client: Client
    app: FastAPI
    http: httpx2.AsyncClient
    handling: Handling
    dispatcher: Dispatcher
    circuits: Circuits
    market: Marketplace
    policies: dict[str, Policy]
    shop: str
    other_shop: str
    desk: Desk

    def id(self, request_id: str = "R-1", source: str = "shop") -> str:
        """The id of a case of the first shop."""
        return f"case-{self.shop}-{source}-{request_id}"

    async def send(self, found: Any, *, shop: str = "", source: str = "shop", message_id: str = "") -> Any:
        """Deliver a genuine message; the answer."""
        body = as_bytes(found)
        return await self.http.post(
            f"/intake/{shop or self.shop}/{source}", content=body, headers=signed(body, message_id=message_id)
        )

    async def settle(self) -> None:
        """Let the dispatcher handle everything that is due."""
        while await self.dispatcher.round():
            pass

    async def hurry(self) -> None:
        """Make everything due that waits for a later try, and handle it."""
        await self.pool.execute("UPDATE inbox SET next_try_at = now() WHERE state = 'waiting'")
        await self.settle()

    async def states(self) -> list[tuple[str, str]]:
        """State and error of every message, in the order in which they came."""
        return [tuple(row) for row in await self.pool.fetch("SELECT state, error FROM inbox ORDER BY id")]

    async def case_ids(self) -> list[str]:
        """The cases that were claimed."""
        return [row["case_id"] for row in await self.pool.fetch("SELECT case_id FROM case_ids ORDER BY case_id")]

    def case(self, case_id: str) -> WorkflowHandle[Any, Any]:
        """The workflow of a case."""
        return self.client.get_workflow_handle(case_id)

    async def told(self, case_id: str) -> list[str]:
        """The facts that a case has heard."""
        return cast("list[str]", await self.case(case_id).query("told"))


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """Sessions to a fresh database."""
    sessions = await connect(database)
    yield sessions
    await sessions.close()


@pytest.fixture
def market() -> Marketplace:
    """A marketplace without requests."""
    return Marketplace()


def assemble(pool: Pool, client: Client, market: Marketplace, number: int) -> Intake:
    """An intake whose dispatcher is driven by the test."""
    task_queue, known = f"intake-{number}", shops(number)
    policies = {shop_id: read_policy({}, shop) for shop_id, shop in known.items()}
    circuits, desk = Circuits(now), Desk(client=client, task_queue=task_queue)
    gateways = cast("Gateways", _Only(platform=market))
    handling = Handling(pool, desk, gateways=lambda _shop: gateways, circuits=circuits, clock=now)
    dispatcher = Dispatcher(pool, handling, policies=policies, circuits=circuits, clock=now)
    parts = Parts(
        pool=pool, desk=desk, shops=known, policies=policies, gateways=ShopGateways(known, clock=now), listens=False
    )
    app = create_app(parts)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    http = httpx2.AsyncClient(transport=transport, base_url="http://amends.test")
    return Intake(
        pool=pool,
        client=client,
        app=app,
        http=http,
        handling=handling,
        dispatcher=dispatcher,
        circuits=circuits,
        market=market,
        policies=policies,
        shop=f"lantern{number}",
        other_shop=f"harbour{number}",
        desk=desk,
    )


@dataclass(frozen=True)
class _Only:
    platform: Marketplace


@pytest.fixture
def number() -> int:
    """What tells this test's cases from all others on the same Temporal."""
    return next(_numbers)


@pytest.fixture
async def intake(pool: Pool, temporal: WorkflowEnvironment, market: Marketplace, number: int) -> AsyncIterator[Intake]:
    """An intake with a worker that runs recording cases."""
    made = assemble(pool, temporal.client, market, number)
    worker = Worker(
        temporal.client,
        task_queue=made.desk.task_queue,
        workflows=[RecordingCase],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    async with worker:
        yield made
    await made.http.aclose()


@pytest.fixture
async def nowhere(pool: Pool, market: Marketplace, number: int) -> AsyncIterator[Intake]:
    """An intake whose Temporal is away."""
    client = await Client.connect("127.0.0.1:9", lazy=True, data_converter=data_converter(None, "default"))
    made = assemble(pool, client, market, number)
    yield made
    await made.http.aclose()
