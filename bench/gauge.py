"""Gauges: processor time of programs, what else the machine did, percentiles, and what machine it is."""

import asyncio
import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

Pids = Mapping[str, Sequence[int]]  # programs by what they are: server, worker, postgres, world, driver


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Processor seconds between two looks, by program; `others` is how many cores the rest of the machine kept busy."""

    seconds: float
    cpu: dict[str, float]
    others: float


class Stopwatch:
    """Looks at the programs when it is made, and again when asked."""

    def __init__(self, pids: Pids) -> None:
        self._pids = pids
        self._before = self._look()
        self._busy = busy()
        self._began = time.perf_counter()

    def spent(self) -> Spent:
        """What was spent since it was made."""
        seconds = time.perf_counter() - self._began
        rest = busy() - self._busy
        cpu = {name: after - self._before[name] for name, after in self._look().items()}
        return Spent(seconds=seconds, cpu=cpu, others=max(0.0, (rest - sum(cpu.values())) / seconds))

    def _look(self) -> dict[str, float]:
        return {name: sum(cpu_seconds(pid) for pid in pids) for name, pids in self._pids.items()}


def cpu_seconds(pid: int) -> float:
    """User and system time of a program and its children so far, those that have ended included.

    Our own children are programs of their own, which are counted by themselves.
    """
    try:
        program = psutil.Process(pid)
        own = program.cpu_times()
        if pid == os.getpid():
            return float(own.user + own.system)
        living = [child.cpu_times() for child in program.children(recursive=True)]
    except psutil.NoSuchProcess as gone:
        raise RuntimeError(f"the program with process id {pid} ended while it was measured; see its log") from gone
    ended = own.children_user + own.children_system
    return float(own.user + own.system + ended + sum(times.user + times.system for times in living))


def busy() -> float:
    """Core-seconds for which the whole machine was busy so far."""
    times = psutil.cpu_times()
    return float(sum(getattr(times, part, 0.0) for part in ("user", "nice", "system", "irq", "softirq", "steal")))


def resident_mb(pid: int) -> float:
    """Memory of a program, 10^6 bytes."""
    return float(psutil.Process(pid).memory_info().rss) / 1e6


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie; not a number for none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    """Median and tail of a series of durations; nothing for none."""
    if not seconds:
        return {}
    return {name: round(1e3 * percentile(seconds, share), 2) for name, share in (("p50", 0.5), ("p95", 0.95))}


def median(values: Sequence[float]) -> float:
    """The median; not a number for none."""
    return statistics.median(values) if values else float("nan")


async def timed(times: int, act: Callable[[int], Awaitable[object]]) -> list[float]:
    """Seconds that each of so many repetitions took, one after the other."""
    taken = []
    for number in range(times):
        began = time.perf_counter()
        await act(number)
        taken.append(time.perf_counter() - began)
    return taken


async def at_once(most: int, acts: Sequence[Callable[[], Awaitable[None]]]) -> None:
    """Do them all, at most so many at a time; the first failure ends it."""
    waiting = iter(acts)

    async def lane() -> None:
        for act in waiting:
            await act()

    async with asyncio.TaskGroup() as lanes:
        for _ in range(min(most, len(acts))):
            lanes.create_task(lane())


def machine() -> dict[str, str | int | float]:
    """What a figure must be read with; no names."""
    return {
        "cores": os.cpu_count() or 0,
        "processor": _processor(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
