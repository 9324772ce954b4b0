"""The postman between the world and our server: he brings messages twice, and late, and keeps his own log of answers.

A process of its own. What a message says and how it is signed stays as it is. A held message is overtaken by those that
were sent after it. The sender hears what our server said to the first copy, and sends again what was not taken.
"""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI, Request, Response

from chaos.plan import DUPLICATED, HELD_BACK
from sandbox.faults import chance

LONGEST_HOLD = 2.5  # seconds
PASSED_ON = ("content-type", "webhook-id", "webhook-timestamp", "webhook-signature")


class Postman:
    """Carries messages to `server`, and writes a line to `log` for every copy of every message."""

    def __init__(self, server: str, log: Path, seed: str) -> None:
        self.seed = seed
        self._log = log.open("a", encoding="utf-8")
        self._http = httpx2.AsyncClient(base_url=server, timeout=12, trust_env=False)
        self._second: set[asyncio.Task[int]] = set()

    async def carry(self, shop: str, source: str, request: Request) -> Response:
        """Deliver one message once or twice, now or late."""
        body, url = await request.body(), f"/intake/{shop}/{source}?{request.url.query}"
        headers = {name: value for name, value in request.headers.items() if name in PASSED_ON}
        about = _identity(source, body)
        notes = {"shop": shop, "source": source, "id": headers.get("webhook-id", ""), "held": False, "copy": 1}
        if chance(self.seed, "held", about) < HELD_BACK:
            notes["held"] = True
            await asyncio.sleep(0.5 + (LONGEST_HOLD - 0.5) * chance(self.seed, "hold", about))
        if chance(self.seed, "twice", about) < DUPLICATED:
            task = asyncio.create_task(self._bring(url, body, headers, notes | {"copy": 2}))
            self._second.add(task)
            task.add_done_callback(self._second.discard)
        status = await self._bring(url, body, headers, notes)
        return Response(status_code=status)

    async def _bring(self, url: str, body: bytes, headers: dict[str, str], notes: dict[str, Any]) -> int:
        try:
            status = (await self._http.post(url, content=body, headers=headers)).status_code
        except httpx2.HTTPError:
            status = 503  # nobody is there, or died over it: whoever sent it sends it again
        self._log.write(json.dumps({**notes, "status": status, "at": time.time()}) + "\n")
        self._log.flush()
        return status


def _identity(source: str, body: bytes) -> str:
    """What a message is about, the same in every run with one seed: ids of messages are drawn anew each time."""
    try:
        found = json.loads(body)
        data = found["data"]
        names = ("request_id", "reply_to", "reference", "waybill", "state", "return_no")
        return "/".join([source, str(found["type"]), *(str(data.get(name, "")) for name in names)])
    except (ValueError, KeyError, TypeError, AttributeError):
        return source  # a marketplace's message; this run has none of its cases there


def main() -> None:
    """Carry until stopped."""
    parser = argparse.ArgumentParser(prog="python -m chaos.postman", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--server", required=True, help="where our server listens")
    parser.add_argument("--log", type=Path, required=True, help="a line for every copy of every message")
    parser.add_argument("--seed", required=True)
    given = parser.parse_args()
    given.log.parent.mkdir(parents=True, exist_ok=True)
    postman, app = Postman(given.server, given.log, given.seed), FastAPI(openapi_url=None)
    app.post("/intake/{shop}/{source}")(postman.carry)

    @app.get("/health")
    async def health() -> dict[str, bool]:
        return {"ready": True}

    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="warning", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main()
    sys.exit(0)
