"""The time that a case lives in. A case that was jumped is ahead of the wall clock."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from commandline.connections import now, settings
from commandline.exits import Declined
from commandline.options import Language

if TYPE_CHECKING:
    from temporalio.client import Client

SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?", re.ASCII)
LONGEST = timedelta(days=3650)


async def case_time(client: "Client", case_id: str) -> datetime:
    """The case's own clock: the wall clock, unless this installation lets cases jump."""
    if not settings().time_skipping:
        return now()
    from temporalio.testing import TimeSkipper

    return await TimeSkipper(client).get_current_time(client.get_workflow_handle(case_id))


def span(text: str) -> timedelta:
    """A length of time such as 7d, 36h, 1d12h or 90m. Raises Declined."""
    match = SPAN.fullmatch(text.strip().lower())
    if match is None or not any(match.groups()):
        raise Declined("BAD_SPAN", f"{text!r} is no length of time.", "write it like 7d, 36h, 1d12h or 90m")
    days, hours, minutes = (int(part or 0) for part in match.groups())
    if (
        not timedelta()
        < (length := timedelta(days=min(days, 10_000), hours=min(hours, 10**6), minutes=minutes))
        <= LONGEST
    ):
        raise Declined("BAD_SPAN", f"{text!r} is not between a minute and {LONGEST.days} days.", "jump less")
    return length


UNITS = {Language.EN: (" d", " h", " min", " s"), Language.ZH: ("天", "小时", "分钟", "秒")}


def in_words(length: timedelta, lang: Language = Language.EN) -> str:
    """A length of time in its two largest units: 2 d 3 h, 5 h 10 min, 40 s."""
    seconds = int(abs(length.total_seconds()))
    counts = (seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
    first = next((at for at, count in enumerate(counts) if count), len(counts) - 1)
    told = [f"{counts[at]}{UNITS[lang][at]}" for at in range(first, min(first + 2, len(counts))) if counts[at]]
    return ("" if lang is Language.ZH else " ").join(told) or f"0{UNITS[lang][-1]}"
