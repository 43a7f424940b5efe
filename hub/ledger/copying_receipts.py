"""The general journal as the lines of a CSV file, which PostgreSQL writes itself, as :mod:`hub.ledger.copying` does the
general ledger.

Which receipts and lines there are, in which order and to whom they are shown, is as :mod:`hub.ledger.journal` says.
"""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from psycopg.abc import Buffer

from hub.ledger.copying import TYPES, Writing, reading_out
from hub.ledger.figures import Figures
from hub.ledger.years import DAY
from hub.sdk.accounting import EARLIER_RESULT, UNBALANCED, VAT_CLEARING, Account
from hub.sdk.reports import Cell, Kind, ReceiptListing, Row

__all__ = ["copied_receipts"]

SPACES = "".join(map(chr, (*range(9, 14), *range(28, 33), 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287)))
SPACES += "\u3000"
"""What Python strips off a text."""
ROWS_OF_PAY = """
SELECT DISTINCT count(*)
  FROM receipt r JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
 WHERE r.tenant_id = %(tenant)s AND r.book_id = %(book)s AND r.layer = 'movement' AND r.private
   AND r.date BETWEEN %(start)s AND %(end)s
 GROUP BY date_trunc('month', r.date::timestamp), e.amount > 0, e.account
"""
COPY = """
COPY (
    WITH day AS (
        SELECT * FROM unnest(%(days)s::date[], %(day_texts)s::text[]) AS day (date, text)
    ), kind AS (
        SELECT * FROM unnest(%(types)s::text[], %(type_texts)s::text[]) AS kind (type, text)
    ), chart AS (
        SELECT * FROM unnest(%(accounts)s::text[], %(account_texts)s::text[]) AS chart (account, text)
    ), pay AS (
        SELECT * FROM unnest(%(pay_rows)s::bigint[], %(pay_texts)s::text[]) AS pay (rows, text)
    ), booked AS (
        SELECT r.id, r.type, r.name, r.number, r.text AS about, r.date, r.private AND NOT %(detail)s AS hidden,
               e.line, e.account, e.amount, e.text
          FROM receipt r JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
         WHERE r.tenant_id = %(tenant)s AND r.book_id = %(book)s AND r.layer = 'movement'
           AND r.date BETWEEN %(start)s AND %(end)s
    ), shown AS (
        SELECT id, date, number, name, type, about, line, account, amount, text, NULL::bigint AS rows
          FROM booked WHERE NOT hidden
         UNION ALL
        SELECT NULL, least(%(end)s::date, (date_trunc('month', date::timestamp) + interval '1 month -1 day')::date),
               '', %(salaries)s, '', '', CASE WHEN amount > 0 THEN 1 ELSE 2 END, account, sum(amount)::bigint, NULL,
               count(*)
          FROM booked WHERE hidden GROUP BY 2, 7, account
    ), head AS (
        SELECT id, date, number, type, about,
               coalesce(NULLIF(btrim(number || ' ' || name, %(spaces)s), ''), %(unnamed)s) AS named,
               sum(greatest(amount, 0)) AS debit, sum(greatest(-amount, 0)) AS credit
          FROM shown GROUP BY id, date, number, name, type, about
    ), written AS (
        SELECT 1 AS part, date, id, number, NULL AS place, 0 AS line, named, NULL AS label, day.text AS day,
               kind.text AS type, about, NULL AS text, debit, credit
          FROM head LEFT JOIN day USING (date) LEFT JOIN kind USING (type)
         UNION ALL
        SELECT 2, date, id, number, CASE WHEN id IS NULL THEN account END, line,
               CASE WHEN chart.text IS NULL THEN account END, chart.text, NULL,
               NULL, CASE WHEN shown.text <> about THEN shown.text END, pay.text,
               CASE WHEN amount > 0 THEN amount END, CASE WHEN amount < 0 THEN -amount END
          FROM shown LEFT JOIN chart USING (account) LEFT JOIN pay USING (rows)
         UNION ALL
        SELECT 3, NULL, NULL, NULL, NULL, 0, NULL, %(total)s, NULL, NULL, NULL, NULL, sum(debit), sum(credit)
          FROM head HAVING count(*) > 0
    )
    SELECT CASE WHEN label IS NOT NULL THEN label ELSE CASE part WHEN 2 THEN %(indent)s ELSE '' END || CASE
                WHEN named ~ %(odd)s THEN (
                    SELECT CASE WHEN legible ~ %(formula)s THEN '''' || legible ELSE legible END
                      FROM regexp_replace(named, %(no_letter)s, ' ', 'g') AS legible)
                ELSE named END END,
           NULLIF(day, ''),
           NULLIF(type, ''),
           CASE WHEN text IS NOT NULL THEN text
                WHEN about ~ %(odd)s THEN (
                    SELECT CASE WHEN legible ~ %(formula)s THEN '''' || legible ELSE legible END
                      FROM regexp_replace(about, %(no_letter)s, ' ', 'g') AS legible)
                ELSE NULLIF(about, '') END,
           translate((debit * 0.01)::text, '.', %(decimal)s),
           translate((credit * 0.01)::text, '.', %(decimal)s)
      FROM written
     ORDER BY date NULLS LAST, id IS NULL, length(number), number, id, part, place, line
) TO STDOUT (FORMAT csv, DELIMITER %(separator)s, ENCODING 'UTF8')
"""
"""Part 1 is a receipt's own line, 2 are its lines, and 3 is the sum of all, which has no date. ``named`` and ``about``
are read from the books and made harmless; what is handed in, ``label`` and ``text``, is that already."""


def copied_receipts(
    figures: Figures, listing: ReceiptListing, writing: Writing, chart: Mapping[str, Account], *, detail: bool
) -> Iterator[Buffer]:
    """Have the database write receipts with their lines, and their sum."""
    dated = {**figures.of_book, "start": listing.period.start, "end": listing.period.end}
    with reading_out(figures) as cursor:
        types = [name for (name,) in cursor.execute(TYPES, figures.of_book) if name]
        counts = [] if detail else [rows for (rows,) in cursor.execute(ROWS_OF_PAY, dated)]
        given = {**_of_words(listing, writing, types, counts), **_of_accounts(listing, writing, chart)}
        with cursor.copy(COPY, {**dated, **given, "detail": detail}) as copy:
            yield from copy


def _of_words(
    listing: ReceiptListing, writing: Writing, types: Sequence[str], counts: Sequence[int]
) -> dict[str, object]:
    """Write every day, type and sum of pay once."""
    days = [
        listing.period.start + DAY * number for number in range((listing.period.end - listing.period.start).days + 1)
    ]
    pay = [ngettext("Salaries, %(num)s row", "Salaries, %(num)s rows", rows) for rows in counts]
    return {
        "days": days,
        "day_texts": [writing.cell(Cell(text=listing.day(each), day=each)) for each in days],
        "types": list(types),
        "type_texts": [writing.cell(Cell(text=listing.type(each))) for each in types],
        "pay_rows": list(counts),
        "pay_texts": [writing.cell(Cell(text=each)) for each in pay],
        "salaries": _("Salaries"),
        "unnamed": listing.unnamed,
        "total": writing.row(Row("total", listing.total, (), Kind.TOTAL))[0],
        "spaces": SPACES,
        **writing.signs,
    }


def _of_accounts(listing: ReceiptListing, writing: Writing, chart: Mapping[str, Account]) -> dict[str, object]:
    codes = sorted({*chart, VAT_CLEARING, UNBALANCED, EARLIER_RESULT})
    names = [writing.row(Row("", listing.account(each), (), level=1))[0] for each in codes]
    return {"accounts": codes, "account_texts": names}
