"""Open cases outlive every deploy: what earlier code recorded replays on the code as it is now."""

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from tests.replay.corpus import recorded
from worker import workflow_runner
from workflows import search
from workflows.case import AfterSalesCase

CORPUS = list(recorded())


def test_the_corpus_is_not_empty() -> None:
    """A gate without histories would let everything through."""
    assert len(CORPUS) >= 40


@pytest.mark.parametrize("history", [history for _, history in CORPUS], ids=[name for name, _ in CORPUS])
async def test_a_recorded_case_replays(history: WorkflowHistory) -> None:
    """The same history leads the present code through the same commands."""
    replayer = Replayer(
        workflows=[AfterSalesCase], workflow_runner=workflow_runner(), data_converter=pydantic_data_converter
    )
    await replayer.replay_workflow(history)


@pytest.mark.parametrize("history", [h for name, h in CORPUS if name.startswith("a_sound_return")], ids=["sound"])
async def test_how_a_case_is_shown_may_change(history: WorkflowHistory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists and the Temporal UI may be told other words with any deploy: open cases go on all the same."""
    shown = dict.fromkeys((key.name for key in search.ATTRIBUTES), None)
    monkeypatch.setattr(search, "attributes", lambda _: shown)
    replayer = Replayer(
        workflows=[AfterSalesCase], workflow_runner=workflow_runner(), data_converter=pydantic_data_converter
    )
    await replayer.replay_workflow(history)
