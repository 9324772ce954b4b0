"""Platforms that must not be asked for a while: one that banned us for some seconds, one whose keys are bad.

A whole shop is paused, not a message: a ban counts calls of all kinds, and bad keys are bad for every case.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from gateways.errors import Fault, GatewayError

log = structlog.get_logger(__name__)

BAN = timedelta(minutes=1)  # where the platform does not say how long
MENDING = timedelta(minutes=10)  # bad keys: asked once in so long, since the platform may have mended them on its side


class Paused(Exception):
    """The shop's platform is not asked before `until`."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(reason)
        self.until = until
        self.reason = reason


class Circuits:
    """Which shops' platforms are paused, until when, and why."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._paused: dict[str, Paused] = {}

    def check(self, shop: str) -> None:
        """Raises Paused while the shop's platform is not to be asked."""
        paused = self._paused.get(shop)
        if paused is not None and self._clock() < paused.until:
            raise Paused(paused.until, paused.reason)

    def note(self, shop: str, error: GatewayError) -> None:
        """Pause the shop where the error is about more than one call."""
        match error.fault:
            case Fault.RATE_LIMITED:
                pause = error.retry_after or BAN
            case Fault.CREDENTIALS:
                pause = MENDING
                log.error(
                    "the connection is refused: mend its keys in the shops file", shop=shop, provider=error.provider
                )
            case _:
                return
        self._paused[shop] = Paused(self._clock() + pause, str(error))

    def paused(self) -> dict[str, str]:
        """The reasons of the shops that are paused now."""
        now = self._clock()
        return {shop: paused.reason for shop, paused in self._paused.items() if now < paused.until}
