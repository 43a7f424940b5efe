"""A figure of the VAT overview opens the rows it is made of, whatever days they are dated."""

import datetime as dt
from decimal import Decimal

from hub.sdk.accounting import VAT_CLEARING, Entry
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import Shelf, receipt

DAY = dt.date(2025, 3, 15)
CELL = "/reports/vat/cell?from=2025-05&to=2025-05&row={row}&column={column}"


def sale(source_id: str, net: int, vat: int, *, private: bool = False):
    rows = (
        Entry(1, "3000", -net, DAY, vat_percent=Decimal("25.5"), vat_status=1, vat_type="sales", text="Leipä"),
        Entry(2, "1700", net + vat, DAY),
        Entry(3, VAT_CLEARING, -vat, DAY, of=1),
    )
    facts = {"type": "SALES_INVOICE", "status": "SENT", "number": source_id, "name": f"Asiakas {source_id}"}
    return receipt(source_id, DAY, *rows, vat_month=dt.date(2025, 5, 1), private=private, **facts)


def test_base_and_vat_open_the_rows_that_sum_to_them(reader: HubClient, shelf: Shelf):
    shelf.store(sale("901", 10_000, 2_550), sale("902", 30_000, 7_650))
    base = reader.get(CELL.format(row="sales:1:25.5", column="base")).text
    assert base.count("400.00") >= 2, "in the report, and the sum of the rows"
    assert "Asiakas 901" in base
    assert 'href="/receipts/902' in base
    vat = reader.get(CELL.format(row="month:2025-05", column="left")).text
    assert "15 Mar 2025" in vat
    assert vat.count("102.00") >= 2


def test_what_personal_pay_is_made_of_is_not_shown(reader: HubClient, shelf: Shelf):
    shelf.store(sale("901", 10_000, 2_550), sale("902", 30_000, 7_650, private=True))
    page = reader.get(CELL.format(row="month:2025-05", column="vat")).text
    assert "Salaries, 1 row" in page
    assert "Asiakas 901" in page
    assert "Asiakas 902" not in page
    assert reader.get(CELL.format(row="other:::pay", column="base")).status_code == 404
    report = reader.get("/reports/vat?from=2025-05&to=2025-05").text
    assert "Salaries" in report
    assert "300.00" not in report


def test_a_figure_without_rows_opens_none(reader: HubClient):
    assert reader.get(CELL.format(row="sales:1:25.5", column="base")).status_code == 404
