"""The general ledger: every row of the books by account, whole or page by page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from hub.sdk.accounting import Account, FiscalYear, Layer, Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import (
    Cell,
    Column,
    Drill,
    Kind,
    LedgerLine,
    LedgerReader,
    Listing,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
    Section,
)
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import DAY, whole
from plugins.procountor.reports.leaves import Leaf, Mark, leaf_at
from plugins.procountor.reports.ledgers import ALL_ACCOUNTS, BLANK, account_name, moved_in, opening_of, within_one_year
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.words import Words

__all__ = ["GeneralLedger"]

TEXTS = (BLANK,) * 3
Debits = tuple[int, int]


class GeneralLedger(ReportBuilder):
    """Every row of the books by account, with the account's running balance; one account if it is asked for."""

    key = "general-ledger"
    title = _("General ledger")
    needs = LEDGER
    description = _("Every row by account, with running balances.")
    group = _("Ledgers")
    choices = frozenset({"pending"})
    usual = "month"
    lists_rows = True
    paged = True
    names = Names("Pääkirja", "Huvudbok", "General ledger")

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the general ledger.

        :raises UserFault: the period ends before it starts or reaches over a year end, or there is no such account or
            page
        """
        words, period = Words(options.language), whole(reader, period)
        layers = options.layers
        accounts = _Accounts.of(reader, within_one_year(reader, period, words), period, words, layers)
        codes, earlier, later, listing = _chosen(accounts, options), None, None, None
        rows: Iterable[Row] = ()
        if options.row:
            rows = accounts.frames(code for code in codes if options.row.startswith(f"account:{code}:"))
        elif options.page is None:
            listing = accounts.listing(accounts.sections(codes))
            rows = () if options.listed else listing.rows(reader.ledger(codes, period, layers=layers))
        else:
            mark = Mark.read(options.page) if options.page else None
            leaf = leaf_at(reader, codes, period, mark, layers)
            rows = accounts.listing(accounts.of_leaf(leaf)).rows(leaf.lines)
            earlier, later = (None if mark is None else str(mark) for mark in (leaf.earlier, leaf.later))
        notes = Notes(reader, words, period, ALL_ACCOUNTS, layers).all(())
        title, columns = words.name(self.names), _columns(words)
        kept = listing if options.listed else None
        return ReportTable(title, period, columns, tuple(rows), notes, earlier=earlier, later=later, listing=kept)


def _columns(words: Words) -> tuple[Column, ...]:
    return (
        Column("date", words.label("date"), "date"),
        *(Column(key, words.label(key), "text") for key in ("receipt", "type")),
        *(Column(key, words.label(key)) for key in ("debit", "credit", "balance")),
    )


def _chosen(accounts: "_Accounts", options: ReportOptions) -> list[str]:
    """List the accounts to be shown: what has moved or stands at something, or the one that is asked for."""
    if options.account is None:
        return sorted({code for code, amount in accounts.opening.items() if amount} | set(accounts.moved))
    if options.account not in accounts.chart:
        wrong = _("There is no account %(account)s. Choose one of the list.", account=options.account[:20])
        raise UserFault(wrong, field="account")
    return [options.account]


@dataclass(frozen=True, slots=True)
class _Accounts:
    """What stands around the rows of each account."""

    words: Words
    chart: Mapping[str, Account]
    year: FiscalYear
    period: Period
    opening: Mapping[str, int]
    moved: Mapping[str, Debits]
    layers: tuple[Layer, ...]

    @classmethod
    def of(
        cls, reader: LedgerReader, year: FiscalYear, period: Period, words: Words, layers: tuple[Layer, ...]
    ) -> "_Accounts":
        """Read what all accounts start with and come to."""
        return cls(
            words,
            reader.accounts(),
            year,
            period,
            opening_of(reader, year, period, layers),
            moved_in(reader, period, layers),
            layers,
        )

    def listing(self, sections: Iterable[Section]) -> Listing:
        """Say how rows of the ledger are written."""
        of_type = partial(_type, words=self.words)
        return Listing(tuple(sections), self.period, self.layers, self.words.day, of_type)

    def sections(self, codes: Iterable[str]) -> Iterator[Section]:
        """Write name and opening above the rows of each account, and its closing below."""
        for code in codes:
            yield Section(code, (self._heading(code), self._opening(code)), (self._closing(code),))

    def of_leaf(self, leaf: Leaf) -> Iterator[Section]:
        """Write the same of a page, whose first account may have rows before it, and its last after it."""
        for place, section in enumerate(self.sections(leaf.accounts)):
            above, below = section.above, section.below
            if leaf.begun and not place:
                above = self._heading(section.account, begun=True), self._forward(section.account, leaf.lines)
            if leaf.goes_on and place == len(leaf.accounts) - 1:
                below = ()
            yield Section(section.account, above, below)

    def frames(self, codes: Iterable[str]) -> Iterator[Row]:
        """Write what stands around the rows of accounts."""
        for section in self.sections(codes):
            yield from (*section.above, *section.below)

    def _heading(self, code: str, *, begun: bool = False) -> Row:
        name = account_name(code, self.chart, self.words)
        label = f"{name} ({self.words.label('continued')})" if begun else name
        return Row(f"account:{code}", label, (BLANK,) * 6, Kind.HEADING)

    def _opening(self, code: str) -> Row:
        before = Drill((code,), Period(self.year.start, self.period.start - DAY), opening=True, layers=self.layers)
        cells = (*(BLANK,) * 5, Cell(self.opening.get(code, 0), drill=before))
        return Row(f"account:{code}:opening", self.words.label("opening"), cells, Kind.OPENING, 1)

    def _forward(self, code: str, lines: Sequence[LedgerLine]) -> Row:
        """Write the balance that the rows of a page begin with."""
        first = lines[0] if lines and lines[0].account == code else None
        amount = first.balance - first.amount if first else self._closed(code)
        cells = (*(BLANK,) * 5, Cell(amount))
        return Row(f"account:{code}:forward", self.words.label("forward"), cells, Kind.OPENING, 1)

    def _closed(self, code: str) -> int:
        debit, credit = self.moved.get(code, (0, 0))
        return self.opening.get(code, 0) + debit - credit

    def _closing(self, code: str) -> Row:
        debit, credit = self.moved.get(code, (0, 0))
        whole_year = Drill((code,), Period(self.year.start, self.period.end), opening=True, layers=self.layers)
        cells = (
            *TEXTS,
            Cell(debit, drill=Drill((code,), self.period, side="debit", layers=self.layers)),
            Cell(credit, drill=Drill((code,), self.period, sign=-1, side="credit", layers=self.layers)),
            Cell(self._closed(code), drill=whole_year),
        )
        return Row(f"account:{code}:closing", self.words.label("closing"), cells, Kind.SUBTOTAL, 1)


def _type(name: str, layer: Layer, words: Words) -> str:
    """Name the type of a row's receipt, and that it is not official yet where it is not."""
    told = words.type(name) if name else ""
    return f"{told} ({words.label('pending')})" if layer is Layer.PENDING else told
