"""What is booked month by month, and whether it has been in this one."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.sdk.accounting import Period
from hub.sdk.reports import Lead, LedgerReader, State
from hub.sdk.texts import text as _
from plugins.procountor.needs import PAYROLL
from plugins.procountor.reports.flow import LINES
from plugins.procountor.reports.layout import belongs
from plugins.procountor.reports.month_receipts import Said
from plugins.procountor.reports.stretches import is_known, twelve_months
from plugins.procountor.reports.words import Words

__all__ = ["depreciation", "salaries"]

BEFORE = 6
"""Months that tell what is usual."""
WAGES = LINES["wages"]
DEPRECIATION = LINES["planned-depreciation"]


@dataclass(frozen=True, slots=True)
class Habit:
    """What has moved on a line in a month, and in which of the months before something has.

    :param months: how many months before are known
    """

    amount: int
    before: Sequence[Period]
    months: int

    @property
    def is_usual(self) -> bool:
        """Tell whether it is booked in most months."""
        return len(self.before) * 2 > self.months


def salaries(reader: LedgerReader, month: Period, words: Words) -> Said:
    """Tell whether salaries are booked, if the company has any and the key may read them."""
    lead = Lead("income-statement", month)
    if any(PAYROLL in each.rights for each in reader.findings()):
        return Said(State.UNKNOWN, _("The key may not read salaries, so whether they are booked is not known."), lead)
    habit = _habit(reader, month, "wages")
    if habit.amount:
        return Said(State.READY, _("Booked: %(amount)s.", amount=words.money(habit.amount)), lead)
    if not habit.before:
        return Said(State.NONE, _("No salaries have been booked in this month nor in the months before."))
    return Said(State.LOOK, _("Not booked, though they were in %(months)s.", months=_named(habit, words)), lead)


def depreciation(reader: LedgerReader, month: Period, words: Words) -> Said:
    """Tell whether depreciation is booked, where it is booked month by month."""
    lead = Lead("income-statement", month)
    habit = _habit(reader, month, "planned-depreciation")
    if habit.amount:
        return Said(State.READY, _("Booked: %(amount)s.", amount=words.money(habit.amount)), lead)
    if habit.is_usual:
        return Said(State.LOOK, _("Not booked, though it was in %(months)s.", months=_named(habit, words)), lead)
    return Said(State.NONE, _("Depreciation is not booked month by month here."))


def _habit(reader: LedgerReader, month: Period, line: str) -> Habit:
    known = [each for each in twelve_months(month)[-BEFORE - 1 :] if is_known(reader, each)]
    amounts = dict.fromkeys((each.start.replace(day=1) for each in known), 0)
    for each in reader.movements(Period(known[0].start, month.end)):
        if belongs(each.account, LINES[line]) and each.month in amounts:
            amounts[each.month] += each.net
    before = [each for each in known[:-1] if amounts[each.start]]
    return Habit(amounts[month.start.replace(day=1)], before, len(known) - 1)


def _named(habit: Habit, words: Words) -> tuple[str, ...]:
    return tuple(words.month(each.start) for each in habit.before[-3:])
