"""A view that was saved is the same view again: in its company, with its days, or always with the newest."""

from datetime import date
from html import unescape
from re import findall, search
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ledger.models import Book
from hub.reports import view
from hub.reports.saved import MOST
from tenants.models import Company, Role, Tenant
from tests.hub.ledger.making import SALE_2025, WHOLE_2025, Shelf

INCOME = "/reports/income-statement"
WAYS = [("GET", "/name"), ("POST", "/name"), ("POST", "/delete")]


@pytest.fixture
def tenant(db, shelf) -> Tenant:
    with db.transaction(shelf.tenant_id) as tx:
        return tx.get_one(Tenant, shelf.tenant_id)


@pytest.fixture
def colleague(tenant, browse, sign_in, make_person, make_member):
    client, eero = browse(tenant), make_person("Eero", "eero@leipa.example")
    make_member(tenant, eero, Role.ADMIN)
    sign_in(client, eero, tenant)
    return client


def save(client, query: str, *, name: str = "Mine", span: str = "days", report: str = INCOME):
    return client.post(f"{report}/save?{query}", data={"name": name, "span": span})


def views_of(client) -> dict[str, str]:
    """Read names and addresses of the saved views on Content."""
    card = search(r'id="views".*?</section>', client.get("/content").text, 16)[0]
    found = findall(r'<a href="([^"]*)">\s*<span><strong>(.*?)</strong>', card)
    return {unescape(name): unescape(url) for url, name in found}


def test_it_leads_to_what_was_saved(reader):
    save(reader, "from=2025-01&to=2025-03&by=quarter&against=year&accounts=1&share=1&unit=k&form=micro")
    address = views_of(reader)["Mine"]
    asked = dict(each.split("=") for each in address.partition("?")[2].split("&"))
    assert asked == {
        **{"from": "2025-01", "to": "2025-03", "by": "quarter", "against": "year"},
        **{"accounts": "1", "share": "1", "unit": "k", "form": "micro"},
    }
    assert "Jan 2025 – Mar 2025" in reader.get("/content").text
    assert reader.get(address).status_code == 200


def test_days_without_months_and_one_account_belong_to_it(reader, shelf):
    shelf.store(SALE_2025, covered=(WHOLE_2025,))
    save(reader, "from=2025-06-02&to=2025-06-30&account=3000", report="/reports/general-ledger")
    address = views_of(reader)["Mine"]
    assert "account=3000" in address
    page = reader.get(address).text
    assert "3000" in page
    assert "1910" not in page


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ("month", "last ended month"),
        ("ended", "fiscal year to the last ended month"),
        ("year", "fiscal year to date"),
    ],
)
def test_always_the_newest_has_no_days(reader, span, words):
    save(reader, "from=2025-01&to=2025-03&by=total", span=span)
    assert views_of(reader)["Mine"] == f"{INCOME}?by=total&span={span}"
    assert words in reader.get("/content").text


@pytest.mark.parametrize(
    ("span", "today", "first", "last"),
    [
        ("month", date(2025, 4, 15), date(2025, 3, 1), date(2025, 3, 31)),
        ("month", date(2025, 5, 1), date(2025, 4, 1), date(2025, 4, 30)),
        ("ended", date(2025, 4, 15), date(2025, 1, 1), date(2025, 3, 31)),
        ("year", date(2025, 4, 15), date(2025, 1, 1), date(2025, 4, 30)),
    ],
)
def test_the_newest_days_move_with_the_calendar(app, shelf, span, today, first, last):
    with app.test_request_context(), shelf.read(today=today) as books:
        for usual in get_args(view.Span):  # whatever the report shows by itself
            shown = view.read({"span": span}, books, usual).period
            assert (shown.start, shown.end) == (first, last)


def test_the_name_is_suggested_and_so_is_whether_the_days_move(reader):
    fixed = reader.get(f"{INCOME}/save?from=2025-01&to=2025-03").text
    assert 'value="Profit and loss, Jan 2025 – Mar 2025"' in fixed
    assert 'value="days" required checked' in fixed
    ledger = reader.get("/reports/general-ledger/save").text
    assert 'value="General ledger, last ended month"' in ledger
    assert 'value="month" required checked' in ledger
    assert 'value="ended" required checked' in reader.get(f"{INCOME}/save").text
    assert 'value="year" required checked' in reader.get("/reports/receivables/save").text
    assert 'value="month" required checked' in reader.get(f"{INCOME}/save?span=month").text


def test_the_report_offers_to_save_what_it_shows(reader):
    page = unescape(reader.get(f"{INCOME}?from=2025-01&to=2025-03&by=total").text)
    assert f'href="{INCOME}/save?from=2025-01&to=2025-03&by=total"' in page
    newest = unescape(reader.get(f"{INCOME}?by=total").text)
    assert f'href="{INCOME}/save?by=total"' in newest


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "Enter a name."), ("  ", "Enter a name."), ("x" * 121, "at most 120 characters"), ("a\x00b", "on one line")],
)
def test_a_name_that_cannot_be_kept_is_said_beside_the_field(reader, name, said):
    answer = save(reader, "by=total", name=name)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'aria-invalid="true"' in answer.text
    assert views_of(reader) == {}


def test_a_name_is_used_once_by_each_person(reader, colleague):
    assert save(reader, "by=total").status_code == 303
    again = save(reader, "by=quarter", span="year")
    assert (again.status_code, "You have a view named “Mine” already." in again.text) == (422, True)
    assert 'value="year" required checked' in again.text
    assert save(colleague, "by=total").status_code == 303
    assert len(views_of(reader)) == len(views_of(colleague)) == 1


def test_days_that_there_are_not_are_refused(reader):
    assert save(reader, "by=total", span="never").status_code == 422
    assert save(reader, "from=2025-99").status_code == 422
    assert views_of(reader) == {}


def test_it_is_renamed_and_deleted(reader, db, shelf):
    save(reader, "by=total")
    save(reader, "by=quarter", name="Other")
    own = ids(reader)["Mine"]
    assert 'value="Mine"' in reader.get(f"/views/{own}/name").text
    taken = reader.post(f"/views/{own}/name", data={"name": "Other"})
    assert (taken.status_code, "already" in taken.text) == (422, True)
    assert reader.post(f"/views/{own}/name", data={"name": " Board meeting "}).status_code == 303
    assert list(views_of(reader)) == ["Board meeting", "Other"]
    assert reader.post(f"/views/{own}/delete").status_code == 303
    assert list(views_of(reader)) == ["Other"]


def ids(client) -> dict[str, str]:
    names = list(views_of(client))
    return dict(zip(names, findall(r"/views/([0-9a-f-]{36})/name", client.get("/content").text), strict=True))


@pytest.mark.parametrize(("method", "way"), WAYS)
def test_to_a_colleague_it_does_not_exist(reader, colleague, method, way):
    save(reader, "by=total")
    own = ids(reader)["Mine"]
    answer = colleague.open(f"/views/{own}{way}", method=method, data={"name": "Ours"})
    assert answer.status_code == 404
    assert list(views_of(reader)) == ["Mine"]


def test_the_company_is_part_of_it(reader, db, shelf):
    with db.transaction(shelf.tenant_id) as tx:
        company = Company(tenant_id=shelf.tenant_id, country="FI", business_id="29999999", name="Zeta Oy")
        tx.add(company)
        tx.flush()
        book = Book(tenant_id=shelf.tenant_id, company_id=company.id, name="Zeta Oy")
        tx.add(book)
    save(reader, f"book={book.id}&from=2025-01&to=2025-03")
    address = views_of(reader)["Mine"]
    assert f"book={book.id}" in address
    assert "Zeta Oy" in reader.get(address).text
    page = reader.get(f"/content?book={book.id}").text
    assert "Jan 2025 – Mar 2025 · Zeta Oy" in page
    (own,) = findall(r"/views/([0-9a-f-]{36})/name", page)
    gone = reader.post(f"/views/{own}/delete?book={book.id}")
    assert gone.location == f"/content?book={book.id}#views"  # the company that is looked at stays


def test_a_book_of_another_environment_cannot_be_saved(reader, db):
    assert save(reader, f"book={Shelf.make(db, 'Muu Oy').book_id}").status_code == 404


def test_nobody_has_more_views_than_anybody_reads(reader, db, monkeypatch):
    monkeypatch.setattr("hub.reports.saved.MOST", 1)
    save(reader, "by=total")
    answer = save(reader, "by=quarter", name="Other")
    assert (answer.status_code, "Delete some" in answer.text) == (422, True)
    assert MOST > 1


def test_a_report_that_is_gone_is_not_listed(reader, db, shelf, plugins):
    save(reader, "by=total")
    del plugins.builders["income-statement"]
    assert views_of(reader) == {}


@given(st.dictionaries(st.text(max_size=130), st.text(max_size=130)))
def test_whatever_is_in_an_address_only_what_a_database_takes_is_kept(args):
    found = view.kept(args)
    assert found.items() <= args.items()
    assert all("\x00" not in key + value and len(key) + len(value) <= 120 for key, value in found.items())
    assert not {"book", "from", "to", "span", "q"} & found.keys()
