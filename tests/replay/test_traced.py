"""Traces may be switched on and off while cases are open: a history replays with them and without, and adds no span."""

from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from codec.converter import converter_with
from tests.replay.corpus import recorded
from tests.stories.floor import shop_floor
from tests.tracing.recorded import Recording, recording
from worker import workflow_runner
from workflows.kinds import WORKFLOWS

HEADER = "_tracer-data"


def replayer(made: Recording | None) -> Replayer:
    """As a worker with traces on, or off; how long a busy machine takes for a step is no matter here."""
    return Replayer(
        workflows=list(WORKFLOWS),
        workflow_runner=workflow_runner(),
        data_converter=converter_with(None, "default"),
        interceptors=made.interceptors if made is not None else (),
        debug_mode=True,
    )


def headers(history: WorkflowHistory) -> int:
    """How many events of the history bear a trace."""
    return sum(HEADER in str(event) for event in history.events)


@pytest.mark.timeout(300)
async def test_every_recorded_case_replays_with_traces_on() -> None:
    """What was recorded without traces goes the same way with them, and its past makes no spans now."""
    with recording() as made:
        for _, history in recorded():
            await replayer(made).replay_workflow(history)
        assert made.left() == []


async def test_a_traced_case_replays_without_a_second_span(
    temporal: WorkflowEnvironment, database: str, tmp_path: Path
) -> None:
    """Steps of a case are spans when they happen; replayed with traces on it makes none, with traces off it replays."""
    with recording() as made:
        config = temporal.client.config()
        config["interceptors"] = made.interceptors
        traced = WorkflowEnvironment.from_client(Client(**config))
        async with shop_floor(traced, database, tmp_path / "books.sqlite") as floor:
            case = await floor.open()
            await case.until(lambda now: now.ship_by is not None)
            history = await case.handle.fetch_history()
            await case.handle.terminate()
        assert made.named("StartActivity:contact_buyer")
        assert headers(history)
        before = len(made.left())
        await replayer(made).replay_workflow(history)
        assert len(made.left()) == before
    await replayer(None).replay_workflow(history)
