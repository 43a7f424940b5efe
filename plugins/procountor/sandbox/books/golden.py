"""A small Finnish book whose every figure is known from another program's own tests.

Facts of the example company of Tilitintin (wigy/tilitintin on GitHub, testing/tests/30__reports), which hledger, ledger
and beancount confirm: turnover 241.94, result -8.06, assets 15,990.00.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from .model import Account, Book, Company, Receipt, Row
from .plain_book import book_of, fiscal_year, receipt, rows_of
from .vat import NO_VAT

__all__ = ["golden_book"]

_ACCOUNTS = (
    Account("2001", "Osakepääoma"),
    Account("2621", "Pankkilaina 1"),
    Account("2622", "Pankkilaina 2"),
    Account("29391", "Arvonlisäverovelka myynnistä"),
    Account("29392", "Arvonlisäverosaaminen ostoista"),
)
_SALE_VAT, _PURCHASE_VAT = "29391", "29392"


def golden_book(company: Company, *, net: bool = False) -> Book:
    """Give the book: seven vouchers in March 2021, rate 24 %.

    :param net: leave the VAT rows to a summary at the month's end, as Procountor would, instead of booking them on
        the vouchers; the closing balances are the same
    """
    vouchers = _vouchers()
    if net:
        vouchers = [_without_vat(voucher) for voucher in vouchers] + [_summary()]
    return book_of(company, [fiscal_year(1, date(2021, 1, 1), date(2021, 12, 31))], vouchers, *_ACCOUNTS)


def _vouchers() -> list[Receipt]:
    return [
        _march(1, "JOURNAL", "Osakepääoma", ("1900", "2500.00"), ("2001", "-2500.00")),
        _march(2, "JOURNAL", "Pankkilaina 1", ("1900", "7500.00"), ("2621", "-7500.00")),
        _march(3, "JOURNAL", "Pankkilaina 2", ("1900", "6000.00"), ("2622", "-6000.00")),
        _march(5, "PURCHASE_INVOICE", "Tietokone", ("7680", "241.94"), (_PURCHASE_VAT, "58.06"), ("1900", "-300.00")),
        _march(9, "PURCHASE_INVOICE", "Hiiri", ("7680", "8.06"), (_PURCHASE_VAT, "1.94"), ("1900", "-10.00")),
        _march(15, "SALES_INVOICE", "Myynti 1", ("1900", "100.00"), ("3000", "-80.65"), (_SALE_VAT, "-19.35")),
        _march(22, "SALES_INVOICE", "Myynti 2", ("1900", "200.00"), ("3010", "-161.29"), (_SALE_VAT, "-38.71")),
    ]


def _march(day: int, kind: str, name: str, *amounts: tuple[str, str]) -> Receipt:
    return replace(receipt(kind, date(2021, 3, day), name, rows_of(*amounts)), vat_status=NO_VAT)


def _without_vat(voucher: Receipt) -> Receipt:
    if voucher.type == "JOURNAL":
        return voucher
    kept = (row for row in voucher.rows if row.account not in {_SALE_VAT, _PURCHASE_VAT})
    return replace(voucher, vat_status=1, rows=tuple(_net(row) for row in kept))


def _net(row: Row) -> Row:
    if row.account == "1900":
        return replace(row, type="REVERSING_ENTRY")
    return replace(row, vat_percent=Decimal(24), vat_status=1)


def _summary() -> Receipt:
    rows = rows_of((_SALE_VAT, "-58.06"), (_PURCHASE_VAT, "60.00"))
    return receipt("VAT_SUMMARY", date(2021, 3, 31), "ALV-yhteenveto 03/2021", rows, entered=date(2021, 5, 5))
