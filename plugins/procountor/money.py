"""From Procountor's decimals to cents, exactly or not at all."""

from collections.abc import Callable
from decimal import Decimal

from hub.sdk.errors import GiveUp
from hub.sdk.texts import text as _

__all__ = ["cents"]

LARGEST = 2**63


def cents(value: Decimal, of: Callable[[], str], *, private: bool = False) -> int:
    """Turn an amount with two decimals into cents; zeros behind them are fine.

    :param of: names what the amount belongs to, for the message
    :param private: the message is read by people who may not know the amount
    :raises GiveUp: the amount has more decimals (Procountor's documents promise two) or is no amount at all

    >>> cents(Decimal("-12.5000"), lambda: "receipt 7")
    -1250
    """
    if value.is_finite():
        scaled = value.scaleb(2)
        whole = int(scaled)
        if whole == scaled and abs(whole) < LARGEST:
            return whole
    if private:
        raise GiveUp(
            _(
                "Procountor gave %(row)s an amount that is not in whole cents; nothing of it was stored. Neither the "
                "amount nor the receipt is named here, for salaries are private.",
                row=of(),
            )
        )
    raise GiveUp(
        _(
            "Procountor gave %(row)s the amount %(value)s, which is not in whole cents; nothing of it was stored.",
            row=of(),
            value=str(value),
        )
    )
