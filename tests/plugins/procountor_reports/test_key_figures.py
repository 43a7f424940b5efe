"""Key figures are their formulas applied to the inputs that stand below them, or a dash."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from types import ModuleType

import pytest
from hypothesis import given

from hub.sdk.accounting import Period, Receipt
from hub.sdk.reports import ReportTable
from plugins.procountor.reports.columns import months_of
from plugins.procountor.sandbox.books.worked import NOVEMBER, worked_example
from tests.hub.ledger.making import Shelf, calendar_years, receipt, year
from tests.plugins.procountor_reports.any_books import SLOW, TODAY, YEARS, books, filled
from tests.plugins.procountor_reports.filling import ALL_TIME, COMPANY, cells, fill, last, report

Amounts = Mapping[str, int]
Formula = Callable[[Amounts, Fraction], tuple[Fraction | int, Fraction | int]]
FORMULAS: dict[str, Formula] = {
    "growth": lambda its, _: (its["turnover"] - its["turnover-earlier"], its["turnover-earlier"]),
    "gross-margin-percent": lambda its, _: (its["gross-margin"], its["turnover"]),
    "ebitda-percent": lambda its, _: (its["ebitda"], its["turnover"]),
    "ebit-percent": lambda its, _: (its["ebit"], its["turnover"]),
    "result-percent": lambda its, _: (its["result"], its["turnover"]),
    "return-on-equity": lambda its, year: (
        2 * its["result"] * year,
        its["equity-at-start"] + its["equity-at-end"],
    ),
    "return-on-investment": lambda its, year: (
        2 * (its["before-taxes"] - its["financial-expenses"]) * year,
        its["invested-capital-at-start"] + its["invested-capital"],
    ),
    "current-ratio": lambda its, _: (its["current-assets"], its["short-term-creditors"]),
    "quick-ratio": lambda its, _: (its["liquid-assets"], its["short-term-to-pay"]),
    "equity-ratio": lambda its, _: (its["adjusted-equity"], its["balance-total"] - its["advances-received"]),
    "net-gearing": lambda its, _: (its["interest-bearing-debt"] - its["liquid-funds"], its["equity"]),
    "days-of-sales": lambda its, year: (365 * its["trade-debtors"], its["turnover"] * year),
    "days-of-purchases": lambda its, year: (365 * its["trade-creditors"], -its["bought"] * year),
}
"""By what a figure is, and the inputs' keys: what is divided by what; *year* is 12 divided by the period's months."""


def text(table: ReportTable, key: str, place: int = 0) -> str:
    return next(row.cells[place].text for row in table.rows if row.key == key).replace("\xa0", " ")


def inputs(table: ReportTable, key: str, place: int) -> dict[str, int] | None:
    """Give the inputs below a figure; None where one is left blank."""
    found = {row.key.partition(":")[2]: row.cells[place] for row in table.rows if row.key.startswith(f"{key}:")}
    amounts = {name: cell.amount for name, cell in found.items() if cell.amount is not None}
    return amounts if len(amounts) == len(found) else None


def expected(key: str, table: ReportTable, place: int) -> str:
    given, period = inputs(table, key, place), table.columns[place].period
    assert period is not None
    if given is None:
        return "–"
    over, under = FORMULAS[key](given, Fraction(12, len(list(months_of(period)))))
    if under <= 0:
        return "–"
    places, scale, unit = (0, 1, " days") if key.startswith("days") else (2, 1, "")
    if not (key.startswith("days") or key in ("current-ratio", "quick-ratio")):
        places, scale, unit = 1, 100, " %"
    exact = Fraction(over) / under * scale * 10**places
    rounded = Decimal(round(exact)).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return f"{rounded:,}".replace("-", "−") + unit


@SLOW
@given(book=books())
def test_every_figure_is_its_formula_applied_to_the_inputs_below_it(db: ModuleType, book: tuple[list[Receipt], bool]):
    with filled(db, book).read(today=TODAY) as reader:
        table = report(reader, "key-figures", date(2025, 10, 1), date(2026, 2, 28))
        values = [row for row in table.rows if row.key in FORMULAS]
        assert {row.key for row in values} == FORMULAS.keys()
        for row in values:
            for place in range(len(row.cells)):
                assert text(table, row.key, place) == expected(row.key, table, place), row.key


@SLOW
@given(book=books())
def test_the_inputs_are_lines_of_the_statements(db: ModuleType, book: tuple[list[Receipt], bool]):
    with filled(db, book).read(today=TODAY) as reader:
        start, end = YEARS[1].start, YEARS[1].end
        found = {
            row.key.partition(":")[2]: row.cells[0].amount for row in report(reader, "key-figures", start, end).rows
        }
        income = last(report(reader, "income-statement", start, end))
        ended = last(report(reader, "balance-sheet", start, end))
        line = Lines({**ended, **income})
        assert found["turnover"] == line["turnover"]
        assert (
            found["gross-margin"] == line["turnover"] + line["product-stock-variation"] + line["materials-and-services"]
        )
        assert found["ebitda"] == line["operating-profit"] - line["depreciation"]
        assert found["current-assets"] == line["current-assets"] - line["long-term-debtors"]
        assert found["liquid-assets"] == line["short-term-debtors"] + line["securities"] + line["cash"]
        assert found["short-term-to-pay"] == line["short-term-creditors"] - line["short-term-advances-received"]
        assert found["adjusted-equity"] == line["equity"] + line["accumulated-appropriations"]
        assert found["interest-bearing-debt"] == line["long-term-bank-loans"], "the only loan that is made up"
        assert found["invested-capital"] == found["adjusted-equity"] + found["interest-bearing-debt"]
        assert found["equity-at-start"] == -sum(
            each.amount for each in reader.openings(YEARS[1]) if each.account[0] == "2" and each.account < "24"
        ) - sum(each.amount for each in reader.openings(YEARS[1]) if each.account == "~result")


class Lines(dict[str, int]):
    def __missing__(self, key: str) -> int:
        return 0


def test_the_worked_example_s_figures(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER,)))
    with shelf.read(today=date(2024, 12, 31)) as reader:
        table = report(reader, "key-figures", date(2024, 11, 1), date(2024, 12, 31))
    assert cells(table, "ebit-percent:ebit")[0] == 159860
    assert cells(table, "ebit-percent:turnover")[0] == 500000
    assert text(table, "ebit-percent") == "32.0 %"
    assert text(table, "current-ratio") == "6.87", "13,574.80 to 1,976.20, the VAT not yet summarised among it"
    assert text(table, "equity-ratio") == "85.4 %"
    assert text(table, "net-gearing") == "−106.2 %"
    assert text(table, "days-of-sales") == "15 days", "365 × 1,255 / (5,000 × 6)"
    assert text(table, "return-on-equity") == "165.4 %", "1,598.60 × 6 / (11,598.60 / 2)"
    assert text(table, "days-of-purchases") == "–", "nothing was bought on 4000–4999"
    assert any("multiplied by 12" in note for note in table.notes)


def sold(shelf: Shelf, *sales: tuple[date, int], first: int = 2024) -> None:
    receipts = [receipt(str(day), day, ("1910", amount), ("3000", -amount)) for day, amount in sales]
    shelf.store(*receipts, fiscal_years=calendar_years(first, 2025), covered=(ALL_TIME,))


def growth(shelf: Shelf, start: date, end: date) -> tuple[list[str], str]:
    with shelf.read(today=date(2025, 12, 31)) as reader:
        table = report(reader, "key-figures", start, end)
    return [text(table, "growth", place) for place in range(len(table.columns))], " ".join(table.notes)


def test_growth_compares_the_same_months_a_year_earlier(shelf: Shelf):
    sold(shelf, (date(2024, 2, 29), 200), (date(2024, 1, 5), 100), (date(2025, 1, 5), 150), (date(2025, 2, 28), 230))
    found, _ = growth(shelf, date(2025, 2, 1), date(2025, 2, 28))
    assert found == ["15.0 %", "26.7 %"]


@pytest.mark.parametrize("earlier", [0, -100])
def test_growth_from_nothing_or_less_is_a_dash(shelf: Shelf, earlier: int):
    sold(shelf, (date(2024, 1, 5), earlier), (date(2025, 1, 5), 150))
    assert growth(shelf, date(2025, 1, 1), date(2025, 1, 31))[0] == ["–"]


def test_growth_of_a_first_year_is_blank_with_its_reason(shelf: Shelf):
    sold(shelf, (date(2025, 1, 5), 150), first=2025)
    found, notes = growth(shelf, date(2025, 1, 1), date(2025, 1, 31))
    assert found == ["–"]
    assert "do not begin a year earlier" in notes


def test_growth_is_blank_while_the_year_before_is_not_read(shelf: Shelf):
    shelf.store(
        receipt("1", date(2025, 1, 5), ("1910", 100), ("3000", -100)),
        fiscal_years=calendar_years(2024, 2025),
        covered=(Period(date(2025, 1, 1), date(2025, 12, 31)),),
    )
    found, notes = growth(shelf, date(2025, 1, 1), date(2025, 1, 31))
    assert found == ["–"]
    assert "have not all been read" in notes


def test_years_that_begin_in_different_months_are_not_compared_to_date(shelf: Shelf):
    years = year(date(2023, 4, 1), date(2024, 6, 30), 1), year(date(2024, 7, 1), date(2025, 6, 30), 2)
    sales = [receipt(str(day), day, ("1910", 100), ("3000", -100)) for day in (date(2023, 9, 1), date(2024, 9, 1))]
    shelf.store(*sales, fiscal_years=years, covered=(ALL_TIME,))
    found, notes = growth(shelf, date(2024, 9, 1), date(2024, 9, 30))
    assert found == ["0.0 %", "–"]
    assert "began in another month" in notes


def test_a_period_that_is_the_year_to_date_is_shown_once(shelf: Shelf):
    sold(shelf, (date(2025, 1, 5), 150))
    with shelf.read(today=date(2025, 12, 31)) as reader:
        once = report(reader, "key-figures", date(2025, 1, 1), date(2025, 12, 31))
        twice = report(reader, "key-figures", date(2025, 3, 1), date(2025, 3, 31))
    assert [each.key for each in once.columns] == ["period"]
    assert [each.key for each in twice.columns] == ["period", "year-to-date"]
    assert not any("multiplied by 12" in note for note in once.notes)


@pytest.mark.parametrize(("language", "name"), [("fi", "Tunnusluvut"), ("sv", "Nyckeltal"), ("en", "Key figures")])
def test_figures_are_written_as_the_language_does(shelf: Shelf, language: str, name: str):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER,)))
    with shelf.read(today=date(2024, 12, 31)) as reader:
        table = report(reader, "key-figures", date(2024, 11, 1), date(2024, 12, 31), language=language)
    assert table.title == name
    assert text(table, "equity-ratio") == ("85.4 %" if language == "en" else "85,4 %")
    [formula] = [row.label for row in table.rows if row.key == "equity-ratio-formula"]
    assert formula.startswith({"fi": "Kaava: (oma", "sv": "Formel: (eget", "en": "Formula: (equity"}[language])
