"""Beside every report, in its files and on a page of its own stands how far its figures are proved."""

import csv
import io
from datetime import date

import pytest

from hub.ledger.proof import service as proofs
from hub.ledger.proof.verdicts import Answer, Source
from hub.sdk.accounting import Account, AccountTotal, Period
from tests.hub.ledger.making import receipt

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
SOURCE = Source("Ledgers", ("5", "292", "295"))
VIEW = {"from": "2025-01", "to": "2025-12"}


@pytest.fixture
def told(shelf):
    """Have the source tell totals of 2025, and its months where it is asked, and judge the books by them."""

    def told(totals: dict[str, int] | None, *, refusal: str = "", months: dict[int, dict[str, int]] | None = None):
        given = [
            (YEAR, totals),
            *((month(number), (months or {}).get(number, {})) for number in range(1, 13) if months),
        ]
        with shelf.open() as db:
            for period, sums in given:
                listed = None if sums is None else [AccountTotal(*each) for each in sums.items()]
                proofs.keep(db, shelf.book_id, None, Answer(period, listed, refusal), YEAR.end)
            return proofs.judge(db, shelf.book_id, None, SOURCE, YEAR.end)

    return told


def month(number: int) -> Period:
    return Period(
        date(2025, number, 1), date(2025, number, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][number - 1])
    )


@pytest.fixture
def books(shelf):
    """A sale in March and one in June."""
    shelf.store(
        receipt("1", date(2025, 3, 10), ("1910", 12_400), ("3000", -12_400)),
        receipt("2", date(2025, 6, 10), ("1910", 5_000), ("3000", -5_000), name="Sale of June"),
        accounts=(Account("1910", "Bank"), Account("3000", "Sales")),
        covered=(YEAR,),
    )
    return shelf


def status(page: str) -> str:
    return page.partition('data-test="proof" data-status="')[2].partition('"')[0]


def text_of(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


PAGES = ("/analytics", "/content", "/reports/income-statement", "/reports/balance-sheet", "/reports/general-ledger")


@pytest.mark.parametrize("page", PAGES)
def test_a_report_whose_accounts_equal_the_sources_says_so(reader, books, told, page):
    told({"1910": 17_400, "3000": -17_400})
    answer = reader.get(page, query_string=VIEW)
    assert status(answer.text) == "proved"
    assert "Checked" in text_of(answer)


@pytest.mark.parametrize("page", PAGES)
def test_a_report_that_differs_says_where_by_how_much_and_why(reader, books, told, page):
    told({"1910": 12_400, "3000": -12_400}, months={3: {"1910": 12_400, "3000": -12_400}})
    answer = reader.get(page, query_string=VIEW)
    assert status(answer.text) == "differs"
    assert "1910, 3000" in text_of(answer)
    assert "June 2025" in text_of(answer)
    assert "The largest difference is 50.00." in text_of(answer)
    assert "a receipt was removed" in text_of(answer)


def test_a_report_that_cannot_be_proved_says_why(reader, books, told):
    told(None, refusal="The key may not read reports.")
    answer = reader.get("/reports/income-statement", query_string=VIEW)
    assert status(answer.text) == "not_provable"
    assert "The key may not read reports." in text_of(answer)


def test_figures_that_nobody_has_compared_are_not_proved(reader, books):
    assert status(reader.get("/reports/income-statement", query_string=VIEW).text) == "not_provable"


def test_figures_that_have_moved_since_they_were_compared_are_not_proved_any_more(reader, books, told):
    told({"1910": 17_400, "3000": -17_400})
    books.store(receipt("3", date(2025, 7, 1), ("1910", 1), ("3000", -1)))
    answer = reader.get("/reports/income-statement", query_string=VIEW)
    assert status(answer.text) == "not_provable"
    assert "have moved since" in text_of(answer)


def test_a_year_that_is_still_being_read_is_not_proved_and_does_not_mark_another_year(reader, shelf, books, told):
    told({"1910": 17_400, "3000": -17_400})
    assert status(reader.get("/content", query_string={"from": "2024-01", "to": "2024-12"}).text) == "not_provable"
    assert status(reader.get("/content", query_string=VIEW).text) == "proved"


def test_files_carry_the_proof_as_a_note(reader, books, told):
    told({"1910": 12_400, "3000": -12_400}, months={3: {"1910": 12_400, "3000": -12_400}})
    body = reader.get("/reports/income-statement.csv", query_string=VIEW).data.decode("utf-8-sig")
    notes = [line[0] for line in csv.reader(io.StringIO(body)) if len(line) == 1]
    assert any(each.startswith("Differs: Accounts 1910, 3000") for each in notes)


def test_the_page_lists_accounts_months_both_figures_and_what_to_do(reader, books, told):
    told({"1910": 12_400, "3000": -12_400}, months={3: {"1910": 12_400, "3000": -12_400}})
    page = text_of(reader.get("/analytics/proof"))
    assert "Jun 2025" in page
    assert "1910 Bank" in page
    assert "50.00" in page
    assert "account=1910" in page
    assert "/receipts/2" in page
    assert "goes at the next sync" in page


@pytest.mark.parametrize(("theirs", "said"), [(17_400, "is that of"), (17_300, "173.00 in")])
def test_the_page_holds_the_result_against_the_sources_income_statement(reader, books, theirs, said):
    totals = [AccountTotal("1910", 17_400), AccountTotal("3000", -17_400)]
    with books.open() as db:
        proofs.keep(db, books.book_id, None, Answer(YEAR, totals, result=theirs), YEAR.end)
        proofs.judge(db, books.book_id, None, SOURCE, YEAR.end)
    assert said in text_of(reader.get("/analytics/proof"))


def test_the_page_names_gaps_in_the_numbers_of_receipts(reader, books):
    for number in (1, 2, 5):
        books.store(receipt(f"n{number}", date(2025, 4, number), ("1910", 1), ("3000", -1), number=str(number)))
    page = text_of(reader.get("/analytics/proof"))
    assert "1 gap in the numbers of receipts" in page
    assert "3–4" in page


def test_a_salary_that_explains_a_difference_is_not_opened_from_it(reader, shelf, told):
    slip = receipt("slip", date(2025, 3, 15), ("5000", 300_000), ("2920", -300_000), type="SALARY", private=True)
    shelf.store(slip, covered=(YEAR,))
    told({"1910": 100, "3000": -100}, months={5: {"1910": 100, "3000": -100}})
    page = reader.get("/analytics/proof").text
    assert "5000" in page
    assert "/receipts/slip" not in page
    assert "3,000.00" not in page
    assert "3,000.00" not in reader.get("/content", query_string=VIEW).text
    assert status(reader.get("/content", query_string=VIEW).text) == "differs"


def test_the_page_of_an_environment_without_books_says_so(db, browse, sign_in, make_person, make_member, make_tenant):
    tenant, anna = make_tenant(), make_person()
    make_member(tenant, anna)
    client = browse(tenant)
    sign_in(client, anna, tenant)
    assert client.get("/analytics/proof").status_code == 200
