"""The key of a company without payroll rights, from the source's own answers to the marks, and back."""

import datetime as dt
import html
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from hub.connectors import tasks
from hub.connectors.models import Connection, ConnectionFinding
from hub.sentinel import tasks as sentinel
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company
from tests.hub.chain.conftest import take_turn, work_off
from tests.plugins.procountor.conftest import CLERK

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
HIDDEN = "The key may not read salaries: wages, social costs and payroll liabilities are missing from the figures."
UNKNOWN = "It is not known yet whether the key reads everything"
REPORTS = ("income-statement", "balance-sheet", "trial-balance", "general-ledger")


@pytest.fixture(scope="module")
def book():
    return generate(LEIPA, months=4, receipts=120, first_month=dt.date(2026, 5, 1), until=dt.date(2026, 9, 30), seed=5)


@pytest.fixture
def said(attach, book):
    """Attach with the key of somebody who may not see salaries; read pages as people do."""
    tenant, browser, sandbox = attach(book, CLERK)

    def said(page: str) -> str:
        return html.unescape(re.sub(r"<[^>]*>", " ", browser.get(page).text))

    return said, tenant, browser, sandbox


def give_payroll_rights(sandbox) -> None:
    here = sandbox.world
    here.personas = tuple(replace(each, payroll=True) if each.id == CLERK.id else each for each in here.personas)


def test_the_verdict_comes_before_the_first_receipt_and_goes_with_the_last_that_was_missing(said, db):
    read, tenant, browser, sandbox = said
    assert UNKNOWN in read("/analytics")
    assert UNKNOWN in read("/connections")
    assert take_turn(db, "examine_connection")
    assert not [each for each in sandbox.requests() if each.startswith("/ledgerreceipts?endDate")]
    for key in REPORTS:
        assert HIDDEN in read(f"/reports/{key}")
    assert "Users and user rights" in read("/connections")
    assert "What the key lacks: Salaries and the person register" in read("/connections")
    assert UNKNOWN not in read("/connections")
    work_off(db)
    before = browser.get("/reports/income-statement.csv?by=total").text
    give_payroll_rights(sandbox)
    with db.transaction(tenant.id) as tx:
        connection_id = tx.scalars(select(Connection.id)).one()
    assert browser.post(f"/connections/{connection_id}/examine").status_code == 303
    take_turn(db, "examine_connection")
    for key in REPORTS:
        assert f"Until that has been read: {HIDDEN}" in read(f"/reports/{key}"), "the salaries are not here yet"
    with db.system_transaction() as tx:
        tasks.start_what_is_due(tx)
    work_off(db)
    for key in REPORTS:
        assert HIDDEN not in read(f"/reports/{key}")
    assert browser.get("/reports/income-statement.csv?by=total").text != before


def test_a_closed_api_is_told_once_with_the_way_to_open_it_and_goes_by_itself(said, db):
    read, tenant, browser, sandbox = said
    work_off(db)
    sandbox.hide(LEIPA.id, api_open=False)
    with db.transaction(tenant.id) as tx:
        connection_id = tx.scalars(select(Connection.id)).one()
    browser.post(f"/connections/{connection_id}/sync")
    work_off(db)
    for page in ("/connections", "/reports/balance-sheet"):
        assert read(page).count("Allow the usage of invoiceable API clients") == 1
    sandbox.hide(LEIPA.id, api_open=True)
    browser.post(f"/connections/{connection_id}/sync")
    work_off(db)
    assert "Allow the usage" not in read("/connections")


def test_limits_that_were_found_name_the_rights_that_a_report_stands_on(said, db):
    _, tenant, _, _ = said
    take_turn(db, "examine_connection")
    with db.transaction(tenant.id) as tx:
        assert tx.scalars(select(ConnectionFinding.rights)).all() == [["payroll"]]


def test_an_integration_that_was_removed_needs_a_new_key_at_once(said, db):
    read, tenant, _, sandbox = said
    take_turn(db, "examine_connection")
    sandbox.revoke(LEIPA.id)
    with db.transaction(tenant.id) as tx:
        connection_id = tx.scalars(select(Connection.id)).one()
        sentinel.begin(tx, tenant.id, connection_id)
    take_turn(db, "examine_connection")
    assert "The key is no longer accepted" in read("/connections")
    assert "Nothing new is read any more: the connection needs a new key." in read("/reports/income-statement")
