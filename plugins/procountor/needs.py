"""The rights at Procountor that figures stand on."""

from collections.abc import Mapping

from hub.sdk.rights import Right
from hub.sdk.texts import text as _

__all__ = [
    "DIMENSIONS",
    "DOCUMENTS",
    "JOURNALS",
    "LEDGER",
    "NAMES",
    "PAYROLL",
    "PURCHASES",
    "REPORTS",
    "RIGHTS",
    "SALES",
    "TRAVEL",
]

PAYROLL = "payroll"
SALES = "sales"
PURCHASES = "purchases"
TRAVEL = "travel"
JOURNALS = "journals"
DIMENSIONS = "dimensions"
REPORTS = "reports"

RIGHTS = (
    Right(PAYROLL, _("Salaries and the person register")),
    Right(SALES, _("Sales invoices")),
    Right(PURCHASES, _("Purchase invoices")),
    Right(TRAVEL, _("Travel and expense invoices")),
    Right(JOURNALS, _("Journals")),
    Right(DIMENSIONS, _("All dimension items")),
    Right(REPORTS, _("Accounting reports")),
)
LEDGER = frozenset(right.key for right in RIGHTS)
"""What every figure of the ledger needs: each kind of receipt is part of it, and openings that no receipt tells come
from Procountor's own reports."""
NAMES: Mapping[str, str] = {
    PAYROLL: _("salaries"),
    SALES: _("sales invoices"),
    PURCHASES: _("purchase invoices"),
    TRAVEL: _("travel and expense invoices"),
    JOURNALS: _("journals"),
}
"""What the documents behind a right are called in the middle of a sentence."""
DOCUMENTS = frozenset(NAMES)
"""What a list of receipts needs: openings and dimensions are no part of it."""
