"""The page that Prometheus reads: facts of this moment, in names and labels that stay few."""

import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from engine.ports import free_port
from metrics import families
from metrics.page import FRESH, Page, Watched, served
from store.gauges import Stuck
from store.pool import Pool, connect
from tests.store.crowd import cases, payments

Samples = dict[str, dict[tuple[tuple[str, str], ...], float]]


@dataclass
class Hours:
    """A clock that goes when it is told to."""

    seconds: float = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.seconds


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """Sessions to a fresh database."""
    sessions = await connect(database)
    yield sessions
    await sessions.close()


def watched(pool: Pool, client: Client) -> Watched:
    """An installation with one shop whose platform is paused."""
    return Watched(
        pool=pool, client=client, task_queue="nobody-here", paused=lambda: {"lantern": True, "harbour": False}
    )


def samples(text: bytes) -> Samples:
    """By name, then by labels."""
    found: Samples = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


async def test_the_page_tells_what_the_database_and_temporal_know(pool: Pool, temporal: WorkflowEnvironment) -> None:
    """Cases, money, shops, and that nobody works at this task queue."""
    await cases(pool, 3, stage="inspecting")
    await cases(pool, 2, stage="executing", stuck="refund: NEEDS_FUNDS")
    await payments(pool, 2, state="unknown", amount=500)
    found = samples(await Page(watched(pool, temporal.client)).text())
    assert found["amends_cases"][("stage", "inspecting"),] == 3
    assert found["amends_cases"][("stage", "dispute"),] == 0
    assert found["amends_payments_parked"][()] == 2
    assert found["amends_payments_uncertain_minor_units"][("currency", "CNY"), ("state", "unknown")] == 1000
    assert found["amends_shop_paused"] == {(("shop", "lantern"),): 1, (("shop", "harbour"),): 0}
    assert found["amends_schema_pending"][()] == 0
    assert found["amends_task_queue_pollers"][("kind", "workflow"),] == 0
    assert (found["amends_database_up"][()], found["amends_temporal_up"][()]) == (1, 1)


async def test_whoever_reads_it_the_database_is_asked_once_in_a_while(
    pool: Pool, temporal: WorkflowEnvironment
) -> None:
    """What came since is told by the first scrape after the answer has grown old."""
    clock = Hours()
    page = Page(watched(pool, temporal.client), seconds=clock)
    assert samples(await page.text())["amends_cases"][("stage", "returning"),] == 0
    await cases(pool, 1)
    assert samples(await page.text())["amends_cases"][("stage", "returning"),] == 0
    clock.seconds += FRESH.total_seconds()
    assert samples(await page.text())["amends_cases"][("stage", "returning"),] == 1


async def test_what_cannot_be_asked_is_missing_and_never_old(pool: Pool, temporal: WorkflowEnvironment) -> None:
    """Postgres and Temporal go away: the page says so, and tells no numbers of before."""
    clock = Hours()
    away = await Client.connect("127.0.0.1:9", lazy=True)
    page = Page(watched(pool, away), seconds=clock)
    assert "amends_cases" in samples(await page.text())
    await pool.close()
    clock.seconds += FRESH.total_seconds()
    found = samples(await page.text())
    assert (found["amends_database_up"][()], found["amends_temporal_up"][()]) == (0, 0)
    assert not {"amends_cases", "amends_payments_parked", "amends_workflows"} & found.keys()


def test_causes_beyond_number_become_one() -> None:
    """A provider that makes up an error name for each call does not flood Prometheus; no case gets lost in the sum."""
    many = tuple(Stuck(step="refund", reason=f"E{n}" * 50, cases=1, oldest=1.0) for n in range(1000))
    [counted] = [each for each in families._of_stuck(many) if each.name == "amends_cases_stuck"]
    assert len(counted.samples) <= families.MOST_CAUSES + 3
    assert sum(sample.value for sample in counted.samples) == 1000
    assert max(len(value) for sample in counted.samples for value in sample.labels.values()) <= 60


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else has."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


async def test_it_is_served_apart_from_the_intake(pool: Pool, temporal: WorkflowEnvironment) -> None:
    """On a port of its own there is the page, and nothing else."""
    port = free_port()
    async with (
        served(watched(pool, temporal.client), host="127.0.0.1", port=port),
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
    ):
        answer = await http.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain")
        assert samples(answer.content)["amends_database_up"][()] == 1
        assert (await http.get("/")).status_code == 404


async def test_a_port_that_is_taken_is_named_with_its_setting(
    pool: Pool, temporal: WorkflowEnvironment, taken: int
) -> None:
    """The server does not start half."""
    with pytest.raises(OSError, match="AMENDS_METRICS_PORT"):
        async with served(watched(pool, temporal.client), host="127.0.0.1", port=taken):
            pass
