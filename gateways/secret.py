"""A word that must not be seen: keys, passwords and sessions never show in logs, errors or representations."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Secret:
    """Holds a secret; only `reveal()` gives it out, at the place where it signs or logs in."""

    _word: str = field(default="", repr=False)

    def reveal(self) -> str:
        """The secret itself."""
        return self._word

    def __bool__(self) -> bool:
        return bool(self._word)

    def __repr__(self) -> str:
        return "Secret(***)" if self._word else "Secret()"

    __str__ = __repr__
