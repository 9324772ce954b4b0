"""Letters in a platform's thread: one letter is one message, as far as the thread can tell."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateways.errors import Fault, GatewayError
from gateways.messaging import Letter
from gateways.platform import Speaker, ThreadMessage
from gateways.platform_messages import PlatformMessages

Clock = Callable[[], datetime]
LETTER = Letter(key="case/ask/1", shop="lantern", case_id="case", to="R1", subject="退货", text="请问愿意等吗？")


class Thread:
    """A platform's thread that may lose its answer, before or after writing."""

    def __init__(self, clock: Clock) -> None:
        self.now = clock()
        self.messages: list[ThreadMessage] = []
        self.fault: Fault | None = None
        self.writes_first = True
        self.readable = True

    def add(self, text: str, at: datetime, speaker: Speaker = Speaker.SELLER) -> str:
        """Put a message into the thread."""
        message = ThreadMessage(message_id=str(len(self.messages) + 1), speaker=speaker, text=text, at=at)
        self.messages.append(message)
        return message.message_id

    async def say(self, refund_id: str, text: str, *, key: str) -> str:
        """Write, lose the answer, or both."""
        assert (refund_id, key) == ("R1", "case/ask/1")
        message_id = self.add(text, self.now) if self.fault is None or self.writes_first else ""
        if self.fault is not None:
            raise GatewayError(self.fault, "taobao", "lost")
        return message_id

    async def thread(self, _: str) -> tuple[ThreadMessage, ...]:
        """Read, if it can be read."""
        if not self.readable:
            raise GatewayError(Fault.TRANSIENT, "taobao", "down")
        return tuple(self.messages)


@pytest.fixture
def thread(clock: Clock) -> Thread:
    """Read, if it can be read."""
    return Thread(clock)


@pytest.fixture
def messages(thread: Any, clock: Clock) -> PlatformMessages:
    """Letters into that thread."""
    return PlatformMessages(thread, clock)


def again(since: datetime) -> Letter:
    """The letter as a repeat."""
    return Letter(**{**vars(LETTER), "tried_since": since})


async def test_the_text_alone_reaches_the_buyer(thread: Thread, messages: PlatformMessages) -> None:
    """No key, no subject."""
    assert await messages.send(LETTER) == "1"
    assert thread.messages[0].text == "请问愿意等吗？"


async def test_a_lost_answer_is_found_in_the_thread(thread: Thread, messages: PlatformMessages) -> None:
    """The message arrived: that is a success."""
    thread.fault = Fault.UNKNOWN_EFFECT
    assert await messages.send(LETTER) == "1"


async def test_a_message_that_is_not_in_the_thread_stays_unknown(thread: Thread, messages: PlatformMessages) -> None:
    """It may still come; the repeat looks again before it writes."""
    thread.fault, thread.writes_first = Fault.UNKNOWN_EFFECT, False
    with pytest.raises(GatewayError) as caught:
        await messages.send(LETTER)
    assert caught.value.fault is Fault.UNKNOWN_EFFECT


async def test_an_unreadable_thread_leaves_it_unknown(thread: Thread, messages: PlatformMessages) -> None:
    """The second failure must not make the first look harmless."""
    thread.fault, thread.readable = Fault.UNKNOWN_EFFECT, False
    with pytest.raises(GatewayError) as caught:
        await messages.send(LETTER)
    assert caught.value.fault is Fault.UNKNOWN_EFFECT


async def test_a_repeat_looks_before_it_writes(thread: Thread, messages: PlatformMessages, clock: Clock) -> None:
    """The platform changed the spacing; it is the same letter."""
    thread.add("请问愿意等吗？ \n", clock() - timedelta(minutes=30))
    assert await messages.send(again(clock() - timedelta(hours=1))) == "1"
    assert len(thread.messages) == 1


async def test_an_older_letter_with_the_same_words_is_another(
    thread: Thread, messages: PlatformMessages, clock: Clock
) -> None:
    """Yesterday's reminder does not stand for today's, and the buyer's own words not for ours."""
    thread.add("请问愿意等吗？", clock() - timedelta(days=1))
    thread.add("请问愿意等吗？", clock(), Speaker.BUYER)
    assert await messages.send(again(clock() - timedelta(hours=1))) == "3"


async def test_a_refusal_is_passed_on(thread: Thread, messages: PlatformMessages) -> None:
    """Only what may have arrived is looked up."""
    thread.fault = Fault.REFUSED
    with pytest.raises(GatewayError) as caught:
        await messages.send(LETTER)
    assert caught.value.fault is Fault.REFUSED
