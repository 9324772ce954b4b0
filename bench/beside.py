"""Runs the peer engine beside ours: its program, its bursts, and what they cost."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from bench.burst import Burst, burst, ratio, summary
from bench.gauge import Stopwatch, milliseconds
from bench.plan import PLAN
from bench.play import Player
from bench.sizes import Sizes
from bench.stack import Stack, server
from bench.straight import PEER, Floor, Pairs, warm
from engine.supervisor import python

DATABASE = "dbos_bench"
BEST = 5  # in flight, where the peer does best
LONGEST_LINE = 10_000_000  # bytes of one answer


class PeerMissing(RuntimeError):
    """The peer engine is not installed here; the message says what to do."""


@dataclass(kw_only=True)
class Peer:
    """The peer's program; `burst` as for a player, but that it plays by itself."""

    process: asyncio.subprocess.Process
    kind: str = "dbos"

    async def burst(self, *, cases: int, in_flight: int) -> Burst:
        """So many cases there."""
        assert self.process.stdin is not None
        watch = Stopwatch({"worker": [self.process.pid], "postgres": [server("postgres")]})
        self.process.stdin.write(json.dumps({"cases": cases, "in_flight": in_flight}).encode() + b"\n")
        await self.process.stdin.drain()
        answer = json.loads(await self.line())
        spent = watch.spent()
        cpu = {name: 1e3 * used / cases for name, used in spent.cpu.items()}
        return Burst(
            kind=self.kind,
            in_flight=in_flight,
            cases=cases,
            rate=cases / answer["seconds"],
            cpu={"server": 0.0, "driver": 0.0} | cpu,
            others=spent.others,
            case_ms=milliseconds(answer["taken"]),
            step_ms=milliseconds([]),
        )

    async def line(self) -> str:
        """Its next line. Raises RuntimeError when it has ended."""
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the peer ended with code {await self.process.wait()}; see above what it said")
        return line.decode()

    async def stop(self) -> None:
        """No more orders."""
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()


async def start(stack: Stack, plan: str) -> Peer:
    """Start it on a database of its own in the same Postgres. Raises PeerMissing."""
    if find_spec("dbos") is None:
        raise PeerMissing("part c needs dbos, which requirements.bench.lock names: run it by `make bench`")
    await stack.pool.execute(f'CREATE DATABASE "{DATABASE}"')
    url = stack.settings.database_url.rsplit("/", 1)[0] + f"/{DATABASE}"
    environment = stack.at.child_environment | {PLAN: plan}
    command = [str(part) for part in python("bench.peer", url)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, env=environment, limit=LONGEST_LINE
    )
    peer = Peer(process=process)
    while await peer.line() != "ready\n":
        pass
    return peer


async def measure(on: Floor, sizes: Sizes, say: Callable[[str], None]) -> dict[str, Any]:
    """40 in flight here and there, alternating; and the peer where it does best."""
    peer = await start(on.stack, on.plan)
    try:
        await peer.burst(cases=4, in_flight=4)
        await warm(on, on.ours, on.bare)
        say("40 in flight, ours beside the peer")
        ours = await _pairs(on, peer, on.ours, sizes)
        bare = await _pairs(on, peer, on.bare, sizes)
        best = [await peer.burst(cases=max(BEST, sizes.against_peer // 2), in_flight=BEST)]
    finally:
        await peer.stop()
    return {
        "peer": summary([a for a, _ in ours + bare]),
        "peer_at_best": summary(best),
        "ours": summary([b for _, b in ours]),
        "bare": summary([b for _, b in bare]),
        "ours_to_peer": {"rate": ratio(ours, "rate"), "cpu": ratio(ours, "everything")},
        "bare_to_peer": {"rate": ratio(bare, "rate"), "cpu": ratio(bare, "everything")},
    }


async def _pairs(on: Floor, peer: Peer, player: Player, sizes: Sizes) -> Pairs:
    found: Pairs = []
    for _ in range(max(1, sizes.rounds // 2)):
        there = await peer.burst(cases=sizes.against_peer, in_flight=PEER)
        here = await burst(player, on.stack.pids(player.kind), cases=sizes.against_peer, in_flight=PEER)
        found.append((there, here))
    return found
