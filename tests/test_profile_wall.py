"""What is known of a person stays on its side of the wall: no decision, and no money, can follow from it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READERS = {"commandline/profiling.py", "intake/handling.py", "store/profiles.py"}
SQL = {"store/buyers.py", "store/erasure.py", "store/profiles.py"}  # the preferred channel, export and erasure, itself


def sources() -> dict[str, str]:
    """The code of the product, by path."""
    folders = ("activities", "commandline", "domain", "gateways", "intake", "metrics", "store", "workflows")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files}


def test_nothing_that_decides_reads_a_profile() -> None:
    """Neither its code nor its tables: beside the linter's contract, which sees no SQL."""
    imports = re.compile(r"import .*\bprofiles?\b|domain\.contact\.profile\b")
    assert {path for path, text in sources().items() if imports.search(text)} == READERS
    tables = re.compile(r"(FROM|JOIN|INTO|UPDATE) traits\b")
    assert {path for path, text in sources().items() if tables.search(text)} <= SQL
