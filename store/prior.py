"""What an order's other cases have paid back, in the words of the money rules (MR-1, MR-3, MR-5)."""

from typing import Any

from domain.order import Tender
from domain.quotes.quote import FOR_THE_UNITS, LineKind
from domain.quotes.refund_request import PriorRefund
from store.pool import Database

# The decision is in the register with its whole quote; where the register is behind, the movement's lines still tell.
PRIOR = """
SELECT m.amount, m.tenders, m.lines, decided.data AS decision, opened.data -> 'request' ->> 'fault' AS fault
  FROM movements m
  LEFT JOIN case_events decided
    ON decided.case_id = m.case_id AND decided.type = 'PaymentDecided' AND decided.data ->> 'key' = m.key
  LEFT JOIN case_events opened ON opened.case_id = m.case_id AND opened.seq = 1
 WHERE m.shop = $1 AND m.order_id = $2 AND m.case_id <> $3 AND m.kind = 'refund'
   AND m.state IN ('reserved', 'sent', 'unknown', 'settled')
 ORDER BY m.created_at, m.key
"""


async def prior_refunds(db: Database, shop: str, order_id: str, *, except_case: str) -> tuple[PriorRefund, ...]:
    """Refunds that other cases of the order made or hold reserved, one row a line, freight and tenders once each."""
    rows = await db.fetch(PRIOR, shop, order_id, except_case)
    return tuple(refund for row in rows for refund in _refunds(dict(row)))


def _refunds(row: dict[str, Any]) -> list[PriorRefund]:
    by_seller = row["fault"] in {"seller", "carrier"}
    quoted = ((row["decision"] or {}).get("quote") or {}).get("lines", [])
    for_units = {line["line_id"] for line in quoted if (line.get("terms") or {}).get(FOR_THE_UNITS)}
    lines = [
        PriorRefund(
            line_id=line["line_id"],
            qty=line["qty"],
            goods_amount=line["amount"],
            applies_to_requested_units=line["line_id"] in for_units,
            seller_fault=by_seller,
        )
        for line in row["lines"]
    ]
    tenders = tuple(Tender(type=kind, amount=amount) for kind, amount in row["tenders"].items())
    freight = PriorRefund(
        freight_amount=_sum(quoted, LineKind.OUTBOUND_REFUND),
        freight_deducted=-_sum(quoted, LineKind.OUTBOUND_FREIGHT),
        tenders=tenders,
        seller_fault=by_seller,
    )
    return [*lines, freight]


def _sum(lines: list[dict[str, Any]], kind: LineKind) -> int:
    return sum(int(line["amount"]) for line in lines if line["kind"] == kind)


# A promise counts as long as its case is open, and for good once money left for it.
PENALTIES = """
SELECT COALESCE(sum(promised.amount), 0)::bigint
  FROM cases AS beside
 CROSS JOIN LATERAL (
       SELECT (e.data ->> 'amount')::bigint AS amount FROM case_events AS e
        WHERE e.case_id = beside.case_id AND e.type = 'CompensationSettled' AND e.data ->> 'rule' = $4
        ORDER BY e.seq DESC LIMIT 1) AS promised
 WHERE beside.shop = $1 AND beside.order_id = $2 AND beside.case_id <> $3
   AND (beside.closed_at IS NULL OR EXISTS (
       SELECT FROM movements AS m
        WHERE m.shop = $1 AND m.order_id = $2 AND m.case_id = beside.case_id AND m.kind = 'compensation'
          AND m.state IN ('reserved', 'sent', 'unknown', 'settled')))
"""


async def penalties_given(db: Database, shop: str, order_id: str, *, rule: str, except_case: str) -> int:
    """What other cases of the order gave by this rule beside the order, or have promised; minor units."""
    return int(await db.fetchval(PENALTIES, shop, order_id, except_case, rule))
