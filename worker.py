"""The worker: runs cases and their effects. All wiring is visible here, top to bottom.

    python worker.py            until SIGTERM or Ctrl-C; running activities are finished first

`AMENDS_READY_FILE` names a file that is written once the worker polls, touched for as long as it does, and taken away
when it drains: a file that has grown old is that of a worker that hangs.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

import logs
import settings as configuration
from activities.buyer import Buyer
from activities.carrier_claims import CarrierClaims
from activities.corrections import Corrections
from activities.departments import Departments
from activities.goods import Goods
from activities.handover import Handover
from activities.incidents import Incidents
from activities.inquiries import Inquiries
from activities.letters import Letters
from activities.money import Money
from activities.packing import Records
from activities.parcels import Parcels
from activities.platform import PlatformDesk
from activities.progress import Progress
from activities.quality import Quality
from activities.register import Register
from activities.repairs import Repairs
from activities.retention import Retention
from activities.rounds import Rounds
from activities.topups import TopUps
from codec.converter import data_converter
from gateways.assembly import ShopGateways
from gateways.shops import load_shops
from runner import sparing
from store.pool import Pool, connect
from tracing import spans
from workflows import patches
from workflows.kinds import WORKFLOWS
from workflows.rounds import ROUNDS
from workflows.search import ATTRIBUTES
from workflows.watchdog import Watchdog

# Our own pure modules are shared between cases instead of being loaded anew for each one: they hold no state.
OUR_OWN = ("domain", "workflows", "activities", "store", "gateways", "tracing")
# Loading these anew for each case would take a tenth of a second of it; OpenTelemetry is there when traces are on.
LIBRARIES = ("pydantic", "asyncpg", "structlog", "opentelemetry")
PASSED_THROUGH = (*OUR_OWN, *LIBRARIES)
PULSE = timedelta(seconds=10)  # between two touches of the ready file
# How long running activities may go on after SIGTERM: longer than any attempt of one may take (workflows/calls.py), so
# that none is cut off and done again. Whoever stops a worker must not kill it sooner.
GRACE = timedelta(seconds=35)
CASES_IN_MOTION = 1000  # kept in memory; an evicted case is replayed when it is next touched, which costs seven times


def build(
    client: Client, pool: Pool, gateways: ShopGateways, task_queue: str, *, held_patches: Collection[str] = ()
) -> Worker:
    """A worker over these collaborators; tests build theirs by the same function.

    `held_patches` are not activated. Raises ValueError for one that this version does not have.
    """
    buyer = Buyer(pool, gateways.of, Letters.read())
    money = Money(pool, lambda shop, channel: gateways.of(shop).payments(channel), now)
    topups = TopUps(gateways.of)
    parcels, goods, platform = Parcels(pool, gateways.of), Goods(gateways.of), PlatformDesk(gateways.of)
    register, claims = Register(pool), CarrierClaims(pool, gateways.of, client)
    corrections = Corrections(pool, gateways.of, client)
    rounds, quality, handover = Rounds(pool), Quality(pool, gateways.of), Handover(pool, gateways.of)
    repairs = Repairs(pool, gateways.of)
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[*WORKFLOWS, *ROUNDS.values()],
        activities=[
            buyer.contact,
            money.pay,
            money.look_up,
            money.adopt,
            money.give_up,
            parcels.watch,
            parcels.track,
            parcels.pick_up,
            parcels.intercept,
            Inquiries(pool, gateways.of).inquire,
            goods.hold,
            goods.release,
            goods.give_back,
            goods.findings,
            goods.stock,
            goods.ship,
            topups.ask,
            topups.look_up,
            Records(gateways.of).packing,
            platform.read,
            platform.agree_return,
            platform.refuse,
            register.append,
            register.prior,
            register.penalties,
            claims.begin,
            claims.file,
            claims.supply,
            claims.append,
            corrections.begin,
            corrections.confirm,
            corrections.reverse,
            corrections.issue,
            corrections.append,
            rounds.figures_of_day,
            rounds.sweep_batch,
            Retention(pool).batch,
            quality.make,
            quality.send,
            Departments(gateways.of).stop_sale,
            handover.plan,
            handover.carry,
            handover.note,
            repairs.book,
            repairs.ask,
            repairs.answer,
            repairs.send_home,
            repairs.past,
            repairs.note,
            Progress(pool).batch,
            Incidents(pool, gateways.of).tell,
        ],
        interceptors=[Watchdog()],
        workflow_runner=sparing(workflow_runner(), client.data_converter),
        patch_activation_callback=patches.activation(held_patches),
        max_cached_workflows=CASES_IN_MOTION,
        graceful_shutdown_timeout=GRACE,
    )


def workflow_runner() -> SandboxedWorkflowRunner:
    """How workflow code is run, here and wherever a history is replayed."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))


def now() -> datetime:
    """The wall clock: what a provider's key life is measured by, whatever time a case lives in."""
    return datetime.now(UTC)  # noqa: TID251 - the one place of this program that reads the clock


async def registered(client: Client) -> None:
    """Wait until the server knows every search attribute: an unknown or wrongly typed one wedges the workflow task.

    Raises RuntimeError that names the missing ones and the command that creates them.
    """
    wanted = {(key.name, int(key.indexed_value_type)) for key in ATTRIBUTES}
    missing = wanted
    for _ in range(30):
        missing = wanted - (await known_attributes(client)).items()
        if not missing:
            return
        await asyncio.sleep(1)
    names = ", ".join(sorted(name for name, _ in missing))
    raise RuntimeError(f"Temporal lacks the search attributes {names}: `starter.py attributes` registers them")


async def known_attributes(client: Client) -> dict[str, int]:
    """The custom search attributes of the client's namespace, with their types as the server numbers them."""
    from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest

    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return dict(listed.custom_attributes)


async def until(stop: asyncio.Event, ready_file: Path | None) -> None:
    """Wait for `stop`; meanwhile the ready file says that this program polls, and that its loop turns."""
    while not stop.is_set():
        if ready_file is not None:
            await asyncio.to_thread(ready_file.touch)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PULSE.total_seconds())
    if ready_file is not None:
        await asyncio.to_thread(ready_file.unlink, missing_ok=True)


async def main() -> None:
    """Work until SIGTERM or Ctrl-C. Before the worker polls either ends it at once; afterwards it drains."""
    stop, polls = asyncio.Event(), asyncio.Event()
    working = asyncio.create_task(work(stop, polls))

    def end() -> None:
        stop.set()  # a second signal changes nothing: what runs is finished
        if not polls.is_set():
            working.cancel()

    # From the first moment on: as the first process of a container, a program without a handler does not hear SIGTERM.
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, end)
    try:
        await working
    except asyncio.CancelledError:
        if not stop.is_set():
            raise


async def work(stop: asyncio.Event, polls: asyncio.Event) -> None:
    """Connect, check, poll, and drain when asked to stop."""
    settings = configuration.load()
    logs.configure(pretty=settings.log_format == "pretty")
    log = structlog.get_logger("worker")
    tracing = spans.begin(settings.otel_endpoint, service="amends-worker")
    pool = await connect(settings.database_url, application_name="amends-worker")
    gateways = ShopGateways(load_shops(settings.shops_file), clock=now)
    client = await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=data_converter(settings.codec_keys_file, settings.temporal_namespace),
        runtime=logs.runtime(settings.worker_metrics_address),
        interceptors=tracing,
    )
    await registered(client)
    held = settings.held_patch_names
    worker = build(client, pool, gateways, settings.task_queue, held_patches=held)
    polls.set()
    async with worker:
        log.info("worker polls", task_queue=settings.task_queue)
        await until(stop, settings.ready_file)
        log.info("worker drains")
    await gateways.close()
    await pool.close()
    await asyncio.to_thread(spans.end)


if __name__ == "__main__":
    asyncio.run(main())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # a process that used the client can crash in interpreter shutdown (sdk-python#300)
