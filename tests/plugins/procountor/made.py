"""Receipts made for tests: plain ones, and any that hypothesis can think of."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

from plugins.procountor.receipts import DimensionShare, LedgerReceipt, Transaction

RATES = (Decimal("25.5"), Decimal(24), Decimal(14), Decimal("13.5"), Decimal(10))
TYPES = (
    "BANK_STATEMENT_AS_RECEIPT",
    "BILL_OF_CHARGES",
    "JOURNAL",
    "PERIODIC_TAX_RETURN",
    "PURCHASE_INVOICE",
    "PURCHASE_ORDER",
    "RECEIPT_FOR_OPENING_ACCOUNTS",
    "REFERENCE_PAYMENT",
    "SALARY",
    "SALES_INVOICE",
    "SALES_ORDER",
    "TRACKING_PERIOD_OPENING_RECEIPT",
    "TRAVEL_INVOICE",
    "VAT_SUMMARY",
    "SOMETHING_NEW",
)
STATUSES = (None, "", "EMPTY", "APPROVED", "PAID", "UNFINISHED", "VERIFIED", "INVALIDATED", "DELETED", "SOMETHING_NEW")

amounts = st.integers(-10_000_000, 10_000_000).map(lambda value: Decimal(value).scaleb(-2))


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def row(account: str, value: str | Decimal, percent: str | Decimal | None = None, **more: object) -> Transaction:
    rate = None if percent is None else Decimal(percent)
    return Transaction(account=account, accounting_value=Decimal(value), vat_percent=rate, **more)  # type: ignore[arg-type]


def receipt(kind: str, *rows: Transaction, status: str | None = "APPROVED", **more: object) -> LedgerReceipt:
    values: dict[str, object] = {"id": 7, "receipt_date": dt.date(2024, 11, 5), "vat_status": 1, **more}
    return LedgerReceipt(type=kind, status=status, transactions=list(rows), **values)  # type: ignore[arg-type]


@st.composite
def any_rows(draw: st.DrawFn) -> Transaction:
    value = draw(amounts)
    shares = [DimensionShare(value, 1, 11)] if draw(st.booleans()) else None
    return Transaction(
        account=draw(st.sampled_from(("1700", "1910", "2880", "3000", "8450"))),
        accounting_value=value,
        id=draw(st.none() | st.integers(1, 10_000)),
        vat_percent=draw(st.sampled_from((None, Decimal(0), *RATES))),
        vat_status=draw(st.sampled_from((None, 1, 5, 12))),
        vat_deduction_percent=draw(st.sampled_from((None, Decimal(0), Decimal(50), Decimal(100)))),
        description=draw(st.none() | st.text(max_size=30)),
        dimension_item_values=shares,
    )


any_receipts = st.builds(
    LedgerReceipt,
    id=st.integers(1, 2**31 - 1),
    type=st.sampled_from(TYPES),
    receipt_date=st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)),
    name=st.none() | st.text(max_size=40),
    status=st.sampled_from(STATUSES),
    vat_status=st.sampled_from((None, 1, 12)),
    vat_date=st.none() | st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)),
    partner_code=st.sampled_from((None, "1234567-1", "131052-308T", "FI2112345600000785", "26977514")),
    transactions=st.none() | st.lists(any_rows(), max_size=6),
)


@st.composite
def invoices(draw: st.DrawFn) -> LedgerReceipt:
    """Invoices as Procountor makes them: net rows with a rate, a counter row of the gross, VAT rounded row by row."""
    nets = draw(st.lists(st.tuples(amounts, st.sampled_from((Decimal(0), *RATES))), min_size=1, max_size=5))
    rows = [row("3000", net, percent, vat_status=1) for net, percent in nets]
    gross = sum((net + rounded(net * percent / 100) for net, percent in nets), Decimal(0))
    return receipt("SALES_INVOICE", row("1700", -gross, "0"), *rows)
