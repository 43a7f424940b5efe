"""What every page of a book shows around its own subject: company, period, coverage, findings, ways on."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import g, url_for
from flask_babel import get_locale

from hub.db import transaction
from hub.reports import periods, service, view
from hub.reports.reading import Reading
from hub.reports.views.parts import connector_of, language, proof_of
from hub.sdk.accounting import Account
from hub.sdk.refs import BookRef
from hub.sdk.reports import LedgerReader, ReportBuilder

__all__ = ["frame", "preview"]


def preview(builder: ReportBuilder | None, book: BookRef | None, reader: LedgerReader) -> dict[str, Any] | None:
    """Build a report of what the source itself says, while its receipts are being read."""
    if builder is None or book is None or not builder.previewed or not reader.coverage().syncing:
        return None
    with transaction(g.tenant.id) as db:
        found = service.preview(db, book, builder, today=reader.today, language=language())
    connector = connector_of(book)
    return {"table": found, "source": connector.label if connector else ""} if found else None


def frame(book: BookRef | None, reader: LedgerReader, shown: view.View) -> dict[str, Any]:
    """Give what every page of a book says: company, period, coverage, findings."""
    return {
        "book": book,
        "view": shown,
        "years": list(reversed(reader.fiscal_years())),
        "periods": periods,
        "days": view.days,
        "kept": g.navigation.choice | shown.but(**{"from": "", "to": ""}),
        "today": reader.today,
        "coverage": reader.coverage(),
        "reading": Reading(reader.coverage(), reader.today),
        "findings": reader.findings(),
        "proof": proof_of(book, reader, shown.period) if book else None,
        "account_name": partial(_account_name, reader.accounts()),
        "link": partial(_link, shown),
    }


def _account_name(accounts: Mapping[str, Account], code: str) -> str:
    account = accounts.get(code)
    return account.names.get(str(get_locale()), account.name) if account else ""


def _link(shown: view.View, endpoint: str, **query: str) -> str:
    """Lead somewhere in the same company and view; an empty text drops a part of the view."""
    values: dict[str, Any] = g.navigation.choice | shown.but(**query)
    return url_for(endpoint, **values)
