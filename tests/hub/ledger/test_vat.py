"""VAT as reports read it: by kind, by month, and the rows behind both."""

from datetime import date
from decimal import Decimal

import pytest

from hub.sdk.accounting import VAT_CLEARING, Entry, Layer, Period, Receipt
from hub.sdk.reports import VatKind, VatMonth, VatRows, VatTotal
from tests.hub.ledger.making import Shelf, receipt

RATE = Decimal("25.5")
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
DAY = date(2026, 1, 15)


def supply(
    source_id: str, net: int, vat: int, *, percent: Decimal = RATE, paid: date | None = None, **more: object
) -> Receipt:
    """Make a receipt of one row with VAT; it is bought when the row is debit."""
    facts = {"vat_type": "purchase" if net > 0 else "sales", "vat_status": 1}
    facts |= {each: more.pop(each) for each in list(more) if each.startswith("vat_")}
    rows = [
        Entry(1, "4000", net, DAY, source_id="1", vat_percent=percent, **facts),
        Entry(2, "2880", -net - vat, DAY, source_id="2"),
    ]
    if vat:
        rows.append(Entry(3, VAT_CLEARING, vat, DAY, of=1))
    return receipt(source_id, DAY, *rows, vat_month=(paid or DAY).replace(day=1), **more)


def summary(source_id: str, amount: int, day: date = JANUARY.end, month: date = JANUARY.start) -> Receipt:
    rows = Entry(1, "2930", amount, day, source_id="1"), Entry(2, VAT_CLEARING, -amount, day, of=1)
    return receipt(source_id, day, *rows, type="VAT_SUMMARY", vat_month=month)


def kind(side: str | None, percent: object = RATE, *, status: int | None = 1, carried: bool = True) -> VatKind:
    return VatKind(side, status, Decimal(str(percent)), carried)


def test_rows_are_summed_by_side_status_rate_and_whether_their_vat_is_carried(shelf: Shelf):
    shelf.store(
        supply("a", -10_000, -2_550),
        supply("b", -20_000, -5_100),
        supply("c", 4_000, 540, percent=Decimal("13.5")),
        supply("d", 3_000, 0, vat_status=5),
        supply("e", -700, 0, percent=Decimal(0), vat_status=6),
        supply("f", -9, -2, layer=Layer.PENDING),
    )
    with shelf.read() as reader:
        assert reader.vat_totals(JANUARY) == [
            VatTotal(kind("purchase", "13.5"), 4_000, 540, 540),
            VatTotal(kind("purchase", status=5, carried=False), 3_000, 0, 0),
            VatTotal(kind("sales"), -30_000, -7_650, -7_650),
            VatTotal(kind("sales", 0, status=6), -700, 0, 0),
        ]


@pytest.mark.parametrize(
    ("net", "vat", "deductible"), [(10_000, 2_550, 1_275), (10_000, 1_275, 1_275), (11_275, 1_275, 1_275)]
)
def test_what_may_be_deducted_is_the_same_in_every_form_of_partial_deduction(
    shelf: Shelf, net: int, vat: int, deductible: int
):
    shelf.store(supply("a", net, vat, vat_deduction_percent=Decimal(50)))
    with shelf.read() as reader:
        assert reader.vat_totals(JANUARY) == [VatTotal(kind("purchase"), net, vat, deductible)]


def test_nothing_of_vat_is_deducted_where_nothing_may_be(shelf: Shelf):
    shelf.store(supply("a", 10_000, 2_550, vat_deduction_percent=Decimal(0)))
    shelf.store(supply("b", 12_550, 0, vat_deduction_percent=Decimal(0)))
    with shelf.read() as reader:
        assert reader.vat_totals(JANUARY) == [VatTotal(kind("purchase"), 22_550, 2_550, 0)]


def test_the_month_is_that_of_the_vat_and_not_of_the_receipt(shelf: Shelf):
    shelf.store(supply("a", -10_000, -2_550, paid=date(2026, 3, 2)), supply("b", -100, -26))
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    with shelf.read() as reader:
        assert [each.base for each in reader.vat_totals(JANUARY)] == [-100]
        assert [each.base for each in reader.vat_totals(march)] == [-10_000]
        assert reader.vat_months(march) == [VatMonth(march.start, -2_550, 0, has_summary=False)]
        [line] = reader.vat_lines(VatRows("base"), march)
        assert (line.date, line.amount, line.receipt_id) == (DAY, -10_000, "a")


def test_a_month_tells_what_its_summaries_have_booked_whatever_day_they_are_dated(shelf: Shelf):
    shelf.store(supply("a", -10_000, -2_550), summary("s", -2_500, date(2026, 2, 5)))
    with shelf.read() as reader:
        [month] = reader.vat_months(JANUARY)
        assert (month, month.left) == (VatMonth(JANUARY.start, -2_550, 2_500, has_summary=True), -50)
        assert [each.base for each in reader.vat_totals(JANUARY)] == [-10_000]


def test_the_rows_of_each_figure_sum_to_it(shelf: Shelf):
    shelf.store(supply("a", -10_000, -2_550), supply("b", -200, -51), supply("c", 400, 102), summary("s", -2_499))
    sold = (kind("sales"),)
    with shelf.read() as reader:

        def amounts(rows: VatRows) -> list[int]:
            return [each.amount for each in reader.vat_lines(rows, JANUARY)]

        assert amounts(VatRows("base", sold)) == [-10_000, -200]
        assert amounts(VatRows("vat", sold)) == [-2_550, -51]
        assert amounts(VatRows("summary")) == [2_499]
        assert sum(amounts(VatRows("left"))) == reader.vat_months(JANUARY)[0].left == 0
        assert [each.balance for each in reader.vat_lines(VatRows("vat"), JANUARY)] == [-2_550, -2_601, -2_499], (
            "in the order of receipts"
        )


def test_personal_pay_is_one_kind_whose_base_is_not_told(shelf: Shelf):
    slips = [supply(each, net, vat, private=True, name="Aino") for each, net, vat in (("a", 1000, 255), ("b", 200, 51))]
    shelf.store(*slips, supply("c", 400, 102))
    hidden = VatKind(private=True)
    with shelf.read() as reader:
        assert reader.vat_totals(JANUARY)[1:] == [VatTotal(hidden, None, 306, 306)]
        assert [each.amount for each in reader.vat_lines(VatRows("base"), JANUARY)] == [400]
        [line] = reader.vat_lines(VatRows("vat", (hidden,)), JANUARY)
        assert (line.amount, line.rows, line.receipt_id, line.text) == (306, 2, None, "Salaries, 2 rows")
    with shelf.read(payroll_detail=True) as reader:
        assert reader.vat_totals(JANUARY) == [VatTotal(kind("purchase"), 1_600, 408, 408)]


def test_another_book_s_vat_is_not_read(shelf: Shelf):
    other = Shelf.make(shelf.hub_db)
    other.store(supply("a", -10_000, -2_550))
    with shelf.read() as reader:
        assert (reader.vat_totals(JANUARY), reader.vat_months(JANUARY)) == ([], [])
        assert list(reader.vat_lines(VatRows("vat"), JANUARY)) == []
