"""Real ledgers against the answers they carry themselves."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from stdnum.fi import ytunnus

from plugins.procountor.sandbox.books.sie import answers, read_sie
from plugins.procountor.sandbox.books.sie_file import parse
from plugins.procountor.sandbox.books.years import last_day, months_of

from .truth import bears_vat, gap, vat

FOLDER = Path(__file__).parents[2] / "data" / "sie"
ENGLISH, SUBDIMENSIONS = "BL0001_typ4.SE", "SIE4_Exempelfil_med_underdim.SE"
PLAIN, BAD = "transaktioner_ovnbolag.se", "transaktioner_ovnbolag-bad-balance.se"
FILES = (ENGLISH, SUBDIMENSIONS, PLAIN, BAD)
RESULTS = dict(zip(FILES, ("212583.47", "1074344.11", "277798.46", "277798.46"), strict=True))


def read(name, net=False):
    return read_sie(FOLDER / name, net=net, company_id=9)


def ending(book, end):
    sums = {}
    for receipt in book.receipts:
        for row in receipt.rows:
            if receipt.date <= end:
                sums[row.account] = sums.get(row.account, 0) + row.value
    return {code: value for code, value in sums.items() if value}


@pytest.mark.parametrize("net", [False, True])
@pytest.mark.parametrize("name", FILES)
def test_every_balance_and_result_is_the_file_s_own(name, net):
    told = answers(FOLDER / name)
    known = {code: value for code, value in {**told.closing, **told.results}.items() if value}
    if name == BAD:
        known["1910"] += Decimal("-12771.00")
    assert ending(read(name, net), date.max) == known


@pytest.mark.parametrize("name", FILES)
def test_the_file_s_result_is_the_known_one(name):
    assert -sum(answers(FOLDER / name).results.values()) == Decimal(RESULTS[name])


@pytest.mark.parametrize("name", FILES)
def test_only_the_opening_of_an_unmoved_result_and_voucher_b1_do_not_balance(name):
    off = {r.name.split()[0]: gap(r) for r in read(name).receipts if gap(r)}
    unmoved = {"Ingående": Decimal("-1151678.15")} if name in {PLAIN, BAD} else {}
    assert off == unmoved | ({"B1": Decimal("12771.00")} if name == BAD else {})


@pytest.mark.parametrize("name", FILES)
def test_folding_the_vat_changes_no_month_end_balance(name):
    booked, net = read(name), read(name, net=True)
    year = booked.fiscal_years[0]
    for month in months_of(year.start, year.end):
        assert ending(booked, last_day(month)) == ending(net, last_day(month))


@pytest.mark.parametrize("name", FILES)
def test_a_folded_voucher_lacks_its_vat_within_a_cent_per_row(name):
    net_vouchers = [r for r in read(name, net=True).receipts if bears_vat(r)]
    assert len(net_vouchers) >= 24
    for receipt in net_vouchers:
        vat_rows = [row for row in receipt.rows if row.vat_percent]
        assert abs(gap(receipt) - vat(receipt)) <= Decimal("0.01") * len(vat_rows)
        assert not any("2610" <= row.account <= "2649" for row in receipt.rows)


def test_a_voucher_no_rate_explains_is_left_as_it_was_booked():
    b1 = next(r for r in read(PLAIN, net=True).receipts if r.name.startswith("B1 "))  # 28.00 on 100.00
    assert {row.account: row.value for row in b1.rows} == {"1910": -128, "7690": 100, "2641": 28}


def test_an_unbalanced_voucher_is_never_folded():
    b1 = next(r for r in read(BAD, net=True).receipts if r.name.startswith("B1 "))
    assert (gap(b1), bears_vat(b1)) == (Decimal("12771.00"), False)


def test_each_file_becomes_a_company_of_its_own_with_a_valid_business_id():
    ids = [read(name).company.business_id for name in FILES]
    assert len(set(ids)) == 4
    assert all(map(ytunnus.is_valid, ids))
    assert ids == [read(name).company.business_id for name in FILES]


def test_a_year_that_is_no_calendar_year_keeps_its_months():
    (year,) = read(ENGLISH).fiscal_years
    assert (year.start, year.end, len(year.tracking_periods)) == (date(2009, 7, 1), date(2010, 6, 30), 12)


def test_the_opening_is_one_receipt_on_the_first_day():
    openings = [r for r in read(PLAIN).receipts if r.type == "RECEIPT_FOR_OPENING_ACCOUNTS"]
    assert [(r.id, r.date, gap(r)) for r in openings] == [(1, date(2011, 1, 1), Decimal("-1151678.15"))]


def test_objects_of_sub_dimensions_become_shares_of_the_whole_row():
    book = read(SUBDIMENSIONS)
    assert [dimension.id for dimension in book.dimensions][:2] == [1, 6]
    assert "Kubernetesdrift" in {dimension.name for dimension in book.dimensions}
    shares = [(share, row) for r in book.receipts for row in r.rows for share in row.shares]
    assert shares
    assert all(share.value == row.value for share, row in shares)


def test_rows_added_or_struck_out_later_are_not_counted_twice():
    voucher = next(v for v in parse(FOLDER / ENGLISH).vouchers if v.series == "A" and v.number == "25")
    assert sum(row.amount for row in voucher.rows) == 0


def test_letters_of_code_page_437_are_read_and_lost_ones_marked():
    assert read(PLAIN).company.name == "Övningsbolaget AB (Ekonomi 60)"
    assert read(SUBDIMENSIONS).company.name == "?vningsbolaget AB"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("hello", "is not a SIE 4 file"),
        ("#SIETYP 1\n#RAR 0 20210101 20211231", "line 1: #SIETYP cannot be read"),
        ("#SIETYP 4\n#RAR 0 20210101 2021", "line 2: #RAR cannot be read"),
        ("#SIETYP 4\n#RAR 0 20210101 20211231\n#IB 0 1910 abc", "line 3: #IB cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path, text, complaint):
    file = tmp_path / "odd.se"
    file.write_text(text)
    with pytest.raises(ValueError, match=complaint):
        read_sie(file, company_id=1)
