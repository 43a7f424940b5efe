"""Which of Procountor's receipts are official bookkeeping.

Sources: Procountor's help on the statuses of its balance sheet (official: approved and later), on unfinished, verified
and received documents (not official yet), and on receipt types without a status.
"""

from hub.sdk.accounting import Layer
from hub.sdk.texts import text as _

__all__ = [
    "BANK_STATEMENT",
    "MOVEMENT_TYPES",
    "OFFICIAL_STATUSES",
    "OPENING",
    "PENDING_STATUSES",
    "PURCHASE_INVOICE",
    "SALARY",
    "SALES_INVOICE",
    "VAT_SUMMARY",
    "is_private",
    "layer_of",
    "unknown",
]

OFFICIAL_STATUSES = frozenset(
    {
        "APPROVED",
        "MARKED_PAID",
        "NOT_SENT",
        "PAID",
        "PARTLY_PAID",
        "PAYMENT_DENIED",
        "PAYMENT_QUEUED",
        "PAYMENT_SENT_TO_BANK",
        "SENT",
    }
)
PENDING_STATUSES = frozenset({"UNFINISHED", "VERIFIED", "RECEIVED"})
OTHER_STATUSES = frozenset(
    {"DELETED", "INVALIDATED", "INVOICED", "OVERRIDDEN", "PAYMENT_TRANSACTION_REMOVED", "STARTED", "UNSAVED"}
)
KNOWN_STATUSES = OFFICIAL_STATUSES | PENDING_STATUSES | OTHER_STATUSES
NO_STATUS = frozenset({"", "EMPTY"})

BANK_STATEMENT = "BANK_STATEMENT_AS_RECEIPT"
PURCHASE_INVOICE = "PURCHASE_INVOICE"
SALARY = "SALARY"
SALES_INVOICE = "SALES_INVOICE"
VAT_SUMMARY = "VAT_SUMMARY"
OPENING = "RECEIPT_FOR_OPENING_ACCOUNTS"

WITH_STATUS = frozenset({"BILL_OF_CHARGES", "JOURNAL", PURCHASE_INVOICE, SALARY, SALES_INVOICE, "TRAVEL_INVOICE"})
WITHOUT_STATUS = frozenset(
    {
        BANK_STATEMENT,
        "EMPLOYER_CONTRIBUTION",
        "PERIODIC_TAX_RETURN",
        "REFERENCE_PAYMENT",
        "VAT_FORM",
        VAT_SUMMARY,
    }
)
NEVER_OFFICIAL = frozenset({"OFFER", "PURCHASE_ORDER", "SALES_ORDER", "TRACKING_PERIOD_OPENING_RECEIPT", "TRAVEL_PLAN"})
MOVEMENT_TYPES = WITH_STATUS | WITHOUT_STATUS
KNOWN_TYPES = MOVEMENT_TYPES | NEVER_OFFICIAL | {OPENING}


def layer_of(kind: str, status: str | None) -> Layer:
    """Decide to which figures a receipt belongs.

    An absent or ``EMPTY`` status is official only for the types that have none. What nobody knows is left out (an
    unknown type may be an offer or an order) and named by :func:`unknown`.

    >>> layer_of("SALES_INVOICE", "SENT"), layer_of("SALES_ORDER", "SENT")
    (<Layer.MOVEMENT: 'movement'>, <Layer.LEFT_OUT: 'left_out'>)
    """
    if kind in NEVER_OFFICIAL or kind not in KNOWN_TYPES:
        return Layer.LEFT_OUT
    official = status in OFFICIAL_STATUSES or ((status or "") in NO_STATUS and kind not in WITH_STATUS)
    if kind == OPENING:
        return Layer.OPENING if official else Layer.LEFT_OUT
    if official:
        return Layer.MOVEMENT
    return Layer.PENDING if status in PENDING_STATUSES else Layer.LEFT_OUT


def is_private(kind: str) -> bool:
    """Tell receipts of personal pay, which only those with the right may see one by one."""
    return kind == SALARY


def unknown(kind: str, status: str | None) -> str:
    """Name what is not known about a receipt's type or status, in a sentence for people; empty when all is known."""
    if kind not in KNOWN_TYPES:
        return _(
            "Procountor calls this receipt “%(kind)s”, a type Hub does not know, so it is left out of the figures.",
            kind=kind,
        )
    if kind in NEVER_OFFICIAL or status in KNOWN_STATUSES:
        return ""
    if (status or "") not in NO_STATUS:
        return _(
            "Procountor gives this receipt the status “%(status)s”, which Hub does not know: it is left out.",
            status=str(status),
        )
    if kind in WITH_STATUS:
        return _("Procountor gives this receipt no status, so it is left out of the figures.")
    return ""
