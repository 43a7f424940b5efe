"""Names, years, dimensions, countries and totals as Procountor gives them."""

import datetime as dt

import msgspec
import pytest
import yaml

from hub.sdk.accounting import AccountTotal, Period
from hub.sdk.errors import GiveUp
from plugins.procountor import totals
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.countries import country_code
from plugins.procountor.sandbox.books.golden import golden_book
from plugins.procountor.sandbox.books.model import Company

from .conftest import HERE

PERIOD = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
CONTRACT = HERE.parents[2] / "plugins" / "procountor" / "sandbox" / "openapi.yaml"


def test_every_country_of_the_contract_has_a_code():
    names = yaml.safe_load(CONTRACT.read_text())["components"]["schemas"]["CountryName"]["enum"]
    assert len(names) > 240
    assert [name for name in names if country_code(name) is None] == []


def test_the_company_is_told_with_its_canonical_id(start):
    company = Company(101, "Käpylän Leipä Oy", "1234567-1")
    told = ProcountorConnector().company(start(golden_book(company)).access(101))
    assert (told.source_id, told.business_id, told.country, told.currency) == ("101", "12345671", "FI", "EUR")


class Report:
    def __init__(self, *rows: dict[str, object]) -> None:
        self.rows = rows

    def send(self, method, path, body, kind):
        return msgspec.convert({"reportData": {"periods": [{"rows": self.rows}]}}, kind)


@pytest.mark.parametrize(
    "label", ["3000 Myynti", "3000, Myynti", "3000 - Myynti", " 3000", "3000\tMyynti", "3000Myynti"]
)
def test_an_account_is_read_off_the_beginning_of_its_label(label):
    report = Report({"name": label, "value": -12.5}, {"name": "Yhteensä", "value": 0})
    assert totals.control_totals(report, PERIOD) == [AccountTotal("3000", -1250)]


def test_accounts_are_read_off_the_end_of_labels_where_most_have_them_there():
    rows = [{"name": f"{name} ({code})", "value": 1} for code, name in (("3000", "Myynti"), ("1910", "Pankkitili"))]
    assert totals.control_totals(Report(*rows), PERIOD) == [AccountTotal("1910", 100), AccountTotal("3000", 100)]


def test_a_report_with_credit_positive_is_turned_round_where_that_is_set(monkeypatch):
    monkeypatch.setenv("HUB_PROCOUNTOR_REPORT_SIGN", "credit")
    assert totals.control_totals(Report({"name": "3000 Myynti", "value": 5}), PERIOD) == [AccountTotal("3000", -500)]


def test_labels_without_codes_are_not_taken_for_an_empty_report():
    with pytest.raises(GiveUp, match="names no account code"):
        totals.control_totals(Report({"name": "Myynti", "value": 1}), PERIOD)


def test_a_report_without_rows_is_empty():
    assert totals.control_totals(Report(), PERIOD) == []
