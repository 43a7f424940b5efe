"""Which part of a book a view asks for, where it is not the whole, and how that is said with the figures."""

from dataclasses import dataclass

from flask_babel import gettext as _

from hub.reports.view import View
from hub.sdk.accounting import Dimension, DimensionItem, Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import UNDIVIDED_PAY, LedgerReader, Part, ReportBuilder

__all__ = ["Scope", "scope_of"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report's figures are of.

    :param part: the part of a dimension; None for whole accounts
    :param told: sentences for the head
    :param notes: what is not in the figures because of it
    """

    part: Part | None = None
    told: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def scope_of(builder: ReportBuilder, view: View, reader: LedgerReader) -> Scope:
    """Tell what a report is about; one that cannot be of a part is of the whole, and says nothing.

    :raises UserFault: the books do not have the item that is asked for
    """
    if not view.item or "item" not in builder.choices:
        return Scope()
    dimension, item = _found(reader, view.item)
    told = _("Only: %(dimension)s %(item)s", dimension=dimension.name, item=item.label)
    part = Part(dimension.source_id, (item.source_id,))
    return Scope(part, (told,), _undivided(reader, dimension, view.period))


def _found(reader: LedgerReader, source_id: str) -> tuple[Dimension, DimensionItem]:
    for dimension in reader.dimensions():
        for item in dimension.items:
            if item.source_id == source_id:
                return dimension, item
    raise UserFault(_("The books do not have this dimension item any more. Choose one of the list."), field="item")


def _undivided(reader: LedgerReader, dimension: Dimension, period: Period) -> tuple[str, ...]:
    pay = reader.item_movements(period, Part(dimension.source_id, (UNDIVIDED_PAY,)))
    said = _(
        "Salaries are not among these figures: for members without payroll detail they are divided by no dimension, "
        "because the share of a cost centre may be one person's."
    )
    return (said,) if pay else ()
