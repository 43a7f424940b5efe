"""The third place an opening is known from: the source's own balances, provisionally and never added to the others."""

from collections.abc import Mapping
from datetime import date
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.ledger import provisional
from hub.ledger.hledger import journal
from hub.ledger.reader import BookReader
from hub.sdk.accounting import EARLIER_RESULT, UNBALANCED, AccountTotal, Layer, Period, is_result_account
from hub.sdk.refs import BookRef, CompanyRef
from tests.hub.ledger.making import Shelf, calendar_years, receipt

TODAY = date(2026, 11, 22)
SALE_2025 = receipt("s5", date(2025, 6, 30), ("1910", 5_000), ("3000", -5_000))
SALE_2026 = receipt("s6", date(2026, 2, 10), ("1910", 700), ("3000", -700))
TOLD = {"1910": 6_255, "2001": -1_000, "3000": -5_000}
"""What the source says: 255 of it is on none of its accounts."""


def whole(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def opening(year: int, *rows: tuple[str, int]):
    more = {"type": "RECEIPT_FOR_OPENING_ACCOUNTS", "status": "", "layer": Layer.OPENING}
    return receipt(f"o{year}", date(year, 1, 1), *rows, **more)


def tell(shelf: Shelf, year: int, amounts: Mapping[str, int]) -> None:
    with shelf.open() as db:
        totals = [AccountTotal(account, amount) for account, amount in amounts.items()]
        provisional.keep(db, shelf.book_id, date(year, 1, 1), totals)


def wanted(shelf: Shelf, *, anew: bool = False, today: date = TODAY) -> list[int]:
    with shelf.open() as db:
        return [start.year for start in provisional.wanted(db, shelf.book_id, today, anew=anew)]


def openings_of(reader: BookReader, year: int = 2026) -> dict[str, tuple[int, str]]:
    found = reader.openings(reader.fiscal_year_of(date(year, 1, 1)))
    return {each.account: (each.amount, each.basis) for each in found}


def codes(reader: BookReader) -> list[str]:
    return [each.code for each in reader.findings()]


@pytest.fixture
def loaded(shelf: Shelf) -> Shelf:
    """2026 is here, 2024 and 2025 are not."""
    shelf.store(SALE_2026, fiscal_years=calendar_years(2024, 2026), covered=(whole(2026),))
    return shelf


def test_the_source_s_balances_stand_in_while_the_year_before_is_not_loaded(loaded: Shelf):
    tell(loaded, 2026, TOLD)
    with loaded.read() as reader:
        assert openings_of(reader) == {
            "1910": (6_255, "provisional"),
            "2001": (-1_000, "provisional"),
            EARLIER_RESULT: (-5_000, "provisional"),
            UNBALANCED: (-255, "provisional"),
        }
        [finding] = reader.findings()
        assert finding.title == (
            "The opening balances of 1 January 2026 are provisional: they are the accounting system's own balances of "
            "31 December 2025, until the earlier receipts have been read."
        )
        assert "2.55" in finding.remedy
        assert finding.accounts == ("1", "2")
        [row] = reader.lines("1910", whole(2026))
        assert row.balance == 6_955


def test_balances_that_sum_to_zero_lack_nothing(loaded: Shelf):
    tell(loaded, 2026, {"1910": 5_000, "3000": -5_000})
    with loaded.read() as reader:
        assert UNBALANCED not in openings_of(reader)
        assert [each.remedy for each in reader.findings()] == [""]


def test_an_opening_receipt_takes_the_place_of_the_source_s_balances(loaded: Shelf):
    tell(loaded, 2026, TOLD)
    loaded.store(opening(2026, ("1910", 6_000), ("2251", -6_000)))
    with loaded.read() as reader:
        assert openings_of(reader) == {"1910": (6_000, "receipt"), "2251": (-6_000, "receipt")}
        assert codes(reader) == []


def test_a_loaded_year_before_takes_the_place_of_the_source_s_balances(shelf: Shelf):
    shelf.store(SALE_2025, SALE_2026, fiscal_years=calendar_years(2025, 2026), covered=(whole(2026),))
    tell(shelf, 2026, TOLD)
    shelf.store(covered=(whole(2025),))
    with shelf.read() as reader:
        assert openings_of(reader) == {"1910": (5_000, "computed"), EARLIER_RESULT: (-5_000, "computed")}
        assert codes(reader) == []


def test_what_is_computed_from_provisional_balances_is_provisional_too(loaded: Shelf):
    loaded.store(SALE_2025, covered=(whole(2025),))
    tell(loaded, 2025, {"1910": 1_000, "2001": -1_000})
    with loaded.read() as reader:
        assert openings_of(reader) == {
            "1910": (6_000, "provisional"),
            "2001": (-1_000, "provisional"),
            EARLIER_RESULT: (-5_000, "provisional"),
        }
        assert codes(reader) == ["opening_provisional_20250101"]


def test_a_loaded_year_without_any_opening_does_not_hide_what_the_source_told_after_it(loaded: Shelf):
    tell(loaded, 2026, TOLD)
    loaded.store(SALE_2025, covered=(whole(2025),))
    with loaded.read() as reader:
        assert openings_of(reader)["1910"] == (6_255, "provisional")


def test_only_a_loaded_year_that_no_receipt_opens_is_asked_for(loaded: Shelf):
    assert wanted(loaded) == [2026]
    tell(loaded, 2026, TOLD)
    assert wanted(loaded) == []
    assert wanted(loaded, anew=True) == [2026]
    loaded.store(opening(2026, ("1910", 1), ("2251", -1)))
    assert wanted(loaded, anew=True) == []


def test_a_year_under_way_is_asked_for_when_it_is_loaded_as_far_as_it_has_come(shelf: Shelf):
    shelf.store(SALE_2026, fiscal_years=calendar_years(2025, 2026), covered=(Period(date(2026, 1, 1), TODAY),))
    assert wanted(shelf) == [2026]
    assert wanted(shelf, today=date(2026, 12, 1)) == []


def test_a_first_year_needs_nobody_to_tell(shelf: Shelf):
    shelf.store(SALE_2026, fiscal_years=calendar_years(2026, 2026), covered=(whole(2026),))
    assert wanted(shelf) == []


def test_what_has_become_unneeded_is_removed(loaded: Shelf):
    tell(loaded, 2026, TOLD)
    loaded.store(SALE_2025, covered=(whole(2025),))
    assert wanted(loaded) == [2025]
    tell(loaded, 2025, {"1910": 1_000, "2001": -1_000})
    assert wanted(loaded) == []
    with loaded.read() as reader:
        assert reader._extent.openings.told.keys() == {date(2025, 1, 1)}
    loaded.store(covered=(whole(2024),))
    assert wanted(loaded, anew=True) == []
    with loaded.read() as reader:
        assert reader._extent.openings.told == {}
        assert openings_of(reader) == {"1910": (5_000, "computed"), EARLIER_RESULT: (-5_000, "computed")}


def test_an_export_says_that_its_opening_is_provisional(loaded: Shelf):
    tell(loaded, 2026, TOLD)
    with loaded.open() as db:
        book = BookRef(loaded.book_id, CompanyRef("1", "Käpylän Leipä Oy"))
        lines = list(journal(db, book, payroll_detail=False, today=TODAY))
    assert "2026-01-01 Opening balances, provisional" in lines
    assert "    does-not-balance  -2.55 EUR" in lines


ACCOUNT_CODES = ("1910", "1700", "2001", "2880", "3000", "8450")
ACCOUNTS = st.sampled_from(ACCOUNT_CODES)
AMOUNTS = st.integers(-(10**9), 10**9)


@st.composite
def books(draw: st.DrawFn):
    """Draw three years: some loaded, some with an opening receipt, some that the source tells an opening of."""
    years = st.sets(st.sampled_from([2024, 2025, 2026]))
    receipts = [opening(year, ("1910", amount), ("2001", -amount)) for year in draw(years) if (amount := draw(AMOUNTS))]
    for number in range(draw(st.integers(0, 8))):
        day, amount = draw(st.dates(date(2024, 1, 1), date(2026, 11, 1))), draw(AMOUNTS)
        receipts.append(receipt(str(number), day, (draw(ACCOUNTS), amount), (draw(ACCOUNTS), -amount)))
    told = {year: draw(st.dictionaries(ACCOUNTS, AMOUNTS, min_size=1)) for year in draw(years) - {2024}}
    return receipts, draw(years), told


def closing(reader: BookReader, year: int) -> dict[str, int]:
    """What a year comes to by its own opening and movements, results as earlier ones."""
    sums = {account: amount for account, (amount, _) in openings_of(reader, year).items()}
    for each in reader.movements(whole(year)):
        account = EARLIER_RESULT if is_result_account(each.account) else each.account
        sums[account] = sums.get(account, 0) + each.net
    return not_zero(sums)


def carried(sums: Mapping[str, int], to: str) -> dict[str, int]:
    """Put the result on the account that an opening receipt may carry it on."""
    result = sums.get(EARLIER_RESULT, 0)
    return not_zero({**sums, EARLIER_RESULT: 0, to: sums.get(to, 0) + result if to != EARLIER_RESULT else result})


def on_receipts(receipts, year: int) -> dict[str, int]:
    rows = [each for one in receipts if one.source_id == f"o{year}" for each in one.entries]
    return not_zero({each.account: each.amount for each in rows})


def not_zero(sums: Mapping[str, int]) -> dict[str, int]:
    return {account: amount for account, amount in sums.items() if amount}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(book=books())
def test_an_opening_is_from_one_place_only_and_nothing_is_added_to_provisional_balances(db: ModuleType, book):
    receipts, covered, told = book
    shelf = Shelf.make(db)
    shelf.store(*receipts, fiscal_years=calendar_years(2024, 2026), covered=tuple(map(whole, covered)))
    with shelf.read() as reader:
        without = {year: openings_of(reader, year) for year in (2024, 2025, 2026)}
    for year, amounts in told.items():
        tell(shelf, year, amounts)
    with shelf.read() as reader:
        for year in (2025, 2026):
            found = openings_of(reader, year)
            amounts = {account: amount for account, (amount, _) in found.items()}
            places = [on_receipts(receipts, year)]
            if year - 1 in covered:
                places += [carried(closing(reader, year - 1), to) for to in (EARLIER_RESULT, *ACCOUNT_CODES)]
            places += [not_zero(provisional.completed(AccountTotal(*each) for each in told.get(year, {}).items()))]
            assert amounts in places
            assert sum(amounts.values()) == 0
            if "provisional" in {basis for _, basis in found.values()}:
                assert not on_receipts(receipts, year)
            else:
                assert found == without[year] or not found


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(book=books())
def test_once_all_is_read_nothing_provisional_is_left(db: ModuleType, book):
    receipts, covered, told = book
    shelf = Shelf.make(db)
    shelf.store(*receipts, fiscal_years=calendar_years(2024, 2026), covered=tuple(map(whole, covered)))
    for year, amounts in told.items():
        tell(shelf, year, amounts)
    shelf.store(covered=tuple(map(whole, (2024, 2025, 2026))))
    assert wanted(shelf, anew=True) == []
    with shelf.read() as reader:
        assert reader._extent.openings.told == {}
        assert "provisional" not in {basis for year in (2025, 2026) for _, basis in openings_of(reader, year).values()}
        assert not any(code.startswith("opening_provisional") for code in codes(reader))
