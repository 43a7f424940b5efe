import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants import business_id
from tenants.errors import InvalidBusinessId

WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1234567-1", "12345671"),
        ("FI12345671", "12345671"),
        ("fi 2077474-0", "20774740"),
        (" FI-2077474-0 ", "20774740"),
        ("0112038-9", "01120389"),
        ("112038-9", "01120389"),
    ],
)
def test_every_usual_way_of_writing_gives_the_same_eight_digits(text, digits):
    assert business_id.canonical(text) == digits


@pytest.mark.parametrize("text", ["", "1234567-8", "9876543-2", "1234567", "123456789", "SE556036079301", "abcdefg-h"])
def test_what_is_no_business_id_is_refused(text):
    with pytest.raises(InvalidBusinessId):
        business_id.canonical(text)


@given(st.integers(min_value=0, max_value=9_999_999), st.integers(min_value=0, max_value=9))
def test_the_check_digit_decides_and_what_is_shown_reads_back(stem, check):
    written = f"{stem:07}-{check}"
    remainder = sum(int(digit) * weight for digit, weight in zip(written, WEIGHTS, strict=False)) % 11
    right = {0: 0, 1: None}.get(remainder, 11 - remainder)
    if check != right:
        with pytest.raises(InvalidBusinessId):
            business_id.canonical(written)
        return
    digits = business_id.canonical(written)
    assert business_id.shown(digits) == written
    assert business_id.canonical(business_id.vat_number(digits)) == digits
