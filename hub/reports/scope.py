"""Which part of a book a view asks for, where it is not the whole, and how that is said with the figures."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from hub.reports.view import View
from hub.sdk.accounting import Dimension, DimensionItem, Layer, Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import UNDIVIDED_PAY, LedgerReader, Part, ReportBuilder

__all__ = ["Scope", "scope_of"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report's figures are of.

    :param part: the part of a dimension; None for whole accounts
    :param layers: which receipts count
    :param told: sentences for the head
    :param notes: what is not in the figures because of it
    """

    part: Part | None = None
    layers: tuple[Layer, ...] = (Layer.MOVEMENT,)
    told: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def scope_of(builder: ReportBuilder, view: View, reader: LedgerReader) -> Scope:
    """Tell what a report is about; one that cannot be of a part is of the whole, and says nothing.

    :raises UserFault: the books do not have the item that is asked for
    """
    scope = Scope()
    if view.item and "item" in builder.choices:
        dimension, item = _found(reader, view.item)
        told = _("Only: %(dimension)s %(item)s", dimension=dimension.name, item=item.label)
        part = Part(dimension.source_id, (item.source_id,))
        scope = Scope(part, told=(told,), notes=_undivided(reader, dimension, view.period))
    if view.pending and "pending" in builder.choices:
        told = _("Not official: receipts awaiting approval are included")
        scope = replace(scope, layers=(Layer.MOVEMENT, Layer.PENDING), told=(*scope.told, told))
    return scope


def _found(reader: LedgerReader, source_id: str) -> tuple[Dimension, DimensionItem]:
    for dimension in reader.dimensions():
        for item in dimension.items:
            if item.source_id == source_id:
                return dimension, item
    raise UserFault(_("The books do not have this dimension item any more. Choose one of the list."), field="item")


def _undivided(reader: LedgerReader, dimension: Dimension, period: Period) -> tuple[str, ...]:
    pay = reader.item_movements(period, Part(dimension.source_id, (UNDIVIDED_PAY,)), by_month=False)
    said = _(
        "Salaries are not among these figures: for members without payroll detail they are divided by no dimension, "
        "because the share of a cost centre may be one person's."
    )
    return (said,) if pay else ()
