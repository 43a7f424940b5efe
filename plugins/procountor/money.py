"""From Procountor's decimals to cents, exactly or not at all."""

from decimal import Decimal

from hub.sdk.errors import GiveUp

__all__ = ["cents"]

LARGEST = 2**63


def cents(value: Decimal, of: str) -> int:
    """Turn an amount with two decimals into cents; zeros behind them are fine.

    :param of: what the amount belongs to, for the message
    :raises GiveUp: the amount has more decimals (Procountor's documents promise two) or is no amount at all

    >>> cents(Decimal("-12.5000"), "receipt 7")
    -1250
    """
    if value.is_finite():
        scaled = value.scaleb(2)
        whole = int(scaled)
        if whole == scaled and abs(whole) < LARGEST:
            return whole
    raise GiveUp(f"Procountor gave {of} the amount {value}, which is not in whole cents; nothing of it was stored.")
