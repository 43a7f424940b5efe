"""Procountor's ledger receipts as they come over the wire.

Only what the hub uses is named: msgspec skips the rest without building it. Optional fields may be missing or null
(the published document's flags change between versions). What must never be stored is dropped here, at decoding.
None of these can hold itself, so Python's collector of cycles is spared a look at each: half of the decoding's time.
"""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

import msgspec
from msgspec import Struct
from stdnum.fi import hetu, ytunnus

__all__ = ["DimensionShare", "LedgerReceipt", "Transaction", "business_id", "decode_receipts", "without_personal_codes"]

WRITTEN_BUSINESS_ID = re.compile(r"(FI[- ]?)?\d{7}-\d|FI[- ]?\d{8}", re.IGNORECASE)
PERSONAL_CODE = re.compile(r"(?<!\d)\d{6}[-+A-FU-Y]\d{3}[0-9A-Y](?![^\W_])", re.IGNORECASE)


def business_id(code: str | None) -> str | None:
    """Read a Finnish business id, eight digits without hyphen; None for anything else.

    Bare digits are not believed: they may be an account number.

    >>> business_id("2697751-4"), business_id("131052-308T"), business_id("26977514")
    ('26977514', None, None)
    """
    return _checked(code) if code and WRITTEN_BUSINESS_ID.fullmatch(code.strip()) else None


@lru_cache(maxsize=4096)
def _checked(code: str) -> str | None:
    """Check what is written like a business id: a company's partners come again and again, and no person among them."""
    return str(ytunnus.compact(code)) if ytunnus.is_valid(code) else None


def without_personal_codes(text: str) -> str:
    """Blank out Finnish personal identity codes that somebody has typed into a text.

    Temporary ones, with an individual number from 900, count, too.

    >>> without_personal_codes("Palkka 131052-308T, toukokuu"), without_personal_codes("hetu_311280-999J_")
    ('Palkka …, toukokuu', 'hetu_…_')
    """
    return PERSONAL_CODE.sub(lambda found: "…" if hetu.is_valid(found[0], allow_temporary=True) else found[0], text)


class DimensionShare(Struct, rename="camel", frozen=True, gc=False):
    """The part of a row that belongs to a dimension item."""

    value: Decimal
    dimension_id: int | None = None
    item_id: int | None = None


class Transaction(Struct, rename="camel", gc=False):
    """One row; ``accounting_value`` is in the company's currency, debit positive, net of VAT."""

    account: str
    accounting_value: Decimal
    id: int | None = None
    vat_percent: Decimal | None = None
    vat_status: int | None = None
    vat_deduction_percent: Decimal | None = None
    vat_type: str | None = None
    transaction_type: str | None = None
    description: str | None = None
    dimension_item_values: list[DimensionShare] | None = None

    def __post_init__(self) -> None:
        if self.description:
            self.description = without_personal_codes(self.description)


class SerialNumber(Struct, frozen=True, gc=False):
    """Series and number of a receipt in Sweden and Denmark."""

    series: str | None = None
    number: int | None = None


class LedgerReceipt(Struct, rename="camel", gc=False):
    """One accounting page with its rows; ``partner_code`` keeps nothing but a valid business id."""

    id: int
    type: str
    receipt_date: dt.date
    name: str | None = None
    status: str | None = None
    vat_type: str | None = None
    vat_status: int | None = None
    vat_date: dt.date | None = None
    invoice_id: int | None = None
    receipt_number: int | None = None
    invoice_number: int | None = None
    serial_number: SerialNumber | None = None
    transaction_description: str | None = None
    accountants_notes: str | None = None
    partner_code: str | None = None
    version: dt.datetime | None = None
    transactions: list[Transaction] | None = None

    def __post_init__(self) -> None:
        self.partner_code = business_id(self.partner_code)
        self.name = without_personal_codes(self.name or "")
        self.transaction_description = without_personal_codes(self.transaction_description or "")
        self.accountants_notes = without_personal_codes(self.accountants_notes or "")


_one = msgspec.json.Decoder(LedgerReceipt)
_many = msgspec.json.Decoder(list[LedgerReceipt])


def decode_receipts(body: bytes) -> list[LedgerReceipt]:
    """Decode the answer to a batch read: an array, or an object when a single id was asked for.

    :raises msgspec.ValidationError: the JSON is not what was expected
    :raises msgspec.DecodeError: it is no JSON
    """
    if body.lstrip()[:1] == b"{":
        return [_one.decode(body)]
    return _many.decode(body)
