"""What every page of a book shows around its own subject: company, period, coverage, findings, ways on."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import g, url_for
from flask_babel import get_locale
from flask_login import current_user

from hub.mapping import words as mapping
from hub.reports import periods, proofs, service, view
from hub.reports.reading import Reading
from hub.reports.running import running
from hub.reports.views.parts import connector_of, language, moved_in, proof_of, reading
from hub.sdk.accounting import Account
from hub.sdk.refs import BookRef
from hub.sdk.reports import Kind, LedgerReader, ReportBuilder, Row
from tenants.models import Role

__all__ = ["frame", "moves", "preview"]


def preview(
    builder: ReportBuilder | None, book: BookRef | None, reader: LedgerReader, shown: view.View
) -> dict[str, Any] | None:
    """Build a report of what the source itself says, while its receipts are being read."""
    if builder is None or book is None or not builder.previewed:
        return None
    if shown != shown.of_the_whole or not reader.coverage().syncing:
        return None
    found = service.preview(reading(), book, builder, today=reader.today, language=language())
    connector = connector_of(book)
    return {"table": found, "source": connector.label if connector else ""} if found else None


def frame(
    book: BookRef | None, reader: LedgerReader, shown: view.View, builder: ReportBuilder | None = None
) -> dict[str, Any]:
    """Give what every page of a book says: company, period, coverage, findings, proof.

    :param builder: the report that the page is about
    """
    proof = proof_of(book, reader, shown.period) if book else None
    return {
        "book": book,
        "view": shown,
        "years": list(reversed(reader.fiscal_years())),
        "periods": periods,
        "days": view.days,
        "kept": g.navigation.choice | shown.but(**{"from": "", "to": ""}),
        "today": reader.today,
        "running": running(shown, reader, alone=bool(builder and builder.usual == "month")),
        "dimensions": reader.dimensions,
        "coverage": reader.coverage(),
        "reading": Reading(reader.coverage(), reader.today),
        "findings": reader.findings(),
        "proof": proofs.beside(proof, builder, shown) if proof and builder else proof,
        "account_name": partial(_account_name, reader.accounts()),
        "link": partial(_link, shown),
        "placing": _placing,
    }


def _placing(builder: ReportBuilder, row: Row) -> str:
    """Give the address where an Admin places the account of a row that has no line; empty for all others."""
    if row.kind is not Kind.UNMAPPED or builder.layout is None or current_user.role != Role.ADMIN:
        return ""
    code = next((code for cell in row.cells if cell.drill for code in cell.drill.accounts), "")
    chosen = g.navigation.choice | {"layout": builder.layout.key, "account": code}
    return url_for("mapping.account", **chosen) if code else ""


def _account_name(accounts: Mapping[str, Account], code: str) -> str:
    account = accounts.get(code)
    return account.names.get(str(get_locale()), account.name) if account else ""


def _link(shown: view.View, endpoint: str, **query: str) -> str:
    """Lead somewhere in the same company and view; an empty text drops a part of the view."""
    values: dict[str, Any] = g.navigation.choice | shown.but(**query)
    return url_for(endpoint, **values)


def moves(builder: ReportBuilder, reader: LedgerReader) -> dict[str, Any] | None:
    """Give what a page says of accounts that the company has moved, and where an Admin decides about it."""
    found = moved_in(builder, reader)
    sentences = list(mapping.told(builder, found)) if found else []
    if found is None or not sentences:
        return None
    decides = current_user.role == Role.ADMIN
    layout = found.layout.key
    return {
        "sentences": sentences,
        "url": url_for("mapping.index", layout=layout, **g.navigation.choice) if decides else "",
    }
