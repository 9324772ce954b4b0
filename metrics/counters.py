"""What this process counts as it works. It starts at zero with the process, as counters do.

Labels take values from closed lists alone. Senders choose shops, message ids and addresses, so none of these is one.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 30.0)  # seconds
SLOW = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 7200.0, 86_400.0)  # seconds

INTAKE_ANSWERS = Counter(
    "amends_intake_answers",
    "Messages that were answered, by source and HTTP status; 202 says that the message is durable.",
    ("source", "status"),
    registry=REGISTRY,
)
INTAKE_SECONDS = Histogram(
    "amends_intake_answer_seconds",
    "From a message's first byte to our answer.",
    ("source",),
    buckets=QUICK,
    registry=REGISTRY,
)
DELIVERIES = Counter(
    "amends_deliveries",
    "Messages that the dispatcher took out of the inbox, by what became of them; `later` and `early` come again.",
    ("source", "outcome"),
    registry=REGISTRY,
)
DELIVERY_SECONDS = Histogram(
    "amends_delivery_seconds",
    "From the moment in which a message was durable to the moment in which its case had it.",
    ("source",),
    buckets=SLOW,
    registry=REGISTRY,
)
