"""Personal identity codes and bank accounts that Procountor hands out as `partnerCode`, or that somebody typed into a
text, are nowhere: not in the database, the queue, a log, or a page of an Admin with every right.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from stdnum.fi import hetu

from hub.ledger.models import Receipt as StoredReceipt
from hub.web.limits import TABLE, Limits
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book, Company, Receipt
from tenants.models import Role
from tests.attacks.canaries import crawl, kept_in_database, kept_in_queue, tables_with
from tests.hub.chain.conftest import attach, connect, start  # noqa: F401 (fixtures)

PERSONAL = ("131052-308T", "290204A047V", "311280-999J")
ACCOUNTS = ("FI2112345600000785", "123456-785", "12345600000785")
GENUINE = "1234567-1"
CODES = (*PERSONAL, *ACCOUNTS)


@pytest.fixture(scope="module")
def book() -> Book:
    """A ledger in which every receipt has a code of somebody, and most a code in a text, too."""
    company = Company(101, "Käpylän Leipä Oy", "2077474-0")
    made = generate(company, months=1, receipts=16, first_month=dt.date(2026, 6, 1), until=dt.date(2026, 6, 30), seed=5)
    receipts = tuple(coded(each, number) for number, each in enumerate(made.receipts))
    used = {each.partner_code for each in receipts}
    assert used == {*CODES, GENUINE}
    return replace(made, receipts=receipts)


def coded(receipt: Receipt, number: int) -> Receipt:
    code, typed = [*CODES, GENUINE][number % (len(CODES) + 1)], PERSONAL[number % len(PERSONAL)]
    rows = tuple(replace(row, description=f"Matka {typed}") for row in receipt.rows)
    return replace(
        receipt,
        partner_code=code,
        name=f"{receipt.name} {typed}",
        description=f"Palkka {typed}, kesäkuu",
        notes=f"hetu_{typed.lower()}_",
        rows=rows,
    )


@pytest.fixture
def table() -> Limits:
    """Nobody is kept from looking at everything."""
    return dict.fromkeys(TABLE, ())


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Give what was logged down to what is only for finding faults; ask for this before anything else."""
    caplog.set_level("DEBUG")
    return lambda: "\n".join(
        each.getMessage()
        for each in caplog.get_records("setup") + caplog.get_records("call")
        if each.name != "werkzeug"
    )


def test_the_codes_are_genuine():
    assert all(hetu.is_valid(code, allow_temporary=True) for code in PERSONAL)


def test_no_code_of_a_person_or_account_is_kept_shown_or_logged(
    logged,
    connect,  # noqa: F811
    book,
    browse,
    sign_in,
    make_person,
    make_member,
    owner,
    redis_url,
    db,
):
    company = connect(book)
    client, person = browse(company.tenant), make_person("Aino", "aino@leipa.example")
    make_member(company.tenant, person, Role.ADMIN, payroll_detail=True)
    sign_in(client, person, company.tenant)

    for address, said in crawl(client, "/analytics", "/content", "/connections", "/audit", "/sync", but=("/cell",)):
        assert not [code for code in CODES if code in said.upper()], address

    dump = kept_in_database(owner)
    assert "Palkka …, kesäkuu" in dump["receipt"]
    assert tables_with([*CODES, *map(str.lower, PERSONAL)], dump) == set()
    assert not [code for code in CODES if code in kept_in_queue(redis_url) + logged()]
    with db.transaction(company.tenant.id) as session:
        kept = set(session.scalars(select(StoredReceipt.partner_code)))
    assert kept == {None, "12345671"}
