"""An accounting system in a text field: a cash book of rows ``date;account;text;amount``, with ``|`` between them."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from marshmallow import Schema, fields, validate

from hub.sdk.accounting import (
    UNBALANCED,
    Access,
    Account,
    AccountingConnector,
    AccountTotal,
    Batch,
    Entry,
    Finding,
    FiscalYear,
    Layer,
    Period,
    Receipt,
)
from hub.sdk.errors import NeedsReauth
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _


class CashBookSchema(Schema):
    """What a connection needs."""

    title = fields.String(required=True, validate=validate.Length(min=1, max=80))
    business_id = fields.String(required=True)
    cash_book = fields.String(required=True, metadata={"secret": True})


@dataclass(frozen=True)
class Line:
    """One row of the cash book; amount in cents, debit positive."""

    day: date
    account: str
    text: str
    amount: int


@dataclass(frozen=True)
class OpenBook(Access):
    """A cash book that could be read."""

    title: str
    business_id: str
    lines: tuple[Line, ...]


class CashBook(AccountingConnector):
    """Reads cash books; a day's rows with the same text are one receipt."""

    key = "cashbook"
    label = "Cash book"
    settings_schema = CashBookSchema

    def connect(self, settings: Mapping[str, str | Secret]) -> OpenBook:
        """Read the text; one that cannot be read has to be given anew."""
        book = settings["cash_book"]
        text = book.reveal() if isinstance(book, Secret) else book
        try:
            rows = [_line(row) for row in csv.reader(text.split("|"), delimiter=";") if row]
        except (ValueError, InvalidOperation):
            raise NeedsReauth(
                _("The cash book cannot be read. Write date;account;text;amount; put | between rows.")
            ) from None
        return OpenBook(str(settings["title"]), str(settings["business_id"]), tuple(rows))

    def company(self, access: Access) -> CompanyRef:
        """Whose it is stands in the settings: nothing but a cash book's owner can tell."""
        book = _open(access)
        return CompanyRef(book.business_id, book.title, business_id=book.business_id)

    def check(self, access: Access) -> list[Finding]:
        """Nothing can be hidden in a text."""
        return []

    def pull(self, access: Access, since: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Everything in one batch, unless it was delivered already."""
        lines = _open(access).lines
        if since and since.get("rows") == len(lines):
            return
        years = sorted({line.day.year for line in lines})
        receipts = tuple(_receipt(number, list(rows)) for number, rows in _by_day_and_text(lines))
        yield Batch(
            cursor={"rows": len(lines)},
            accounts=tuple(Account(code, f"Account {code}") for code in sorted({line.account for line in lines})),
            fiscal_years=tuple(FiscalYear(str(year), date(year, 1, 1), date(year, 12, 31)) for year in years),
            receipts=receipts,
            covered=tuple(Period(date(year, 1, 1), date(year, 12, 31)) for year in years),
            phase="Cash book",
            done=len(receipts),
            total=len(receipts),
        )

    def control_totals(self, access: Access, period: Period) -> Sequence[AccountTotal]:
        """Sums of the rows themselves."""
        totals: dict[str, int] = {}
        for line in _open(access).lines:
            if period.start <= line.day <= period.end:
                totals[line.account] = totals.get(line.account, 0) + line.amount
        return [AccountTotal(account, amount) for account, amount in sorted(totals.items())]


def _open(access: Access) -> OpenBook:
    assert isinstance(access, OpenBook)
    return access


def _line(row: list[str]) -> Line:
    day, account, text, amount = row
    return Line(date.fromisoformat(day), account, text, int(Decimal(amount).scaleb(2)))


def _by_day_and_text(lines: Sequence[Line]) -> Iterator[tuple[int, Iterator[Line]]]:
    groups = groupby(sorted(lines, key=lambda each: (each.day, each.text)), key=lambda each: (each.day, each.text))
    for number, (_key, rows) in enumerate(groups, start=1):
        yield number, rows


def _receipt(number: int, lines: list[Line]) -> Receipt:
    entries = [Entry(at, line.account, line.amount, line.day, text=line.text) for at, line in enumerate(lines)]
    missing = -sum(line.amount for line in lines)
    if missing:
        entries.append(Entry(len(entries), UNBALANCED, missing, lines[0].day))
    return Receipt(
        source_id=str(number),
        type="CASH",
        status="",
        layer=Layer.MOVEMENT,
        name=lines[0].text,
        date=lines[0].day,
        entries=tuple(entries),
        number=str(number),
        finding=_("The rows of this receipt do not sum to zero.") if missing else "",
    )
