"""Everything that runs: the engine, the world, the postman, our server and three workers, in a home of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chaos.plan import Plan
from chaos.program import Birth, Life
from demonstration.household import Places, make_keys, write_shops
from engine.local import attribute_kinds, local_postgres, local_temporal
from engine.ports import HOST, is_free
from engine.postgres import Postgres
from engine.supervisor import Supervisor, python, ready_url
from engine.temporal import Temporal
from settings import PORT_OFFSETS, Settings
from store.migrate import migrate
from workflows.search import ATTRIBUTES

HANG = 25  # seconds that the provider says nothing: longer than our client waits
POSTMAN = len(PORT_OFFSETS)  # the distance of his port from the first one
FIRST, LAST = 23_000, 32_000  # where ports are looked for, below those that the system hands out by itself


@dataclass(kw_only=True)
class House:
    """The run's processes by name, and where their things are."""

    household: Supervisor
    at: Places
    plan: Plan
    postgres: Postgres
    temporal: Temporal
    planted: str = ""
    lives: dict[str, Life] = field(default_factory=dict)

    @property
    def books(self) -> Path:
        """The sandbox's books: the judge."""
        return self.at.settings.home / "sandbox" / "books.db"

    @property
    def post(self) -> Path:
        """The postman's log."""
        return self.at.settings.home / "logs/postman.jsonl"

    @property
    def environment(self) -> dict[str, str]:
        """What our programs are told: servers of the run alone, whatever the user's settings name."""
        at = self.at.settings
        servers = {"DATABASE_URL": at.database_url, "TEMPORAL_ADDRESS": at.temporal_address}
        return self.at.environment | servers | {"AMENDS_METRICS_HOST": ""}  # three workers cannot share one page

    def worked(self, name: str) -> Path:
        """Touched by a worker after its first finished activity."""
        return self.at.settings.home / "run" / f"{name}.worked"

    def begin(self, name: str) -> Life:
        """Begin the next life of `server` or of a worker; it is not waited for."""
        birth = Birth(
            program=name.partition("-")[0],
            log=self.at.settings.home / f"logs/{name}.log",
            worked=self.worked(name),
            planted=self.planted,
            environment=self.environment,
        )
        self.lives[name] = Life(birth)
        return self.lives[name]

    def stop(self) -> None:
        """Ask our programs to end."""
        for life in self.lives.values():
            life.stop()


def free_ports() -> int:
    """The first of as many free ports in a row as a run needs."""
    bases = range(FIRST, LAST, 20)
    return next(base for base in bases if all(is_free(base + n) for n in range(POSTMAN + 1)))


def settings_of(home: Path) -> Settings:
    """The settings of a run: everything in its home and on ports of its own, nothing of the user's."""
    base = free_ports()
    ports = {name: base + distance for name, (_, distance) in PORT_OFFSETS.items()}
    own: dict[str, object] = {
        **ports,
        "home": home,
        "port_base": base,
        "shops_file": home / "shops.toml",
        "codec_keys_file": home / "keys.toml",
        "time_skipping": True,
        "task_queue": "cases",
        "temporal_namespace": "default",
        "database_url": f"postgresql://app@{HOST}:{ports['postgres_port']}/amends",
        "temporal_address": f"{HOST}:{ports['temporal_port']}",
        "server_host": HOST,
    }
    return Settings.model_validate(own)


async def start(household: Supervisor, plan: Plan, home: Path, planted: str) -> House:
    """Start the engine, the world and the postman; our own programs begin with the storm. Raises EngineError."""
    at = Places(settings=settings_of(home))
    postgres = household.enter(local_postgres(at.settings))
    temporal = household.enter(local_temporal(at.settings, attribute_kinds(ATTRIBUTES)))
    await migrate(at.settings.database_url)
    write_shops(at.settings)
    make_keys(at.settings)
    house = House(household=household, at=at, plan=plan, postgres=postgres, temporal=temporal, planted=planted)
    _start_world(house)
    return house


def _start_world(house: House) -> None:
    at, post = house.at.settings, (house.at.settings.port_base or 0) + POSTMAN
    world = {"--port": at.sandbox_port, "--smtp-port": at.smtp_port, "--books": house.books, "--hang": HANG}
    world |= {"--amends": f"http://{HOST}:{post}"}
    carries = {"--port": post, "--server": at.server_url, "--log": house.post, "--seed": house.plan.seed}
    ready = ready_url(f"http://{HOST}:{post}/health")
    house.household.start("postman", python("chaos.postman", *_words(carries)), ready=ready, env=house.environment)
    ready = ready_url(f"{house.at.world}/health")
    house.household.start("sandbox", python("sandbox", *_words(world)), ready=ready, env=house.environment)


def _words(options: Mapping[str, object]) -> list[str]:
    return [str(part) for option in options.items() for part in option]
