"""The shipped packs, for tests."""

from functools import cache
from pathlib import Path

from domain.terms import Terms, read_terms


@cache
def pack(name: str) -> Terms:
    """A pack by its name."""
    file = Path("domain/packs") / f"{name}.toml"
    return read_terms(file.read_text(encoding="utf-8"), name=file.name)
