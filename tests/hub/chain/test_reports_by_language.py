"""A report is read in the reader's language: its names, its numbers, its notes, and the file it is taken away in."""

import datetime as dt
import html
import io
import re

import openpyxl
import pytest

from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company
from tests.plugins.procountor.conftest import CLERK

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
PERIOD = "from=2026-05&to=2026-09"
AMOUNT = {
    "fi": r"−?\d{1,3}(\u00a0\d{3})*,\d{2}",
    "sv": r"−?\d{1,3}(\u00a0\d{3})*,\d{2}",
    "en": r"−?\d{1,3}(,\d{3})*\.\d{2}",
}
SAID = {
    "fi": ("Tuloslaskelma", "LIIKEVAIHTO", "touko 2026", "Yhteensä", "Avain ei saa lukea palkkoja"),
    "sv": ("Resultaträkning", "OMSÄTTNING", "maj 2026", "Totalt", "Nyckeln får inte läsa löner"),
    "en": ("Profit and loss", "NET TURNOVER", "May 2026", "Total", "The key may not read salaries"),
}


@pytest.fixture(scope="module")
def book():
    return generate(LEIPA, months=4, receipts=120, first_month=dt.date(2026, 5, 1), until=dt.date(2026, 9, 30), seed=5)


@pytest.fixture
def read(connect, book):
    """Read the company with a key that may not read salaries, and give its pages in the language that is asked for."""
    company = connect(book, CLERK)

    def read(path: str, language: str):
        answer = company.browser.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200
        return answer

    return read


def test_a_statement_is_in_the_readers_language(read):
    for language, said in SAID.items():
        page = html.unescape(read(f"/reports/income-statement?{PERIOD}", language).text)
        assert [each for each in said if each not in page] == [], language
        cells = [cell.strip() for cell in re.findall(r'<td class="number[^"]*"[^>]*>(?:<a[^>]*>)?([^<]*)<', page)]
        amounts = [cell for cell in cells if re.search(r"\d", cell)]
        assert amounts
        assert [cell for cell in amounts if not re.fullmatch(AMOUNT[language], cell)] == []


def test_a_file_is_named_and_written_in_the_readers_language(read):
    for language, said in SAID.items():
        table = read(f"/reports/income-statement.csv?{PERIOD}", language)
        assert said[0].replace(" ", "-") in table.headers["Content-Disposition"].replace("%C3%A4", "ä").replace(
            "%20", " "
        )
        text = table.data.decode("utf-8-sig")
        assert [each for each in said[1:] if each not in text] == [], language


def test_a_workbook_is_titled_in_the_readers_language(read):
    for language, said in SAID.items():
        told = read(f"/reports/income-statement.xlsx?{PERIOD}", language)
        sheet = openpyxl.load_workbook(io.BytesIO(told.data)).active
        words = {str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None}
        assert any(said[0] in each for each in words | {sheet.title}), language
