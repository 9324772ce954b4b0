"""Who is served first when more waits than can be done: shops share the queue, and what is urgent goes ahead.

Real openings through the intake's own door to Temporal, on the engine as we ship it. The worker has one pair of hands:
it does one effect at a time, and the tests judge by the order in which cases got their first one, never by the clock.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.common import RawValue
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.worker import Worker

import logs
from activities.register import Page
from domain.order import Stage
from domain.request import Scenario
from engine import temporal as engine
from engine.local import attribute_kinds
from engine.ports import free_port
from engine.temporal import Temporal, TemporalPorts
from intake.delivery import Desk, start
from tests.store.samples import opening, order
from worker import workflow_runner
from workflows.case import AfterSalesCase
from workflows.search import ATTRIBUTES

FLOOD = 500
HANDFUL = 10
ALL = 10_000  # more than a test has to do
QUEUE = "cases"
NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)


class Hands:
    """The worker's one pair of hands: each effect is noted, and fails for good, so that its case parks and is quiet."""

    def __init__(self, *, work: int = ALL) -> None:
        self.cases: list[str] = []
        self.keys: dict[str, tuple[int | None, str | None]] = {}
        self.news = asyncio.Event()
        self.leave = asyncio.Semaphore(work)

    @activity.defn(dynamic=True)
    async def effect(self, _given: Sequence[RawValue]) -> None:
        """Whatever a case wants done."""
        info = activity.info()
        assert info.workflow_id is not None
        await self.leave.acquire()
        self.cases.append(info.workflow_id)
        self.keys[info.workflow_id] = (info.priority.priority_key, info.priority.fairness_key)
        self.news.set()
        raise ApplicationError("not now", type="NOT_NOW", non_retryable=True, category=ApplicationErrorCategory.BENIGN)

    def go_on(self) -> None:
        """Do whatever comes, from now on."""
        for _ in range(ALL):
            self.leave.release()

    @activity.defn(name="append_register")
    async def append(self, _page: Page) -> None:
        """The register, which is not what is looked at here: it has no queue."""

    @property
    def firsts(self) -> list[str]:
        """The cases in the order of their first effects."""
        return list(dict.fromkeys(self.cases))

    async def have_served(self, *cases: str) -> None:
        """Wait until each of these cases had its first effect."""
        while not set(cases) <= set(self.cases):
            self.news.clear()
            await self.news.wait()


@contextmanager
def temporal() -> Iterator[Temporal]:
    """A server of its own: hundreds of open cases are no neighbours for other tests."""
    ports = TemporalPorts(grpc=free_port(), ui=free_port(), http=free_port(), metrics=free_port())
    with (
        tempfile.TemporaryDirectory(prefix="amends-fairness-") as home,
        Temporal(Path(home) / ".amends", ports=ports, search_attributes=attribute_kinds(ATTRIBUTES)) as server,
    ):
        yield server


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """Where cases are opened, on the engine's own settings."""
    with temporal() as server:
        yield await desk_at(server)


async def desk_at(server: Temporal) -> Desk:
    """The intake's way to this server."""
    client = await Client.connect(server.address, data_converter=pydantic_data_converter, runtime=logs.runtime())
    return Desk(client=client, task_queue=QUEUE)


@asynccontextmanager
async def one_at_a_time(desk: Desk, hands: Hands) -> AsyncIterator[None]:
    """A worker that does one effect at a time."""
    async with Worker(
        desk.client,
        task_queue=desk.task_queue,
        workflows=[AfterSalesCase],
        activities=[hands.effect, hands.append],
        workflow_runner=workflow_runner(),
        max_concurrent_activities=1,
        max_concurrent_workflow_tasks=2,
    ):
        yield


async def opens(desk: Desk, shop: str, number: int, *, urgent: bool = False) -> str:
    """A case comes in; urgent are goods that can still be held back. The id of the case."""
    case = opening(f"case-{shop}-shop-R{number}", of=order(f"O{number}", shop=shop))
    if urgent:
        unshipped = replace(case.order, stage=Stage.UNSHIPPED)
        case = replace(case, order=unshipped, request=replace(case.request, kind=Scenario.REFUND_ONLY))
    await start(desk, case, NOW)
    return case.case_id


async def flood(desk: Desk, cases: int) -> None:
    """One shop's cases, all at once."""
    for first in range(0, cases, 50):
        await asyncio.gather(*(opens(desk, "flooding", n) for n in range(first, min(first + 50, cases))))


async def comes(so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so."""
    for _ in range(1200):
        if await so():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("never came")


async def effects_wait(desk: Desk, count: int) -> bool:
    """Whether so many effects wait in the queue for the worker's hands."""
    asked = DescribeTaskQueueRequest(
        namespace=desk.client.namespace,
        task_queue=TaskQueue(name=desk.task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        report_stats=True,
    )
    described = await desk.client.workflow_service.describe_task_queue(asked)
    return described.stats.approximate_backlog_count >= count


async def wants_an_effect(desk: Desk, case_id: str) -> bool:
    """Whether the case has asked for its first effect."""
    described = await desk.client.get_workflow_handle(case_id).describe()
    return bool(described.raw_description.pending_activities)


async def test_a_flood_of_one_shop_does_not_hold_up_the_first_case_of_another(desk: Desk) -> None:
    """Five hundred cases of one shop wait when another shop's first one comes in: it is among the next to be served."""
    await flood(desk, FLOOD)
    quiet = await opens(desk, "quiet", 1)
    hands = Hands()
    async with one_at_a_time(desk, hands):
        await hands.have_served(quiet)
    assert hands.firsts.index(quiet) <= HANDFUL
    assert hands.keys[quiet] == (3, "quiet"), "an effect has the urgency and the shop of its case"


async def test_a_shop_that_comes_while_the_flood_is_being_served_need_not_wait_for_it(desk: Desk) -> None:
    """The flood is decided already and waits for the worker's hands: the newcomer's first effect is among the next."""
    served = 5
    await flood(desk, 100)
    hands = Hands(work=served)
    async with one_at_a_time(desk, hands):
        await comes(lambda: effects_wait(desk, 50))
        quiet = await opens(desk, "quiet", 1)
        await comes(lambda: wants_an_effect(desk, quiet))
        assert len(hands.firsts) == served
        hands.go_on()
        await hands.have_served(quiet)
    assert hands.firsts.index(quiet) - served <= HANDFUL


async def test_an_urgent_case_overtakes_the_usual_ones_of_its_own_shop(desk: Desk) -> None:
    """Goods that can still be held back do not wait for a morning's returns."""
    await flood(desk, 100)
    urgent = await opens(desk, "flooding", 9_999, urgent=True)
    hands = Hands()
    async with one_at_a_time(desk, hands):
        await hands.have_served(urgent)
    assert hands.firsts.index(urgent) <= HANDFUL
    assert hands.keys[urgent] == (2, "flooding")


async def test_without_fairness_the_other_shop_would_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same on a server that does not know of fairness: so the tests above are known to be able to fail."""
    unfair = tuple(setting for setting in engine.DYNAMIC_CONFIG if setting != "matching.enableFairness=true")
    assert len(unfair) == len(engine.DYNAMIC_CONFIG) - 1
    monkeypatch.setattr(engine, "DYNAMIC_CONFIG", unfair)
    with temporal() as server:
        desk = await desk_at(server)
        await flood(desk, 100)
        quiet = await opens(desk, "quiet", 1)
        hands = Hands()
        async with one_at_a_time(desk, hands):
            await hands.have_served(quiet)
    assert hands.firsts.index(quiet) > 5 * HANDFUL
