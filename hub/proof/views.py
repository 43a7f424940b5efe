"""How far a company's books are proved: year by year, and for each difference where, by how much and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, get_timezone
from sqlalchemy import select

from hub.connectors import overview
from hub.db import Db, transaction
from hub.ledger import models
from hub.ledger.extent import Extent
from hub.ledger.proof import checks, reading, row_words, words
from hub.ledger.proof.reading import Standing
from hub.reports.views.parts import opened_book
from hub.reports.wording import labelled
from hub.sdk.accounting import Account, AccountingConnector, Finding
from hub.sdk.refs import BookRef
from hub.sdk.reports import LedgerReader
from hub.web.context import hub
from hub.web.security import tenant_only

__all__ = ["bp"]

bp = Blueprint("proof", __name__)
TOLD = ("unbalanced", "opening_", "vat_", "receipt_remarks", "outside_years")
"""Findings of the ledger itself that belong to its proof."""


@bp.get("/analytics/proof")
@tenant_only
def index() -> ResponseReturnValue:
    """Show how each fiscal year stands, and what the ledger tells about itself."""
    with opened_book() as (book, reader):
        if book is None or reader is None:
            return render_template("reports/empty.html")
        with transaction(g.tenant.id) as db:
            connector = hub().plugins.connectors.get(overview.connector_of(db, book.id) or "")
            context = _looked_at(db, book, connector)
        return render_template(
            "proof/index.html",
            book=book,
            coverage=reader.coverage(),
            findings=_about_the_ledger(reader),
            source=words.called(connector),
            words=words,
            row_words=row_words,
            account_name=partial(_account_name, reader.accounts()),
            link=_link,
            **context,
        )


def _looked_at(db: Db, book: BookRef, connector: AccountingConnector | None) -> dict[str, Any]:
    today = datetime.now(get_timezone()).date()
    extent = Extent(db, db.scalars(select(models.Book).where(models.Book.id == book.id)).one(), today)
    told: Standing = reading.standing(db, book.id, today)
    return {
        "standing": told,
        "gaps": {year.start: checks.gaps(extent.figures, year) for year in extent.years},
        "lacking": {year.start: checks.lacking(extent, year) for year in extent.years},
        "type_name": partial(labelled, labels=connector.receipt_types if connector else {}),
    }


def _about_the_ledger(reader: LedgerReader) -> Sequence[Finding]:
    return [each for each in reader.findings() if each.code.startswith(TOLD)]


def _account_name(accounts: Mapping[str, Account], code: str) -> str:
    account = accounts.get(code)
    return account.names.get(str(get_locale()), account.name) if account else ""


def _link(endpoint: str, **values: Any) -> str:
    """Lead somewhere in the same company."""
    return url_for(endpoint, **(g.navigation.choice | values))
