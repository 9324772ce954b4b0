"""The worker: runs cases and their effects. All wiring is visible here, top to bottom.

    python worker.py            until SIGTERM or Ctrl-C; running activities are finished first

`AMENDS_READY_FILE` names a file that is written once the worker polls.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta

import structlog
from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

import logs
import settings as configuration
from activities.buyer import Buyer
from activities.goods import Goods
from activities.letters import Letters
from activities.money import Money
from activities.parcels import Parcels
from activities.platform import PlatformDesk
from activities.register import Register
from converter import data_converter
from gateways.assembly import ShopGateways
from gateways.shops import load_shops
from runner import sparing
from store.pool import Pool, connect
from workflows.case import AfterSalesCase
from workflows.search import ATTRIBUTES

# Our own pure modules are shared between cases instead of being loaded anew for each one: they hold no state.
PASSED_THROUGH = ("domain", "workflows", "activities", "store", "gateways", "pydantic", "asyncpg", "structlog")
GRACE = timedelta(seconds=20)
CASES_IN_MOTION = 1000  # kept in memory; an evicted case is replayed when it is next touched, which costs seven times


def build(client: Client, pool: Pool, gateways: ShopGateways, task_queue: str) -> Worker:
    """A worker over these collaborators; tests build theirs by the same function."""
    buyer = Buyer(pool, gateways.of, Letters.read())
    money = Money(pool, lambda shop, channel: gateways.of(shop).payments(channel), now)
    parcels, goods, platform = Parcels(pool, gateways.of), Goods(gateways.of), PlatformDesk(gateways.of)
    register = Register(pool)
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[AfterSalesCase],
        activities=[
            buyer.contact,
            money.pay,
            money.look_up,
            money.adopt,
            money.give_up,
            parcels.watch,
            parcels.track,
            parcels.intercept,
            goods.hold,
            goods.release,
            goods.findings,
            platform.read,
            platform.agree_return,
            platform.refuse,
            register.append,
            register.prior,
        ],
        workflow_runner=sparing(workflow_runner(), client.data_converter),
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
    """Wait until the server knows every search attribute: an unknown one wedges the workflow task.

    Raises RuntimeError that names the missing ones and the command that creates them.
    """
    wanted = {key.name: key.indexed_value_type for key in ATTRIBUTES}
    missing = set(wanted)
    for _ in range(30):
        missing = set(wanted) - await known_attributes(client)
        if not missing:
            return
        await asyncio.sleep(1)
    commands = " ".join(f"--name {name} --type {wanted[name].name}" for name in sorted(missing))
    raise RuntimeError(f"Temporal lacks search attributes: temporal operator search-attribute create {commands}")


async def known_attributes(client: Client) -> set[str]:
    """The custom search attributes of the client's namespace."""
    from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest

    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return set(listed.custom_attributes)


async def main() -> None:
    """Connect, check, poll, and drain when asked to stop."""
    settings = configuration.load()
    logs.configure(pretty=settings.log_format == "pretty")
    log = structlog.get_logger("worker")
    pool = await connect(settings.database_url, application_name="amends-worker")
    gateways = ShopGateways(load_shops(settings.shops_file), clock=now)
    client = await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=data_converter,
        runtime=logs.runtime(),
    )
    await registered(client)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with build(client, pool, gateways, settings.task_queue):
        log.info("worker polls", task_queue=settings.task_queue)
        if settings.ready_file is not None:
            await asyncio.to_thread(settings.ready_file.touch)
        await stop.wait()
        log.info("worker drains")
    await gateways.close()
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # a process that used the client can crash in interpreter shutdown (sdk-python#300)
