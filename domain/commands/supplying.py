"""Goods that cannot be sent as they were sold: what the shop can still do, and what the buyer told a person."""

from dataclasses import dataclass
from datetime import datetime

from domain.authority import Level
from domain.request import Wanted
from domain.shipments.supply import Way


@dataclass(frozen=True, kw_only=True)
class NameSupply:
    """Let the buyer choose: a new date, another item, or both; nothing named confirms what the shop's system said.

    `promised` is the shop's own promise for the delay, minor units.
    """

    by: str
    until: datetime | None = None
    substitute: Wanted | None = None
    promised: int = 0
    note: str = ""
    role: Level = Level.AGENT


@dataclass(frozen=True, kw_only=True)
class ChooseSupply:
    """The buyer's choice, told to a person: by phone, in a chat."""

    by: str
    way: Way
    note: str = ""
    role: Level = Level.AGENT


Supplying = NameSupply | ChooseSupply
