"""Messages are counted and timed, and their trace goes on however late they are delivered."""

from prometheus_client import CollectorRegistry

from metrics.counters import REGISTRY
from tests.intake.conftest import Intake
from tests.intake.intake_forms import requested
from tests.tracing.recorded import recording, trace_of


def told(name: str, **labels: str) -> float:
    """A number of this process; 0 where there is none yet."""
    registry: CollectorRegistry = REGISTRY
    return registry.get_sample_value(name, labels) or 0.0


async def test_every_answer_is_counted_and_timed(intake: Intake) -> None:
    """One message is taken and delivered, one is refused for its signature."""
    names = ("amends_intake_answers_total", "amends_deliveries_total", "amends_intake_answer_seconds_count")
    before = (
        told(names[0], source="shop", status="202"),
        told(names[0], source="shop", status="401"),
        told(names[1], source="shop", outcome="done"),
        told(names[2], source="shop"),
    )
    await intake.send(requested())
    await intake.http.post(f"/intake/{intake.shop}/shop", content=b"{}")
    await intake.settle()
    after = (
        told(names[0], source="shop", status="202"),
        told(names[0], source="shop", status="401"),
        told(names[1], source="shop", outcome="done"),
        told(names[2], source="shop"),
    )
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1, 2]


async def test_strangers_choose_no_labels(intake: Intake) -> None:
    """Whatever is written into the address is counted as one and the same unknown source."""
    before = told("amends_intake_answers_total", source="unknown", status="404")
    for word in ("a", "b", "13800000000"):
        await intake.http.post(f"/intake/{word}/{word}", content=b"{}")
    assert told("amends_intake_answers_total", source="unknown", status="404") == before + 3
    assert "13800000000" not in {
        value for family in REGISTRY.collect() for sample in family.samples for value in sample.labels.values()
    }


async def test_a_message_delivered_later_goes_on_in_its_trace(nowhere: Intake, intake: Intake) -> None:
    """Temporal is away when it comes in; the second try, by another dispatcher, belongs to the same trace."""
    with recording() as made:
        await nowhere.send(requested())
        await nowhere.settle()
        await intake.hurry()
        [came] = made.named("intake shop")
        tries = made.named("dispatch shop")
    assert [(span.attributes or {})["amends.outcome"] for span in tries] == ["later", "done"]
    assert {trace_of(span) for span in tries} == {trace_of(came)}


async def test_a_trace_that_a_sender_claims_is_not_taken_up(intake: Intake) -> None:
    """Strangers would choose our trace ids."""
    claimed = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with recording() as made:
        await intake.http.post(f"/intake/{intake.shop}/shop", content=b"{}", headers={"traceparent": claimed})
        [came] = made.named("intake shop")
    assert came.parent is None
    assert f"{trace_of(came):032x}" not in claimed


async def test_while_traces_are_off_the_inbox_keeps_none(intake: Intake) -> None:
    """The column is empty, as in rows of before it was there."""
    await intake.send(requested())
    assert await intake.pool.fetchval("SELECT trace FROM inbox") == ""
