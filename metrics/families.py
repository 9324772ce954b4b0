"""Facts as metric families: the names, labels and help that Prometheus sees. No case, buyer or shop is a label."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from prometheus_client.core import GaugeMetricFamily, Metric

from domain.events import Payment
from domain.standing import CaseStage
from domain.windows import Clock
from metrics.engine import Engine
from store.checks import Subject
from store.gauges import Facts, Overdue, Stuck, Underway, Waiting
from store.migrate import Migration

MOST_CAUSES = 60  # of stuck cases; the rarer ones are counted together as "other"
LONGEST_LABEL = 60
RETRYING = "retrying"  # begins what a step is said to be stuck at while it still tries by itself
PARKED = "parked"
PAYMENTS = frozenset({*Payment, *(f"give_up_{kind}" for kind in Payment)})  # the steps that hold money

Key = TypeVar("Key", bound=tuple[str, ...])


def of_database(facts: Facts | None, files: Iterable[Migration]) -> Iterator[Metric]:
    """What Postgres told; only that it is away when it told nothing."""
    yield _one("amends_database_up", "1 while Postgres answers us in time.", float(facts is not None))
    if facts is None:
        return
    yield from _of_cases(facts)
    yield from _of_overdue(facts.overdue)
    yield from _of_stuck(facts.stuck)
    yield from _of_money(facts.money)
    yield from _of_inbox(facts.inbox, facts.unstarted)
    yield from _of_checks(facts)
    yield from _of_schema(facts.versions, files)


def of_engine(engine: Engine | None) -> Iterator[Metric]:
    """What Temporal told; only that it is away when it told nothing."""
    yield _one("amends_temporal_up", "1 while Temporal answers us in time.", float(engine is not None))
    if engine is None:
        return
    workflows = {(state,): float(count) for state, count in engine.workflows.items()}
    yield _family("amends_workflows", "Runs of cases by what Temporal says of them.", ("state",), workflows)
    queues = {(queue.kind,): queue for queue in engine.queues}
    pollers = {key: float(queue.pollers) for key, queue in queues.items()}
    yield _family("amends_task_queue_pollers", "Who asked for work within five minutes.", ("kind",), pollers)
    backlog = {key: float(queue.backlog) for key, queue in queues.items()}
    yield _family("amends_task_queue_backlog", "Tasks that wait for a worker.", ("kind",), backlog)
    oldest = {key: queue.oldest for key, queue in queues.items()}
    yield _family("amends_task_queue_oldest_seconds", "How long the oldest has waited.", ("kind",), oldest)


def of_shops(paused: Mapping[str, bool]) -> Iterator[Metric]:
    """The one metric that names shops: they are those of the shops file, whatever strangers send."""
    values = {(shop,): float(is_paused) for shop, is_paused in paused.items()}
    words = "1 while the shop's platform is not asked: it banned us for a while, or its keys are refused."
    yield _family("amends_shop_paused", words, ("shop",), values)


def _of_cases(facts: Facts) -> Iterator[Metric]:
    stages = [str(stage) for stage in CaseStage if stage is not CaseStage.CLOSED]
    found = {row.stage: row.cases for row in facts.cases}
    counted = {(stage,): float(found.get(stage, 0)) for stage in stages}
    yield _family("amends_cases", "Open cases by stage.", ("stage",), counted)
    yield _one("amends_cases_need_human", "Open cases that wait for a person.", float(facts.need_human))


def _of_overdue(overdue: tuple[Overdue, ...]) -> Iterator[Metric]:
    late = {(clock,): 0.0 for clock in map(str, Clock)} | {(row.clock,): float(row.cases) for row in overdue}
    yield _family("amends_cases_overdue", "Open cases whose deadline has passed, by deadline.", ("clock",), late)
    oldest = max((row.oldest for row in overdue), default=0.0)
    yield _one("amends_cases_overdue_oldest_seconds", "How long ago the oldest of these deadlines passed.", oldest)


def _of_stuck(stuck: tuple[Stuck, ...]) -> Iterator[Metric]:
    counted: dict[tuple[str, ...], float] = dict.fromkeys([(PARKED, "", ""), (RETRYING, "", "")], 0.0)
    for number, row in enumerate(stuck):
        step, reason = (row.step, row.reason) if number < MOST_CAUSES else ("other", "other")
        key = (_class(row), step[:LONGEST_LABEL], reason[:LONGEST_LABEL])
        counted[key] = counted.get(key, 0.0) + row.cases
    yield _family("amends_cases_stuck", "Open cases held up, by step and cause.", ("class", "step", "reason"), counted)
    oldest = max((row.oldest for row in stuck), default=0.0)
    yield _one("amends_cases_stuck_oldest_seconds", "How long the longest of them has not moved.", oldest)
    parked = sum(row.cases for row in stuck if row.step in PAYMENTS and _class(row) == PARKED)
    yield _one("amends_payments_parked", "Cases whose payment waits for a person.", float(parked))


def _class(row: Stuck) -> str:
    return RETRYING if row.step.startswith(RETRYING) else PARKED


def _of_money(money: tuple[Underway, ...]) -> Iterator[Metric]:
    """Two states, so that a payment under way for seconds is told from one whose fate is unknown."""
    labels = ("state", "currency")
    keys = {(row.state, row.currency): row for row in money}
    payments = {key: float(row.payments) for key, row in keys.items()}
    yield _family("amends_payments_uncertain", "Payments sent whose outcome is not certain.", labels, payments)
    amounts = {key: float(row.amount) for key, row in keys.items()}
    yield _family("amends_payments_uncertain_minor_units", "Their sum, in the currency's minor units.", labels, amounts)
    ages = {state: max((row.oldest for row in money if row.state == state), default=0.0) for state in STATES}
    by_state = {(state,): age for state, age in ages.items()}
    yield _family("amends_payments_uncertain_oldest_seconds", "Since the oldest was first sent.", ("state",), by_state)


STATES = ("sent", "unknown")


def _of_inbox(inbox: tuple[Waiting, ...], unstarted: Waiting) -> Iterator[Metric]:
    counts = {(row.state,): float(row.count) for row in inbox}
    yield _family("amends_inbox_messages", "Messages that are not with their case, by state.", ("state",), counts)
    ages = {(row.state,): row.oldest for row in inbox}
    yield _family("amends_inbox_oldest_seconds", "How long ago the oldest of them came in.", ("state",), ages)
    words = "Accepted cases that Temporal does not have yet."
    yield _one("amends_cases_unstarted", words, float(unstarted.count))
    yield _one("amends_cases_unstarted_oldest_seconds", "How long ago the oldest was accepted.", unstarted.oldest)


def _of_checks(facts: Facts) -> Iterator[Metric]:
    found = {check.name: check for check in facts.checks}
    ended = {(name,): found[name].ended_at.timestamp() if name in found else 0.0 for name in Subject}
    words = "When all of it was last looked through; 0 for never."
    yield _family("amends_check_ended_timestamp_seconds", words, ("check",), ended)
    breaches = {(name,): float(found[name].breaches) for name in Subject if name in found}
    yield _family("amends_check_breaches", "What the last look found wrong.", ("check",), breaches)


def _of_schema(versions: tuple[str, ...], files: Iterable[Migration]) -> Iterator[Metric]:
    newest = float(max((int(version) for version in versions), default=0))
    yield _one("amends_schema_version", "The number of the newest migration that the database has.", newest)
    pending = sum(file.version not in versions for file in files)
    words = "Migrations that this version of the program brings and the database lacks."
    yield _one("amends_schema_pending", words, float(pending))


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _family(name: str, words: str, labels: tuple[str, ...], values: Mapping[Key, float]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family
