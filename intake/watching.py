"""What is counted, timed and traced of messages on their way: at the door, and at the dispatcher."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum

from intake.door import Refused
from intake.messages import Source
from metrics import counters
from store.inbox import Taken
from tracing import spans

STRANGER = "unknown"  # what a stranger wrote into the address must not become a label
KEPT, BROKEN = 202, 500  # HTTP's words for a message that is durable, and for a fault of ours
TOLD_OF = ("202", "401", "500", "503")  # answers that alerts look for: from the start they stand at zero


class Delivered(StrEnum):
    """What became of a message that the dispatcher took."""

    DONE = "done"
    REFUSED = "refused"
    UNROUTED = "unrouted"
    EARLY = "early"  # its case is not there yet
    LATER = "later"  # something is in the way
    DATABASE = "database"  # nothing could be written


for _source in Source:
    for _status in TOLD_OF:
        counters.INTAKE_ANSWERS.labels(_source, _status)
    for _outcome in Delivered:
        counters.DELIVERIES.labels(_source, _outcome)


@contextmanager
def answered(source: str, usual: int = KEPT) -> Iterator[None]:
    """One message is at the door; what is raised is the answer, else `usual`."""
    known, status, began = source if source in set(Source) else STRANGER, BROKEN, time.perf_counter()
    try:
        with spans.span(f"intake {known}", kind=spans.IN, source=known) as note:
            try:
                yield
                status = usual
            except Refused as refused:
                status = refused.status
                raise
            finally:
                note("http.response.status_code", status)
    finally:
        counters.INTAKE_ANSWERS.labels(known, str(status)).inc()
        counters.INTAKE_SECONDS.labels(known).observe(time.perf_counter() - began)


@contextmanager
def handled(taken: Taken, clock: Callable[[], datetime]) -> Iterator[Callable[[Delivered], None]]:
    """One message is in the dispatcher's hands; its trace goes on where it came in. Yields what notes the outcome."""
    outcomes = [Delivered.DATABASE]  # unless another one is noted
    with spans.span(
        f"dispatch {taken.source}",
        after=taken.trace,
        shop=taken.shop,
        source=taken.source,
        attempt=taken.tries,
    ) as note:
        try:
            yield outcomes.append
        finally:
            note("amends.outcome", outcomes[-1])
            counters.DELIVERIES.labels(taken.source, outcomes[-1]).inc()
    if outcomes[-1] is Delivered.DONE:
        waited = (clock() - taken.received_at).total_seconds()
        counters.DELIVERY_SECONDS.labels(taken.source).observe(max(0.0, waited))
