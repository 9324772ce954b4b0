"""How much is measured: the whole run, and a smoke run that shows that everything works."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """Numbers of cases, rounds and seconds of every part."""

    rounds: int  # of paired bursts at 20 in flight
    burst: int  # cases in each of them
    alone: int  # cases played one after the other, in each round of those
    crowd: int  # cases of a burst with 100 in flight
    against_peer: int  # cases of a burst with 40 in flight
    register_cases: int
    reads: int  # repetitions of each read
    append_seconds: float
    open_cases: tuple[int, ...]  # steps of growth
    probes: int  # repetitions of each call at such a step
    intake_seconds: int  # at 50 messages a second
    intake_flood: int  # messages in ten seconds


WHOLE = Sizes(
    rounds=6,
    burst=30,
    alone=6,
    crowd=100,
    against_peer=40,
    register_cases=100_000,
    reads=200,
    append_seconds=4,
    open_cases=(0, 1_000, 10_000),
    probes=30,
    intake_seconds=10,
    intake_flood=1_000,
)
QUICK = Sizes(
    rounds=2,
    burst=20,
    alone=3,
    crowd=100,
    against_peer=40,
    register_cases=10_000,
    reads=50,
    append_seconds=1,
    open_cases=(0, 200),
    probes=10,
    intake_seconds=4,
    intake_flood=200,
)
TINY = Sizes(
    rounds=1,
    burst=2,
    alone=1,
    crowd=4,
    against_peer=2,
    register_cases=250,
    reads=2,
    append_seconds=0.2,
    open_cases=(0, 5),
    probes=2,
    intake_seconds=1,
    intake_flood=20,
)
