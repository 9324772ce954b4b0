"""The drill's terminal."""

from tests.drill.server import desk

__all__ = ["desk"]
