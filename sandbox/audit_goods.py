"""The judge over goods: what left the warehouse, whether under a key, and whether twice for one line."""

# A shipment that never reached anybody, by the carrier's last scan, may be made good once more.
CAME = """
SELECT s.id, s.order_id, json_extract(s.body, '$.body.sku') AS sku, json_extract(s.body, '$.body.qty') AS qty,
       json_extract(s.body, '$.answer.waybill') AS waybill
  FROM documents s
  LEFT JOIN documents p ON p.kind = 'parcel'
       AND p.id = json_extract(s.body, '$.answer.carrier') || '/' || json_extract(s.body, '$.answer.waybill')
 WHERE s.kind = 'shipment' AND json_extract(s.body, '$.answer.state') = 'shipped'
   AND coalesce(json_extract(p.body, '$.scans[#-1].state'), '') NOT IN ('lost', 'refused', 'returning', 'returned')
"""

BOUGHT = """
SELECT o.order_id, json_extract(line.value, '$.sku') AS sku, SUM(json_extract(line.value, '$.qty')) AS qty,
       SUM(json_extract(line.value, '$.qty') * json_extract(line.value, '$.unit_price')) AS price
  FROM orders o, json_each(o.body, '$.lines') AS line GROUP BY o.order_id, sku
"""

ITEM_SENT_TWICE = f"""
WITH came AS ({CAME}), bought AS ({BOUGHT})
SELECT b.order_id, b.sku, b.qty AS bought, SUM(c.qty) AS sent
  FROM came c JOIN bought b ON b.order_id = c.order_id AND b.sku = c.sku
 GROUP BY b.order_id, b.sku HAVING SUM(c.qty) > b.qty
"""  # noqa: S608 - put together from the constants above

MORE_SENT_THAN_BOUGHT = f"""
WITH came AS ({CAME}), bought AS ({BOUGHT}), whole AS (SELECT order_id, SUM(qty) AS qty FROM bought GROUP BY order_id)
SELECT c.order_id, w.qty AS bought, SUM(c.qty) AS sent
  FROM came c JOIN whole w USING (order_id) GROUP BY c.order_id HAVING SUM(c.qty) > w.qty
"""  # noqa: S608 - as above

LEFT_WITHOUT_KEY = """
SELECT p.id AS parcel, p.order_id FROM documents p
 WHERE p.kind = 'parcel' AND json_extract(p.body, '$.name') = '*replacement' AND NOT EXISTS (
   SELECT 1 FROM documents s WHERE s.kind = 'shipment'
      AND json_extract(s.body, '$.answer.waybill') = json_extract(p.body, '$.waybill'))
   AND NOT EXISTS (
   SELECT 1 FROM documents j WHERE j.kind = 'job'
      AND json_extract(j.body, '$.back.answer.waybill') = json_extract(p.body, '$.waybill'))
"""

# Whoever ships asks Amends first; what holds is the last answer before the parcel left, and none is a no.
LEFT_THOUGH_TOLD_NO = """
SELECT d.id AS story, d.order_id, json_extract(d.body, '$.waybill') AS waybill FROM documents d
 WHERE d.kind = 'departure' AND json_extract(d.body, '$.state') = 'left'
   AND coalesce(json_extract(d.body, '$.answers[#-1].may_ship'), 0) = 0
"""

# A parcel that was late, and paid back, may still come: so this is for people to look at.
GOODS_AND_MONEY = f"""
WITH came AS ({CAME}), bought AS ({BOUGHT}),
     sent AS (SELECT c.order_id, SUM(c.qty * b.price / b.qty) AS worth
                FROM came c JOIN bought b ON b.order_id = c.order_id AND b.sku = c.sku GROUP BY c.order_id),
     refunded AS (SELECT order_id, SUM(amount) AS amount FROM movements WHERE purpose = 'refund' GROUP BY order_id)
SELECT o.order_id, o.paid, s.worth, r.amount AS refunded
  FROM sent s JOIN refunded r USING (order_id) JOIN orders o USING (order_id) WHERE s.worth + r.amount > o.paid
"""  # noqa: S608 - as above

FINDINGS = {
    "item_sent_twice": ITEM_SENT_TWICE,
    "more_sent_than_bought": MORE_SENT_THAN_BOUGHT,
    "left_without_key": LEFT_WITHOUT_KEY,
    "left_though_told_no": LEFT_THOUGH_TOLD_NO,
}
