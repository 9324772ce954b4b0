"""(a) and (b): our straight return beside the bare workflow of its shape, burst by burst on the same server.

Every round plays both, now the one first and then the other; a budget is the median of the ratios of such pairs. The
same is done with the register left out, to see what it costs.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from temporalio.api.history.v1 import HistoryEvent

from bench.burst import Burst, burst, ratio, summary
from bench.plan import as_text
from bench.play import BarePlayer, OurPlayer, Player, history, tickets
from bench.request import Ticket
from bench.sizes import Sizes
from bench.skeleton import Tally, counts, skeleton, tally
from bench.stack import Stack
from demonstration.world import World

BUSY, CROWD, PEER = 20, 100, 40  # in flight
PAUSE = 0.3  # seconds
VARIANTS = {  # of our worker: each is the same but for one thing
    "off": ("without the register", "--register-off"),
    "unsandboxed": ("outside the workflow sandbox", "--unsandboxed"),
    "sdk": ("with the SDK's converter and runner as they come", "--sdk-as-it-comes"),
}
Say = Callable[[str], None]
Pairs = list[tuple[Burst, Burst]]


class ShapesDiffer(RuntimeError):
    """The bare workflow did not do what ours did, so the two must not be compared."""


@dataclass(kw_only=True)
class Floor:
    """Both players, warm, with the histories of one case each."""

    stack: Stack
    world: World
    ours: OurPlayer
    bare: BarePlayer
    plan: str
    our_history: Tally
    bare_history: Tally


async def floor(stack: Stack, world: World) -> Floor:
    """Play one case of ours, take its skeleton, and have the bare workflow play it once. Raises ShapesDiffer."""
    stack.start_ours()
    ours = OurPlayer(stack, world)
    # Recorded with pauses, as a case has them that waits for people: no signal meets the task of the step before.
    events = await _one(stack, OurPlayer(stack, world, pause=PAUSE), "{case_id}")
    bones = skeleton(events)
    stack.start_worker("bare", "bench.bare", plan=as_text(bones))
    bare = BarePlayer(stack, bones)
    its_events = await _one(stack, bare, "bare-{number}")
    if counts(bones) != counts(skeleton(its_events)):
        raise ShapesDiffer(f"ours has {counts(bones)}, the bare workflow {counts(skeleton(its_events))}")
    return Floor(
        stack=stack,
        world=world,
        ours=ours,
        bare=bare,
        plan=as_text(bones),
        our_history=tally(events),
        bare_history=tally(its_events),
    )


async def _one(stack: Stack, player: Player, named: str) -> list[HistoryEvent]:
    chosen: Sequence[Ticket] = tickets(1)
    await player.prepare(chosen)
    await player.live(chosen[0])
    return await history(stack.client, named.format(case_id=chosen[0].case_id, number=chosen[0].number))


async def measure(on: Floor, sizes: Sizes, say: Say) -> dict[str, Any]:
    """Bursts of 20, one case alone, 100 in flight, and ours against variants of itself."""
    await warm(on, on.bare, on.ours)
    say("20 in flight, ours beside the bare one")
    busy = await pairs(on, on.bare, on.ours, rounds=sizes.rounds, cases=sizes.burst, in_flight=BUSY)
    say("one case alone")
    alone = await pairs(on, on.bare, on.ours, rounds=sizes.rounds, cases=sizes.alone, in_flight=1)
    say("100 in flight")
    crowd = await pairs(on, on.bare, on.ours, rounds=max(1, sizes.rounds // 3), cases=sizes.crowd, in_flight=CROWD)
    variants = {}
    for kind, (words, option) in VARIANTS.items():
        say(f"20 in flight, ours beside ours {words}")
        variants[kind] = {"words": words, **_ratios(await _variant(on, sizes, kind, option))}
    return {
        "histories": {"ours": _counted(on.our_history), "bare": _counted(on.bare_history)},
        "at": {"1": _both(alone), "20": _both(busy), "100": _both(crowd)},
        "ours_to": variants,
    }


async def warm(on: Floor, *players: Player) -> None:
    """A few cases of each kind: caches fill, connections open."""
    for player in players:
        await burst(player, on.stack.pids(player.kind), cases=4, in_flight=4)


async def pairs(on: Floor, first: Player, second: Player, *, rounds: int, cases: int, in_flight: int) -> Pairs:
    """So many pairs of bursts, each kind first in every other one."""
    found: Pairs = []
    for number in range(rounds):
        order = (first, second) if number % 2 == 0 else (second, first)
        played = {
            player.kind: await burst(player, on.stack.pids(player.kind), cases=cases, in_flight=in_flight)
            for player in order
        }
        found.append((played[first.kind], played[second.kind]))
    return found


async def _variant(on: Floor, sizes: Sizes, kind: str, option: str) -> Pairs:
    """Ours (second) against a variant of it (first)."""
    on.stack.start_ours(kind, option)
    other = OurPlayer(on.stack, on.world, kind=kind)
    await warm(on, other)
    return await pairs(on, other, on.ours, rounds=sizes.rounds, cases=sizes.burst, in_flight=BUSY)


def _both(found: Pairs) -> dict[str, Any]:
    bare, ours = [a for a, _ in found], [b for _, b in found]
    return {"bare": summary(bare), "ours": summary(ours), **_ratios(found)}


def _ratios(found: Pairs) -> dict[str, Any]:
    return {name: ratio(found, name) for name in ("rate", "cost", "case_ms")}


def _counted(found: Tally) -> dict[str, Any]:
    sums = {"own_events": found.own, "own_bytes": found.own_bytes, "actions": found.actions}
    return asdict(found) | sums
