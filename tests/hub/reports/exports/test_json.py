import json
from datetime import date

from hypothesis import given

from hub.reports.exports import Document, json_of
from hub.sdk.reports import Cell, Column, Figure, Kind, Row
from tests.hub.reports.exports.making import AS_OF, NOTE, PROVED, document, documents, row


def test_json_says_whose_report_it_is_of_when_in_what_and_how_far_it_is_proved():
    told = json.loads(json_of(document(row("Turnover", 1, None, text="x", kind=Kind.TOTAL))))
    assert told["company"] == {"name": "Käpylän Leipä Oy", "country": "FI", "business_id": "1234567-1"}
    assert told["report"] == {"key": "income-statement", "title": "Profit and loss"}
    assert told["period"] == {"start": "2026-01-01", "end": "2026-02-28"}
    assert (told["currency"], told["data_as_of"]) == ("EUR", AS_OF.isoformat())
    assert told["notes"] == [NOTE]
    assert told["proof"] == {
        "status": "proved",
        "title": "Proved",
        "sentence": PROVED.sentence,
        "checked_at": None,
    }
    assert told["columns"][2] == {"key": "note", "label": "Note", "kind": "text", "period": None, "unfinished": False}
    assert told["rows"] == [
        {"key": "Turnover", "label": "Turnover", "kind": "total", "level": 0, "parts": [], "cells": [1, None, "x"]}
    ]


def test_json_has_iso_dates_and_key_figures():
    day = Row("1", "Sale", (Cell(text="5 Mar 2026", day=date(2026, 3, 5)),))
    to_date = Figure("ratio-to-date", "Equity ratio", Cell(text="41 %"))
    cash = Figure("cash", "Cash", Cell(-500), "31 Dec", earlier=Cell(-400))
    figures = (cash, Figure("ratio", "Equity ratio", Cell(text="40 %"), more=(to_date,)))
    told = json.loads(json_of(document(day, columns=(Column("d", "Date", "date"),), figures=figures)))
    assert told["rows"][0]["cells"] == ["2026-03-05"]
    assert [each["value"] for each in told["figures"]] == [-500, "40 %", "41 %"]
    assert [each["earlier"] for each in told["figures"]] == [-400, None, None]


@given(documents())
def test_json_amounts_are_those_of_the_report_as_integers(whole: Document):
    told = json.loads(json_of(whole))
    for written, each in zip(told["rows"], whole.table.rows, strict=True):
        for value, cell in zip(written["cells"], each.cells, strict=True):
            if cell.amount is not None:
                assert type(value) is int
                assert value == cell.amount
            else:
                assert not isinstance(value, int)
