"""A real ledger from a SIE 4 file, as the receipts Procountor would have: amounts unchanged, taken as euros."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from .business_ids import synthetic_business_id
from .model import Account, Book, Company, Dimension, DimensionItem, DimensionShare, Receipt, Row
from .money import ZERO
from .numbering import numbered
from .plain_book import fiscal_year, receipt
from .sie_file import SieFile, SieRow, SieVoucher, parse
from .sie_vat import folded, is_vat_account
from .vat import NO_VAT, STATUSES
from .years import add_months, last_day

__all__ = ["SieAnswers", "answers", "read_sie"]

_ItemIds = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class SieAnswers:
    """What the file itself says the year ends with, per account, debit positive."""

    closing: dict[str, Decimal]  # #UB: assets, equity and liabilities
    results: dict[str, Decimal]  # #RES: income and costs


def answers(path: Path | str) -> SieAnswers:
    """Read the file's own answers.

    :raises ValueError: the file cannot be read as SIE 4
    """
    file = parse(Path(path))
    return SieAnswers(file.closing, file.results)


def read_sie(path: Path | str, *, net: bool = False, company_id: int) -> Book:
    """Read a file's current year: opening balances as one opening receipt, each voucher as a journal.

    The company gets a made-up but valid Finnish business id, the same whenever the file is read.

    :param net: fold VAT rows that a rate explains into net rows, and book what was folded in monthly VAT summaries, so
        that no month-end balance changes
    :raises ValueError: the file cannot be read as SIE 4
    """
    path = Path(path)
    file = parse(path)
    items = {(one.dimension, one.code): number for number, one in enumerate(file.objects, 1)}
    journals = [_journal(voucher, items) for voucher in file.vouchers if voucher.rows]
    receipts = [*_opening(file), *(_net(journals) if net else journals)]
    return Book(
        company=Company(company_id, file.name, synthetic_business_id(f"{file.organisation} {file.name} {path.name}")),
        accounts=tuple(_accounts(file)),
        fiscal_years=(fiscal_year(1, file.start, file.end),),
        receipts=tuple(numbered(receipts)),
        dimensions=tuple(_dimensions(file, items)),
        payroll=False,
        vat_statuses=STATUSES,
    )


def _opening(file: SieFile) -> list[Receipt]:
    rows = tuple(Row(0, code, amount) for code, amount in sorted(file.opening.items()) if amount)
    return [_plain("RECEIPT_FOR_OPENING_ACCOUNTS", file.start, "Ingående balans", rows)] if rows else []


def _journal(voucher: SieVoucher, items: _ItemIds) -> Receipt:
    name = f"{voucher.series}{voucher.number} {voucher.text}".strip()[:80]
    rows = tuple(_row(row, items) for row in voucher.rows)
    return replace(_plain("JOURNAL", voucher.day, name, rows), notes=voucher.text, description=voucher.text[:255])


def _plain(kind: str, day: date, name: str, rows: tuple[Row, ...]) -> Receipt:
    return replace(receipt(kind, day, name, rows), vat_status=NO_VAT)


def _row(row: SieRow, items: _ItemIds) -> Row:
    known = ((int(dimension), items.get((dimension, code))) for dimension, code in row.objects)
    shares = tuple(DimensionShare(dimension, item, row.amount) for dimension, item in known if item is not None)
    return Row(0, row.account, row.amount, description=row.text[:255], shares=shares)


def _net(journals: Iterable[Receipt]) -> Iterator[Receipt]:
    """Give the journals with their VAT folded where it can be, and at last a summary for each month of what went."""
    gone: dict[date, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for journal in journals:
        net = folded(journal)
        yield net or journal
        if net:
            for row in journal.rows:
                if is_vat_account(row.account):
                    gone[journal.date.replace(day=1)][row.account] += row.value
    for month, sums in sorted(gone.items()):
        yield from _summary(month, sums)


def _summary(month: date, sums: dict[str, Decimal]) -> list[Receipt]:
    rows = tuple(Row(0, code, value) for code, value in sorted(sums.items()) if value)
    entered = datetime.combine(add_months(month, 1) + timedelta(days=19), time(12))
    made = _plain("VAT_SUMMARY", last_day(month), f"Momssammandrag {month:%m/%Y}", rows)
    return [replace(made, created=entered)] if rows else []


def _accounts(file: SieFile) -> Iterator[Account]:
    used = {row.account for voucher in file.vouchers for row in voucher.rows} | file.opening.keys()
    for code in sorted(file.accounts.keys() | used):
        yield Account(code, file.accounts.get(code) or code)


def _dimensions(file: SieFile, items: _ItemIds) -> Iterator[Dimension]:
    for number, name in file.dimensions.items():
        mine = (one for one in file.objects if one.dimension == number)
        found = tuple(DimensionItem(items[number, one.code], one.code, one.name) for one in mine)
        yield Dimension(int(number), name, found)
