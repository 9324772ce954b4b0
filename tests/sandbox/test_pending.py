"""What the world still has to come: whoever jumps an order's clock must know."""

import itertools
from collections.abc import Callable
from typing import Any

from tests.sandbox.stage import Intake, scene

ORDER = "3918463734761365001"


async def test_a_message_that_nobody_took_is_pending(opening: Callable[..., Any], intake: Intake) -> None:
    """While the intake refuses, the message waits; once it is taken, nothing of it is pending."""
    intake.answers = itertools.repeat(503)
    async with opening() as sandbox:
        await sandbox.load(scene("return_refund"))
        before = (await sandbox.http.get("/_world/pending")).json()["messages"]
        assert before[ORDER] == 2, "the notice and the queued message"
        intake.answers = itertools.repeat(204)
        await sandbox.until(lambda: not sandbox.world.notices.waiting(ORDER))
        assert (await sandbox.http.get(f"/_world/pending?order_id={ORDER}")).json()["messages"] == {}
