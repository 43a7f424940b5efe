"""What the tax administration gets: VAT summaries and self-assessed tax returns."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from .model import Receipt, Row
from .money import ZERO
from .official import movements
from .setting import Movement
from .vat import VAT_ACCOUNT, summary_rows, vat_month
from .years import add_months, last_day

__all__ = ["tax_return", "vat_summary"]


def vat_summary(
    month: date, receipts: Iterable[Receipt], entered: datetime, account: str = VAT_ACCOUNT
) -> Receipt | None:
    """Book the VAT of a month's receipts single-sided on its last day; None when there is none to book."""
    rows = summary_rows((receipt for receipt in receipts if vat_month(receipt) == month), account)
    if not rows:
        return None
    return Receipt(
        id=0,
        type="VAT_SUMMARY",
        status=None,
        name=f"ALV-yhteenveto {month:%m/%Y}",
        date=last_day(month),
        rows=tuple(rows),
        vat_status=12,
        created=entered,
    )


def tax_return(month: date, receipts: Iterable[Receipt]) -> tuple[Receipt, Movement] | None:
    """Move a month's VAT and withholding to the tax account on the 12th of the second month after, when it is paid.

    The receipts are those of the month, its VAT summary among them. Nothing to file gives None.
    """
    counted = list(movements(receipts))
    owed = [(code, _owed(counted, code, month)) for code in (VAT_ACCOUNT, "2920")]
    rows = [Row(0, code, -value) for code, value in owed if value]
    if not rows:
        return None
    due = add_months(month, 2).replace(day=12)
    total = sum((row.value for row in rows), ZERO)
    receipt = Receipt(
        id=0,
        type="PERIODIC_TAX_RETURN",
        status=None,
        name=f"Oma-aloitteisten verojen ilmoitus {month:%m/%Y}",
        date=due,
        rows=(*rows, Row(0, "2935", -total, "REVERSING_ENTRY")),
        vat_status=12,
        created=datetime.combine(due, time(11)),
    )
    return receipt, Movement(due, "2935", total, "Verotili")


def _owed(receipts: list[Receipt], code: str, month: date) -> Decimal:
    rows = (row for receipt in receipts if receipt.date <= last_day(month) for row in receipt.rows)
    return sum((row.value for row in rows if row.account == code), ZERO)
