"""Reports on their way out of the hub, in few words, and tables as hypothesis thinks them up."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from hub.ledger.proof.verdicts import Status
from hub.reports.exports import Document
from hub.reports.proofs import ProofLine
from hub.sdk.accounting import Period
from hub.sdk.refs import CompanyRef
from hub.sdk.reports import Cell, Column, Kind, ReportTable, Row

PERIOD = Period(date(2026, 1, 1), date(2026, 2, 28))
COLUMNS = (Column("2026-01", "Jan 2026"), Column("2026-02", "Feb 2026"), Column("note", "Note", "text"))
COMPANY = CompanyRef("1", "Käpylän Leipä Oy", "FI", "12345671")
PROVED = ProofLine(Status.PROVED, "Proved", "success", "Every account equals Procountor's own totals.", None)
NOTE = "VAT of February is not summarised."
AS_OF = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)


def document(*rows: Row, **more: Any) -> Document:
    """Make a document of rows; *more* replaces parts of its table or of itself."""
    table = ReportTable("Profit and loss", PERIOD, COLUMNS, rows, notes=(NOTE,))
    of_table = {name: value for name, value in more.items() if name in ReportTable.__slots__}
    of_document = {name: value for name, value in more.items() if name not in of_table}
    whole = Document("income-statement", replace(table, **of_table), COMPANY, PROVED, "en", AS_OF)
    return replace(whole, **of_document)


def row(label: str, *amounts: int | None, text: str = "", kind: Kind = Kind.LINE, level: int = 0) -> Row:
    """Make a row of two amounts and a text."""
    return Row(label, label, (*(Cell(each) for each in amounts), Cell(text=text)), kind, level)


def statement(months: int, accounts: int = 3) -> Document:
    """Make a statement by month with groups that are summed above their parts, a total below, and a total column."""
    columns = [Column(f"{number}", f"Month {number}") for number in range(1, months + 1)]
    rows: list[Row] = []
    for group in ("Sales", "Costs"):
        parts = [_account(group, number, months) for number in range(accounts)]
        rows += [_sum(group, parts, Kind.SUBTOTAL), *parts]
    total = _sum("RESULT", [each for each in rows if each.parts], Kind.TOTAL)
    return document(*rows, total, columns=(*columns, Column("total", "Total")))


def _account(group: str, number: int, months: int) -> Row:
    sign = 1 if group == "Sales" else -1
    amounts = [sign * (number + 1) * (month * 1_234_567 + 89) for month in range(1, months + 1)]
    cells = tuple(Cell(each) for each in (*amounts, sum(amounts)))
    return Row(f"{group}-{number}", f"{group} {number}", cells, Kind.ACCOUNT, 1)


def _sum(label: str, parts: list[Row], kind: Kind) -> Row:
    sums = zip(*([cell.amount or 0 for cell in part.cells] for part in parts), strict=True)
    return Row(label, label, tuple(Cell(sum(each)) for each in sums), kind, 0, tuple(part.key for part in parts))


NASTY = st.sampled_from(
    [
        '=HYPERLINK("http://evil.example")',
        "  +1+1",
        "@cmd",
        "-2+3",
        "a\x00b\x07c\ud800d\ufffe",
        "two\nlines\r\nand\ttabs",
        "עברית العربية",
        "\u202eeslaf",
        "ООО Ромашка Łódź 北京 😀",
        "x" * 40_000,
        "wörd " * 3_000,
        "]]>&<\"'",
        "_x0041_",
        "",
        " " * 900,
    ]
)
LABELS = NASTY | st.text(max_size=60)
AMOUNTS = st.none() | st.integers(-(10**14), 10**14)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Think up a report whose every text is chosen by somebody who means ill, or by chance."""
    columns = tuple(
        Column(str(number), draw(LABELS), draw(st.sampled_from(["money", "text", "date"])))
        for number in range(draw(st.integers(0, 5)))
    )
    rows = tuple(
        Row(
            str(number),
            draw(LABELS),
            tuple(_cell(draw, each) for each in columns),
            draw(st.sampled_from(Kind)),
            draw(st.integers(0, 9)),
            tuple(map(str, draw(st.lists(st.integers(0, 8), max_size=4)))),
        )
        for number in range(draw(st.integers(0, 8)))
    )
    texts = {
        "title": draw(LABELS),
        "notes": (draw(LABELS), draw(LABELS)),
        "language": draw(st.sampled_from(["en", "fi"])),
    }
    company = replace(COMPANY, name=draw(LABELS))
    return document(*rows, columns=columns, company=company, **texts)


def _cell(draw: st.DrawFn, column: Column) -> Cell:
    if column.kind == "money":
        return Cell(draw(AMOUNTS))
    if column.kind == "date":
        return Cell(text="a day", day=draw(st.dates(date(1800, 1, 1))))
    return Cell(text=draw(LABELS))
