"""Operators have the balances counted again, of all environments or of one."""

from datetime import date

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from hub.cli import cli
from hub.sdk.accounting import Entry, Share
from tenants.models import Tenant
from tests.hub.ledger.making import Shelf, receipt

MARCH = date(2026, 3, 5)
SALE = receipt("1", MARCH, Entry(1, "1700", 10_050, MARCH), Entry(2, "3000", -10_050, MARCH, shares=(Share("5", -7),)))


@pytest.fixture
def verify(db, database_urls, valkey, monkeypatch):
    """Call ``hub ledger verify`` as the application's role; no other is told to it."""
    monkeypatch.setenv("HUB_DATABASE_URL", database_urls.app)
    monkeypatch.setenv("HUB_DATABASE_SYSTEM_URL", database_urls.system)
    monkeypatch.setenv("HUB_REDIS_URL", valkey)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["ledger", "verify", *arguments])

    return call


@pytest.fixture
def make(db):
    """Open an environment whose one book holds a sale; tells its address."""

    def make(name: str) -> tuple[str, Shelf]:
        shelf = Shelf.make(db, name)
        shelf.store(SALE)
        with shelf.open() as tx:
            return tx.get_one(Tenant, shelf.tenant_id).subdomain, shelf

    return make


def tamper(shelf: Shelf, statement: str) -> None:
    with shelf.open() as db:
        assert db.execute(text(statement + " AND book_id = :book"), {"book": shelf.book_id}).rowcount == 1


def test_sound_books_are_told_with_what_was_compared(verify, make):
    first, _ = make("Leipä Oy")
    second, _ = make("Puu Oy")
    said = verify()
    assert said.exit_code == 0, said.output
    for subdomain, name in ((first, "Leipä Oy"), (second, "Puu Oy")):
        assert f"{subdomain}: {name}: 3 balances, 2 entries of 1 receipts: all equal" in said.output


def test_every_difference_is_told_and_the_command_fails(verify, make):
    subdomain, shelf = make("Leipä Oy")
    make("Puu Oy")
    tamper(shelf, "UPDATE month_balance SET net = net + 1, debit = debit + 1 WHERE account = '1700'")
    tamper(shelf, "UPDATE item_balance SET net = net - 100 WHERE item = '5'")
    said = verify()
    assert said.exit_code == 1
    assert f"{subdomain}: Leipä Oy: 3 balances, 2 entries of 1 receipts: 2 DIFFER" in said.output
    assert (
        "2026-03 1700 (movement): kept 100.51, entries sum to 100.50; debits kept 100.51, sum to 100.50" in said.output
    )
    assert "2026-03 3000 5 (movement): kept -1.07, entries sum to -0.07" in said.output
    assert "2 balance(s) differ" in said.output
    assert "Puu Oy: 3 balances, 2 entries of 1 receipts: all equal" in said.output


def test_an_entry_without_a_balance_is_a_difference_too(verify, make):
    subdomain, shelf = make("Leipä Oy")
    tamper(shelf, "DELETE FROM month_balance WHERE account = '3000'")
    said = verify(subdomain)
    assert said.exit_code == 1
    assert "kept 0.00, entries sum to -100.50" in said.output


def test_one_environment_is_looked_at_alone(verify, make):
    subdomain, _ = make("Leipä Oy")
    _, other = make("Puu Oy")
    tamper(other, "UPDATE month_balance SET net = net + 1 WHERE account = '1700'")
    said = verify(subdomain)
    assert said.exit_code == 0
    assert "Puu Oy" not in said.output


def test_an_environment_that_there_is_not_is_told(verify, make):
    make("Leipä Oy")
    said = verify("nowhere")
    assert said.exit_code == 1
    assert "no open environment at nowhere" in said.output
