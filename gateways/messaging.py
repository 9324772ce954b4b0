"""Words to the buyer: one message, one channel, one outcome."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A rendered message. `key` is stable per step of a case, so that a repeat can be recognised as one.

    `question` is the code of what the buyer is asked, "" when nothing is. `tried_since` is set on a repeat: since then
    an earlier try may have arrived, and a channel without keys of its own looks before it sends again.
    `thread` is the subject of the conversation that this letter goes on with, and `earlier` the keys of the first and
    the newest letter in it; a channel whose conversations are the platform's own requests needs neither.
    """

    key: str
    shop: str
    case_id: str
    to: str  # mail address, or the platform's request id: never kept in Temporal
    subject: str
    text: str
    question: str = ""
    tried_since: datetime | None = None
    thread: str = ""
    earlier: tuple[str, ...] = ()


class Messaging(Protocol):
    """A channel of words. Raises GatewayError: REFUSED means this address will never take it."""

    async def send(self, letter: Letter) -> str:
        """Deliver; the provider's own id of the message."""
        ...
