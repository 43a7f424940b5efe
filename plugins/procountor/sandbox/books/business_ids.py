"""Made-up Finnish business ids and personal identity codes: valid in form, never given to anybody."""

from datetime import date
from hashlib import sha256

__all__ = ["personal_identity_code", "synthetic_business_id"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_CHECK_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def synthetic_business_id(source: str) -> str:
    """Derive a business id with a right check digit from any text; the same text gives the same id.

    The number starts with 9, a range from which none has been issued.

    >>> synthetic_business_id("556265-1892")
    '9895628-8'
    """
    stem = 9_000_000 + int(sha256(source.encode()).hexdigest(), 16) % 1_000_000
    while (rest := _remainder(stem)) == 1:  # no id is ever issued for these
        stem = 9_000_000 + (stem + 1) % 1_000_000
    return f"{stem}-{(11 - rest) % 11}"


def personal_identity_code(born: date, individual: int) -> str:
    """Build a personal identity code of the artificial range (individual number 900-999).

    >>> personal_identity_code(date(1985, 5, 17), 912)
    '170585-912B'
    """
    sign = "A" if born.year >= 2000 else "-"
    digits = f"{born:%d%m%y}"
    return f"{digits}{sign}{individual}{_CHECK_LETTERS[int(f'{digits}{individual}') % 31]}"


def _remainder(stem: int) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, f"{stem:07}", strict=True)) % 11
