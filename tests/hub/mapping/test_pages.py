"""The pages on which an Admin moves accounts, and what reports and files say and show of it."""

import html
import io
import re
from datetime import date
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete

from hub.ledger import previews
from hub.ledger import service as ledger
from hub.ledger.models import Book, CoveredPeriod
from hub.mapping.models import MovedAccount
from hub.reports import service
from hub.sdk.accounting import Account, AccountTotal, Batch, Period, Preview
from hub.sdk.refs import BookRef, CompanyRef
from plugins.procountor.reports.statements import IncomeStatement
from tenants.models import Company
from tests.hub.conftest import HubClient

LIST = "/layouts/finnish-statements"
REPAIRS = f"{LIST}/4990"
YEAR = "from=2025-01&to=2025-12&by=total"


def text_of(answer) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split()))


def move(client: HubClient, to: str, account: str = "4990", seen: str = ""):
    return client.post(f"{LIST}/{account}", data={"to": to, "seen": seen})


def rows(answer) -> list[str]:
    """Name the accounts of the list in their order."""
    return re.findall(r'<th scope="row"><a[^>]*>(\d+) ', answer.text)


def figure(client: HubClient, report: str, row: str) -> str:
    page = client.get(f"/reports/{report}/cell?{YEAR}&row={row}&column=total").text
    return page.partition('data-test="cell-amount">')[2].partition("<")[0]


def test_accounts_are_listed_with_their_line_those_without_one_before_the_others(admin):
    page = admin.get(LIST)
    assert rows(page) == ["1560", "9890", "1910", "3000", "4990", "7680"]
    assert "4990 Repairs Raw materials and services: External services" in text_of(page)
    assert page.text.count("No line") == 2


def test_moved_accounts_come_first_with_who_moved_them_and_undo(admin):
    assert move(admin, "wages").status_code == 303
    page = admin.get(LIST)
    assert rows(page)[0] == "4990"
    told = text_of(page)
    assert "4990 Repairs stands on this line now: Staff expenses: Wages and salaries." in told
    assert "standard line: Raw materials and services: External services · Anna Kirjanpitäjä" in told
    assert f'action="{REPAIRS}/undo"' in page.text


@pytest.mark.parametrize(
    ("wanted", "found"), [("49", ["4990"]), ("sal", ["3000"]), ("CASH AT", ["1910"]), ("no line", []), ("%", [])]
)
def test_accounts_are_found_by_code_name_and_line(admin, wanted, found):
    page = admin.get(LIST, query_string={"q": wanted})
    assert rows(page) == found
    assert ("No account fits." in page.text) is (not found)


def test_a_preview_tells_before_and_after_of_every_report_and_moves_nothing(admin):
    page = admin.get(f"{REPAIRS}?to=other-expenses")
    told = text_of(page)
    assert "If it stood on Other operating expenses" in told
    assert "1 Jan 2026 – 31 Dec 2026" in told
    assert "1 Jan 2025 – 31 Dec 2025" in told
    assert "Other operating expenses 0.00 −20.00 −20.00 0.00 −300.00 −300.00" in told
    assert "External services −20.00 0.00 +20.00 −300.00 0.00 +300.00" in told
    assert [
        name for name in ("Profit and loss", "Balance sheet", "Cash flow", "Key figures") if f"<h3>{name}" in page.text
    ] == [
        "Profit and loss",
        "Key figures",
    ]
    assert "PROFIT (LOSS) FOR THE FINANCIAL YEAR" not in told
    assert figure(admin, "income-statement", "external-services") == "−300.00"


def test_a_move_that_changes_a_subtotal_and_the_cash_flow_shows_them(admin):
    told = text_of(admin.get(f"{REPAIRS}?to=planned-depreciation"))
    assert "Depreciation and reductions in value 0.00 20.00 +20.00 0.00 300.00 +300.00" in told
    assert "Cash flow" in told


def test_an_account_without_figures_says_so(admin):
    told = text_of(admin.get(f"{LIST}/7680?to=wages"))
    assert "No figure changes: nothing was booked on this account in these fiscal years." in told
    assert "Move account" in told


def test_the_lines_offered_are_those_of_the_accounts_own_statement(admin):
    offered = re.findall(r'<option value="([a-z-]+)"( disabled)?', admin.get(REPAIRS).text)
    assert ("external-services", " disabled") in offered
    assert ("group-contribution", "") in offered
    assert not {"trade-debtors", "result-of-year", "result"} & {key for key, _ in offered}


@pytest.mark.parametrize("to", ["trade-debtors", "nothing", "external-services", "<b>", ""])
def test_a_line_that_cannot_be_chosen_is_told_beside_the_field(admin, to):
    assert "Move account" not in admin.get(REPAIRS, query_string={"to": to}).text
    answer = move(admin, to)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Choose" in text_of(answer)


def test_every_report_and_file_follows_and_says_so(admin):
    move(admin, "other-expenses")
    assert figure(admin, "income-statement", "other-expenses") == "−300.00"
    page = admin.get(f"/reports/income-statement?{YEAR}")
    assert "1 account stands on a line chosen by this company. Account mapping" in text_of(page)
    assert f'href="{LIST}"' in page.text
    assert "1 account stands on a line chosen by this company." in admin.get("/analytics").text
    assert "chosen by this company" not in admin.get(f"/reports/balance-sheet?{YEAR}").text
    assert "chosen by this company" not in admin.get(f"/reports/trial-balance?{YEAR}").text
    csv = admin.get(f"/reports/income-statement.csv?{YEAR}").data.decode("utf-8-sig")
    assert "Other operating expenses,-300.00" in csv
    book = load_workbook(io.BytesIO(admin.get(f"/reports/income-statement.xlsx?{YEAR}").data))
    cells = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows() if row[0].value}
    assert cells["Other operating expenses"] == -300
    assert str(cells["OPERATING PROFIT (LOSS)"]).startswith("=")
    assert any(
        "chosen by this company" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
    )


def test_undo_is_one_click(admin):
    move(admin, "other-expenses")
    answer = admin.post(f"{REPAIRS}/undo", data={"seen": "other-expenses"})
    assert answer.status_code == 303
    assert "4990 Repairs stands on its standard line again." in text_of(admin.get(LIST))
    assert figure(admin, "income-statement", "external-services") == "−300.00"


def test_a_row_without_a_line_leads_an_admin_to_place_it(admin, enter, matti):
    page = admin.get("/reports/income-statement?from=2026-01&to=2026-12&by=total")
    assert f'href="{LIST}/9890" aria-label="Place this account: 9890 Group contribution paid"' in page.text
    assert "Place this account" not in enter(matti).get("/reports/income-statement?from=2026-01&to=2026-12").text
    move(admin, "group-contribution", "9890")
    page = admin.get("/reports/income-statement?from=2026-01&to=2026-12&by=total")
    assert "Place this account" not in page.text
    assert "Group contribution" in page.text


def test_a_member_hears_that_accounts_were_moved_and_decides_nothing(admin, enter, matti):
    move(admin, "other-expenses")
    member = enter(matti)
    page = member.get(f"/reports/income-statement?{YEAR}")
    assert "1 account stands on a line chosen by this company." in page.text
    assert "/layouts/" not in page.text + member.get("/content").text
    assert f'href="{LIST}"' in admin.get("/content").text
    for answer in (member.get(LIST), member.get(REPAIRS), move(member, "wages"), member.post(f"{REPAIRS}/undo")):
        assert answer.status_code == 403


def test_the_later_of_two_admins_sees_what_the_other_did_and_decides_again(admin, enter, bea):
    move(enter(bea), "wages")
    answer = move(admin, "other-expenses")
    assert answer.status_code == 409
    told = text_of(answer)
    assert "Nothing was changed: somebody else has moved this account meanwhile" in told
    assert "Bea Tilintarkastaja moved it on" in told
    assert "It stands on: Staff expenses: Wages and salaries." in told
    assert "Wages and salaries −20.00 0.00" in told
    assert 'name="seen" value="wages"' in answer.text
    assert move(admin, "other-expenses", seen="wages").status_code == 303
    assert figure(admin, "income-statement", "other-expenses") == "−300.00"


def test_an_undo_that_comes_too_late_changes_nothing_and_says_so(admin, enter, bea):
    move(admin, "wages")
    move(enter(bea), "other-expenses", seen="wages")
    admin.post(f"{REPAIRS}/undo", data={"seen": "wages"})
    told = text_of(admin.get(LIST))
    assert "Nothing was changed: somebody else has moved 4990 Repairs meanwhile." in told
    assert figure(admin, "income-statement", "other-expenses") == "−300.00"


def test_a_choice_that_holds_no_more_is_told_and_can_be_undone(admin, shelf, anna, db):
    with db.transaction(shelf.tenant_id) as session:
        ids = {"tenant_id": shelf.tenant_id, "book_id": shelf.book_id, "moved_by": anna.person_id}
        session.add(MovedAccount(**ids, layout="finnish-statements", account="4123", line="wages"))
    page = admin.get(LIST)
    assert "1 choice of a line holds no more" in page.text
    assert "1 choice of a line holds no more" in admin.get(f"/reports/income-statement?{YEAR}").text
    assert admin.post(f"{LIST}/4123/undo", data={"seen": "wages"}).status_code == 303
    assert "holds no more" not in admin.get(LIST).text


def test_each_company_of_an_environment_has_its_own_mapping(admin, shelf):
    second, company_id = uuid4(), uuid4()
    with shelf.open() as db:
        ids = {"tenant_id": shelf.tenant_id, "name": "Äkillinen Oy"}
        db.add(Company(id=company_id, country="FI", business_id="87654321", **ids))
        db.flush()
        db.add(Book(id=second, company_id=company_id, **ids))
        db.flush()
        ledger.store(db, second, Batch(cursor={}, accounts=(Account("4990", "Repairs"),)))
    assert f'action="{REPAIRS}?book={second}"' in admin.get(f"{REPAIRS}?book={second}&to=wages").text
    admin.post(f"{REPAIRS}?book={second}", data={"to": "wages", "seen": ""})
    assert "Undo" in admin.get(f"{LIST}?book={second}").text
    assert "Undo" not in admin.get(f"{LIST}?book={shelf.book_id}").text
    assert figure(admin, "income-statement", "external-services") == "−300.00"


def test_figures_of_the_source_itself_follow_while_receipts_are_being_read(app, admin, shelf):
    move(admin, "other-expenses")
    with app.test_request_context(), shelf.open() as db:
        period = Period(date(2026, 1, 1), date(2026, 12, 31))
        previews.keep(db, shelf.book_id, Preview(period, (AccountTotal("4990", 777_00),)))
        db.execute(delete(CoveredPeriod).where(CoveredPeriod.book_id == shelf.book_id))
        book = BookRef(shelf.book_id, CompanyRef("1", "Käpylän Leipä Oy"))
        table = service.preview(db, book, IncomeStatement(), today=date(2026, 3, 1), language="en")
    assert table is not None
    assert {row.key: row.cells[0].amount for row in table.rows}["other-expenses"] == -777_00


@pytest.mark.parametrize(
    "path", ["/layouts/nothing", "/layouts/nothing/4990", f"{LIST}/4123", f"{LIST}/~vat-clearing/x"]
)
def test_what_is_not_there_is_not_found(admin, path):
    assert admin.get(path).status_code == 404


def test_the_audit_log_tells_which_account_went_where(admin):
    move(admin, "other-expenses")
    told = text_of(admin.get("/audit"))
    assert "Anna Kirjanpitäjä moved the account 4990 Repairs to another line of the statements." in told
    assert "key of the line external-services other-expenses" in told
    assert "line Raw materials and services: External services Other operating expenses" in told


@pytest.mark.parametrize("seen", ["\0", "x" * 10_000, "wages' OR '1'='1"])
def test_what_no_page_of_ours_sends_changes_nothing(admin, seen):
    move(admin, "wages")
    assert move(admin, "other-expenses", seen=seen).status_code == 409
    assert admin.post(f"{REPAIRS}/undo", data={"seen": seen}).status_code == 303
    assert rows(admin.get(LIST))[0] == "4990"
