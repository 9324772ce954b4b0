"""Letters to the buyer in the thread of the platform's own request.

Platforms know no idempotency for messages. So after a lost answer, and before a repeat, the thread itself is read: a
message of ours with the same words, written since the first try, is this letter. What remains is the crash between
two such checks, which may cost the buyer a second reading, never money.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from gateways.errors import Fault, GatewayError
from gateways.messaging import Letter
from gateways.platform import Platform, Speaker

CLOCKS_DIFFER_BY = timedelta(minutes=2)  # between the platform and us


class PlatformMessages:
    """Messaging over a platform: `letter.to` is the request's id. Subject and key stay with us, the text alone goes."""

    def __init__(self, platform: Platform, clock: Callable[[], datetime]) -> None:
        self._platform = platform
        self._clock = clock

    async def send(self, letter: Letter) -> str:
        """Write to the buyer; the platform's id of the message, "" when it tells none."""
        if letter.tried_since is not None:
            earlier = await self._written(letter, since=letter.tried_since)
            if earlier is not None:
                return earlier
        began = self._clock()
        try:
            return await self._platform.say(letter.to, letter.text, key=letter.key)
        except GatewayError as error:
            if error.fault is not Fault.UNKNOWN_EFFECT:
                raise
            return await self._arrived_after_all(letter, began, error)

    async def _arrived_after_all(self, letter: Letter, began: datetime, lost: GatewayError) -> str:
        """The id of a letter whose answer was lost; raises `lost` again when the thread does not show it."""
        try:
            written = await self._written(letter, since=began)
        except GatewayError as unread:  # still unknown, which is what the caller must hear
            raise lost from unread
        if written is None:
            raise lost
        return written

    async def _written(self, letter: Letter, *, since: datetime) -> str | None:
        """The id of this letter in the thread, None when it is not there."""
        earliest = since - CLOCKS_DIFFER_BY
        ours = (each for each in await self._platform.thread(letter.to) if each.speaker is Speaker.SELLER)
        same = (each for each in ours if each.at >= earliest and _words(each.text) == _words(letter.text))
        return next((each.message_id for each in same), None)


def _words(text: str) -> list[str]:
    """The text without its spacing, which platforms change."""
    return text.split()
