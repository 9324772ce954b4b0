"""The peer engine beside ours; only where `make bench` has installed it."""

import pytest

from bench import parts
from bench.sizes import TINY

pytest.importorskip("dbos", reason="the peer engine is installed by `make bench`, into an environment of its own")


@pytest.mark.timeout(300)
async def test_the_peer_plays_the_same_steps() -> None:
    """Its cases end, and its time is accounted for."""
    found = (await parts.run(("c",), TINY, lambda _: None))["c"]
    assert found["peer"]["rate"] > 0
    assert found["peer"]["cpu"]["worker"] > 0
    assert found["ours_to_peer"]["cpu"]["pairs"] == 1
