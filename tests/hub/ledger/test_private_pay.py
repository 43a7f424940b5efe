"""Personal pay is shown by name only to those who have the right."""

from datetime import date

import pytest

from hub.ledger.service import BadReceipt
from hub.sdk.accounting import UNBALANCED, Entry, Layer, Period
from tests.hub.ledger.making import (
    WHOLE_2026,
    Shelf,
    receipt,
)

DAY = date(2026, 1, 15)


def pay(source_id: str, day: date, amount: int):
    rows = Entry(1, "5000", amount, day, text="Aino Virtanen, kuukausipalkka"), Entry(2, "1910", -amount, day)
    return receipt(source_id, day, *rows, type="SALARY", name="Aino Virtanen", private=True)


def test_v8_2_3_private_pay_is_one_sum_a_month_without_the_right_to_see_it(shelf: Shelf):
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
        assert list(reader.movements(Period(date(2026, 1, 15), date(2026, 1, 15)))) == []
        assert [each.net for each in reader.movements(Period(date(2026, 1, 31), date(2026, 1, 31)))] == [-7_000, 7_000]


def test_private_pay_is_shown_with_the_right_to_see_it(shelf: Shelf):
    shelf.store(pay("a", date(2026, 1, 15), 3_000))
    with shelf.read(payroll_detail=True) as reader:
        [line] = reader.lines("5000", WHOLE_2026)
        assert (line.text, line.receipt_id) == ("Aino Virtanen, kuukausipalkka", "a")
        shown = reader.receipt("a")
        assert shown is not None
        assert [each.amount for each in shown.lines] == [3_000, -3_000]


@pytest.mark.parametrize(("layer", "status"), [(Layer.PENDING, "UNFINISHED"), (Layer.LEFT_OUT, "INVALIDATED")])
def test_v8_2_3_pay_that_is_left_out_is_counted_and_its_sum_not_told(shelf: Shelf, layer: Layer, status: str):
    day = date(2026, 1, 15)
    slip = receipt("a", day, ("5000", 3_000), ("1910", -3_000), type="SALARY", private=True, layer=layer, status=status)
    other = receipt("b", day, ("4000", 500), ("1910", -500), layer=layer, status=status)
    shelf.store(slip, other)
    with shelf.read() as reader:
        assert reader.left_out(WHOLE_2026) == {("JOURNAL", status): (1, 500), ("SALARY", status): (1, None)}
    with shelf.read(payroll_detail=True) as reader:
        assert reader.left_out(WHOLE_2026) == {("JOURNAL", status): (1, 500), ("SALARY", status): (1, 3_000)}


def test_private_pay_among_receipts_of_its_type_hides_their_sum(shelf: Shelf):
    facts = {"layer": Layer.PENDING, "status": "UNFINISHED"}
    rows = ("5000", 3_000), ("1910", -3_000)
    shelf.store(receipt("a", date(2026, 1, 15), *rows, private=True, **facts))
    shelf.store(receipt("b", date(2026, 1, 15), *rows, **facts))
    with shelf.read() as reader:
        assert reader.left_out(WHOLE_2026) == {("JOURNAL", "UNFINISHED"): (2, None)}


@pytest.mark.parametrize(
    "rows", [(("5000", 35_341), ("1910", -3)), (Entry(1, "5000", 5, DAY), Entry(1, "1910", -5, DAY))]
)
def test_v8_2_3_a_private_receipt_that_cannot_be_booked_is_not_told_of(shelf: Shelf, rows):
    with pytest.raises(BadReceipt) as raised:
        shelf.store(receipt("4711", DAY, *rows, name="Aino", number="815", private=True))
    assert raised.value.message.startswith("A salary was delivered with")
    assert not [each for each in ("353", "4711", "815", "Aino") if each in raised.value.message]


def test_a_private_receipt_that_does_not_balance_is_not_named(shelf: Shelf):
    shelf.store(
        receipt("a", date(2026, 1, 15), ("5000", 90), (UNBALANCED, -90), name="Aino", private=True, finding="x")
    )
    with shelf.read() as reader:
        assert [(each.name, each.receipt_id, each.amount) for each in reader.unbalanced()] == [("Salaries", "", -90)]
        assert not any("Aino" in finding.title for finding in reader.findings())
