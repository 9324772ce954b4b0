"""Everything that must run: Postgres, Temporal, the sandbox's world, the worker and the server."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from codec.keyfile import new_file
from engine.local import attribute_kinds, start_servers
from engine.ports import HOST, require_free
from engine.supervisor import Supervisor, python, ready_file, ready_url
from sandbox import credentials
from settings import PORT_OFFSETS, Settings, setting_name
from store.migrate import migrate
from store.pool import connect
from store.verify import rebuild

Say = Callable[[str], None]

# The second shop sells in a web shop of its own: no platform stands between it and its buyers.
# What the shop's people of the samples may decide.
PEOPLE = {"ann": "agent", "li": "sup", "sun": "sup", "wang": "mgr", "fang": "mgr", "zhou": "fin", "qian": "fin"}
OWN_SHOP = (
    "\n[demo_shop.policy.terms]\n"
    'retention_share = { percent = 10, source = "R59: what this shop offers a buyer who keeps it", confidence = "P" }\n'
    'promo_keep = { percent = 30, source = "table 3.22 row 6: what this shop offers", confidence = "P" }\n'
    '\n[side_shop.policy]\npack = "cn_other"\n\n[demo_shop.quality]\naddress = "product@demo-shop.example"\n'
    '\n[side_shop.quality]\naddress = "product@side-shop.example"\n'
)
PROGRAM = ".venv/bin/python starter.py"
HANG_SECONDS = 20  # how long a hanging answer of the sandbox hangs


class NotForDemonstrations(RuntimeError):
    """The settings point to servers of somebody's own, which the demonstration leaves alone."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where things are while the demonstration runs."""

    settings: Settings

    @property
    def environment(self) -> dict[str, str]:
        """What our programs are told beside the environment that we have."""
        at = self.settings
        ports = {setting_name(name): str(getattr(at, name)) for name in PORT_OFFSETS}
        places = {"AMENDS_HOME": str(at.home), "AMENDS_SHOPS_FILE": str(at.shops_file)}
        codec = {"AMENDS_CODEC_KEYS_FILE": str(at.codec_keys_file), "AMENDS_CODEC_ORIGINS": ",".join(at.codec_origins)}
        watched = {"AMENDS_METRICS_HOST": at.metrics_host or HOST}
        return {**ports, **places, **codec, **watched, "AMENDS_TIME_SKIPPING": "true"}

    @property
    def child_environment(self) -> dict[str, str]:
        """The whole environment of a program that is started without the supervisor."""
        return {**os.environ, **self.environment}  # noqa: TID251 - handed on, not read

    @property
    def world(self) -> str:
        """The control of the sandbox's world."""
        return f"{self.settings.sandbox_url}/_world"

    @property
    def command(self) -> str:
        """How people call the command line beside a running demonstration: with what differs from the defaults."""
        at = self.settings
        moved = [] if at.port_base is None else [f"AMENDS_PORT_BASE={at.port_base}"]
        moved += [] if at.home.name == ".amends" else [f"AMENDS_HOME={at.home}"]
        files = [f"AMENDS_SHOPS_FILE={at.shops_file}", f"AMENDS_CODEC_KEYS_FILE={at.codec_keys_file}"]
        return " ".join([*moved, *files, "AMENDS_TIME_SKIPPING=true", PROGRAM])


def places(settings: Settings) -> Places:
    """The settings of the demonstration: its own shops and keys, and cases that may be jumped.

    Raises NotForDemonstrations.
    """
    if not (settings.embeds_postgres and settings.embeds_temporal):
        raise NotForDemonstrations(
            "The demonstration fills a database with invented cases and moves their time, so it runs on servers of its "
            "own alone: unset DATABASE_URL and TEMPORAL_ADDRESS for it."
        )
    home = settings.home.absolute()
    pages = tuple(f"http://{name}:{settings.temporal_ui_port}" for name in (HOST, "localhost"))  # the UI under both
    own = {
        "home": home,
        "shops_file": home / "shops.toml",
        "codec_keys_file": home / "keys.toml",
        "codec_origins": pages,
        "time_skipping": True,
    }
    return Places(settings=settings.model_copy(update=own))


def start(household: Supervisor, at: Places, say: Say) -> None:
    """Start all of it in order, each when the one before is ready. Raises EngineError.

    `say` is told what is started next: `engine`, `world`, `programs`.
    """
    from workflows.search import ATTRIBUTES

    _require_ports(at.settings)
    say("engine")
    make_keys(at.settings)
    start_servers(household, at.settings, attribute_kinds(ATTRIBUTES))
    asyncio.run(_prepare(at.settings.database_url))
    write_shops(at.settings)
    say("world")
    start_world(household, at)
    say("programs")
    start_worker(household, at)
    server = at.settings.server_url
    household.start("server", python("server.py"), ready=ready_url(f"{server}/ready"), env=at.environment)


async def _prepare(dsn: str) -> None:
    """The schema of this version, and the list of cases as this version tells it from the events."""
    await migrate(dsn)
    pool = await connect(dsn, size=1, application_name="amends-demonstration")
    try:
        await rebuild(pool)
    finally:
        await pool.close()


def _require_ports(settings: Settings) -> None:
    require_free(settings.sandbox_port, "sandbox_port", of="The sandbox")
    require_free(settings.smtp_port, "smtp_port", of="The sandbox's mail server")
    require_free(settings.server_port, "server_port", of="The server")
    require_free(settings.metrics_port, "metrics_port", of="The server's metrics page")
    require_free(settings.worker_metrics_port, "worker_metrics_port", of="The worker's metrics page")


def write_shops(settings: Settings) -> None:
    """The shops file: the sandbox's shops with their test credentials."""
    text = credentials.shops_toml(settings.sandbox_url, HOST, settings.smtp_port)
    settings.shops_file.parent.mkdir(parents=True, exist_ok=True)
    people = "".join(
        f"\n[{shop}.people]\n" + "".join(f'{name} = "{role}"\n' for name, role in PEOPLE.items())
        for shop in credentials.SHOPS
    )
    settings.shops_file.write_text(text + OWN_SHOP + people, encoding="utf-8")


def make_keys(settings: Settings) -> None:
    """The keys of what goes to Temporal, made once: the cases of an earlier run need those of that run."""
    file = settings.codec_keys_file
    assert file is not None  # as `places` made the settings
    if not file.exists():
        new_file(file, today=datetime.now(UTC).date())  # noqa: TID251 - the key's name is the day on the calendar


def start_world(household: Supervisor, at: Places) -> None:
    """The sandbox as a process of its own, on books that survive it."""
    settings = at.settings
    books = settings.home / "sandbox" / "books.db"
    options = {
        "--port": settings.sandbox_port,
        "--smtp-port": settings.smtp_port,
        "--books": books,
        "--amends": settings.server_url,
        "--hang": HANG_SECONDS,
    }
    command = python("sandbox", *(str(part) for option in options.items() for part in option))
    household.start("sandbox", command, ready=ready_url(f"{at.world}/health"), env=at.environment)


def start_worker(household: Supervisor, at: Places) -> None:
    """A worker; started again under the same name it takes the place of one that has ended."""
    polls = at.settings.home / "run" / "worker.ready"
    environment = at.environment | {"AMENDS_READY_FILE": str(polls)}
    household.start("worker", python("worker.py"), ready=ready_file(polls), env=environment)
