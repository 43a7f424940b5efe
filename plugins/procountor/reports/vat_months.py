"""VAT months beside their summaries, and both beside the balance of *VAT not yet summarised*."""

from collections.abc import Sequence
from datetime import date

from hub.sdk.accounting import VAT_CLEARING, Period
from hub.sdk.reports import Cell, Drill, Kind, LedgerReader, Row, VatMonth, VatRows
from plugins.procountor.reports.columns import month_end
from plugins.procountor.reports.ledgers import BLANK
from plugins.procountor.reports.vat_words import COLUMNS, NAMES, month_name
from plugins.procountor.reports.words import Words

__all__ = ["due", "of_months", "to_balance"]


def due(month: date) -> date:
    """Give the day the VAT of a month is due: the 12th of the second month after (Finnish Tax Administration).

    >>> due(date(2025, 11, 1))
    datetime.date(2026, 1, 12)
    """
    return date(month.year + (month.month + 1) // 12, (month.month + 1) % 12 + 1, 12)


def of_months(reader: LedgerReader, months: Sequence[VatMonth], period: Period, words: Words) -> tuple[Row, ...]:
    """Make the rows that tie VAT months to their summaries; what is to be paid is positive."""
    if not months:
        return ()
    head = Row("months", words.name(NAMES["months"]), (BLANK,) * len(COLUMNS), Kind.HEADING)
    rows = [_month(reader, each, words) for each in months]
    if len(rows) == 1:
        return head, *rows
    parts = tuple(row.key for row in rows)
    total = Row("months:total", words.name(NAMES["months_total"]), _cells(months, period), Kind.SUBTOTAL, parts=parts)
    return head, *rows, total


def _month(reader: LedgerReader, month: VatMonth, words: Words) -> Row:
    label = month_name(month, _state(reader, month), words, day=words.day(due(month.month)))
    own = Period(month.month, month_end(month.month))
    return Row(f"month:{month.month:%Y-%m}", label, _cells([month], own), level=1)


def _cells(months: Sequence[VatMonth], period: Period) -> tuple[Cell, ...]:
    def drill(figure: VatRows, sign: int = -1) -> Drill:
        return Drill((), period, sign, vat=figure)

    return (
        BLANK,
        Cell(-sum(each.told for each in months), drill=drill(VatRows("vat"))),
        BLANK,
        Cell(sum(each.summarised for each in months), drill=drill(VatRows("summary"), 1)),
        Cell(-sum(each.left for each in months), drill=drill(VatRows("left"))),
    )


def _state(reader: LedgerReader, month: VatMonth) -> str:
    """Tell how far a month is summarised, once everything of it and of its year before it is here."""
    end = max(min(month_end(month.month), reader.today), month.month)
    if not reader.coverage().covers(Period(reader.fiscal_year_of(month.month).start, end)):
        return "unread"
    if month.has_summary:
        return "outdated" if month.left else "done"
    if not month.told:
        return "nothing"
    return "missing" if reader.today > due(month.month) else "not_due"


def to_balance(reader: LedgerReader, months: Sequence[VatMonth], period: Period, words: Words) -> tuple[Row, ...]:
    """Come from the months shown to the balance at the period's end, with every step a row of its own."""
    at_end, balance = reader.clearing_by_month(period.end), _standing(reader, period.end)
    these = sum(each.left for each in months)
    inside = sum(amount for month, amount in at_end.items() if _is_in(month, period))
    others = sum(at_end.values()) - inside
    steps = {"these": these, "others": others, "outside": inside - these}
    steps["difference"] = balance - sum(steps.values())
    head = Row("bridge", words.name(NAMES["bridge"]), (BLANK,) * len(COLUMNS), Kind.HEADING)
    rows = [_step(key, amount, period, words) for key, amount in steps.items() if amount or key == "these"]
    start = reader.fiscal_year_of(period.end).start
    cell = Cell(-balance, drill=Drill((VAT_CLEARING,), Period(start, period.end), -1, opening=True))
    parts = tuple(row.key for row in rows)
    label = words.name(NAMES["balance"]).format(day=words.day(period.end))
    return head, *rows, Row("balance", label, (*(BLANK,) * 4, cell), Kind.CLEARING, parts=parts)


def _step(key: str, amount: int, period: Period, words: Words) -> Row:
    drill = Drill((), period, -1, vat=VatRows("left")) if key == "these" else None
    label = words.name(NAMES[key]).format(day=words.day(period.end))
    kind = Kind.UNBALANCED if key == "difference" else Kind.LINE
    return Row(f"balance:{key}", label, (*(BLANK,) * 4, Cell(-amount, drill=drill)), kind, level=1)


def _standing(reader: LedgerReader, day: date) -> int:
    """Sum *VAT not yet summarised* up to a day as the balance sheet does."""
    year = reader.fiscal_year_of(day)
    opened = sum(each.amount for each in reader.openings(year) if each.account == VAT_CLEARING)
    moved = reader.movements(Period(year.start, day))
    return opened + sum(each.net for each in moved if each.account == VAT_CLEARING)


def _is_in(month: date, period: Period) -> bool:
    return period.start.replace(day=1) <= month <= period.end
