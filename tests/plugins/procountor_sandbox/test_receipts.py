"""Lists and batches of ledger receipts follow the rules Procountor publishes."""

import pytest

from . import tiny

ALL = list(range(1, 256))


def ids_of(answer) -> list[int]:
    return [row["id"] for row in answer.json()["results"]]


def test_a_list_is_newest_id_first_and_fifty_long_by_itself(reader):
    answer = reader.get("/ledgerreceipts")
    assert ids_of(answer) == ALL[::-1][:50]
    assert answer.json()["meta"] == {"pageNumber": 0, "pageSize": 50, "resultCount": 50, "totalCount": 255}


def test_a_header_has_no_rows_and_no_amounts(reader):
    assert reader.get("/ledgerreceipts", orderById="ASC", size=1).json()["results"] == [
        {
            "id": 1,
            "type": "SALES_INVOICE",
            "status": "APPROVED",
            "name": "Asiakas Oy",
            "receiptDate": "2025-02-02",
            "receiptNumber": 1,
            "invoiceNumber": 1,
            "created": "2025-02-02T09:00:00",
            "version": "2025-02-02T10:00:00",
        }
    ]


@pytest.mark.parametrize("order", ["ASC", "DESC"])
def test_the_cursor_walks_through_everything_once(reader, order):
    seen, cursor = [], 0
    while page := ids_of(reader.get("/ledgerreceipts", orderById=order, size=100, previousId=cursor)):
        seen += page
        cursor = page[-1]
    assert seen == (ALL if order == "ASC" else ALL[::-1])


def test_pages_walk_through_everything_once(reader):
    pages = [ids_of(reader.get("/ledgerreceipts", size=200, page=page)) for page in range(3)]
    assert [len(page) for page in pages] == [200, 55, 0]
    assert sorted(pages[0] + pages[1]) == ALL


def test_date_bounds_are_inclusive(reader):
    answer = reader.get("/ledgerreceipts", startDate="2025-01-31", endDate="2025-01-31", orderById="ASC")
    assert ids_of(answer) == [251, 253]


def test_types_may_be_joined_or_repeated(reader):
    joined = reader.get("/ledgerreceipts", types="SALARY,JOURNAL")
    repeated = reader.get("/ledgerreceipts", types=["SALARY", "JOURNAL"])
    assert ids_of(joined) == ids_of(repeated) == [254, 252, 251]


def test_changed_since_is_answered_in_the_order_of_change(reader):
    answer = reader.get("/ledgerreceipts", versionStartDate="2025-03-26T00:00:00", orderByVersion="ASC", size=200)
    versions = [row["version"] for row in answer.json()["results"]]
    assert versions == sorted(versions)
    assert versions[0] >= "2025-03-26T00:00:00"


@pytest.mark.parametrize(
    "query",
    [
        {"size": 201},
        {"size": 0},
        {"page": -1},
        {"startDate": "1.1.2025"},
        {"types": "VAT_SUMMARY"},
        {"orderById": "UP"},
    ],
)
def test_a_list_asked_for_wrongly_is_400_and_names_the_field(reader, query):
    answer = reader.get("/ledgerreceipts", **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(query))


def test_one_id_gives_an_object(reader):
    receipt = reader.get("/ledgerreceipts/1").json()
    assert receipt["id"] == 1
    assert [row["accountingValue"] for row in receipt["transactions"]] == [1.26, -1.0]
    assert receipt["transactions"][1]["vatPercent"] == 25.5


def test_several_ids_give_an_array_by_id_without_repetitions_or_unknown_ids(reader):
    assert [one["id"] for one in reader.get("/ledgerreceipts/9,2,9,99999,5").json()] == [2, 5, 9]


def test_several_ids_give_an_array_even_if_one_is_found(reader):
    assert [one["id"] for one in reader.get("/ledgerreceipts/2,99999").json()] == [2]


def test_two_hundred_ids_are_one_batch(reader):
    answer = reader.get("/ledgerreceipts/" + ",".join(map(str, range(1, 201))))
    assert [one["id"] for one in answer.json()] == list(range(1, 201))


def test_more_than_two_hundred_ids_are_400(reader):
    assert reader.get("/ledgerreceipts/" + ",".join(map(str, range(1, 202)))).status_code == 400


@pytest.mark.parametrize("ids", ["99999", "99998,99999"])
def test_no_valid_id_is_404(reader, ids):
    assert reader.get(f"/ledgerreceipts/{ids}").status_code == 404


def test_the_same_id_is_another_receipt_in_another_company(sandbox, reader):
    other = sandbox.reader(sandbox.key(tiny.PUU.id, "pekka@pohjolanpuu.example"))
    mine, theirs = reader.get("/ledgerreceipts/1").json(), other.get("/ledgerreceipts/1").json()
    assert mine["transactions"][1]["accountingValue"] == -1
    assert theirs["transactions"][1]["accountingValue"] == -7
    assert other.get("/ledgerreceipts/2").status_code == 404


def test_journals_are_listed_without_pages(reader):
    assert [(one["ledgerReceiptId"], one["status"]) for one in reader.get("/journals").json()] == [(254, "APPROVED")]


@pytest.mark.parametrize(("position", "found"), [("absent", "nothing"), ("null", None), ("EMPTY", "EMPTY")])
def test_types_without_a_status_carry_what_the_switch_says(sandbox, reader, position, found):
    sandbox.turn(na_status=position)
    assert reader.get("/ledgerreceipts/253").json().get("status", "nothing") == found
    assert reader.get("/ledgerreceipts/1").json()["status"] == "APPROVED"


def test_the_total_and_the_vat_percent_can_be_missing(sandbox, reader):
    sandbox.turn(total_count=False, vat_percent="missing")
    assert "totalCount" not in reader.get("/ledgerreceipts").json()["meta"]
    rows = reader.get("/ledgerreceipts/1").json()["transactions"]
    assert ["vatPercent" in row for row in rows] == [False, True]
