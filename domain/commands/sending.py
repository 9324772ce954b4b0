"""Decisions on goods that leave again."""

from dataclasses import dataclass

from domain.authority import Level


@dataclass(frozen=True, kw_only=True)
class Reship:
    """Send the goods again, as the buyer chose; with `advance` before it is proven that the first ones are gone."""

    by: str
    note: str = ""
    advance: bool = False
    role: Level = Level.AGENT


Shipping = Reship
