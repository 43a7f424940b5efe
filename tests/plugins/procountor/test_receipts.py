"""What comes over the wire is decoded exactly, and what must not be stored is dropped at once."""

import json
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fi import hetu

from plugins.procountor.mapping import receipt_from
from plugins.procountor.receipts import business_id, decode_receipts, without_personal_codes

PLAIN = {
    "id": 7,
    "type": "JOURNAL",
    "name": "Muistio",
    "receiptDate": "2025-01-31",
    "vatType": "SALES",
    "vatStatus": 1,
    "transactions": [{"transactionType": "ENTRY", "account": "3000", "accountingValue": -100.10, "vatPercent": 25.5}],
}


@st.composite
def personal_codes(draw: st.DrawFn) -> str:
    day, month, year = draw(st.integers(1, 28)), draw(st.integers(1, 12)), draw(st.integers(0, 99))
    number = draw(st.integers(2, 899))
    digits = f"{day:02}{month:02}{year:02}{number:03}"
    check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31]
    return f"{digits[:6]}{draw(st.sampled_from('-+AU'))}{digits[6:]}{check}"


@given(personal_codes(), st.sampled_from(["{}", "Palkka {}", "{}, toukokuu", "({})"]))
def test_no_personal_identity_code_survives(code, around):
    text = around.format(code)
    row = PLAIN["transactions"][0] | {"description": text}
    source = PLAIN | {"name": text, "partnerCode": code, "transactionDescription": text, "accountantsNotes": text}
    mapped = receipt_from(decode_receipts(json.dumps([source | {"transactions": [row]}]).encode())[0])
    assert hetu.is_valid(code) is (code not in msgspec.json.encode(mapped, enc_hook=str).decode())


def test_a_number_that_only_looks_like_a_personal_code_stays():
    assert without_personal_codes("Lasku 131052-308A ja 131052-308T") == "Lasku 131052-308A ja …"


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("1234567-1", "12345671"),
        ("FI12345671", "12345671"),
        (" 2697751-4 ", "26977514"),
        ("1234567-8", None),  # wrong check digit
        ("12345671", None),  # may be an account number
        ("1234-5671", None),  # a Swedish bankgiro number
        ("131052-308T", None),
        ("FI2112345600000785", None),
        ("", None),
        (None, None),
    ],
)
def test_only_what_is_written_as_a_business_id_and_valid_is_one(code, kept):
    assert business_id(code) == kept


def test_amounts_are_decimals_as_written():
    body = (
        b'{"id":7,"type":"JOURNAL","receiptDate":"2025-01-31","transactions":[{"account":"1","accountingValue":0.10}]}'
    )
    (receipt,) = decode_receipts(body)
    assert [str(each.accounting_value) for each in receipt.transactions or []] == ["0.10"]
    assert receipt.transactions[0].accounting_value == Decimal("0.1")


def test_one_object_and_an_array_read_alike():
    one = json.dumps(PLAIN).encode()
    assert decode_receipts(one) == decode_receipts(b" [" + one + b"]")


def test_unknown_fields_are_ignored_and_missing_or_empty_ones_tolerated():
    nothing = dict.fromkeys(("name", "status", "vatStatus", "vatDate", "invoiceId", "partnerCode", "version"))
    source = {**PLAIN, **nothing, "somethingNew": {"a": 1}}
    (receipt,) = decode_receipts(json.dumps([source]).encode())
    assert (receipt.name, receipt.status, receipt.version) == ("", None, None)


@pytest.mark.parametrize("body", [b"[", b'[{"id":"seven"}]', b'"text"', b"", b'[{"id":7,"type":"JOURNAL"}]'])
def test_another_shape_is_an_error_and_not_a_receipt(body):
    with pytest.raises(msgspec.DecodeError):
        decode_receipts(body)
