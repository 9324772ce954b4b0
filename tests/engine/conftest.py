"""A short-lived home for an engine, where the user `nobody` can get in."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home, gone after the test."""
    with tempfile.TemporaryDirectory(prefix="amends-home-") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory) / ".amends"
