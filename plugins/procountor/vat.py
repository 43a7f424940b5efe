"""What of a receipt's missing counter-value is its VAT.

Procountor's rows are net and the VAT of a month is booked by one summary later, so a receipt with VAT does not sum to
zero. What is missing counts as VAT only if the receipt's own rows explain it; nothing is plugged.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice, product

from msgspec import Struct

__all__ = ["Explanation", "VatRow", "explain"]

MOST_WAYS = 4096
HUNDRED = Decimal(100)
ALL_OR_NOTHING = (Decimal(1), Decimal(0))


class VatRow(Struct, frozen=True, gc=False):
    """A row that bears VAT: its line, its net amount in cents, its rate and deduction in percent, its VAT status."""

    line: int
    net: int
    percent: Decimal
    deduction: Decimal = HUNDRED
    status: int | None = None

    def factors(self) -> tuple[Decimal, ...]:
        """List the parts of the row's VAT that may be missing from its receipt, the likeliest first.

        All of it; with partial deduction the deductible part of it, counted on the row's net or on a cost that the
        undeductible part has already raised: net·d / (1 + rate·(1 − d)); none of it, where the receipt does not carry
        VAT at all (reverse charge with the rate shown).
        """
        if self.deduction == HUNDRED:
            return ALL_OR_NOTHING
        part = self.deduction / HUNDRED
        raised = part / (1 + self.percent / HUNDRED * (1 - part))
        return Decimal(1), part, raised, Decimal(0)

    def vat(self, factor: Decimal) -> Decimal:
        """Compute that part of the row's VAT, in cents with their fractions."""
        return self.net * self.percent * factor / HUNDRED


class Explanation(Struct, frozen=True, gc=False):
    """How a receipt's rows explain what it lacks.

    :param parts: cents by line; they sum to what the receipt lacks
    :param untaxed: lines with a rate whose VAT is not on the receipt at all
    """

    parts: dict[int, int]
    untaxed: tuple[int, ...] = ()


def explain(missing: int, rows: Sequence[VatRow]) -> Explanation | None:
    """Find the VAT rows' reading that gives the missing cents, within a cent a row; None when there is none.

    Rows of one VAT status (with the same deduction) are read alike.
    """
    if not rows:
        return None
    kinds = sorted({(row.status or 0, row.deduction) for row in rows})
    options = [range(4 if deduction != HUNDRED else 2) for _, deduction in kinds]
    for choice in islice(product(*options), MOST_WAYS):
        chosen = dict(zip(kinds, choice, strict=True))
        factors = [row.factors()[chosen[row.status or 0, row.deduction]] for row in rows]
        expected = [row.vat(factor) for row, factor in zip(rows, factors, strict=True)]
        if abs(missing - sum(expected, Decimal(0))) <= len(rows):
            untaxed = tuple(row.line for row, factor in zip(rows, factors, strict=True) if not factor and row.deduction)
            return Explanation(_split(missing, rows, expected), untaxed)
    return None


def _split(missing: int, rows: Sequence[VatRow], expected: Sequence[Decimal]) -> dict[int, int]:
    """Round each row's VAT to cents; the row with the largest takes what is left."""
    parts = {row.line: int(vat.quantize(Decimal(1), ROUND_HALF_UP)) for row, vat in zip(rows, expected, strict=True)}
    largest = max(parts, key=lambda line: abs(parts[line]))
    parts[largest] += missing - sum(parts.values())
    return parts
