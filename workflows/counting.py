"""Local activities counted apart from the activities of the story (decision 20)."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

APART = 1_000_000  # far beyond what the story of a case ever counts


@contextmanager
def counted_apart(number: int) -> Iterator[None]:
    """The one activity that is started in here is number `number` of a count of its own.

    The SDK has one count for activities and local activities, in an attribute of its own.
    """
    counts: dict[str, int] = asyncio.get_running_loop()._curr_seqs  # type: ignore[attr-defined]  # noqa: SLF001
    story = counts.get("activity", 0)
    counts["activity"] = APART + number - 1
    try:
        yield
    finally:
        counts["activity"] = story
