"""What a month's VAT and its receipts say of whether it is ready."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.sdk.accounting import Period
from hub.sdk.reports import Lead, LedgerReader, State
from hub.sdk.texts import Money, plural, together
from hub.sdk.texts import text as _
from plugins.procountor.layers import MOVEMENT_TYPES, PENDING_STATUSES
from plugins.procountor.reports.left_out import AWAITING, KEY
from plugins.procountor.reports.stretches import is_known, to_date
from plugins.procountor.reports.vat_months import due
from plugins.procountor.reports.words import Words

__all__ = ["UNREAD", "Said", "approval", "balancing", "vat"]

SHOWN = 3
UNREAD = _("The months before have not all been read yet.")


@dataclass(frozen=True, slots=True)
class Said:
    """How far something is, in a sentence, and where one can see for oneself."""

    state: State
    sentence: str
    lead: Lead | None = None
    receipt_id: str | None = None


def vat(reader: LedgerReader, month: Period, words: Words) -> Said:
    """Tell whether the VAT of the month is summarised, wholly and with its latest receipts."""
    lead = Lead("vat", month)
    if not is_known(reader, to_date(reader, month)):
        return Said(State.UNKNOWN, UNREAD, lead)
    found = reader.vat_months(month)
    if not found or not (found[0].has_summary or found[0].told):
        return Said(State.NONE, _("No receipt of this month bears VAT."))
    if not found[0].has_summary:
        day = due(month.start.replace(day=1))
        return Said(State.LOOK, _("Not summarised yet. It is due on %(day)s.", day=words.day(day)), lead)
    left = found[0].left
    if left:
        out = _("Out of date: %(amount)s of the month's VAT is not summarised.", amount=Money(abs(left)))
        return Said(State.LOOK, out, lead)
    return Said(State.READY, _("Summarised, and nothing has changed since."), lead)


def approval(reader: LedgerReader, month: Period, words: Words) -> Said:
    """Count the receipts that wait to be approved, and so are in no figure yet."""
    waiting = [
        found
        for (kind, status), found in reader.left_out(month).items()
        if status in PENDING_STATUSES and kind in MOVEMENT_TYPES
    ]
    if not waiting:
        return Said(State.READY, _("No receipt waits to be approved."), Lead("journal", month))
    counted = plural(
        "%(num)s receipt waits to be approved and is in no figure yet.",
        "%(num)s receipts wait to be approved and are in no figure yet.",
        sum(count for count, _debit in waiting),
    )
    return Said(
        State.LOOK,
        together(counted, _summed([debit for _count, debit in waiting], words)),
        Lead(KEY, month, form=AWAITING),
    )


def _summed(debits: Sequence[int | None], words: Words) -> str:
    """Say what receipts come to; None is that of salaries that the reader may not see."""
    told = [each for each in debits if each is not None]
    written = words.money(sum(told))
    if len(told) == len(debits):
        return _("They come to %(amount)s.", amount=written)
    return _("Without salaries they come to %(amount)s.", amount=written) if told else ""


def balancing(reader: LedgerReader, month: Period, words: Words) -> Said:
    """Name the month's receipts that do not sum to zero."""
    found = [each for each in reader.unbalanced() if month.start <= each.date <= month.end]
    if not found:
        return Said(State.READY, _("Every receipt of the month sums to zero."), Lead("journal", month))
    named = tuple(f"{each.number} {each.name} {words.money(each.amount)}".strip() for each in found[:SHOWN])
    sentence = plural(
        "%(num)s receipt does not balance: %(names)s.",
        "%(num)s receipts do not balance: %(names)s.",
        len(found),
        names=named if len(found) <= SHOWN else (*named, "…"),
    )
    return Said(State.LOOK, sentence, Lead("journal", month), found[0].receipt_id or None)
