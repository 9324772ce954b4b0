"""The demonstration from its first to its last line."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from temporalio.client import Client

import logs
import settings as configuration
from codec.converter import data_converter
from commandline import schedules
from commandline.options import Language
from demonstration.case_time import CaseTime
from demonstration.closing import closing_table, totals
from demonstration.household import NotForDemonstrations, Places, places, start
from demonstration.people import People
from demonstration.play import Play
from demonstration.samples import BadSample, Sample, read_samples
from demonstration.telling import Audience, Board, Lines, language
from demonstration.verdict import differences
from demonstration.words import told
from demonstration.world import World, WorldRefused
from engine.errors import EngineError
from engine.processes import Child
from engine.supervisor import Supervisor
from sandbox.casting import SceneRefusedError
from settings import SettingsError
from store.pool import connect

PIPE_WIDTH = 280
INTERRUPTED = 130


class ServiceEnded(RuntimeError):
    """One of our programs ended though nobody asked it to; the message has its last words."""

    def __init__(self, ended: Child) -> None:
        super().__init__(ended.name)
        self.program = ended.name
        self.last_words = ended.last_words()


def main(*, once: bool) -> int:
    """Start everything, play all samples, show how they ended; stay up until Ctrl-C unless `once`.

    0 when every case ended as its sample says, else 1 with the differences, or with the last words of a program that
    ended by itself; 2 when it could not be started.
    """
    console, lang = _console(), language()
    try:
        at, samples = places(configuration.load()), read_samples()
        with Supervisor(at.settings.home) as household:
            _start(household, at, console, lang)
            code = asyncio.run(_play(household, at, samples, console, lang))
            if not once:
                _stay(household, at, console, lang)
    except KeyboardInterrupt:
        console.print(told("stopped", lang))
        return INTERRUPTED
    except ServiceEnded as gone:
        ended = told("ended", lang, program=gone.program, last_words=gone.last_words)
        console.print(ended, style="red", markup=False, soft_wrap=True)
        console.print(told("again", lang), soft_wrap=True)
        return 1
    except (EngineError, SettingsError, NotForDemonstrations, BadSample, SceneRefusedError) as cannot:
        console.print(told("cannot", lang, why=cannot), style="red", markup=False, soft_wrap=True)
        return 2
    return code


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPE_WIDTH)


def _start(household: Supervisor, at: Places, console: Console, lang: Language) -> None:
    began = time.monotonic()
    start(household, at, lambda what: console.print(told(what, lang)))
    seconds = time.monotonic() - began
    console.print(told("up", lang, seconds=seconds, ui=at.settings.temporal_ui), soft_wrap=True)


async def _play(household: Supervisor, at: Places, samples: list[Sample], console: Console, lang: Language) -> int:
    client = await Client.connect(
        at.settings.temporal_address,
        namespace=at.settings.temporal_namespace,
        data_converter=data_converter(at.settings.codec_keys_file, at.settings.temporal_namespace),
        runtime=logs.runtime(),
    )
    for each in schedules.wanted(at.settings):
        await schedules.apply(client, each, at.settings.task_queue)
    pool = await connect(at.settings.database_url, size=4, application_name="amends-demonstration")
    try:
        async with World(at.world) as world:
            with _audience(console, samples, lang) as audience:
                clock, people = CaseTime(client, world), People(client, world, at)
                play = Play(samples=samples, pool=pool, world=world, clock=clock, people=people, audience=audience)
                await play.catch_up()
                fresh = await _load(world, samples, console, lang)
                await _while_alive(household, play)
            books, wrong = await world.books(), await differences(play.cases, world, pool)
    finally:
        await pool.close()
    closing_table(console, play.cases, books, at.settings, lang)
    console.print(totals(play.cases, books, lang))
    if fresh == len(samples):  # else the first one was closed in an earlier run
        _first_closed(play, console, lang)
    return _judge(wrong, console, lang)


@contextmanager
def _audience(console: Console, samples: list[Sample], lang: Language) -> Iterator[Audience]:
    if not console.is_terminal:
        yield Lines(console, lang)
        return
    with Board(console, lang, samples) as board:
        yield board


async def _load(world: World, samples: list[Sample], console: Console, lang: Language) -> int:
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
    words = "begin" if not known else "begin_and_go_on" if fresh else "all_go_on"
    console.print(told(words, lang, fresh=fresh, known=known))
    return fresh


async def _while_alive(household: Supervisor, play: Play) -> None:
    """Play, but not longer than our programs live. Raises ServiceEnded."""
    playing = asyncio.create_task(play.run())
    while not playing.done():
        await asyncio.wait({playing}, timeout=0.5)
        if ended := household.ended():
            playing.cancel()
            await asyncio.wait({playing})
            raise ServiceEnded(ended[0])
    playing.result()


def _first_closed(play: Play, console: Console, lang: Language) -> None:
    if play.first_closed is not None:
        console.print(told("first_closed", lang, seconds=play.first_closed))


def _judge(wrong: list[str], console: Console, lang: Language) -> int:
    if wrong:
        console.print(told("wrong", lang, count=len(wrong)), style="red")
        for line in wrong:
            console.print(f"  {line}", style="red", markup=False, soft_wrap=True)
        return 1
    console.print(told("right", lang), style="green", soft_wrap=True)
    return 0


def _stay(household: Supervisor, at: Places, console: Console, lang: Language) -> None:
    """Stay up for people to look around until Ctrl-C, which is no error here. Raises ServiceEnded."""
    console.print(told("stays", lang, ui=at.settings.temporal_ui), soft_wrap=True)
    console.print(told("look", lang, command=f"{at.command} list --closed"), soft_wrap=True)
    try:
        while not (ended := household.ended()):
            time.sleep(0.5)
    except KeyboardInterrupt:
        console.print(told("stopped", lang))
        return
    raise ServiceEnded(ended[0])
