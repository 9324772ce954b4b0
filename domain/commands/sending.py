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


@dataclass(frozen=True, kw_only=True)
class FaultyAgain:
    """What was sent in exchange is itself at fault: it comes back at our cost, and the money goes back."""

    by: str
    reason: str
    role: Level = Level.AGENT


Shipping = Reship | FaultyAgain
