"""`python -m codec`: what encrypting costs on this machine, for payloads of the sizes that cases have."""

import asyncio
import secrets
import time

from temporalio.api.common.v1 import Payload

from codec.encryption import Encryption
from codec.keys import KEY_BYTES, Keys

SIZES = (100, 1_000, 10_000, 100_000)  # bytes; most payloads of a case have 100 to 3,000
ROUNDS = 5
TURNS_BYTES = 20_000_000  # about as much is done in a round for each size


async def main() -> None:
    """Print a line for each size: the best of some rounds, microseconds a payload."""
    codec = Encryption(Keys(writes="k", secrets={"k": secrets.token_bytes(KEY_BYTES)}), "default")
    print(f"{'bytes':>8} {'encode us':>10} {'decode us':>10}")  # noqa: T201 - the output of a program
    for size in SIZES:
        payload = Payload(metadata={"encoding": b"json/plain"}, data=secrets.token_bytes(size))
        turns = max(50, min(5_000, TURNS_BYTES // size))
        rounds = [await _round(codec, payload, turns) for _ in range(ROUNDS)]
        encode, decode = (min(each[way] for each in rounds) for way in (0, 1))
        print(f"{size:>8} {encode:>10.1f} {decode:>10.1f}")  # noqa: T201 - as above


async def _round(codec: Encryption, payload: Payload, turns: int) -> tuple[float, float]:
    began = time.perf_counter()
    for _ in range(turns):
        sealed = await codec.encode([payload])
    between = time.perf_counter()
    for _ in range(turns):
        await codec.decode(sealed)
    ended = time.perf_counter()
    return (between - began) / turns * 1e6, (ended - between) / turns * 1e6


if __name__ == "__main__":
    asyncio.run(main())
