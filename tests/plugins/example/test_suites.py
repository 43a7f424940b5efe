"""The example keeps the common rules, as every plugin's tests show with the suites of ``hub.sdk.testing``."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module

import pytest

from hub.ledger import service as ledger
from hub.pluginmanager import Plugins
from hub.sdk.accounting import Period
from hub.sdk.identity import IdentityProvider
from hub.sdk.reports import LedgerReader, ReportBuilder
from hub.sdk.secrets import Secret
from hub.sdk.testing import identity_suite, report_suite
from tests.hub.ledger.making import Shelf

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
CLAIMS = {"iss": "https://login.example.com", "sub": "7", "name": "Anna", "email": "anna@example.com"}
VOUCHED = {**CLAIMS, "email_verified": True}
ROWS = "2026-01-05;3000;Coffee;-25.00|2026-01-05;1900;Coffee;25.00|2026-02-01;1900;Rent;-9.99|2026-02-01;7000;Rent;9.99"


def login() -> IdentityProvider:
    address = "https://login.example.com/.well-known/openid-configuration"
    provider: IdentityProvider = import_module("hub_example.login").ExampleLogin(address, "client", Secret("canary"))
    return provider


def largest_accounts() -> ReportBuilder:
    builder: ReportBuilder = import_module("hub_example.report").LargestEntries()
    return builder


@pytest.mark.usefixtures("on_the_path")
class TestExampleLogin(
    identity_suite(
        login,
        claims=VOUCHED,
        metadata={"issuer": "https://login.example.com"},
        refused=[{**VOUCHED, "email": ""}, {**VOUCHED, "sub": ""}],
        not_vouched=[CLAIMS, {**CLAIMS, "email_verified": "true"}],
    )
):
    """The provider."""


@pytest.mark.usefixtures("on_the_path")
class TestLargestAccounts(report_suite(largest_accounts, reader=lambda: NotImplemented, period=YEAR)):
    """The report, on a cash book that the example's connector has read."""

    @pytest.fixture  # instead of the suite's reader: a real ledger ends with its test
    def books(self, plugins: Plugins, db) -> Iterator[LedgerReader]:
        connector = plugins.connectors["cashbook"]
        access = connector.connect({"title": "Kahvila", "business_id": "20774740", "cash_book": Secret(ROWS)})
        shelf = Shelf.make(db)
        for batch in connector.pull(access, None):
            with shelf.open() as session:
                ledger.store(session, shelf.book_id, batch)
        with shelf.read() as reader:
            yield reader

    def test_the_largest_come_first(self, table):
        assert [(row.key, row.cells[0].amount) for row in table.rows] == [
            ("1900", 1501),
            ("3000", -2500),
            ("7000", 999),
        ]
