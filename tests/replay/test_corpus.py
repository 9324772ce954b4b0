"""Open cases outlive every deploy: what earlier code recorded replays on the code as it is now."""

import pytest
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import Replayer

from codec.converter import converter_with
from tests.codec.key_rings import keys
from tests.replay.corpus import recorded
from worker import workflow_runner
from workflows import search
from workflows.kinds import WORKFLOWS

CORPUS = list(recorded())
PLAIN, ENCRYPTING = converter_with(None, "default"), converter_with(keys("k1"), "default")


def test_the_corpus_is_not_empty() -> None:
    """A gate without histories would let everything through."""
    assert len(CORPUS) >= 40


@pytest.mark.parametrize("history", [history for _, history in CORPUS], ids=[name for name, _ in CORPUS])
@pytest.mark.parametrize("converter", [PLAIN, ENCRYPTING], ids=["plain", "with-keys"])
async def test_a_recorded_case_replays(history: WorkflowHistory, converter: DataConverter) -> None:
    """The same history leads the present code through the same commands, also once keys were configured."""
    replayer = Replayer(workflows=list(WORKFLOWS), workflow_runner=workflow_runner(), data_converter=converter)
    await replayer.replay_workflow(history)


@pytest.mark.parametrize("history", [h for name, h in CORPUS if name.startswith("a_sound_return")], ids=["sound"])
async def test_how_a_case_is_shown_may_change(history: WorkflowHistory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists and the Temporal UI may be told other words with any deploy: open cases go on all the same."""
    shown = dict.fromkeys((key.name for key in search.ATTRIBUTES), None)
    monkeypatch.setattr(search, "attributes", lambda _: shown)
    replayer = Replayer(workflows=list(WORKFLOWS), workflow_runner=workflow_runner(), data_converter=PLAIN)
    await replayer.replay_workflow(history)
