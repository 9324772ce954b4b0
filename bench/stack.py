"""What the bench measures: one Postgres, one Temporal, the sandbox's world, and workers beside each other.

The servers are started as those of `make demo`: the same flags, the same files, fsync on. Each kind of worker has a
task queue of its own and stays up for the whole run, so that bursts can alternate.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from temporalio.client import Client
from temporalio.converter import DataConverter

import logs
from bench.bell import ROPE, Bell
from bench.plan import PLAN
from codec.converter import converter_with, data_converter
from demonstration.household import Places, make_keys, places, start_world, write_shops
from engine.local import attribute_kinds, start_servers
from engine.ports import free_port
from engine.supervisor import Supervisor, python, ready_file
from settings import PORT_OFFSETS, Settings
from store.migrate import migrate
from store.pool import Pool, connect

FOLDER = "amends-bench-"  # how the folder of a run is named
SHOP = "side_shop"  # a web shop of its own: no platform stands between it and its buyers
NO_METRICS = {"AMENDS_METRICS_HOST": ""}  # several workers of one machine cannot share a page of metrics
# Letters may be written at any hour: a run by night must not wait for the morning.
ANY_HOUR = """
[side_shop.policy.terms]
text_from = { clock = 0, source = "the bench runs at any hour", confidence = "P" }
text_until = { clock = 24, source = "the bench runs at any hour", confidence = "P" }
"""


@dataclass(kw_only=True)
class Stack:
    """All that runs, with the clients that the bench uses itself."""

    household: Supervisor
    at: Places
    client: Client
    plain: Client  # without encryption: for the bare workflow
    pool: Pool
    bell: Bell
    workers: dict[str, int] = field(default_factory=dict)  # kind -> process id

    @property
    def settings(self) -> Settings:
        """Ports and places of this run."""
        return self.at.settings

    def start_worker(self, kind: str, module: str, *options: str, plan: str = "") -> None:
        """Start a worker of this kind on the task queue `cases-KIND`, unless it runs."""
        if kind in self.workers:
            return
        polls = self.settings.home / f"run/worker-{kind}.ready"
        mine = {
            "AMENDS_READY_FILE": str(polls),
            "AMENDS_TASK_QUEUE": queue_of(kind),
            "AMENDS_WORKER_METRICS_PORT": str(free_port()),  # each has a metrics page of its own
            ROPE: str(self.bell.path),
        }
        command = python(module, *options)
        environment = self.at.environment | NO_METRICS | mine | ({PLAN: plan} if plan else {})
        child = self.household.start(f"worker-{kind}", command, ready=ready_file(polls), env=environment)
        self.workers[kind] = child.pid

    def start_ours(self, kind: str = "ours", *options: str) -> None:
        """Start our worker, or a variant of it."""
        self.start_worker(kind, "bench.ours", *options)

    def pids(self, kind: str) -> dict[str, list[int]]:
        """The programs whose time is counted when this kind of worker works."""
        return {
            "server": [server("temporal")],
            "worker": [self.workers[kind]],
            "postgres": [server("postgres")],
            "world": [self.household.children["sandbox"].pid],
            "driver": [psutil.Process().pid],
        }


def queue_of(kind: str) -> str:
    """The task queue of a kind of worker."""
    return f"cases-{kind}"


def server(name: str) -> int:
    """The process id of a server of the bench; a test may have others of its own."""
    ours = [child for child in psutil.Process().children() if child.name() == name]
    found = [child.pid for child in ours if any(FOLDER in word for word in child.cmdline())]
    if len(found) != 1:
        raise RuntimeError(f"expected one {name} among our own programs, found {len(found)}")
    return found[0]


@asynccontextmanager
async def running() -> AsyncIterator[Stack]:
    """Everything up, in a folder of its own that is removed afterwards. Raises EngineError, NotForDemonstrations."""
    with _folder() as home, Supervisor(home) as household:
        at = places(_settings(home))
        await asyncio.to_thread(_start_servers, household, at)
        pool = await connect(at.settings.database_url, size=20, application_name="amends-bench")
        bell = Bell(home / "bell")
        await bell.open()
        try:
            here = at.settings
            client = await _client(here, data_converter(here.codec_keys_file, here.temporal_namespace))
            plain = await _client(here, converter_with(None, here.temporal_namespace))
            yield Stack(household=household, at=at, client=client, plain=plain, pool=pool, bell=bell)
        finally:
            bell.close()
            await pool.close()


async def _client(settings: Settings, converter: DataConverter) -> Client:
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=converter,
        runtime=logs.runtime(),
    )


@contextmanager
def _folder() -> Iterator[Path]:
    """Under /tmp, and open to the user `nobody`, whom Postgres runs as when we are root."""
    home = Path(tempfile.mkdtemp(prefix=FOLDER))
    try:
        home.chmod(0o755)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _settings(home: Path) -> Settings:
    ports: dict[str, Any] = {name: free_port() for name in PORT_OFFSETS}
    return Settings(home=home, codec_keys_file=home / "keys.toml", **ports)


def _start_servers(household: Supervisor, at: Places) -> None:
    from workflows.search import ATTRIBUTES

    start_servers(household, at.settings, attribute_kinds(ATTRIBUTES))
    asyncio.run(migrate(at.settings.database_url))
    write_shops(at.settings)
    make_keys(at.settings)
    with at.settings.shops_file.open("a", encoding="utf-8") as shops:
        shops.write(ANY_HOUR)
    start_world(household, at)
