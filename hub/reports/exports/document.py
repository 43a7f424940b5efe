"""A report on its way out of the hub, with everything that a file must say of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hub.ledger.copying import CopyingReader
from hub.reports.formatting import Formatter, formatter
from hub.reports.official import Official
from hub.reports.proofs import ProofLine
from hub.sdk.refs import CompanyRef
from hub.sdk.reports import Listing, ReceiptListing, ReportTable, Row
from tenants import business_id

__all__ = ["Document", "Unread"]

LONGEST_NAME = 80
"""Characters of a company's name in the name of a file."""
LONGEST_SCOPE = 60
"""Characters of what the figures are of that a file's name takes: no system keeps much more."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Rows of the ledger that are read only while a file is written, in the reader's transaction."""

    listing: Listing | ReceiptListing
    reader: CopyingReader

    def rows(self) -> Iterator[Row]:
        """Read them, with what stands around them."""
        return self.listing.read(self.reader)


@dataclass(frozen=True, slots=True)
class Document:
    """A report that leaves the hub.

    :param key: of the report
    :param proof: how far its figures are proved; None where they are not official ones, which alone are compared
    :param language: of whoever takes it out, ISO 639-1
    :param data_as_of: when the newest of its data was stored, in the reader's time zone; None while there is none
    :param official: which receipts its figures are of; None where these are not official ones
    :param unread: rows that stand below those of its table; None where there are none
    """

    key: str
    table: ReportTable
    company: CompanyRef
    proof: ProofLine | None
    language: str
    data_as_of: datetime | None = None
    official: Official | None = None
    unread: Unread | None = None

    @property
    def figures(self) -> Formatter:
        """Give what writes amounts and dates as the reader does."""
        return formatter(self.language)

    @property
    def business_id(self) -> str:
        """Write the company's business id as its country does; empty where it is not known."""
        stored = self.company.business_id or ""
        return business_id.shown(stored) if stored and self.company.country == "FI" else stored

    @property
    def period(self) -> str:
        """Write the period as the page does."""
        return f"{self.figures.day(self.table.period.start)} – {self.figures.day(self.table.period.end)}"

    @property
    def notes(self) -> tuple[str, ...]:
        """List what has to be said with the figures, the proof last."""
        counted = (self.official.sentence,) if self.official and self.official.sentence else ()
        proved = (f"{self.proof.title}: {self.proof.sentence}",) if self.proof else ()
        return (*self.table.scope, *counted, *self.table.notes, *proved)

    def rows(self) -> Iterator[Row]:
        """Give every row, those among them that are read only now."""
        yield from self.table.rows
        if self.unread:
            yield from self.unread.rows()

    def file_name(self, suffix: str) -> str:
        """Name its file after company, report and period, in letters every system keeps."""
        start, end = self.table.period.start, self.table.period.end
        scope = (each[:LONGEST_SCOPE] for each in self.table.scope)
        words = " ".join([self.company.name[:LONGEST_NAME], self.table.title, *scope, f"{start:%Y-%m} {end:%Y-%m}"])
        return "-".join("".join(c if c.isalnum() or c == "-" else " " for c in words).split()) + "." + suffix
