"""A book as an hledger journal: for whoever wants to count it again with another program, and for our own tests."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from sqlalchemy import Row, select, text

from hub.db import Db
from hub.ledger import models
from hub.ledger.chart import VIRTUAL_NAMES
from hub.ledger.reader import BookReader
from hub.sdk.accounting import EARLIER_RESULT
from hub.sdk.refs import BookRef

__all__ = ["journal"]

TYPES = {"19": "C", "20": "E", "21": "E", "22": "E", "23": "E", "1": "A", "2": "L", "3": "R"}
EXPENSE = "X"
EMPTIED = str.maketrans({"\n": " ", "\r": " ", "\t": " ", ";": ",", "(": "", ")": "", "|": "/"})

TRANSACTIONS = text(
    """
    SELECT r.id, r.date, r.number, r.name, e.line, e.account, e.amount
      FROM receipt r JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
     WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.layer = 'movement' AND e.date >= :start
       AND (:detail OR NOT r.private)
    UNION ALL
    SELECT 0, (date_trunc('month', e.date::timestamp) + interval '1 month -1 day')::date AS date, '', 'Salaries', 0,
           e.account, sum(e.amount)::bigint
      FROM receipt r JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
     WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.layer = 'movement' AND e.date >= :start
       AND r.private AND NOT :detail
     GROUP BY 2, e.account
     ORDER BY date, id, line, account
    """
)


def journal(db: Db, book: BookRef, *, payroll_detail: bool, today: date) -> Iterator[str]:
    """Write a book's official entries as lines of an hledger journal, virtual accounts among them.

    It starts with the first year from which all balances can be counted on, and with that year's opening. Results stay
    on the income and expense accounts at a year's end, as is usual in hledger. Personal pay is one transaction a month
    to those who may not see more.
    """
    reader = BookReader(db, book, payroll_detail=payroll_detail, today=today)
    held = db.execute(select(models.Book.tenant_id, models.Book.currency).where(models.Book.id == book.id)).one()
    years = reader.fiscal_years()
    first = reader.counted_from(years[-1]) if years else reader.fiscal_year_of(today)
    yield "decimal-mark ."
    yield f"commodity 1000.00 {held.currency}"
    for code, account in reader.accounts().items():
        yield f"account {named(code)}  ; type:{kind_of(code)}{f', {clean(account.name)}' if account.name else ''}"
    opening = reader.openings(first)
    if opening:
        name = "Opening balances" + (", provisional" if opening[0].basis == "provisional" else "")
        postings = [(each.account, each.amount) for each in opening]
        yield from transaction(first.start, "", name, postings, currency=held.currency)
    given = {"tenant": held.tenant_id, "book": book.id, "start": first.start, "detail": payroll_detail}
    rows = db.execute(TRANSACTIONS, given, execution_options={"yield_per": 1000})
    for (day, _), lines in groupby(rows, key=lambda row: (row.date, row.id)):
        yield from _receipt(day, list(lines), held.currency)


def kind_of(code: str) -> str:
    """Tell hledger's type of an account: cash, asset, equity, liability, revenue or expense.

    >>> kind_of("1910"), kind_of("2251"), kind_of("~vat"), kind_of("7680")
    ('C', 'E', 'L', 'X')
    """
    if code in VIRTUAL_NAMES:
        return "E" if code == EARLIER_RESULT else "L"
    return TYPES.get(code[:2]) or TYPES.get(code[:1], EXPENSE)


def named(code: str) -> str:
    """Name an account: its code, or for a virtual one its name in a single word.

    >>> named("1910"), named("~vat")
    ('1910', 'vat-not-yet-summarised')
    """
    return VIRTUAL_NAMES[code].lower().replace(" ", "-") if code in VIRTUAL_NAMES else code


def clean(words: str) -> str:
    """Take out of a text what hledger would read as something else."""
    return " ".join(words.translate(EMPTIED).split())


def transaction(day: date, number: str, name: str, postings: list[tuple[str, int]], *, currency: str) -> Iterator[str]:
    """Write one transaction."""
    code = f"({clean(number)}) " if number else ""
    yield ""
    yield f"{day} {code}{clean(name)}".rstrip()
    for account, amount in postings:
        sign = "-" if amount < 0 else ""
        yield f"    {named(account)}  {sign}{abs(amount) // 100}.{abs(amount) % 100:02} {currency}"


def _receipt(day: date, lines: list[Row[tuple[object, ...]]], currency: str) -> Iterator[str]:
    head = lines[0]
    postings = [(line.account, line.amount) for line in lines]
    return transaction(day, head.number, head.name, postings, currency=currency)
