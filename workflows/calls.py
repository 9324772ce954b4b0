"""Call profiles: how long each kind of activity may take and how often it is tried. The numbers stand here once."""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy


class Profile(TypedDict):
    """Keyword arguments of an activity call."""

    start_to_close_timeout: timedelta
    schedule_to_close_timeout: timedelta
    retry_policy: RetryPolicy


class Patient(TypedDict):
    """As a profile, without an end to the tries."""

    start_to_close_timeout: timedelta
    retry_policy: RetryPolicy


# A call to a provider: one attempt is cut at 30 s, so that a killed worker costs seconds, not minutes; after a quarter
# of an hour of failing the step parks and a person sees it.
OUTWARD = Profile(
    start_to_close_timeout=timedelta(seconds=30),
    schedule_to_close_timeout=timedelta(minutes=15),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=1), backoff_coefficient=2.0, maximum_interval=timedelta(minutes=1)
    ),
)

# Money: the same, but six attempts and then a person; unknown outcomes are no failures here, they come back as such.
MONEY = Profile(
    start_to_close_timeout=timedelta(seconds=30),
    schedule_to_close_timeout=timedelta(minutes=15),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(minutes=1),
        maximum_attempts=6,
    ),
)

# Beyond this a step that is still tried again is shown as stuck: four failures take some fifteen seconds, and a hanging
# provider is cut twice in a minute. Every profile above goes on trying for longer than this.
SOFT_ATTEMPTS = 4
SOFT_AGE = timedelta(minutes=1)

# A round by the clock: nobody waits for it, so an outage of hours is waited out; one piece of it reads a day at most.
ROUND = Profile(
    start_to_close_timeout=timedelta(minutes=1),
    schedule_to_close_timeout=timedelta(hours=12),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=2), backoff_coefficient=2.0, maximum_interval=timedelta(minutes=10)
    ),
)

# A batch of the nightly sweep: thirty cases that each may be silent for twenty seconds; given up before the morning.
SWEEP = Profile(
    start_to_close_timeout=timedelta(minutes=12),
    schedule_to_close_timeout=timedelta(hours=2),
    retry_policy=ROUND["retry_policy"],
)

HEARTBEAT = timedelta(seconds=40)  # two silences of one case and something over: then the worker is gone

# Between two batches: each decision is a payment, and platforms count calls by the minute.
BETWEEN_BATCHES = timedelta(minutes=1)

# The register: a local activity, short, since it holds up the workflow task; a database outage is waited out by the
# scribe between calls, not inside one.
REGISTER = Profile(
    start_to_close_timeout=timedelta(seconds=2),
    schedule_to_close_timeout=timedelta(seconds=3),
    retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=2),
)

# Reading an order's account anew: rare, and the case cannot go on without it.
LEDGER = Profile(
    start_to_close_timeout=timedelta(seconds=5),
    schedule_to_close_timeout=timedelta(minutes=15),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)),
)

# The book of claims: nothing waits for it but the claim's own end, so it is tried for as long as Postgres is away.
BOOK = Patient(
    start_to_close_timeout=timedelta(seconds=10),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10)),
)

# A register that is away for a day may not fill the history of every case: some two dozen tries, and then every hour.
REGISTER_PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)

# How long to wait before looking up a payment whose outcome is not known; then a person.
LOOKUP_PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
