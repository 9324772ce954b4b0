"""The service as it is seen from outside, by other programs: Prometheus reads two pages, a collector the traces.

Real processes: Postgres, Temporal, the sandbox's world, server and worker; one return comes in through the real intake
and is refunded.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from demonstration.household import Places, places, start
from demonstration.samples import Sample, read_samples
from demonstration.world import World
from domain.events import PaymentState
from engine.supervisor import Supervisor
from settings import Settings
from store.pool import Pool, connect
from tests.deploy.watched_names import asked, expressions
from tests.end_to_end.collector import Collector, Seen, collecting
from tests.end_to_end.test_kill import case_of, comes, port_base

PAYMENT = "POST payments"
THE_WAY = [  # from the provider's call back to the message
    *(PAYMENT, "RunActivity:pay", "StartActivity:pay", "StartWorkflow:AfterSalesCase", "dispatch shop", "intake shop"),
]


@dataclass(frozen=True, kw_only=True)
class Watching:
    """What those outside have seen once the refund was paid."""

    sample: Sample
    collector: Collector
    server: str
    worker: str


def refunded_at_once() -> Sample:
    """A return that goes all the way to its refund without anybody's waiting."""
    return next(sample for sample in read_samples() if sample.name == "outcome-unknown")


async def the_story(at: Places, sample: Sample, collector: Collector) -> None:
    """One return, up to the moment in which the case has heard that its refund was paid and the spans have come."""
    async with World(at.world) as world:
        await world.load([{**sample.raw, "faults": []}])
        pool = await connect(at.settings.database_url, size=2)
        try:
            await refunded(pool, sample)
        finally:
            await pool.close()

    async def told() -> bool:
        return PAYMENT in {span.name for span in collector.spans} and "RunActivity:pay" in {
            span.name for span in collector.spans
        }

    await comes(told, "the spans of the payment")


async def refunded(pool: Pool, sample: Sample) -> None:
    """Wait for it."""

    async def settled() -> bool:
        case = await case_of(pool, sample)
        return case is not None and [payment.state for payment in case.payments] == [PaymentState.SETTLED]

    await comes(settled, "the settled refund")


@contextmanager
def household(collector: Collector) -> Iterator[Places]:
    """Everything, with metrics and traces on."""
    with tempfile.TemporaryDirectory(prefix="amends-watched-") as directory:
        Path(directory).chmod(0o755)  # as root Postgres runs as `nobody`, who must get in
        at = places(Settings(home=Path(directory), port_base=port_base()))
        with pytest.MonkeyPatch.context() as environment, Supervisor(at.settings.home) as members:
            environment.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint)
            environment.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
            start(members, at, lambda _what: None)
            yield at


def page(port: int) -> str:
    """What Prometheus reads there."""
    with httpx2.Client(trust_env=False) as http:
        answer = http.get(f"http://127.0.0.1:{port}/metrics")
        assert answer.status_code == 200
        return answer.text


@pytest.fixture(scope="module")
def watching() -> Iterator[Watching]:
    """One story, seen by all tests of this file."""
    sample = refunded_at_once()
    with collecting() as collector, household(collector) as at:
        asyncio.run(the_story(at, sample, collector))
        server, worker = page(at.settings.metrics_port), page(at.settings.worker_metrics_port)
        yield Watching(sample=sample, collector=collector, server=server, worker=worker)


def the_payment(watching: Watching) -> Seen:
    """The provider's call."""
    return next(span for span in watching.collector.spans if span.name == PAYMENT)


@pytest.mark.timeout(300)
def test_one_trace_goes_from_the_message_to_the_providers_call(watching: Watching) -> None:
    """Each span happened in the one before it, over two programs, an inbox and Temporal in between."""
    way = watching.collector.line_of(the_payment(watching))
    assert [span.name for span in way] == THE_WAY
    assert len({span.trace for span in way}) == 1
    assert [span.service for span in way] == ["amends-worker"] * 3 + ["amends-server"] * 3
    assert way[-1].parent == ""


@pytest.mark.timeout(300)
def test_what_is_reported_later_is_linked_to_the_trace_of_the_case(watching: Watching) -> None:
    """The courier's and warehouse's messages have traces of their own, which the case's spans point to."""
    case = the_payment(watching).trace
    heard = [span for span in watching.collector.spans if span.name == "HandleSignal:goods_reported"]
    assert [span.trace for span in heard] == [case]
    arrivals = {span.trace for span in watching.collector.spans if span.name == "intake warehouse"}
    assert set(heard[0].links) <= arrivals
    assert heard[0].links


@pytest.mark.timeout(300)
def test_no_step_is_told_twice(watching: Watching) -> None:
    """Each start of an activity was run once: what a worker replays makes no spans."""
    started = [span for span in watching.collector.spans if span.name.startswith("StartActivity:")]
    run = [span for span in watching.collector.spans if span.name.startswith("RunActivity:")]
    assert len({span.span for span in watching.collector.spans}) == len(watching.collector.spans)
    assert len({span.parent for span in run}) == len(run)
    assert {span.parent for span in run} <= {span.span for span in started}
    assert sum(span.name == "RunWorkflow:AfterSalesCase" for span in watching.collector.spans) == 1


@pytest.mark.timeout(300)
def test_nothing_personal_leaves(watching: Watching) -> None:
    """Neither in spans nor on the pages: no name, address or id of the buyer, no signature, no secret."""
    buyer = watching.sample.raw["order"]["buyer"]
    secret = [buyer["name"], buyer["email"], buyer["id"], "whsec_", "sign=", "secret="]
    told = b"".join(watching.collector.bodies).decode("latin-1") + watching.server + watching.worker
    assert not [word for word in secret if word in told]
    assert watching.sample.case_id not in watching.server + watching.worker


@pytest.mark.timeout(300)
def test_every_metric_that_is_watched_is_exported(watching: Watching) -> None:
    """Alert rules and dashboard name what the two pages really have, with labels that are really there."""
    names: set[str] = set()
    labels: dict[str, list[dict[str, str]]] = {}
    for text in (watching.server, watching.worker):
        for family in text_string_to_metric_families(text):
            names.add(family.name)
            for sample in family.samples:
                names.add(sample.name)
                labels.setdefault(sample.name, []).append(dict(sample.labels))
    for each in [each for expression in expressions() for each in asked(expression)]:
        assert each.name in names, each
        for pair in each.labels:
            assert each.name not in labels or any(pair in found.items() for found in labels[each.name]), each
