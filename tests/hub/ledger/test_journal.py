"""The journal: receipts in order, whole, and personal pay in one."""

from datetime import date

from hub.sdk.accounting import Entry, Layer, Period
from tests.hub.ledger.making import WHOLE_2026, Shelf, calendar_years, receipt

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
DAY = date(2026, 1, 15)


def test_receipts_come_in_order_of_date_and_number(shelf: Shelf):
    named = [("a", 20, "2"), ("b", 15, "10"), ("c", 15, "9"), ("d", 31, "1")]
    shelf.store(*(receipt(each, date(2026, 1, day), ("1910", 5), ("3000", -5), number=no) for each, day, no in named))
    with shelf.read() as reader:
        assert [each.source_id for each in reader.journal(JANUARY)] == ["c", "b", "a", "d"]


def test_a_receipt_has_all_its_lines_in_its_own_order(shelf: Shelf):
    rows = Entry(1, "3000", -7, DAY, text="Myynti"), Entry(2, "1910", 4, DAY), Entry(3, "1700", 3, DAY)
    shelf.store(receipt("a", DAY, *rows, type="SALES_INVOICE", status="SENT", name="Asiakas", number="12"))
    with shelf.read() as reader:
        [shown] = reader.journal(JANUARY)
        assert (shown.type, shown.status, shown.name, shown.number) == ("SALES_INVOICE", "SENT", "Asiakas", "12")
        assert [(each.account, each.amount, each.balance) for each in shown.lines] == [
            ("3000", -7, -7),
            ("1910", 4, -3),
            ("1700", 3, 0),
        ]
        assert (shown.lines[0].text, shown.lines[0].receipt_id) == ("Myynti", "a")


def test_only_official_receipts_of_the_period_are_in_it(shelf: Shelf):
    rows = ("1910", 5), ("3000", -5)
    shelf.store(
        receipt("a", DAY, *rows),
        receipt("b", DAY, *rows, layer=Layer.PENDING),
        receipt("c", DAY, *rows, layer=Layer.LEFT_OUT),
        receipt("d", date(2026, 2, 1), *rows),
        receipt("e", date(2026, 1, 1), *rows, layer=Layer.OPENING),
        fiscal_years=calendar_years(2026, 2026),
    )
    with shelf.read() as reader:
        assert [each.source_id for each in reader.journal(JANUARY)] == ["a"]


def test_v8_2_3_personal_pay_is_one_receipt_a_month_without_the_right_to_see_it(shelf: Shelf):
    def slip(name: str, month: int, amount: int):
        day = date(2026, month, 15)
        facts = {"type": "SALARY", "name": "Aino Virtanen", "number": "815", "text": "Palkka", "private": True}
        return receipt(name, day, ("5000", amount), ("1910", -amount), finding="x", **facts)

    shelf.store(slip("a", 1, 3_000), slip("b", 1, 4_000), slip("c", 2, 9), receipt("d", DAY, ("1910", 1), ("3000", -1)))
    with shelf.read() as reader:
        plain, january, february = reader.journal(WHOLE_2026)
        assert plain.source_id == "d"
        assert [(str(each.date), each.name) for each in (january, february)] == [
            ("2026-01-31", "Salaries"),
            ("2026-02-28", "Salaries"),
        ]
        assert [(each.account, each.amount, each.rows, each.text) for each in january.lines] == [
            ("1910", -7_000, 2, "Salaries, 2 rows"),
            ("5000", 7_000, 2, "Salaries, 2 rows"),
        ]
        untold = {(each.source_id, each.number, each.text, each.finding) for each in (january, february)}
        assert untold == {("", "", "", "")}
        assert {each.receipt_id for each in january.lines} == {None}
    with shelf.read(payroll_detail=True) as reader:
        assert [each.source_id for each in reader.journal(JANUARY)] == ["d", "a", "b"]


def test_another_book_s_receipts_are_not_in_it(shelf: Shelf):
    other = Shelf.make(shelf.hub_db)
    other.store(receipt("a", DAY, ("1910", 5), ("3000", -5)))
    with shelf.read() as reader:
        assert list(reader.journal(WHOLE_2026)) == []
