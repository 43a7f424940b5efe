"""Reports as JSON, for programs."""

import json
from datetime import datetime
from typing import Any

from hub.reports.exports.document import Document
from hub.reports.official import Official
from hub.reports.proofs import ProofLine
from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, Figure, Row

__all__ = ["json_of"]


def json_of(document: Document) -> bytes:
    """Write a report as JSON, UTF-8. Its members::

        company      name, country (ISO 3166-1 alpha-2), business_id as its country writes it or null
        report       key, title
        receipts     awaiting_approval (whether these count besides official ones), statuses (those that count, as the
                     source writes them); null where the report is not of official receipts
        scope        sentences: what the figures are of; empty where they are of the whole book
        period       start, end: ISO dates, both inclusive
        currency     ISO 4217
        data_as_of   moment in ISO form, or null
        columns      key, label, kind ("money", "text", "date"), period or null, unfinished (its last day is to come)
        rows         key, label, kind, level (0 outermost), parts (keys of the rows it sums), cells: one a column
        figures      key, label, note, value, earlier (the value a year before, or null): key figures
        notes        sentences a reader must see with the figures
        proof        status ("proved", "differs", "not_provable"), title, sentence, checked_at or null; null where the
                     report is not of official receipts

    A cell is an integer: an amount in minor units (hundredths of the currency), signed as the report shows it; a
    string: a text, or an ISO date; or null: blank. Keys are stable across periods and languages, labels are not.
    """
    table = document.table
    whole = {
        "company": {
            "name": document.company.name,
            "country": document.company.country,
            "business_id": document.business_id or None,
        },
        "report": {"key": document.key, "title": table.title},
        "receipts": _official(document.official),
        "scope": list(table.scope),
        "period": _period(table.period),
        "currency": document.company.currency,
        "data_as_of": _moment(document.data_as_of),
        "columns": [_column(each) for each in table.columns],
        "rows": [_row(each) for each in table.rows],
        "figures": [_figure(each) for each in table.every_figure],
        "notes": list(table.notes),
        "proof": _proof(document.proof),
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _proof(line: ProofLine | None) -> dict[str, str | None] | None:
    if line is None:
        return None
    at = _moment(line.checked_at)
    return {"status": line.status, "title": line.title, "sentence": line.sentence, "checked_at": at}


def _official(counted: Official | None) -> dict[str, Any] | None:
    return {"awaiting_approval": counted.awaiting, "statuses": list(counted.statuses)} if counted else None


def _period(period: Period | None) -> dict[str, str] | None:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()} if period else None


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _column(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": column.label,
        "kind": column.kind,
        "period": _period(column.period),
        "unfinished": column.unfinished,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "label": row.label,
        "kind": row.kind,
        "level": row.level,
        "parts": row.parts,
        "cells": [_value(each) for each in row.cells],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": figure.label,
        "note": figure.note,
        "value": _value(figure.cell),
        "earlier": _value(figure.earlier) if figure.earlier else None,
    }


def _value(cell: Cell) -> int | str | None:
    if cell.amount is not None:
        return cell.amount
    return cell.day.isoformat() if cell.day else cell.text or None
