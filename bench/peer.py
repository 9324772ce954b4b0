"""(c) The same steps on DBOS, on the same Postgres with fsync on.

A program of its own, `python -m bench.peer URL`: it reads the skeleton from its environment, takes one order a line
(`{"cases": 20, "in_flight": 5}`), and answers each with how long the cases took. Its steps are empty, as those of the
bare workflow; long timers are time-outs of what waits for a message, and the days that our case jumps are 10 ms.
"""

import asyncio
import json
import os
import sys
import time
import uuid
from collections.abc import Sequence
from typing import Any

from dbos import DBOS, SetWorkflowID

from bench.bare import NOTE
from bench.gauge import at_once
from bench.plan import the_plan
from bench.skeleton import Bone, Kind

JUMPED = 0.01  # seconds that a timer sleeps which our case jumps
HOUR = 3600
_waits: dict[str, asyncio.Queue[int]] = {}


async def _nothing(note: str) -> str:
    return note


empty = DBOS.step()(_nothing)


async def _case(note: str) -> str:
    """The skeleton, bone by bone, as this engine has them."""
    waiting = _waits[str(DBOS.workflow_id)]
    signals = 0
    for bone in the_plan():
        match bone.kind:
            case Kind.ACTIVITY:
                note = await empty(note)
            case Kind.FIRES:
                await DBOS.sleep_async(JUMPED)
            case Kind.SIGNAL:
                signals += 1
                waiting.put_nowait(signals)
                await DBOS.recv_async("news", timeout_seconds=HOUR)
            case Kind.TIMER | Kind.CANCELS | Kind.JUMP:
                pass  # a timer costs when it is slept, or as the time-out of a message
    return note


case = DBOS.workflow()(_case)


async def _live(bones: Sequence[Bone]) -> float:
    began, name = time.perf_counter(), uuid.uuid4().hex
    waiting = _waits[name] = asyncio.Queue()
    with SetWorkflowID(name):
        handle = await DBOS.start_workflow_async(case, NOTE)
    for _ in range(sum(bone.kind is Kind.SIGNAL for bone in bones)):
        await waiting.get()
        await DBOS.send_async(name, NOTE, "news")
    await handle.get_result()
    del _waits[name]
    return time.perf_counter() - began


async def _burst(cases: int, in_flight: int) -> dict[str, Any]:
    taken = list[float]()

    async def live() -> None:
        taken.append(await _live(the_plan()))

    began = time.perf_counter()
    await at_once(in_flight, [live] * cases)
    return {"seconds": time.perf_counter() - began, "taken": taken}


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        sys.stdout.write(json.dumps(await _burst(order["cases"], order["in_flight"])) + "\n")
        sys.stdout.flush()


def main() -> None:
    """Until the bench closes our input."""
    url = sys.argv[1].replace("postgresql://", "postgresql+psycopg://")
    settings: Any = {"name": "bench", "system_database_url": url, "run_admin_server": False, "log_level": "ERROR"}
    DBOS(config=settings)
    DBOS.launch()
    asyncio.run(_serve())
    os._exit(0)  # the engine keeps threads of its own


if __name__ == "__main__":
    main()
