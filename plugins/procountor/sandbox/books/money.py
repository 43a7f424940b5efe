"""Cents and euros: amounts are drawn as whole cents and kept as Decimal with two places."""

from decimal import ROUND_HALF_UP, Decimal

__all__ = ["CENT", "ZERO", "euros", "portion"]

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def euros(cents: int) -> Decimal:
    """Turn whole cents into euros.

    >>> euros(-125500)
    Decimal('-1255.00')
    """
    return Decimal(cents).scaleb(-2)


def portion(value: Decimal, percent: Decimal) -> Decimal:
    """Take so many per cent of a value, rounded half away from zero to whole cents.

    >>> portion(Decimal("-0.50"), Decimal("25.5"))
    Decimal('-0.13')
    """
    return (value * percent / 100).quantize(CENT, ROUND_HALF_UP)
