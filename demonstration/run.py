"""The demonstration from its first to its last line."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

import logs
import settings as configuration
from commandline.options import Language
from demonstration.case_time import CaseTime
from demonstration.closing import closing_table, totals
from demonstration.household import NotForDemonstrations, Places, places, start
from demonstration.people import People
from demonstration.play import Play
from demonstration.samples import BadSample, Sample, read_samples
from demonstration.telling import Audience, Board, Lines, language
from demonstration.verdict import differences
from demonstration.world import World, WorldRefused
from engine.errors import EngineError
from engine.supervisor import Supervisor
from sandbox.casting import SceneRefusedError
from settings import SettingsError
from store.pool import connect

PIPE_WIDTH = 280
INTERRUPTED = 130


def main(*, once: bool) -> int:
    """Start everything, play all samples, show how they ended; stay up until Ctrl-C unless `once`.

    0 when every case ended as its sample says, else 1 with the differences; 2 when it could not be started.
    """
    console = _console()
    try:
        at, samples = places(configuration.load()), read_samples()
        with Supervisor(at.settings.home) as household:
            _start(household, at, console)
            code = asyncio.run(_play(household, at, samples, console))
            if not once:
                _stay(household, at, console)
    except KeyboardInterrupt:
        console.print("Stopped. `make demo` goes on from here, `make clean` forgets it.")
        return INTERRUPTED
    except (EngineError, SettingsError, NotForDemonstrations, BadSample, SceneRefusedError) as cannot:
        console.print(f"The demonstration cannot run: {cannot}", style="red", markup=False)
        return 2
    return code


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPE_WIDTH)


def _start(household: Supervisor, at: Places, console: Console) -> None:
    began = time.monotonic()
    start(household, at, lambda what: console.print(f"Starting {what}"))
    console.print(f"All services are up after {time.monotonic() - began:.0f} s. Temporal UI: {at.settings.temporal_ui}")


async def _play(household: Supervisor, at: Places, samples: list[Sample], console: Console) -> int:
    client = await Client.connect(
        at.settings.temporal_address,
        namespace=at.settings.temporal_namespace,
        data_converter=pydantic_data_converter,
        runtime=logs.runtime(),
    )
    pool = await connect(at.settings.database_url, size=4, application_name="amends-demonstration")
    lang = language()
    try:
        async with World(at.world) as world:
            with _audience(console, samples, lang) as audience:
                clock, people = CaseTime(client, world), People(client, world, at)
                play = Play(samples=samples, pool=pool, world=world, clock=clock, people=people, audience=audience)
                await play.catch_up()
                fresh = await _load(world, samples, console)
                await _while_alive(household, play)
            books, wrong = await world.books(), await differences(play.cases, world, pool)
    finally:
        await pool.close()
    closing_table(console, play.cases, books, at.settings, lang)
    console.print(totals(play.cases, books, lang))
    if fresh == len(samples):  # else the first one was closed in an earlier run
        _first_closed(play, console)
    return _judge(wrong, console)


@contextmanager
def _audience(console: Console, samples: list[Sample], lang: Language) -> Iterator[Audience]:
    if not console.is_terminal:
        yield Lines(console, lang)
        return
    with Board(console, lang, samples) as board:
        yield board


async def _load(world: World, samples: list[Sample], console: Console) -> int:
    """Put the scenes on; how many of them begin only now.

    Raises EngineError when the world of an earlier run has others under the same ids.
    """
    try:
        fresh = await world.load([sample.raw for sample in samples])
    except WorldRefused as refused:
        raise EngineError(
            f"the sandbox does not take the samples: {refused}. If they were changed since the data was made, "
            "`make clean` forgets the data."
        ) from refused
    known = len(samples) - fresh
    console.print(f"{fresh} samples begin" + (f", {known} were begun before and go on." if known else "."))
    return fresh


async def _while_alive(household: Supervisor, play: Play) -> None:
    """Play, but not longer than our programs live. Raises EngineError with the last words of one that ended."""
    playing = asyncio.create_task(play.run())
    while not playing.done():
        await asyncio.wait({playing}, timeout=0.5)
        if ended := household.ended():
            playing.cancel()
            await asyncio.wait({playing})
            raise EngineError(f"{ended[0].name} ended in the middle. {ended[0].last_words()}")
    playing.result()


def _first_closed(play: Play, console: Console) -> None:
    if play.first_closed is not None:
        console.print(f"The first case was closed {play.first_closed:.0f} s after the services were up.")


def _judge(wrong: list[str], console: Console) -> int:
    if wrong:
        console.print(f"{len(wrong)} things are not as the samples say:", style="red")
        for line in wrong:
            console.print(f"  {line}", style="red", markup=False, soft_wrap=True)
        return 1
    console.print(
        "Every case ended as its sample says. The register is whole. The sandbox's audit: no order was overpaid, "
        "nothing was paid twice.",
        style="green",
    )
    return 0


def _stay(household: Supervisor, at: Places, console: Console) -> None:
    """Stay up for people to look around, until Ctrl-C or until a program ends."""
    console.print(f"Everything stays up until Ctrl-C. Temporal UI: {at.settings.temporal_ui}")
    console.print(f"Look around from another terminal: {at.command} list --closed", soft_wrap=True)
    while not (ended := household.ended()):
        time.sleep(0.5)
    raise EngineError(f"{ended[0].name} ended. {ended[0].last_words()}")
