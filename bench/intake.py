"""(f) Intake: how soon messages are acknowledged at 50 a second, and whether any of a flood is lost."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx2
from standardwebhooks.webhooks import Webhook

from bench.gauge import milliseconds, percentile
from bench.play import tickets
from bench.request import BY_PERSON, Ticket, body
from bench.sizes import Sizes
from bench.stack import SHOP, Stack, queue_of
from engine.supervisor import python, ready_url
from gateways.shops import load_shops

STEADY, FLOOD_SECONDS = 50, 10  # messages a second; how long the flood lasts
KIND = "intake"
MOST_TRIES = 60
PATIENCE = 300.0  # seconds until every message has become a case


async def measure(stack: Stack, sizes: Sizes, say: Callable[[str], None]) -> dict[str, Any]:
    """Both floods on the real server program, with a worker behind it."""
    stack.start_ours(KIND)
    url = stack.settings.server_url
    environment = stack.at.environment | {"AMENDS_TASK_QUEUE": queue_of(KIND)}
    stack.household.start("server", python("server.py"), ready=ready_url(f"{url}/ready"), env=environment)
    secret = load_shops(stack.settings.shops_file)[SHOP].webhooks["shop"][0].reveal()
    async with httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        sender = Sender(http, Webhook(secret))
        say(f"{STEADY} messages a second for {sizes.intake_seconds} s")
        steady = await _flood(stack, sender, STEADY * sizes.intake_seconds, sizes.intake_seconds)
        say(f"{sizes.intake_flood} messages in {FLOOD_SECONDS} s")
        flood = await _flood(stack, sender, sizes.intake_flood, FLOOD_SECONDS)
    return {"steady": steady, "flood": flood}


class Sender:
    """Sends as a shop's own system would: signed, and again when told to come later."""

    def __init__(self, http: httpx2.AsyncClient, webhook: Webhook) -> None:
        self._http = http
        self._webhook = webhook
        self.acknowledged: list[float] = []
        self.answers: Counter[int] = Counter()

    async def send(self, ticket: Ticket) -> None:
        """Until it is acknowledged. The time of the answer that acknowledged it counts."""
        content = body(ticket)
        for _ in range(MOST_TRIES):
            headers, began = self._signed(ticket, content), time.perf_counter()
            answer = await self._http.post(f"/intake/{SHOP}/shop", content=content, headers=headers)
            self.answers[answer.status_code] += 1
            if answer.is_success:
                self.acknowledged.append(time.perf_counter() - began)
                return
            if answer.status_code != httpx2.codes.TOO_MANY_REQUESTS:
                raise RuntimeError(f"intake answered {answer.status_code}: {answer.text[:300]}")
            await asyncio.sleep(float(answer.headers["retry-after"]))
        raise RuntimeError(f"{ticket.number} was put off {MOST_TRIES} times")

    def _signed(self, ticket: Ticket, content: bytes) -> dict[str, str]:
        at = datetime.now(UTC)
        signature = self._webhook.sign(ticket.number, at, content.decode())
        stamp = str(int(at.timestamp()))
        return {"webhook-id": ticket.number, "webhook-timestamp": stamp, "webhook-signature": signature}


async def _flood(stack: Stack, sender: Sender, messages: int, seconds: float) -> dict[str, Any]:
    """Spread evenly over the seconds, none waiting for the one before; then count what is there."""
    sent, began = tickets(messages, price=BY_PERSON), time.perf_counter()
    sender.acknowledged.clear()
    sender.answers.clear()

    async def later(number: int, ticket: Ticket) -> None:
        await asyncio.sleep(max(0.0, began + seconds * number / messages - time.perf_counter()))
        await sender.send(ticket)

    async with asyncio.TaskGroup() as senders:
        for number, ticket in enumerate(sent):
            senders.create_task(later(number, ticket))
    took = time.perf_counter() - began
    started = await _started(stack, sent)
    return {
        "messages": messages,
        "seconds": round(took, 1),
        "answers": {str(status): times for status, times in sender.answers.items()},
        "acknowledged_ms": milliseconds(sender.acknowledged) | {"p99": _p99(sender.acknowledged)},
        "lost": messages - started,
        "all_cases_after_s": round(time.perf_counter() - began, 1),
    }


def _p99(taken: Sequence[float]) -> float:
    return round(1e3 * percentile(taken, 0.99), 2)


async def _started(stack: Stack, sent: Sequence[Ticket]) -> int:
    """How many of these messages have become running cases, once all have or patience ends."""
    ids, until, there = [ticket.case_id for ticket in sent], time.perf_counter() + PATIENCE, 0
    sql = "SELECT count(*) FROM case_ids WHERE case_id = ANY ($1::text[]) AND workflow_started_at IS NOT NULL"
    while time.perf_counter() < until:
        there = await stack.pool.fetchval(sql, ids)
        if there == len(ids):
            break
        await asyncio.sleep(0.5)
    return there
