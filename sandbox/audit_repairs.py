"""The judge over repairs for a price: nobody pays for work that was not done, and no such work is done for nothing."""

# What an owner paid for repairs of an order by links, what of it went back, and how the jobs of the order ended.
PAID = """
SELECT order_id, SUM(json_extract(body, '$.amount')) AS paid FROM documents
 WHERE kind = 'topup' AND json_extract(body, '$.reason') LIKE 'repair %' AND json_extract(body, '$.paid_at') IS NOT NULL
 GROUP BY order_id
"""

JOBS = """
SELECT order_id, SUM(json_extract(body, '$.reports[#-1].state') = 'repaired') AS done,
       SUM(coalesce(json_extract(body, '$.reports[#-1].state'), '') NOT IN
           ('examined', 'repaired', 'failed', 'unrepairable', 'declined')) AS open
  FROM documents WHERE kind = 'job' GROUP BY order_id
"""

BACK = "SELECT order_id, SUM(amount) AS back FROM movements WHERE purpose = 'compensation' GROUP BY order_id"

# A job that goes on, or that was done, may have been paid; one that came to nothing is paid back.
REPAIR_PAID_FOR_NOTHING = f"""
WITH paid AS ({PAID}), jobs AS ({JOBS}), back AS ({BACK})
SELECT p.order_id, p.paid, coalesce(b.back, 0) AS back
  FROM paid p LEFT JOIN jobs j USING (order_id) LEFT JOIN back b USING (order_id)
 WHERE coalesce(j.done, 0) = 0 AND coalesce(j.open, 0) = 0 AND coalesce(b.back, 0) < p.paid
"""  # noqa: S608 - put together from the constants above

# A person may have collected it by other means: so this is for people to look at.
MENDED_UNPAID = f"""
WITH paid AS ({PAID})
SELECT j.order_id, j.id AS job FROM documents j LEFT JOIN paid p USING (order_id)
 WHERE j.kind = 'job' AND json_extract(j.body, '$.reports[#-1].state') = 'repaired' AND p.paid IS NULL
   AND EXISTS (SELECT 1 FROM json_each(j.body, '$.reports') AS report
                WHERE json_extract(report.value, '$.state') = 'quoted')
"""  # noqa: S608 - as above
