"""The judge: what the books say went wrong with money and goods, whatever anybody else claims."""

from typing import Any

from sandbox import audit_goods, audit_repairs
from sandbox.books import Books

OVER_REFUNDED = """
SELECT o.order_id, o.paid, o.currency, SUM(m.amount) AS refunded
  FROM movements m JOIN orders o USING (order_id)
 WHERE m.purpose = 'refund' GROUP BY o.order_id HAVING SUM(m.amount) > o.paid
"""

PAID_TWICE = """
SELECT channel, reference, order_id, SUM(amount > 0) AS times, SUM(amount) AS amount
  FROM movements GROUP BY channel, reference HAVING SUM(amount > 0) - SUM(amount < 0) > 1
"""

REFUND_TWICE = """
SELECT channel, refund_id, order_id, SUM(amount > 0) AS times, SUM(amount) AS amount
  FROM movements GROUP BY channel, refund_id HAVING SUM(amount > 0) - SUM(amount < 0) > 1
"""

UNKNOWN_ORDER = """
SELECT m.reference, m.order_id, m.amount FROM movements m LEFT JOIN orders o USING (order_id) WHERE o.order_id IS NULL
"""

KEY_WITH_OTHER_BODY = """
SELECT operation, key, order_id, COUNT(DISTINCT body_hash) AS bodies
  FROM requests WHERE key <> '' GROUP BY operation, key HAVING COUNT(DISTINCT body_hash) > 1
"""

MAIL_TWICE = """
SELECT message_id, recipient, COUNT(*) AS times FROM mails
 WHERE message_id <> '' GROUP BY message_id, recipient HAVING COUNT(*) > 1
"""


def audit(books: Books) -> dict[str, Any]:
    """The verdict: `whole` is False when an order got more than was paid, or money or goods left twice for one thing.

    A reversed payment may be paid again, so a reference counts as paid twice only when more payments than reversals of
    it are booked. Compensation is not held against what was paid.
    """
    findings = {
        "over_refunded": _rows(books, OVER_REFUNDED),
        "reference_paid_twice": _rows(books, PAID_TWICE),
        "refund_paid_twice": _rows(books, REFUND_TWICE),
        "unknown_order": _rows(books, UNKNOWN_ORDER),
        "repair_paid_for_nothing": _rows(books, audit_repairs.REPAIR_PAID_FOR_NOTHING),
        **{name: _rows(books, sql) for name, sql in audit_goods.FINDINGS.items()},
    }
    notes = {
        "key_with_other_body": _rows(books, KEY_WITH_OTHER_BODY),
        "mail_twice": _rows(books, MAIL_TWICE),
        "mended_unpaid": _rows(books, audit_repairs.MENDED_UNPAID),
        "goods_and_money": _rows(books, audit_goods.GOODS_AND_MONEY),
    }
    return {"whole": not any(findings.values()), **findings, **notes}


def _rows(books: Books, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in books.rows(sql)]
