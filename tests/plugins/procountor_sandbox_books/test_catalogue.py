from datetime import date, timedelta

import pytest
from stdnum.fi import ytunnus

from plugins.procountor.sandbox.books.catalogue import default_books

from .truth import month_sums

TODAY = date(2026, 11, 22)


def test_the_default_companies_are_distinct_and_have_valid_business_ids():
    companies = [entry.book.company for entry in default_books(TODAY)]
    assert [company.name for company in companies] == [
        "Käpylän Leipä Oy",
        "Pohjolan Puu Oy",
        "Pohjolan Puu Kuljetus Oy",
        "Pohjolan Puu Palvelut Oy",
        "Suljettu Rajapinta Oy",
        "Kultakirja Oy",
        "Laskuesimerkki Oy",
    ]
    assert len({company.id for company in companies}) == len({company.business_id for company in companies}) == 7
    assert all(ytunnus.is_valid(company.business_id) for company in companies)


def test_one_company_has_its_api_closed():
    closed = [entry.book.company.name for entry in default_books(TODAY) if not entry.api_open]
    assert closed == ["Suljettu Rajapinta Oy"]


def test_the_bakery_has_three_years_the_earlier_ones_closed():
    bakery = default_books(TODAY)[0].book
    assert 4000 <= len(bakery.receipts) <= 5000
    assert [year.is_open for year in bakery.fiscal_years] == [False, False, True]
    assert all((year.start.month, year.end.month) == (1, 12) for year in bakery.fiscal_years)


def test_the_group_has_unequal_years_and_colliding_ids():
    group = [entry.book for entry in default_books(TODAY)[1:4]]
    lengths = [[len(year.tracking_periods) for year in book.fiscal_years] for book in group]
    assert lengths == [[13, 12], [18, 12], [12, 12]]
    ids = [{receipt.id for receipt in book.receipts} for book in group]
    assert set.intersection(*ids)
    assert all(600 <= len(book.receipts) <= 1600 for book in group)


def test_the_last_ended_month_is_not_summarised_yet():
    for entry in default_books(TODAY)[:5]:
        summarised = {r.date.replace(day=1) for r in entry.book.receipts if r.type == "VAT_SUMMARY"}
        assert date(2026, 10, 1) not in summarised
        assert date(2026, 9, 1) in summarised
        assert month_sums(entry.book)[date(2026, 10, 1)] != 0


@pytest.mark.parametrize("day", [TODAY, date(2026, 11, 30), date(2026, 12, 31), date(2027, 2, 13)])
def test_from_one_day_to_the_next_receipts_keep_their_ids(day):
    for today, tomorrow in zip(default_books(day), default_books(day + timedelta(days=1)), strict=True):
        before = [(r.id, r.name, r.rows) for r in today.book.receipts]
        assert before == [(r.id, r.name, r.rows) for r in tomorrow.book.receipts[: len(before)]]
