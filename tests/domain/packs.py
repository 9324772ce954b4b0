"""The shipped packs, for tests."""

from functools import cache

from domain.terms import Terms
from intake.policies import shipped


@cache
def pack(name: str) -> Terms:
    """A pack by its name."""
    return shipped(name)
