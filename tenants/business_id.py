"""The Finnish business id (Y-tunnus): eight digits stored, shown with a hyphen or as a VAT number.

Format and check digit: the Finnish Patent and Registration Office and the Tax Administration's
*Tarkistusmerkin laskenta*; the arithmetic is python-stdnum's.
"""

import re

from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus

from tenants.errors import InvalidBusinessId

__all__ = ["canonical", "shown", "vat_number"]

_OLD = re.compile(r"\d{6}-\d")


def canonical(text: str) -> str:
    """Reduce what people and systems write to the eight digits that are stored.

    >>> canonical("1234567-1"), canonical("fi 12345671"), canonical("112038-9")
    ('12345671', '12345671', '01120389')

    :raises InvalidBusinessId: it has another length or its check digit is wrong
    """
    trimmed = text.strip()
    padded = f"0{trimmed}" if _OLD.fullmatch(trimmed) else trimmed
    try:
        return ytunnus.validate(padded)
    except ValidationError:
        raise InvalidBusinessId(f"{trimmed[:20]!r} is not a Finnish business id") from None


def shown(business_id: str) -> str:
    """Write the stored digits as a business id.

    >>> shown("12345671")
    '1234567-1'
    """
    return f"{business_id[:7]}-{business_id[7:]}"


def vat_number(business_id: str) -> str:
    """Write the stored digits as a VAT number.

    >>> vat_number("12345671")
    'FI12345671'
    """
    return f"FI{business_id}"
