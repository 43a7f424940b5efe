"""What a fiscal year starts with: the computed closing of the year before, or the opening receipt, never both."""

from datetime import date

from hub.sdk.accounting import EARLIER_RESULT, UNBALANCED, Period
from tests.hub.ledger.making import (
    CAPITAL,
    SALE_2025,
    SALE_2026,
    WHOLE_2025,
    WHOLE_2026,
    Shelf,
    calendar_years,
    codes,
    opening,
    openings_of,
    receipt,
)


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
        assert "1910 by 0.30, 2251 by −0.30" in finding.title


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


def test_it_is_one_as_well_before_anything_is_booked_in_the_year(shelf: Shelf):
    """On the first days of January the balances would be zero, and nobody would be told why."""
    shelf.store(fiscal_years=calendar_years(2024, 2026), covered=(WHOLE_2026,))
    with shelf.read(today=date(2026, 1, 4)) as reader:
        assert openings_of(reader) == {}
        assert codes(reader) == ["opening_missing"]


def test_of_a_year_that_is_still_to_come_nobody_is_warned(shelf: Shelf):
    shelf.store(fiscal_years=calendar_years(2024, 2026), covered=(WHOLE_2026,))
    with shelf.read(today=date(2025, 12, 31)) as reader:
        assert codes(reader) == []


def test_a_new_company_starts_with_nothing(shelf: Shelf):
    shelf.store(SALE_2026, fiscal_years=calendar_years(2026, 2026), covered=(WHOLE_2026,))
    with shelf.read() as reader:
        assert openings_of(reader) == {}
        assert codes(reader) == []


def test_an_unbalanced_opening_receipt_is_silent_where_the_closing_is_computed(shelf: Shelf):
    lacking = opening(("1910", 15_000), ("2001", -10_000), ("2251", -4_900), (UNBALANCED, -100))
    shelf.store(CAPITAL, SALE_2025, lacking, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2025,))
    with shelf.read() as reader:
        assert reader.unbalanced() == []
        assert UNBALANCED not in openings_of(reader)
