"""From Procountor's receipts to the hub's: every receipt sums to zero, and nothing is plugged."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Entry, Layer, Receipt, Share, VatType
from hub.sdk.texts import Money, together
from hub.sdk.texts import text as _
from plugins.procountor.client import Header
from plugins.procountor.layers import VAT_SUMMARY, is_private, layer_of, unknown
from plugins.procountor.money import cents
from plugins.procountor.receipts import DimensionShare, LedgerReceipt, Transaction, without_personal_codes
from plugins.procountor.vat import HUNDRED, VatRow, explain

__all__ = ["receipt_from", "unreadable"]

DOMESTIC = 1
SIDES: Mapping[str | None, VatType] = {"SALES": "sales", "PURCHASE": "purchase"}
INVOICES = frozenset({"BILL_OF_CHARGES", "PURCHASE_INVOICE", "SALES_INVOICE", "TRAVEL_INVOICE"})
COUNTER_ROWS = frozenset({"RECONCILIATION_ENTRY", "REVERSING_ENTRY"})


def receipt_from(source: LedgerReceipt) -> Receipt:
    """Map one receipt.

    VAT that its rows explain is booked on *VAT not yet summarised*, row by row; a VAT summary's rows get their
    counter-entry there. Whatever else is missing goes whole to *Does not balance*, with a sentence.

    :raises GiveUp: an amount is not in whole cents
    """
    rows = source.transactions or []
    entries = [_entry(source, line, row) for line, row in enumerate(rows, 1)]
    layer = layer_of(source.type, source.status)
    virtual, finding = _completed(source, layer, entries)
    findings = [unknown(source.type, source.status), finding]
    return Receipt(
        source_id=str(source.id),
        type=source.type,
        status=source.status or "",
        layer=layer,
        name=source.name or "",
        date=source.receipt_date,
        entries=(*entries, *virtual),
        number=_number(source),
        private=is_private(source.type),
        partner_code=source.partner_code,
        invoice_id=None if source.invoice_id is None else str(source.invoice_id),
        text=source.transaction_description or source.accountants_notes or "",
        vat_month=_vat_month(source),
        version=source.version,
        finding=together(*findings),
    )


def unreadable(header: Header) -> Receipt:
    """Map a receipt that the list names but whose rows did not come: it is shown by name, not passed over."""
    return Receipt(
        source_id=str(header.id),
        type=header.type,
        status=header.status or "",
        layer=layer_of(header.type, header.status),
        name=without_personal_codes(header.name or ""),
        date=header.receipt_date,
        entries=(),
        number="" if header.receipt_number is None else str(header.receipt_number),
        private=is_private(header.type),
        version=header.version,
        finding=_("Procountor lists this receipt but gives no rows of it: they are missing from the figures."),
    )


def _entry(source: LedgerReceipt, line: int, row: Transaction) -> Entry:
    amount = cents(row.accounting_value, lambda: _row_of(source), private=is_private(source.type))
    side = _vat_type(source, row)
    return Entry(
        line=line,
        account=row.account,
        amount=amount,
        date=source.receipt_date,
        source_id=None if row.id is None else str(row.id),
        text=row.description or "",
        vat_percent=row.vat_percent,
        vat_status=source.vat_status if side is not None and row.vat_status is None else row.vat_status,
        vat_deduction_percent=row.vat_deduction_percent,
        vat_type=side,
        shares=_shares(source, amount, row.dimension_item_values) if row.dimension_item_values else (),
    )


def _vat_type(source: LedgerReceipt, row: Transaction) -> VatType | None:
    """Tell the VAT type of a row that is a supply: one with a rate, or an invoice's own row without.

    Other rows bear a VAT type and status, too, but payments and counter-rows are nothing that VAT is counted on.
    """
    if source.type == VAT_SUMMARY:
        return None
    is_supply = bool(row.vat_percent) or (source.type in INVOICES and row.transaction_type not in COUNTER_ROWS)
    return SIDES.get(row.vat_type or source.vat_type) if is_supply else None


def _row_of(source: LedgerReceipt) -> str:
    if is_private(source.type):
        return _("a row of a salary receipt")
    return _("a row of receipt %(number)s", number=str(source.id))


def _shares(source: LedgerReceipt, amount: int, values: Iterable[DimensionShare]) -> tuple[Share, ...]:
    """Read a row's dimension shares, signed like the row.

    The API calls them absolute amounts that sum to the row's value; whether credits carry a minus is not said, so a
    dimension that sums to the opposite of the row is turned round.
    """
    dimensions: dict[int | None, list[Share]] = {}
    for value in values:
        if value.item_id is not None:
            share = _share(source, str(value.item_id), value.value)
            dimensions.setdefault(value.dimension_id, []).append(share)
    return tuple(share for shares in dimensions.values() for share in _signed_like(amount, shares))


def _share(source: LedgerReceipt, item: str, value: Decimal) -> Share:
    return Share(item, cents(value, lambda: _dimension_of(source), private=is_private(source.type)))


def _dimension_of(source: LedgerReceipt) -> str:
    if is_private(source.type):
        return _("a dimension of a salary receipt")
    return _("a dimension of receipt %(number)s", number=str(source.id))


def _signed_like(amount: int, shares: list[Share]) -> Iterator[Share]:
    turned = amount != 0 and sum(share.amount for share in shares) == -amount
    return (Share(share.item, -share.amount) for share in shares) if turned else iter(shares)


def _completed(source: LedgerReceipt, layer: Layer, entries: list[Entry]) -> tuple[list[Entry], str]:
    """Make the virtual entries that complete a receipt, and say what is wrong with it, if anything is."""
    if not entries:
        return [], _("Procountor gives this receipt without any rows: they are missing from the figures.")
    if source.type == VAT_SUMMARY:
        return _virtual(entries, {entry.line: -entry.amount for entry in entries}), ""
    missing = -sum(entry.amount for entry in entries)
    rows = [] if layer is Layer.OPENING else _vat_rows(source, entries)
    explained = explain(missing, rows)
    if explained is None:
        return _unexplained(source, layer, entries, missing)
    untaxed = missing == 0 and any(row.line in explained.untaxed and row.status in (DOMESTIC, None) for row in rows)
    finding = _("The rows of this receipt bear domestic VAT, but the receipt carries none.") if untaxed else ""
    return _virtual(entries, explained.parts), finding


def _vat_rows(source: LedgerReceipt, entries: Iterable[Entry]) -> list[VatRow]:
    return [
        VatRow(
            line=entry.line,
            net=entry.amount,
            percent=entry.vat_percent,
            deduction=HUNDRED if entry.vat_deduction_percent is None else entry.vat_deduction_percent,
            status=source.vat_status if entry.vat_status is None else entry.vat_status,
        )
        for entry in entries
        if entry.vat_percent
    ]


def _virtual(entries: list[Entry], parts: dict[int, int]) -> list[Entry]:
    """Book each line's part on *VAT not yet summarised*."""
    return [
        Entry(line=line, account=VAT_CLEARING, amount=parts[each.line], date=each.date, of=each.line, text=each.text)
        for line, each in enumerate((each for each in entries if parts.get(each.line)), len(entries) + 1)
    ]


def _unexplained(source: LedgerReceipt, layer: Layer, entries: list[Entry], missing: int) -> tuple[list[Entry], str]:
    if missing == 0:
        return [], ""
    entry = Entry(line=len(entries) + 1, account=UNBALANCED, amount=missing, date=source.receipt_date)
    return [entry], _why_unbalanced(source, layer, missing)


def _why_unbalanced(source: LedgerReceipt, layer: Layer, missing: int) -> str:
    amount = Money(abs(missing))
    lacks = (
        _("%(amount)s is missing on the credit side", amount=amount)
        if missing < 0
        else _("%(amount)s is missing on the debit side", amount=amount)
    )
    if layer is Layer.OPENING:
        return _(
            "The opening balances do not sum to zero: %(lacks)s. The likeliest reason is that the result of the year "
            "before has not been moved to earlier years' earnings yet.",
            lacks=lacks,
        )
    if is_private(source.type):
        return _(
            "The rows of this salary receipt do not sum to zero: %(lacks)s. The key may not be allowed to read all of "
            "its rows.",
            lacks=lacks,
        )
    return _("The rows of this receipt do not sum to zero: %(lacks)s, and is not VAT.", lacks=lacks)


def _vat_month(source: LedgerReceipt) -> dt.date | None:
    if source.type != VAT_SUMMARY and not any(row.vat_percent for row in source.transactions or []):
        return None
    return (source.vat_date or source.receipt_date).replace(day=1)


def _number(source: LedgerReceipt) -> str:
    serial = source.serial_number
    if serial is not None and serial.number is not None:
        return f"{serial.series or ''}{serial.number}"
    number = source.receipt_number if source.receipt_number is not None else source.invoice_number
    return "" if number is None else str(number)
