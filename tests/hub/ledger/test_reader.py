"""What reports read: openings by the one rule, running balances, private pay, and what is said beside the figures."""

from datetime import UTC, date, datetime
from types import ModuleType
from uuid import uuid4

import pytest

from hub.connectors.models import Connection, ConnectionFinding
from hub.identity.models import Person
from hub.ledger import models
from hub.ledger.reader import BookReader
from hub.ledger.service import BookGone
from hub.sdk.accounting import EARLIER_RESULT, UNBALANCED, VAT_CLEARING, Account, Entry, FiscalYear, Layer, Period
from hub.sdk.refs import BookRef, CompanyRef
from hub.sdk.reports import MonthBalance
from hub.sdk.texts import Money, text
from tests.hub.ledger.making import Shelf, calendar_years, receipt, year

CAPITAL = receipt("c", date(2025, 1, 2), ("1910", 10_000), ("2001", -10_000))
SALE_2025 = receipt("s5", date(2025, 6, 30), ("1910", 5_000), ("3000", -5_000))
SALE_2026 = receipt("s6", date(2026, 2, 10), ("1910", 700), ("3000", -700))
WHOLE_2025 = Period(date(2025, 1, 1), date(2025, 12, 31))
WHOLE_2026 = Period(date(2026, 1, 1), date(2026, 12, 31))


def opening(*rows: tuple[str, int], day: date = date(2026, 1, 1)):
    return receipt(f"o{day}", day, *rows, type="RECEIPT_FOR_OPENING_ACCOUNTS", status="", layer=Layer.OPENING)


def openings_of(reader: BookReader, day: date = date(2026, 5, 5)) -> dict[str, tuple[int, str]]:
    return {each.account: (each.amount, each.basis) for each in reader.openings(reader.fiscal_year_of(day))}


def codes(reader: BookReader) -> list[str]:
    return [each.code for each in reader.findings()]


def test_the_opening_is_the_computed_closing_where_the_year_before_is_wholly_loaded(shelf: Shelf):
    shelf.store(CAPITAL, SALE_2025, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2025,))
    with shelf.read() as reader:
        assert openings_of(reader) == {
            "1910": (15_000, "computed"),
            "2001": (-10_000, "computed"),
            EARLIER_RESULT: (-5_000, "computed"),
        }


def test_the_opening_receipt_counts_while_the_year_before_is_not_loaded(shelf: Shelf):
    receipts = opening(("1910", 15_000), ("2001", -10_000), ("2251", -5_000)), SALE_2026
    shelf.store(*receipts, fiscal_years=calendar_years(2025, 2026))
    with shelf.read() as reader:
        assert openings_of(reader)["2251"] == (-5_000, "receipt")
        assert "opening_missing" not in codes(reader)


def test_opening_receipt_and_computed_closing_are_never_added(shelf: Shelf):
    both = opening(("1910", 15_000), ("2001", -10_000), ("2251", -5_000))
    shelf.store(CAPITAL, SALE_2025, both, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2025,))
    with shelf.read() as reader:
        assert openings_of(reader) == {
            "1910": (15_000, "computed"),
            "2001": (-10_000, "computed"),
            "2251": (-5_000, "computed"),
        }
        assert codes(reader) == []


def test_an_opening_receipt_that_differs_from_the_closing_is_a_finding(shelf: Shelf):
    late = receipt("late", date(2025, 12, 31), ("1910", -30), ("8450", 30))
    both = opening(("1910", 15_000), ("2001", -10_000), ("2251", -5_000))
    shelf.store(CAPITAL, SALE_2025, late, both, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2025,))
    with shelf.read() as reader:
        assert openings_of(reader)["2251"] == (-4_970, "computed")
        [finding] = reader.findings()
        assert finding.code == "opening_differs_20260101"
        assert finding.accounts == ("1910", "2251")
        assert "1910 by 0.30, 2251 by -0.30" in finding.title


def test_results_of_several_loaded_years_add_up_on_their_account(shelf: Shelf):
    sale_2024 = receipt("s4", date(2024, 6, 1), ("1910", 100), ("3000", -100))
    both = opening(("1910", 15_100), ("2001", -10_000), ("2251", -5_100))
    shelf.store(
        sale_2024,
        CAPITAL,
        SALE_2025,
        both,
        fiscal_years=calendar_years(2024, 2026),
        covered=(Period(date(2024, 1, 1), date(2025, 12, 31)),),
    )
    with shelf.read() as reader:
        assert openings_of(reader, date(2025, 1, 1))[EARLIER_RESULT] == (-100, "computed")
        assert openings_of(reader)["2251"] == (-5_100, "computed")


def test_an_opening_nobody_told_yet_is_a_warning(shelf: Shelf):
    shelf.store(SALE_2026, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2026,))
    with shelf.read() as reader:
        assert openings_of(reader) == {}
        assert codes(reader) == ["opening_missing"]


def test_a_new_company_starts_with_nothing(shelf: Shelf):
    shelf.store(SALE_2026, fiscal_years=calendar_years(2026, 2026), covered=(WHOLE_2026,))
    with shelf.read() as reader:
        assert openings_of(reader) == {}
        assert codes(reader) == []


def test_receipts_outside_every_year_make_provisional_years(shelf: Shelf):
    early = receipt("e", date(2023, 5, 5), ("1910", 1), ("3000", -1))
    shelf.store(early, SALE_2026, fiscal_years=calendar_years(2025, 2025))
    with shelf.read() as reader:
        assert [(each.source_id, str(each.start), str(each.end)) for each in reader.fiscal_years()] == [
            ("", "2023-01-01", "2023-12-31"),
            ("", "2024-01-01", "2024-12-31"),
            ("2025", "2025-01-01", "2025-12-31"),
            ("", "2026-01-01", "2026-12-31"),
        ]
        assert "outside_years" in codes(reader)
        assert "2 receipts" in next(each.title for each in reader.findings() if each.code == "outside_years")


def test_a_year_that_starts_within_a_month_counts_only_its_own_days(shelf: Shelf):
    before = receipt("b", date(2026, 3, 5), ("1910", 11), ("3000", -11))
    after = receipt("a", date(2026, 3, 15), ("1910", 20), ("3000", -20))
    shelf.store(before, after, fiscal_years=(year(date(2026, 3, 12), date(2026, 12, 31)),))
    with shelf.read() as reader:
        own = reader.movements(Period(date(2026, 3, 12), date(2026, 12, 31)))
        assert own == [MonthBalance("1910", date(2026, 3, 1), 20, 20), MonthBalance("3000", date(2026, 3, 1), -20, 0)]
        assert openings_of(reader) == {}


def test_movements_are_whole_months_of_the_asked_layers(shelf: Shelf):
    pending = receipt("p", date(2026, 2, 11), ("1910", 5), ("3000", -5), layer=Layer.PENDING, status="UNFINISHED")
    shelf.store(SALE_2026, pending)
    with shelf.read() as reader:
        period = Period(date(2026, 2, 1), date(2026, 2, 28))
        assert [each.net for each in reader.movements(period)] == [700, -700]
        both = reader.movements(period, layers=(Layer.MOVEMENT, Layer.PENDING))
        assert [each.net for each in both] == [705, -705]
        assert reader.left_out(period) == {("JOURNAL", "UNFINISHED"): (1, 5)}


def test_lines_run_from_the_opening_in_order_and_page(shelf: Shelf):
    more = [receipt(f"m{n}", date(2026, 3, n), ("1910", n), ("3000", -n)) for n in range(1, 6)]
    shelf.store(CAPITAL, SALE_2026, *more, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2025,))
    with shelf.read() as reader:
        march = Period(date(2026, 3, 1), date(2026, 3, 31))
        assert [line.balance for line in reader.lines("1910", march)] == [10_701, 10_703, 10_706, 10_710, 10_715]
        assert [line.receipt_id for line in reader.lines("1910", march, after=2, limit=2)] == ["m3", "m4"]
        assert [line.balance for line in reader.lines("1910", march, after=2, limit=2)] == [10_706, 10_710]
        middle = Period(date(2026, 3, 4), date(2026, 3, 4))
        assert [line.balance for line in reader.lines("1910", middle)] == [10_710]


def test_lines_over_a_year_end_start_each_year_anew(shelf: Shelf):
    shelf.store(CAPITAL, SALE_2025, SALE_2026, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2025,))
    with shelf.read() as reader:
        both = Period(date(2025, 1, 1), date(2026, 12, 31))
        assert [line.balance for line in reader.lines("3000", both)] == [-5_000, -700]
        assert [line.balance for line in reader.lines("1910", both)] == [10_000, 15_000, 15_700]


def pay(source_id: str, day: date, amount: int):
    rows = Entry(1, "5000", amount, day, text="Aino Virtanen, kuukausipalkka"), Entry(2, "1910", -amount, day)
    return receipt(source_id, day, *rows, type="SALARY", name="Aino Virtanen", private=True)


def test_private_pay_is_one_sum_a_month_without_the_right_to_see_it(shelf: Shelf):
    shelf.store(pay("a", date(2026, 1, 15), 3_000), pay("b", date(2026, 1, 31), 4_000), pay("c", date(2026, 2, 27), 9))
    with shelf.read() as reader:
        lines = list(reader.lines("5000", WHOLE_2026))
        assert [(str(each.date), each.amount, each.balance, each.text, each.rows) for each in lines] == [
            ("2026-01-31", 7_000, 7_000, "Salaries, 2 rows", 2),
            ("2026-02-28", 9, 7_009, "Salaries, 1 row", 1),
        ]
        assert {(each.receipt_id, each.receipt_name, each.receipt_number) for each in lines} == {(None, "", "")}
        assert reader.receipt("a") is None


def test_private_pay_is_summed_by_side_so_that_its_rows_add_up_to_debit_and_credit(shelf: Shelf):
    slips = (("a", 15, 3_000), ("b", 20, 4_000), ("c", 25, -500), ("d", 26, -20))
    shelf.store(*(pay(name, date(2026, 1, day), amount) for name, day, amount in slips))
    with shelf.read() as reader:
        lines = list(reader.lines("5000", WHOLE_2026))
        assert [(each.amount, each.balance, each.rows) for each in lines] == [(7_000, 7_000, 2), (-520, 6_480, 2)]
        [month] = [each for each in reader.movements(WHOLE_2026) if each.account == "5000"]
        assert [month.debit, -month.credit] == [each.amount for each in lines]
        assert [each.amount for each in reader.lines("5000", WHOLE_2026, after=1)] == [-520]


def test_asking_for_single_days_does_not_take_private_pay_apart(shelf: Shelf):
    shelf.store(pay("a", date(2026, 1, 15), 3_000), pay("b", date(2026, 1, 31), 4_000))
    with shelf.read() as reader:
        assert list(reader.lines("5000", Period(date(2026, 1, 10), date(2026, 1, 20)))) == []
        assert [each.amount for each in reader.lines("5000", Period(date(2026, 1, 20), date(2026, 1, 31)))] == [7_000]
        assert [each.net for each in reader.movements(Period(date(2026, 1, 15), date(2026, 1, 15)))] == [-7_000, 7_000]


def test_private_pay_is_shown_with_the_right_to_see_it(shelf: Shelf):
    shelf.store(pay("a", date(2026, 1, 15), 3_000))
    with shelf.read(payroll_detail=True) as reader:
        [line] = reader.lines("5000", WHOLE_2026)
        assert (line.text, line.receipt_id) == ("Aino Virtanen, kuukausipalkka", "a")
        shown = reader.receipt("a")
        assert shown is not None
        assert [each.amount for each in shown.lines] == [3_000, -3_000]


def test_a_private_receipt_that_does_not_balance_is_not_named(shelf: Shelf):
    shelf.store(
        receipt("a", date(2026, 1, 15), ("5000", 90), (UNBALANCED, -90), name="Aino", private=True, finding="x")
    )
    with shelf.read() as reader:
        assert [(each.name, each.receipt_id, each.amount) for each in reader.unbalanced()] == [("Salaries", "", -90)]
        assert not any("Aino" in finding.title for finding in reader.findings())


def test_an_unbalanced_receipt_is_named_in_a_warning(shelf: Shelf):
    bad = receipt("7", date(2011, 1, 3), ("1910", -1_277_100), (UNBALANCED, 1_277_100), number="B1", name="Lön")
    shelf.store(bad)
    with shelf.read() as reader:
        [found] = reader.unbalanced()
        assert (found.number, found.amount) == ("B1", 1_277_100)
        finding = next(each for each in reader.findings() if each.code == "unbalanced")
        assert finding.title == "1 receipt does not balance: B1 “Lön” 12,771.00."


def test_what_is_odd_about_a_receipt_is_read_back_with_its_parts(shelf: Shelf):
    lacks = text("%(amount)s is missing", amount=Money(-58_08))
    odd = text("This is odd.")
    shelf.store(
        receipt("7", date(2026, 1, 3), ("1910", -5_808), (UNBALANCED, 5_808), finding=lacks),
        receipt("8", date(2026, 1, 4), ("1910", -100), ("3000", 100), finding=odd),
        SALE_2026,
    )
    assert shelf.store(receipt("8", date(2026, 1, 4), ("1910", -100), ("3000", 100), finding=odd)).receipts == 0
    with shelf.read() as reader:
        [found] = reader.unbalanced()
        kept = [found.finding, *(reader.receipt(each).finding for each in ("7", "8"))]
        assert [each.to_json() for each in kept] == [lacks.to_json(), lacks.to_json(), odd.to_json()]
        assert (reader.receipt("s6").finding, "receipt_remarks" in codes(reader)) == ("", True)


def test_an_unbalanced_opening_receipt_is_silent_where_the_closing_is_computed(shelf: Shelf):
    lacking = opening(("1910", 15_000), ("2001", -10_000), ("2251", -4_900), (UNBALANCED, -100))
    shelf.store(CAPITAL, SALE_2025, lacking, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2025,))
    with shelf.read() as reader:
        assert reader.unbalanced() == []
        assert UNBALANCED not in openings_of(reader)


def vat_sale(source_id: str, day: date, vat: int):
    rows = (
        Entry(1, "1700", 10_000 + vat, day),
        Entry(2, "3000", -10_000, day, vat_percent=255),
        Entry(3, VAT_CLEARING, -vat, day, of=2),
    )
    return receipt(source_id, day, *rows, vat_month=day.replace(day=1))


def summary(source_id: str, day: date, vat: int):
    rows = Entry(1, "2930", -vat, day), Entry(2, VAT_CLEARING, vat, day, of=1)
    return receipt(source_id, day, *rows, type="VAT_SUMMARY", status="", vat_month=day.replace(day=1))


def test_the_clearing_balance_splits_by_vat_month(shelf: Shelf):
    shelf.store(
        vat_sale("1", date(2026, 8, 5), 2_550),
        vat_sale("2", date(2026, 9, 5), 500),
        vat_sale("3", date(2026, 10, 5), 7),
    )
    shelf.store(summary("v", date(2026, 8, 31), 2_550))
    with shelf.read() as reader:
        assert reader.clearing_by_month(date(2026, 8, 20)) == {date(2026, 8, 1): -2_550}
        assert reader.clearing_by_month(date(2026, 8, 31)) == {}
        assert reader.clearing_by_month(date(2026, 10, 31)) == {date(2026, 9, 1): -500, date(2026, 10, 1): -7}


@pytest.mark.parametrize(("today", "code"), [(date(2026, 11, 12), "vat_not_due"), (date(2026, 11, 13), "vat_missing")])
def test_vat_without_a_summary_is_a_warning_once_it_is_due(shelf: Shelf, today: date, code: str):
    shelf.store(vat_sale("1", date(2026, 9, 5), 2_550))
    with shelf.read(today=today) as reader:
        [finding] = [each for each in reader.findings() if each.code.startswith("vat_")]
        assert finding.code == code
        assert "September 2026 -25.50" in finding.title


def test_a_summary_that_no_longer_fits_says_by_how_much(shelf: Shelf):
    shelf.store(vat_sale("1", date(2026, 9, 5), 2_550), summary("v", date(2026, 9, 30), 2_500))
    with shelf.read() as reader:
        [finding] = [each for each in reader.findings() if each.code == "vat_outdated"]
        assert "September 2026 -0.50" in finding.title


def test_the_chart_lists_virtual_and_unknown_accounts_once_they_carry_something(shelf: Shelf):
    shelf.store(vat_sale("1", date(2026, 9, 5), 2_550), accounts=(Account("1700", "Myyntisaamiset"),))
    with shelf.read() as reader:
        assert {code: each.name for code, each in reader.accounts().items()} == {
            "1700": "Myyntisaamiset",
            "3000": "",
            VAT_CLEARING: "VAT not yet summarised",
        }


def test_findings_of_the_connection_come_first(shelf: Shelf):
    connection, person = uuid4(), uuid4()
    with shelf.open() as db:
        db.add(Person(id=person, name="Aino", email="aino@leipa.example"))
        book = db.get(models.Book, shelf.book_id)
        assert book is not None
        db.flush()
        db.add(
            Connection(
                id=connection,
                tenant_id=shelf.tenant_id,
                company_id=book.company_id,
                book_id=book.id,
                connector="procountor",
                source_id="1",
                attached_by=person,
            )
        )
        db.flush()
        db.add(
            ConnectionFinding(
                tenant_id=shelf.tenant_id,
                connection_id=connection,
                code="payroll_hidden",
                severity="warning",
                title="Payroll cannot be read.",
                accounts=["5", "6"],
            )
        )
    with shelf.read() as reader:
        assert [(each.code, each.accounts) for each in reader.findings()] == [("payroll_hidden", ("5", "6"))]


def test_coverage_tells_what_is_loaded_and_when(shelf: Shelf):
    before = datetime.now(UTC)
    shelf.store(SALE_2026, covered=(WHOLE_2026,))
    with shelf.read() as reader:
        coverage = reader.coverage()
        assert coverage.covers(WHOLE_2026)
        assert not coverage.covers(WHOLE_2025)
        assert coverage.data_as_of is not None
        assert coverage.data_as_of > before
        assert not coverage.syncing


def test_a_book_of_another_environment_cannot_be_read(db: ModuleType):
    mine, other = Shelf.make(db), Shelf.make(db)
    with mine.open() as handle, pytest.raises(BookGone):
        BookReader(handle, BookRef(other.book_id, CompanyRef("1", "x")), payroll_detail=True, today=date(2026, 1, 1))


def test_an_empty_book_reads_as_nothing(shelf: Shelf):
    with shelf.read() as reader:
        assert reader.fiscal_years() == []
        assert reader.fiscal_year_of(date(2026, 5, 5)) == FiscalYear("", date(2026, 1, 1), date(2026, 12, 31))
        assert reader.movements(WHOLE_2026) == []
        assert list(reader.lines("1910", WHOLE_2026)) == []
        assert (list(reader.accounts()), reader.findings(), reader.receipt("1")) == ([], [], None)
