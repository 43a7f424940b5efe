"""The SQL that writes the change log. Parameters: ``tenant`` and ``book``, and what each statement says."""

__all__ = ["COVERED", "DROP", "FIRST_READING", "INSERT", "LINK", "MERGE", "SAID", "UNLINKED"]

COVERED = """
SELECT start_date, end_date FROM covered_period WHERE tenant_id = %(tenant)s AND book_id = %(book)s
"""

SAID = """
WITH sums AS (
    SELECT receipt_id, account, date_trunc('month', date::timestamp)::date AS month, sum(amount)::bigint AS amount
      FROM entry WHERE tenant_id = %(tenant)s AND receipt_id = ANY(%(receipts)s) GROUP BY 1, 2, 3
)
SELECT source_id, type, number, name, private, invoice_id, date, layer,
       coalesce(array_agg(account) FILTER (WHERE account IS NOT NULL), '{}'),
       coalesce(array_agg(month) FILTER (WHERE account IS NOT NULL), '{}'),
       coalesce(array_agg(amount) FILTER (WHERE account IS NOT NULL), '{}')
  FROM receipt LEFT JOIN sums ON sums.receipt_id = receipt.id
 WHERE tenant_id = %(tenant)s AND id = ANY(%(receipts)s) GROUP BY receipt.id
"""

INSERT = """
INSERT INTO receipt_change (tenant_id, book_id, sync_run_id, kind, source_id, type, number, name, private, invoice_id,
                            date_before, date_after, layer_before, layer_after, accounts, months, before, after)
VALUES (%(tenant)s, %(book)s, %(run)s, %(kind)s, %(source_id)s, %(type)s, %(number)s, %(name)s, %(private)s,
        %(invoice_id)s, %(date_before)s, %(date_after)s, %(layer_before)s, %(layer_after)s,
        %(accounts)s::text[], %(months)s::date[], %(before)s::bigint[], %(after)s::bigint[])
"""

UNLINKED = """
SELECT id, kind, source_id, type, number, invoice_id, coalesce(date_after, date_before),
       sync_run_id IS NOT DISTINCT FROM %(run)s::uuid, date_before, layer_before, layer_after, accounts, months,
       before, after
  FROM receipt_change
 WHERE tenant_id = %(tenant)s AND book_id = %(book)s AND at > now() - interval '7 days'
   AND kind IN ('added', 'gone') AND counterpart IS NULL AND number = ANY(%(numbers)s)
 ORDER BY id
"""

MERGE = """
UPDATE receipt_change
   SET kind = 'changed', counterpart = %(counterpart)s, date_before = %(date_before)s, layer_before = %(layer_before)s,
       accounts = %(accounts)s::text[], months = %(months)s::date[], before = %(before)s::bigint[],
       after = %(after)s::bigint[]
 WHERE tenant_id = %(tenant)s AND id = %(id)s
"""

DROP = "DELETE FROM receipt_change WHERE tenant_id = %(tenant)s AND id = %(id)s"

LINK = "UPDATE receipt_change SET counterpart = %(counterpart)s WHERE tenant_id = %(tenant)s AND id = %(id)s"

FIRST_READING = """
INSERT INTO first_reading (tenant_id, book_id, sync_run_id, start_date, end_date, receipts, debit)
SELECT %(tenant)s, %(book)s, %(run)s, %(start)s, %(end)s, count(*), %(debit)s FROM receipt
 WHERE tenant_id = %(tenant)s AND book_id = %(book)s AND date BETWEEN %(start)s AND %(end)s AND layer = 'movement'
HAVING count(*) > 0
"""
