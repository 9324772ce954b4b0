"""What is tried on the recovered service: crowds of approvals, used keys with other contents, messages of strangers."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx2
from temporalio.exceptions import ApplicationError

from activities.money import Money
from chaos.evidence import Crowd, Due, Stranger
from chaos.plan import SHOP
from chaos.scenes import UNIT
from domain.events import Payment, PaymentState
from sandbox.credentials import SHOPS
from sandbox.signing import webhook_headers
from store import accounts, ledger, movements
from store.payment import LedgerError, PaidLine, PaymentOrder, Report, Source
from store.pool import Pool

APPROVALS = 50  # at once on one order
OTHER_SHOP = "demo_shop"
LOOKED_AT_WITHIN = 30.0  # seconds in which the dispatcher must have looked at a stranger's message


def now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def approval(of: Due, number: int) -> PaymentOrder:
    """One more decision of the case: a unit of the order goes back."""
    return PaymentOrder(
        key=f"{of.case_id}/refund/crowd-{number}",
        case_id=of.case_id,
        shop=SHOP,
        order_id=of.order_id,
        kind=Payment.REFUND,
        channel="payments",
        amount=UNIT,
        currency="CNY",
        decision=100 + number,
        reason="approved at once with others",
        tenders={"cash": UNIT},
        lines=(PaidLine(line_id="1", amount=UNIT, qty=1),),
    )


async def crowd(pool: Pool, money: Money, of: Due) -> Crowd:
    """Fifty approvals at once, paid through our own activity and the real provider."""

    async def refused(number: int) -> bool:
        try:
            await money.pay(approval(of, number))
        except ApplicationError:
            return True
        return False

    return await _crowd(pool, of, [refused(number) for number in range(APPROVALS)], raw=False)


async def raw_crowd(pool: Pool, of: Due) -> Crowd:
    """Fifty rows at once, past every check of ours: what the database's constraint does alone."""

    async def refused(number: int) -> bool:
        try:
            async with pool.acquire() as connection, connection.transaction():
                report = Report(state=PaymentState.RESERVED)
                await movements.insert(connection, approval(of, number), now(), report=report, source=Source.ORDER)
        except asyncpg.CheckViolationError:
            return True
        return False

    return await _crowd(pool, of, [refused(number) for number in range(APPROVALS)], raw=True)


async def _crowd(pool: Pool, of: Due, tries: Sequence[Any], *, raw: bool) -> Crowd:
    refused = sum(await asyncio.gather(*tries))
    account = await accounts.by_order(pool, SHOP, of.order_id)
    return Crowd(order_id=of.order_id, paid=account.paid, committed=account.committed, refused=refused, raw=raw)


Change = Callable[[PaymentOrder, int], PaymentOrder]
CHANGES: dict[str, Change] = {
    "amount": lambda order, n: replace(order, amount=order.amount + n, tenders={"cash": order.amount + n}),
    "currency": lambda order, _: replace(order, currency="EUR"),
    "kind": lambda order, _: replace(order, kind=Payment.COMPENSATION),
    "decision": lambda order, n: replace(order, decision=order.decision + n),
    "case": lambda order, n: replace(order, case_id=f"{order.case_id}-{n}"),
    "channel": lambda order, _: replace(order, channel="taobao"),
    "lines": lambda order, n: replace(order, lines=(PaidLine(line_id="1", amount=order.amount, qty=1 + n),)),
}


async def changed_orders(pool: Pool, keys: Sequence[str], most: int) -> tuple[int, list[str]]:
    """Try `most` changed orders under used keys; how many were tried, and those that were taken."""
    accepted, tried = [], 0
    while tried < most and keys:
        key = keys[tried % len(keys)]
        names = list(CHANGES)
        name = names[(tried + tried // len(keys)) % len(names)]
        used = await movements.movement(pool, key)
        assert used is not None  # its key came from the ledger
        changed = CHANGES[name](replace(used.order, claim=None), 1 + tried)
        tried += 1
        try:
            await ledger.reserve(pool, changed, now())
        except LedgerError:
            continue
        accepted.append(f"payment {key}: an order with another {name} was taken under its key")
    return tried, accepted


def strange_messages(of: Due, parcel: str) -> list[tuple[str, str, dict[str, Any]]]:
    """What the other shop may say of this case: a source, what it is about, and the message."""
    at = now().isoformat()
    reversal: dict[str, Any] = {
        "reference": f"{of.case_id}/refund/1",
        "refund_id": "rf_strange",
        "order_id": of.order_id,
    }
    reversal |= {"amount": of.amount, "currency": "CNY", "status": "reversed"}
    scan = {"event_id": f"strange-{parcel}", "carrier": "sto", "waybill": parcel, "state": "signed", "at": at}
    return [
        ("payments", "its payment came back", {"type": "refund.reversed", "timestamp": at, "data": reversal}),
        ("courier", "its parcel arrived", {"type": "parcel.scanned", "timestamp": at, "data": scan}),
    ]


async def strangers(pool: Pool, server: str, dues: Sequence[Due]) -> list[Stranger]:
    """Send genuine messages of the other shop about these cases; what became of each."""
    sent: list[tuple[str, str, str]] = []
    async with httpx2.AsyncClient(base_url=server, timeout=10, trust_env=False) as http:
        for of in dues:
            for source, about, message in strange_messages(of, of.order_id.replace("S-C", "STC")):
                message_id, body = f"msg_strange_{source}_{of.order_id}", json.dumps(message)
                secret = SHOPS[OTHER_SHOP].webhooks[source]
                headers = webhook_headers(secret, message_id, now().timestamp(), body)
                answer = await http.post(f"/intake/{OTHER_SHOP}/{source}", content=body, headers=headers)
                answer.raise_for_status()
                sent.append((source, message_id, f"{OTHER_SHOP} says of {of.case_id}: {about}"))
    return [await _became(pool, *each) for each in sent]


BECAME = "SELECT state, case_id, tries FROM inbox WHERE shop = $1 AND source = $2 AND message_id = $3"


async def _became(pool: Pool, source: str, message_id: str, about: str) -> Stranger:
    """What the dispatcher did with it; raises TimeoutError when it does not look at it."""
    async with asyncio.timeout(LOOKED_AT_WITHIN):
        while True:
            row = await pool.fetchrow(BECAME, OTHER_SHOP, source, message_id)
            if row is not None and row["tries"] and row["state"] != "waiting":
                return Stranger(about=about, state=row["state"], case_id=row["case_id"])
            await asyncio.sleep(0.1)
