"""The whole start without containers: the jobs' real scripts and our programs, with what compose gives them, in order.

Postgres and Temporal are the engine's; psql and temporal are the real ones. What is left out is Temporal's own schema
job, whose tool no package brings (`test_jobs.py` has it), and the containers around it all.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest

from engine.binaries import postgres_account, postgres_programs
from engine.ports import free_port
from engine.postgres import USER, Postgres
from engine.temporal import Temporal, TemporalPorts, temporal_program
from tests.deploy.composition import ROOT, copied, image, read_env, services

DUMP = "pg_dump -U postgres -Fc amends"
RESTORE = "pg_restore -U postgres --dbname amends --clean --if-exists --single-transaction"
EVENTS = "SELECT * FROM case_events ORDER BY case_id, seq"


@dataclass(kw_only=True)
class House:
    """One machine on which the composition is started by hand."""

    clone: Path
    programs: Path
    postgres: Postgres
    temporal: Temporal
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def ready(self) -> Path:
        """The worker's ready file."""
        return self.clone / "worker.ready"

    def moved(self, text: str) -> str:
        """What stands in the compose file, with this machine's places for the containers'."""
        places = {
            "postgres:5432": f"127.0.0.1:{self.postgres.port}",
            "temporal:7233": self.temporal.address,
            "/run/secrets": str(self.clone / "deploy/secrets"),
            "/tmp/worker.ready": str(self.ready),  # noqa: S108 - the container's
            "127.0.0.1:8080": f"127.0.0.1:{self.port}",
        }
        for theirs, ours in places.items():
            text = text.replace(theirs, ours)
        return text

    def environment(self, service: str, **changes: str) -> dict[str, str]:
        """What compose would give the service."""
        said = services()[service]
        given = said.environment | (read_env(self.clone / said.env_file) if said.env_file else {})
        programs = [postgres_programs(postgres_account()), temporal_program().path.parent]
        path = ":".join([*map(str, programs), os.environ["PATH"]])
        return {"PATH": path, "PYTHONDONTWRITEBYTECODE": "1", **{k: self.moved(v) for k, v in given.items()}, **changes}

    def does(self, service: str, *more: str, **changes: str) -> str:
        """Run one of the jobs to its end; what it said."""
        said = services()[service].said
        if service in {"databases", "temporal-namespace"}:
            script = said["volumes"][0].split(":")[0]
            command, where = ["sh", str(self.clone / script)], self.clone
        else:
            program = said.get("entrypoint", ["python"])[1:] + (list(more) or said["command"])
            command, where = [sys.executable, *program], self.programs
        environment = self.environment(service, **changes)
        done = subprocess.run(
            command, cwd=where, env=environment, capture_output=True, text=True, check=False, timeout=90
        )
        assert done.returncode == 0, (service, done.stdout, done.stderr)
        return done.stdout

    def starts(self, service: str, **changes: str) -> None:
        """Start one of our programs."""
        command = [sys.executable, *services()[service].said["command"]]
        with (self.clone / f"{service}.log").open("wb") as log:
            self.running[service] = subprocess.Popen(
                command, cwd=self.programs, env=self.environment(service, **changes), stdout=log, stderr=log
            )

    def healthy(self, service: str) -> bool:
        """What compose's health check of the service says."""
        kind, *check = [self.moved(word) for word in services()[service].said["healthcheck"]["test"]]
        command = ["sh", "-c", *check] if kind == "CMD-SHELL" else [sys.executable, *check[1:]]
        return subprocess.run(command, capture_output=True, check=False, timeout=10).returncode == 0

    def gets_healthy(self, service: str) -> bool:
        """Wait until it is."""
        for _ in range(300):
            if self.healthy(service):
                return True
            assert self.running[service].poll() is None, (self.clone / f"{service}.log").read_text(encoding="utf-8")
            time.sleep(0.2)
        return False

    def ends(self, service: str) -> int:
        """Stop it as compose does, and give it the time that compose gives it; its exit code."""
        self.running[service].send_signal(signal.SIGTERM)
        return self.running[service].wait(services()[service].seconds("stop_grace_period"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Servers that know nothing of us yet."""
    ports = TemporalPorts(grpc=free_port(), ui=free_port(), http=free_port(), metrics=free_port())
    with tempfile.TemporaryDirectory(prefix="amends-rehearsal-") as directory:
        home = Path(directory)
        home.chmod(0o755)  # as root the server runs as `nobody`, who must get in
        with (
            Postgres(home, port=free_port(), database="unused") as postgres,
            Temporal(home, ports=ports, search_attributes={}) as temporal,
        ):
            clone, programs = copied(tmp_path), image(tmp_path / "image")
            made = House(clone=clone, programs=programs, postgres=postgres, temporal=temporal, port=free_port())
            yield made
            for program in made.running.values():
                program.kill()
                program.wait()


def prepare(house: House) -> None:
    """The jobs, in the order in which compose runs them."""
    superuser = {"PGHOST": "127.0.0.1", "PGPORT": str(house.postgres.port), "PGUSER": USER}
    house.does("databases", **superuser)
    house.does("temporal-namespace", PAUSE="0.2")
    house.does("migrate")
    house.does("attributes")
    house.does("schedules")


async def owner_and_stranger(house: House) -> None:
    """The register belongs to our role, and Temporal's role does not even get in."""
    ours = await asyncpg.connect(f"postgresql://amends@127.0.0.1:{house.postgres.port}/amends")
    assert await ours.fetchval("SELECT count(*) FROM case_events") == 0
    assert not await ours.fetchval(
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = 'amends'"
    )
    await ours.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(f"postgresql://temporal@127.0.0.1:{house.postgres.port}/amends")
    theirs = await asyncpg.connect(f"postgresql://temporal@127.0.0.1:{house.postgres.port}/postgres")
    await theirs.execute("CREATE DATABASE temporal")  # as its schema job will
    await theirs.close()


@pytest.mark.timeout(300)
async def test_the_composition_starts_runs_and_ends_and_starts_again(house: House) -> None:
    """Jobs twice, a worker and a server that get healthy, a case that is taken in, and an end in good order."""
    files = {file.name for file in house.programs.iterdir()}
    prepare(house)
    await owner_and_stranger(house)
    prepare(house)
    assert json.loads(house.does("starter", "attributes", "--json")) == {"registered": {}, "missing": {}}
    assert not house.healthy("worker")
    house.starts("worker")
    house.starts("server", AMENDS_SERVER_PORT=str(house.port), AMENDS_SERVER_HOST="127.0.0.1")
    assert house.gets_healthy("worker")
    assert house.gets_healthy("server")
    health = {
        row["check"]: row["health"] for row in map(json.loads, house.does("starter", "doctor", "--json").splitlines())
    }
    assert "wrong" not in health.values(), health
    for check in ("shops", "migrations", "namespace", "search attributes", "time skipping", "worker"):
        assert health[check] == "ok", health
    assert "retention" not in health, "the namespace keeps ended cases long enough"
    opened = json.loads(house.does("starter", "start", str(ROOT / "docs/examples/return.json"), "--json"))
    assert opened["case_id"] == "case-lantern-shop-R-1"
    query = f"""CaseShop = "lantern" AND CaseOrder = "S-1" AND WorkflowId = "{opened["case_id"]}\""""
    assert found_by(house, query)
    assert database_is_well(house)
    assert {house.ends("worker"), house.ends("server")} == {0}
    assert not house.healthy("worker")
    assert not house.ready.exists(), "a worker that drains says so"
    house.ready.touch()
    os.utime(house.ready, (0, 0))
    assert not house.healthy("worker"), "a worker that hangs has an old file"
    assert {file.name for file in house.programs.iterdir()} == files, "the programs write nothing where they are"

    await is_lost_and_comes_back(house)


def database_is_well(house: House) -> bool:
    """What compose's health check of Postgres says, for the superuser that the engine's server has."""
    _, *check = services()["postgres"].said["healthcheck"]["test"]
    environment = house.environment("databases", PGPORT=str(house.postgres.port))
    return subprocess.run(check, env=environment, capture_output=True, check=False).returncode == 0


def with_postgres(house: House, command: str, given: bytes) -> bytes:
    """Run one of Postgres' programs as the superuser that the engine's server has; what it says."""
    environment = house.environment("databases", PGHOST="127.0.0.1", PGPORT=str(house.postgres.port))
    done = subprocess.run(
        command.replace("-U postgres", f"-U {USER}").split(),
        env=environment,
        input=given,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


async def is_lost_and_comes_back(house: House) -> None:
    """The backup of docs/deployment.md brings the register back, whole."""
    words = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
    for written in (DUMP, RESTORE):
        assert f"docker compose exec -T postgres {written}" in words
    dumped = with_postgres(house, DUMP, b"")
    connection = await asyncpg.connect(house.postgres.url_of("amends"))
    before = await connection.fetch(EVENTS)
    assert before
    await connection.execute("DROP TABLE case_events, cases CASCADE")
    with_postgres(house, RESTORE, dumped)
    assert await connection.fetch(EVENTS) == before
    await connection.close()
    assert json.loads(house.does("starter", "list", "--json"))["case_id"] == "case-lantern-shop-R-1"
    house.does("starter", "register", "verify")
    assert house.does("migrate") == "", "our own role can still change what it owns"


def found_by(house: House, query: str) -> bool:
    """Whether Temporal finds a case by its attributes; it lists a new one a moment after its start."""
    command = [str(temporal_program().path), "workflow", "count", "--query", query]
    place = {"TEMPORAL_ADDRESS": house.temporal.address, "TEMPORAL_NAMESPACE": "cases", "HOME": str(house.clone)}
    for _ in range(100):
        told = subprocess.run(command, env=place, capture_output=True, text=True, check=True).stdout
        if told.strip() == "Total: 1":
            return True
        time.sleep(0.2)
    return False
