"""What a check says."""

from collections.abc import Callable
from dataclasses import dataclass

from chaos.evidence import Evidence


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`counted` in words; `wrong` is empty where the promise holds."""

    promise: str
    counted: str
    wrong: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """The promise was kept."""
        return not self.wrong


Check = Callable[[Evidence], Verdict]
