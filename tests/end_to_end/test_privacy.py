"""Personal data is in Postgres and nowhere else: fifty canaries go through the whole service, and are looked for after.

Real processes, real messages of both sources and a file, every case run to its end; then a plain search of the bytes
of Temporal's database, of the logs, and of everything that the programs answered.
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import asyncpg
import httpx2
import pytest
from rich.console import Console
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.worker import Replayer

import logs
from codec.converter import data_converter
from commandline.options import Language
from demonstration.case_time import CaseTime
from demonstration.household import Places, places, start
from demonstration.people import STARTER, People
from demonstration.play import Play
from demonstration.samples import Sample
from demonstration.telling import Lines
from demonstration.world import World
from domain.events import Resolution
from engine.ports import HOST, is_free
from engine.supervisor import Supervisor
from sandbox.credentials import SHOPS
from settings import PORT_OFFSETS, Settings
from store.pool import Pool, connect
from tests.end_to_end.canaries import Canaries, planted, table
from tests.intake.intake_forms import as_bytes, at_path, requested, signed
from worker import workflow_runner
from workflows.case import AfterSalesCase

# Personal data may lie in these tables alone: the buyers, what they wrote, and messages as they came.
PERSONAL_TABLES = frozenset({"buyers", "words", "inbox"})
CSV_CASE = "case-side_shop-shop-CSV-1"
FROZEN = "account is frozen"  # what the provider says when a payment parks: it travels as a failure


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that Postgres may enter: as root it runs as `nobody`."""
    with tempfile.TemporaryDirectory(prefix="amends-privacy-") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


def port_base() -> int:
    """The first of as many free ports in a row as an installation needs."""
    bases = range(17_000, 22_900, 20)
    return next(base for base in bases if all(is_free(base + n) for n in range(len(PORT_OFFSETS))))


async def played(at: Places, samples: list[Sample], pool: Pool, world: World, client: Client) -> None:
    """Every sample runs to its end as it does in the demonstration."""
    people, audience = People(client, world, at), Lines(Console(file=io.StringIO()), Language.EN)
    clock = CaseTime(client, world)
    play = Play(samples=samples, pool=pool, world=world, clock=clock, people=people, audience=audience)
    await world.load([sample.raw for sample in samples])
    await play.run()
    endings = {each.sample.name: each.case.resolution if each.case else None for each in play.cases}
    # Beside other tests a jump may overtake a message, and the platform pays by itself: as good an ending here.
    # Whether each sample ends as it says is what `make demo ONCE=1` judges.
    wrong = {
        sample.name: endings[sample.name]
        for sample in samples
        if endings[sample.name] not in {sample.expected.resolution, Resolution.REFUNDED_BY_PLATFORM}
    }
    assert wrong == {}
    assert all(each.finished for each in play.cases)


async def command(at: Places, *words: str) -> str:
    """What the command line answers, both streams."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, str(STARTER), *words),
        env=at.child_environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await program.communicate())[0].decode()
    assert program.returncode == 0, said
    return said


async def opened_by_file(at: Places, file: Path, client: Client) -> list[str]:
    """A table opens a case, a person closes it, and the weeks pass in which it could be reopened; what was said."""
    said = [await command(at, "start", "--shop", "side_shop", str(file))]
    said.append(await command(at, "close", CSV_CASE, "--reason", "opened by mistake", "--by", "li"))
    case = client.get_workflow_handle(CSV_CASE)
    for _ in range(8):
        if (await case.describe()).status is not WorkflowExecutionStatus.RUNNING:
            break
        said.append(await command(at, "jump", CSV_CASE, "10d"))
    return [*said, str(await asyncio.wait_for(case.result(), 30))]


FIELDS = ("type", "data.stage", "data.requested_at", "data.amount", "data.order.buyer.email")


def misplaced(slip: str | int) -> Iterator[bytes]:
    """Genuine senders' messages with this where something else belongs."""
    good = requested("R-BAD")
    for path in FIELDS:
        yield as_bytes(at_path(good, path, {"x": slip} if path.endswith("email") else slip))
    yield as_bytes(good | {"data": good["data"] | {str(slip): 1}})
    yield f'{{"type": "case.requested", "name": "{slip}'.encode()
    yield f'{{"{slip}": 1, "{slip}": 2}}'.encode()


def wrong_messages(canaries: Canaries) -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Address, body and headers of messages that are refused; there is a canary in each."""
    address, secret = "/intake/side_shop/shop", SHOPS["side_shop"].webhooks["shop"]
    for slip in (canaries.name(), canaries.phone(), int(canaries.phone()), canaries.email(), canaries.address()):
        for body in misplaced(slip):
            yield address, body, signed(body, secret=secret)
        stranger = as_bytes(requested("R-BAD") | {"name": slip})
        yield address, stranger, signed(stranger)
        yield f"/intake/{quote(str(slip))}/shop", stranger, {}
        yield "/codec/decode", stranger, {"origin": f"http://{quote(str(slip))}"}
    huge = canaries.name().encode() * 60_000
    yield address, huge, signed(huge, secret=secret)


async def answers(at: Places, canaries: Canaries) -> list[str]:
    """What the server says to wrong messages, and on its pages; and Temporal's metrics."""
    said = []
    async with httpx2.AsyncClient(base_url=at.settings.server_url, timeout=20, trust_env=False) as http:
        for address, body, headers in wrong_messages(canaries):
            answer = await http.post(address, content=body, headers=headers)
            assert answer.status_code >= 400, f"{address} took {body[:200]!r}"
            said.append(f"{answer.headers}\n{answer.text}")
        metrics = f"http://{HOST}:{at.settings.temporal_metrics_port}/metrics"
        return said + [(await http.get(page)).text for page in ("/metrics", "/health", "/ready", metrics)]


async def tables_with(dsn: str, words: list[str]) -> set[str]:
    """The tables that hold one of these words in any column; in a column of bytes they are written in hexadecimal."""
    connection = await asyncpg.connect(dsn)
    try:
        found = set()
        for (name,) in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            rows = await connection.fetch(f'SELECT each::text FROM "{name}" AS each')  # noqa: S608 - our own tables
            text = "\n".join(row[0] for row in rows).lower()
            found |= {name for word in words if word in text or word.encode().hex() in text}
        return found
    finally:
        await connection.close()


def found_in(files: Iterable[Path], words: Iterable[str]) -> set[tuple[str, str]]:
    """Which of the words stand in which file, by a plain search that does not look at case."""
    contents = {file.name: file.read_bytes().lower() for file in files}
    return {(name, word) for name, content in contents.items() for word in words if word.encode() in content}


async def replayed(client: Client, case_ids: Iterable[str]) -> None:
    """The encrypted histories replay."""
    replayer = Replayer(
        workflows=[AfterSalesCase], workflow_runner=workflow_runner(), data_converter=client.data_converter
    )
    for case_id in case_ids:
        await replayer.replay_workflow(await client.get_workflow_handle(case_id).fetch_history())


async def the_story(at: Places, canaries: Canaries, folder: Path) -> tuple[list[str], set[str], set[str]]:
    """All of it; what was answered, and the tables with personal canaries and with those of orders."""
    settings = at.settings
    samples, file = planted(folder, canaries), table(folder, canaries)
    converter = data_converter(settings.codec_keys_file, settings.temporal_namespace)
    client = await Client.connect(settings.temporal_address, data_converter=converter, runtime=logs.runtime())
    pool = await connect(settings.database_url, size=4)
    try:
        async with World(at.world) as world:
            await played(at, samples, pool, world, client)
    finally:
        await pool.close()
    said = [*await opened_by_file(at, file, client), *await answers(at, canaries)]
    await replayed(client, [sample.case_id for sample in samples[:3]])
    dsn = settings.database_url
    return said, await tables_with(dsn, canaries.personal), await tables_with(dsn, canaries.inner)


@pytest.mark.timeout(600)
def test_fifty_people_are_known_to_postgres_alone(home: Path, tmp_path: Path) -> None:
    """No name, phone, address or mail in Temporal's database, in a log, in an answer; order data only encrypted."""
    canaries = Canaries()
    at = places(Settings(home=home, port_base=port_base()))
    with Supervisor(at.settings.home) as household:
        start(household, at, lambda _what: None)
        said, personal_tables, inner_tables = asyncio.run(the_story(at, canaries, tmp_path))
        engine = list((home / "temporal").iterdir())
        written = [file for file in (home / "logs").iterdir() if file.name != "sandbox.log"]
        assert len(canaries.personal) >= 50
        assert {file.name for file in engine} >= {"temporal.sqlite", "temporal.sqlite-wal"}
        assert {file.name for file in written} >= {"worker.log", "server.log", "temporal.log", "postgres.log"}
        assert {name for name, _ in found_in(engine, [CSV_CASE.lower()])}, "the search finds what is there"
        assert found_in([*engine, *written], canaries.personal) == set()
        assert found_in(engine, [*canaries.inner, FROZEN]) == set()
    assert personal_tables == PERSONAL_TABLES
    assert "case_events" in inner_tables
    assert [word for word in canaries.personal if word in "\n".join(said).lower()] == []
