"""Who a month's largest customers and suppliers are, beside the same month a year earlier."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from hub.sdk.accounting import Period
from hub.sdk.reports import (
    Cell,
    Drill,
    Kind,
    LedgerReader,
    PartnerRows,
    PartnerTotal,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
)
from hub.sdk.texts import text as _
from plugins.procountor.layers import PURCHASE_INVOICE, SALES_INVOICE
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import whole
from plugins.procountor.reports.cost_changes import changes, compared
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.stretches import last_ended
from plugins.procountor.reports.words import Words
from plugins.procountor.reports.year_earlier import earlier_months

__all__ = ["LargestPartners"]

DOMAIN = "3456789"
MOST = 5
"""Partners that are named of each kind."""


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of partners, by the invoices they are known from; ``sign`` makes what is usual positive."""

    key: str
    names: Names
    kinds: tuple[str, ...]
    sign: int


GROUPS = (
    Group("customers", Names("Suurimmat asiakkaat", "Största kunder", "Largest customers"), (SALES_INVOICE,), -1),
    Group(
        "suppliers", Names("Suurimmat toimittajat", "Största leverantörer", "Largest suppliers"), (PURCHASE_INVOICE,), 1
    ),
)


class LargestPartners(ReportBuilder):
    """Customers and suppliers by what a month's invoices come to without VAT, income and costs only."""

    key = "largest-partners"
    title = _("Largest customers and suppliers")
    needs = LEDGER
    description = _("Invoices of a month by customer and by supplier, without VAT.")
    page = "analytics"
    choices = frozenset()
    usual = "month"
    shows = tuple(DOMAIN)
    names = Names(
        "Suurimmat asiakkaat ja toimittajat", "Största kunder och leverantörer", "Largest customers and suppliers"
    )

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the table; sales and costs are both positive.

        :raises UserFault: the period ends before it starts
        """
        words = Words(options.language)
        month = last_ended(reader, whole(reader, period))
        earlier = earlier_months(reader, month)
        columns = compared(reader, month, earlier.period, words)
        stretches = [each.period for each in columns if each.period]
        rows = [row for group in GROUPS for row in _rows(reader, group, stretches, words)]
        notes = Notes(reader, words, month, DOMAIN).all(columns)
        return ReportTable(words.name(self.names), month, columns, tuple(rows), notes)


def _rows(reader: LedgerReader, group: Group, stretches: Sequence[Period], words: Words) -> Iterator[Row]:
    """Make a heading and a row for each of the largest, if there are any."""
    now, *then = [reader.partners(group.kinds, each) for each in stretches]
    before = [{each.key: each.amount for each in found} for found in then]
    columns = len(stretches) + 2 * len(before)
    if now:
        yield Row(group.key, words.name(group.names), (Cell(),) * columns, Kind.HEADING)
    for each in now[:MOST]:
        yield _row(group, each, before, stretches, words)


def _row(
    group: Group, partner: PartnerTotal, before: Sequence[Mapping[str, int]], stretches: Sequence[Period], words: Words
) -> Row:
    amounts = [group.sign * each for each in (partner.amount, *(found.get(partner.key, 0) for found in before))]
    rows = PartnerRows(group.kinds, partner.key)
    cells = [
        Cell(amount, drill=Drill((), days, group.sign, partner=rows))
        for amount, days in zip(amounts, stretches, strict=True)
    ]
    digest = sha256(partner.key.encode()).hexdigest()[:16]  # addresses of pages go into logs, names do not
    key = f"{group.key}:{digest}"
    if before:
        cells += changes(key, *amounts, words=words)
    return Row(key, partner.name or _("Without a name"), tuple(cells), Kind.ACCOUNT, level=1)
