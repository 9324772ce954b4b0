"""What is done about goods that arrived short, wrong or damaged, as a person settled it with the buyer."""

from dataclasses import dataclass

from domain.authority import Level
from domain.complaints.flaw import Remedy


@dataclass(frozen=True, kw_only=True)
class Redress:
    """Carry out this remedy, as agreed with the buyer; `keep` is what goes back if the goods stay, minor units."""

    by: str
    remedy: Remedy
    keep: int | None = None
    note: str = ""
    role: Level = Level.AGENT


Redressing = Redress
