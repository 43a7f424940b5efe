"""What the books hold is what the API gives: real ledgers, and reports that agree with the receipts."""

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from plugins.procountor.sandbox.books import totals

SIE = Path(__file__).parents[2] / "data" / "sie"


def everything(reader) -> list[dict]:
    receipts, cursor = [], 0
    while rows := reader.get("/ledgerreceipts", orderById="ASC", size=200, previousId=cursor).json()["results"]:
        cursor = rows[-1]["id"]
        batch = reader.get("/ledgerreceipts/" + ",".join(str(row["id"]) for row in rows))
        wholes = json.loads(batch.text, parse_float=Decimal)
        receipts += wholes if isinstance(wholes, list) else [wholes]
    return receipts


def sums(receipts: list[dict]) -> dict[str, Decimal]:
    by_account: dict[str, Decimal] = defaultdict(Decimal)
    for receipt in receipts:
        for row in receipt["transactions"]:
            by_account[row["account"]] += Decimal(str(row["accountingValue"]))
    return by_account


@pytest.mark.parametrize("company", [101, 202, 401, 501])
def test_the_account_report_equals_the_sum_of_the_official_receipts(generated, company):
    book = generated.world.shelf(company).book
    person = generated.control("GET", f"/companies/{company}").json()["people"][0]
    reader = generated.reader(generated.key(company, person))
    first, last = min(one.date for one in book.receipts), max(one.date for one in book.receipts)
    official = {receipt.id for receipt, _ in totals.rows_between(book, first, last)}
    counted = sums([receipt for receipt in everything(reader) if receipt["id"] in official])
    body = {"startDate": first.isoformat(), "endDate": last.isoformat()}
    report = reader.post("/reports/ledgeraccounts", body).json()["reportData"]["periods"][0]["rows"]
    assert {row["name"].split()[0]: Decimal(str(row["value"])) for row in report} == counted


def test_every_receipt_is_served_once(generated):
    reader = generated.reader(generated.key(101))
    assert [one["id"] for one in everything(reader)] == [one.id for one in generated.world.shelf(101).book.receipts]


def test_the_general_ledger_adds_up_to_its_account(generated):
    reader = generated.reader(generated.key(101))
    body = {"startDate": "2025-01-01", "endDate": "2025-12-31"}
    ledger = reader.post("/reports/generalledger/3000", body).json()["ledgerAccount"]
    rows = [Decimal(str(row["accountingValue"])) for row in ledger["ledgerReceiptTransactions"]]
    assert rows
    assert sum(rows) == Decimal(str(ledger["totalAccountingValue"]))


@pytest.mark.parametrize("net", [False, True])
def test_a_real_ledger_is_served_from_its_sie_file(start, net):
    sandbox = start(sie_files=(SIE / "BL0001_typ4.SE",), net=net)
    reader = sandbox.reader(sandbox.key(9001, "liisa@tilitoimisto.example"))
    company = reader.get("/company").json()
    assert company["businessIdentifier"]["brnType"] == "FI"
    assert sums(everything(reader))
    year = reader.get("/fiscalyears").json()["fiscalYears"][0]
    assert (year["startDate"], year["endDate"]) == ("2009-07-01", "2010-06-30")
