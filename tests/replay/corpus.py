"""The replay corpus: one recorded history a story, only ever added to.

A history in here was made by code that customers may still have open cases of. `make record` adds the stories that
have none yet; nothing overwrites one.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from temporalio.client import WorkflowHistory

FOLDER = Path(__file__).with_name("histories")


def keep(name: str, history: WorkflowHistory) -> bool:
    """Add a history under this name; False when the corpus has it already."""
    file = FOLDER / f"{name}.json.gz"
    if file.exists():
        return False
    form = {"id": history.workflow_id, "history": json.loads(history.to_json())}
    # Without a time stamp the file depends on its content alone.
    file.write_bytes(gzip.compress(json.dumps(form, separators=(",", ":")).encode(), mtime=0))
    return True


def recorded() -> Iterator[tuple[str, WorkflowHistory]]:
    """Every history of the corpus with its name."""
    for file in sorted(FOLDER.glob("*.json.gz")):
        form = json.loads(gzip.decompress(file.read_bytes()))
        yield file.name.removesuffix(".json.gz"), WorkflowHistory.from_json(form["id"], form["history"])
