"""Programs that are killed: a test runs a few lines in a Python of their own, and ends it without warning."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


@contextmanager
def running(lines: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run lines that print "up" once they are; the program is killed at the end, if it still lives."""
    command = [sys.executable, "-c", lines, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        said = program.stdout.readline()
        assert said == "up\n", said
        try:
            yield program
        finally:
            program.kill()


def children(program: subprocess.Popen[str]) -> list[psutil.Process]:
    """What the program has started, the watchdog included."""
    return psutil.Process(program.pid).children()


def watchdog_of(program: subprocess.Popen[str]) -> psutil.Process:
    """The watchdog among its children."""
    return next(child for child in children(program) if "watchdog.py" in " ".join(child.cmdline()))


def comes_true(claim: Callable[[], bool], *, within: float = 30) -> bool:
    """Wait for a claim about other processes to come true."""
    until = time.monotonic() + within
    while not claim():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def gone(process: psutil.Process) -> bool:
    """Ended, be it collected or not."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
