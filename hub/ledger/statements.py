"""The SQL of the way in. Parameters: ``tenant`` and ``book``, and what each statement says.

The month of a day is computed without a time zone: ``date_trunc`` on a bare date would take the session's.
"""

from psycopg.sql import SQL, Composable, Composed

__all__ = [
    "CLEAR_ITEMS",
    "CLEAR_MONTHS",
    "COPY_ENTRIES",
    "COPY_RECEIPTS",
    "GONE",
    "INSERT",
    "KNOWN",
    "REMOVE",
    "STATISTICS_MISSING",
    "TAKE_OUT",
    "TEMPORARY",
]

RECEIPT_COLUMNS = (
    "source_id, type, status, layer, name, date, number, private, partner_code, invoice_id, text, vat_month, version, "
    "finding, digest"
)
ENTRY_COLUMNS = (
    "line, account, date, amount, layer, source_id, of, text, vat_percent, vat_status, "
    "vat_deduction_percent, vat_type, share_items, share_amounts"
)

TEMPORARY = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_receipt (
    source_id varchar(40), type varchar(60), status varchar(40), layer varchar(10), name varchar(255), date date,
    number varchar(40), private boolean, partner_code varchar(40), invoice_id varchar(40), text text, vat_month date,
    version timestamp, finding jsonb, digest bytea
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_entry (
    receipt varchar(40), line integer, account varchar(20), date date, amount bigint, layer varchar(10),
    source_id varchar(40), of integer, text text, vat_percent numeric(7, 4), vat_status integer,
    vat_deduction_percent numeric(7, 4), vat_type varchar(8), share_items text[], share_amounts bigint[]
) ON COMMIT DELETE ROWS;
DELETE FROM incoming_receipt;
DELETE FROM incoming_entry;
"""
"""Of the types of the tables that they are for: nothing has to be converted on the way."""

COPY_RECEIPTS = f"COPY incoming_receipt ({RECEIPT_COLUMNS}) FROM STDIN"
COPY_ENTRIES = f"COPY incoming_entry (receipt, {ENTRY_COLUMNS}) FROM STDIN"

KNOWN = """
SELECT source_id, id, digest FROM receipt
 WHERE tenant_id = %(tenant)s AND book_id = %(book)s AND source_id = ANY(%(ids)s)
"""


def balanced(head: Composable, rows: str, sign: str) -> Composed:
    """Finish a statement that writes or removes entries with the difference it makes to the balances."""
    return SQL(
        """
        {head},
        months AS (
            INSERT INTO month_balance (tenant_id, book_id, layer, account, month, net, debit)
            SELECT %(tenant)s, %(book)s, layer, account, date_trunc('month', date::timestamp)::date,
                   {sign} sum(amount), {sign} sum(greatest(amount, 0))
              FROM {rows} GROUP BY layer, account, date_trunc('month', date::timestamp)
            ON CONFLICT (tenant_id, book_id, layer, account, month) DO UPDATE
               SET net = month_balance.net + excluded.net, debit = month_balance.debit + excluded.debit
        )
        INSERT INTO item_balance (tenant_id, book_id, layer, account, item, month, net)
        SELECT %(tenant)s, %(book)s, layer, account, share.item, date_trunc('month', date::timestamp)::date,
               {sign} sum(share.amount)
          FROM {rows}, unnest(share_items, share_amounts) AS share (item, amount)
         GROUP BY layer, account, share.item, date_trunc('month', date::timestamp)
        ON CONFLICT (tenant_id, book_id, layer, account, item, month) DO UPDATE
           SET net = item_balance.net + excluded.net
        """
    ).format(head=head, rows=SQL(rows), sign=SQL(sign))


INSERT = balanced(
    SQL(
        """
        WITH put AS (
            INSERT INTO receipt (tenant_id, book_id, sync_run_id, {receipt})
            SELECT %(tenant)s, %(book)s, %(run)s, {receipt} FROM incoming_receipt
            ON CONFLICT (tenant_id, book_id, source_id) DO UPDATE
               SET (sync_run_id, stored_at, {receipt}) = ROW (excluded.sync_run_id, now(), {excluded})
            RETURNING source_id AS receipt, id, private
        ), came AS (
            INSERT INTO entry (tenant_id, book_id, receipt_id, private, {entry})
            SELECT %(tenant)s, %(book)s, put.id, put.private, {entry} FROM incoming_entry JOIN put USING (receipt)
        )
        """
    ).format(
        receipt=SQL(RECEIPT_COLUMNS),
        excluded=SQL(", ").join(SQL(f"excluded.{name}") for name in RECEIPT_COLUMNS.split(", ")),
        entry=SQL(ENTRY_COLUMNS),
    ),
    "incoming_entry",
    "+",
)
"""Both at once: the entries find their receipts by the ids that these have at the source."""

TAKE_OUT = balanced(
    SQL(
        """
        WITH gone AS (
            DELETE FROM entry WHERE tenant_id = %(tenant)s AND receipt_id = ANY(%(receipts)s)
            RETURNING layer, account, date, amount, share_items, share_amounts
        )
        """
    ),
    "gone",
    "-",
)

GONE = """
SELECT id FROM receipt
 WHERE tenant_id = %(tenant)s AND book_id = %(book)s AND date BETWEEN %(start)s AND %(end)s
   AND NOT EXISTS (SELECT FROM unnest(%(ids)s::text[]) AS here (id) WHERE here.id = receipt.source_id)
"""

CLEAR_MONTHS = """
DELETE FROM month_balance WHERE tenant_id = %(tenant)s AND book_id = %(book)s AND net = 0 AND debit = 0
"""

CLEAR_ITEMS = "DELETE FROM item_balance WHERE tenant_id = %(tenant)s AND book_id = %(book)s AND net = 0"

REMOVE = "DELETE FROM receipt WHERE tenant_id = %(tenant)s AND id = ANY(%(receipts)s)"

STATISTICS_MISSING = "SELECT reltuples < %(few)s FROM pg_class WHERE oid = 'public.entry'::regclass"
