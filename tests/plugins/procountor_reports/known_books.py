"""Books that other programs count a second time: three that are generated, and the real ledgers of the SIE files."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hub.ledger.hledger import journal
from hub.sdk.accounting import is_result_account
from hub.sdk.refs import BookRef, CompanyRef
from hub.sdk.reports import LedgerReader, ReportTable
from plugins.procountor.sandbox.books import sie
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book
from plugins.procountor.sandbox.books.years import add_months, last_day, months_of
from tests.hub.ledger.making import Shelf
from tests.plugins.procountor_reports.filling import COMPANY, fill, report

SIE = Path(__file__).parents[2] / "data" / "sie"
SIE_FILES = (
    "BL0001_typ4.SE",
    "SIE4_Exempelfil_med_underdim.SE",
    "transaktioner_ovnbolag.se",
    "transaktioner_ovnbolag-bad-balance.se",
)
GENERATED = {
    "calendar years": {"first_month": date(2023, 1, 1), "fiscal_year_start_month": 1},
    "July to June": {"first_month": date(2023, 7, 1), "fiscal_year_start_month": 7},
    "18 months first": {"first_month": date(2023, 1, 1), "fiscal_year_start_month": 7, "first_year_months": 18},
}
MONTHS = 36
NAMES = (*GENERATED, *SIE_FILES)
REF = CompanyRef("1", "Laskuesimerkki Oy")


@dataclass(frozen=True)
class KnownBook:
    """A book in the ledger; every receipt of it is read.

    :param years: first and last day of each fiscal year, oldest first
    """

    shelf: Shelf
    start: date
    end: date
    years: tuple[tuple[date, date], ...]

    @property
    def months(self) -> list[date]:
        """First day of each month."""
        return list(months_of(self.start, self.end))

    @property
    def after(self) -> date:
        """The day after the last, which other programs end at."""
        return add_months(self.end.replace(day=1), 1)

    def year_of(self, month: int) -> int:
        """Tell in which month, counted from the first, the fiscal year of a month began."""
        starts = [start for start, _ in self.years if start <= self.months[month]]
        return self.months.index(starts[-1])

    def journal(self, *, payroll_detail: bool = True) -> list[str]:
        """Write the book as a journal of hledger."""
        with self.shelf.open() as db:
            ref = BookRef(self.shelf.book_id, REF)
            return list(journal(db, ref, payroll_detail=payroll_detail, today=self.end))

    def report(self, reader: LedgerReader, key: str, **options: bool) -> ReportTable:
        """Build a report of the whole book."""
        return report(reader, key, self.start, self.end, **options)  # type: ignore[arg-type]


def known_book(shelf: Shelf, name: str) -> KnownBook:
    """Put a book into the ledger."""
    book = sie.read_sie(SIE / name, company_id=9001) if name in SIE_FILES else generated(name)
    fill(shelf, book)
    years = tuple((each.start, each.end) for each in book.fiscal_years)
    end = years[-1][1] if name in SIE_FILES else last_day(add_months(years[0][0], MONTHS - 1))
    return KnownBook(shelf, years[0][0], end, tuple(each for each in years if each[0] <= end))


def generated(name: str) -> Book:
    """Generate one of the three books of 36 months; the last summaries and a closing are still to come."""
    return generate(COMPANY, seed=7, months=MONTHS, receipts=1_500, **GENERATED[name])  # type: ignore[arg-type]


def result_by_month(moved: dict[str, list[int]], months: int) -> list[int]:
    """Add up what was earned in each month, as a profit."""
    return [-sum(row[month] for code, row in moved.items() if is_result_account(code)) for month in range(months)]
