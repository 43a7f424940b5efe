"""An amount by age opens the invoices that it is made of: they add up to it, and each leads to its receipt."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from urllib.parse import unquote

import pytest

from hub.reports import service, view
from hub.sdk.accounting import Layer, Period
from hub.sdk.invoices import SIDES, Invoice, Payment
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt

END = date(2025, 6, 30)
QUERY = "from=2025-06&to=2025-06"


def invoice(number: int, amount: int, late: int, partner: str = "Asiakas Oy", **more: object) -> Invoice:
    """An invoice that is so many days overdue at the end of June."""
    told = {"side": "sales", "layer": Layer.MOVEMENT, "status": "SENT", "date": date(2025, 1, 2), "currency": "EUR"}
    told |= {"partner": partner, "number": f"{1000 + number}", **more}
    return Invoice(source_id=f"i{number}", amount=amount, due=END - timedelta(late), **told)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def register(shelf: Shelf) -> None:
    held = [
        invoice(1, 100_00, late=40, partner_number="7"),
        invoice(2, 30_00, late=55, partner_number="7", payments=(Payment(date(2025, 5, 1), 10_00),)),
        invoice(3, -5_00, late=35, partner="Matti Meikäläinen"),
        invoice(4, 8_00, late=0, partner="Matti Meikäläinen"),
        invoice(5, 99_00, late=40, currency="SEK", partner_number="7"),
    ]
    booked = receipt("r1", date(2025, 1, 2), ("1700", 100_00), ("3000", -100_00), invoice_id="i1")
    shelf.store(booked, invoices=held, invoices_covered=SIDES, covered=(WHOLE_2025,))


def links(page: str) -> list[tuple[str, str]]:
    return [
        (unescape(link), amount)
        for link, amount in re.findall(r'href="(/reports/receivables/cell[^"]+)">([^<]+)</a>', page)
    ]


def opened(page: str) -> Iterator[int]:
    """Read the last column of the invoices on a page, in cents."""
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL):
        shown = re.findall(r"<td[^>]*>([^<]*)</td>", row)[-1]
        yield int(re.sub(r"\D", "", shown)) * (-1 if "−" in shown else 1)


@pytest.mark.parametrize("accounts", ["", "&accounts=1"])
def test_every_amount_by_age_opens_rows_that_add_up_to_it(reader: HubClient, accounts: str):
    found = links(reader.get(f"/reports/receivables?{QUERY}{accounts}").text)
    assert len(found) > 8
    for link, amount in found:
        page = reader.get(link).text
        assert f'data-test="cell-amount">{amount}<' in page
        if "row=ledger" in link or "row=account" in link or "row=difference" in link:
            continue
        assert f"<strong>{amount}</strong>" in page
        assert f"{sum(opened(page)) / 100:,.2f}".replace("-", "−") == amount


def test_the_invoices_of_a_partner_and_an_age_are_named_with_their_days_and_what_is_paid(reader: HubClient):
    (link,) = {link for link, amount in links(reader.get(f"/reports/receivables?{QUERY}").text) if amount == "115.00"}
    page = reader.get(link).text
    assert page.count("<tr>") == 4, "the head and three invoices; Swedish crowns cannot be added to them"
    second = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page[page.index("1002") :].partition("</tr>")[0]))
    assert "Asiakas Oy 2 Jan 2025 6 May 2025 55 30.00 10.00 20.00" in second
    assert '<a href="/receipts/r1?' in page
    assert "1005" not in page


def test_a_partner_without_a_number_is_not_named_in_an_address(reader: HubClient):
    page = reader.get(f"/reports/receivables?{QUERY}").text
    assert "Matti Meikäläinen" in page
    assert all("Matti" not in unquote(link) for link, _amount in links(page))


def test_the_difference_to_the_ledger_is_worked_out_from_both(reader: HubClient):
    page = reader.get(f"/reports/receivables/cell?{QUERY}&row=difference&column=total").text
    assert ">100.00</a>" in page
    assert ">123.00</a>" in page
    assert 'data-test="cell-amount">−23.00<' in page


def test_of_very_many_invoices_the_rest_is_one_row_so_that_the_rows_add_up(reader, shelf, monkeypatch):
    monkeypatch.setattr(service, "ROWS_SHOWN", 2)
    page = reader.get(f"/reports/receivables/cell?{QUERY}&row=total&column=total").text
    assert "2 more invoices" in page
    assert sum(opened(page)) == 123_00
    assert "Show all of them in the report" in page


def test_nothing_is_overdue_beyond_today(app, plugins, shelf):
    with app.test_request_context(), shelf.read(today=date(2025, 6, 1)) as books:
        shown = view.read({"from": "2025-06", "to": "2025-06"}, books)
        table = service.build(plugins.builders["receivables"], books, shown, language="en", extra={})
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                explained = service.explain(books, row, column, cell)
                assert explained is None or explained.total == cell.amount
    assert Period(date(2025, 6, 1), END) == shown.period
