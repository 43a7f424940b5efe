"""What a reader has to know beside the figures of a report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.sdk.accounting import Finding, Period
from hub.sdk.reports import Column, LedgerReader
from plugins.procountor.reports.words import Words

__all__ = ["Notes"]

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one report.

    :param period: the days its figures cover
    :param domain: first characters of the accounts it shows
    """

    reader: LedgerReader
    words: Words
    period: Period
    domain: str

    def all(
        self, columns: Sequence[Column], unmapped: Sequence[str] = (), *, balances: bool = False
    ) -> tuple[str, ...]:
        """List the notes: what is missing, what is unfinished, what is left out, and what is in doubt."""
        return (
            *self._coverage(),
            *self._unfinished(columns),
            *self._unmapped(unmapped),
            *(self._clearing() if balances else ()),
            *(self._unbalanced() if balances else ()),
            *self._left_out(),
            *self._findings(),
        )

    def _coverage(self) -> Iterator[str]:
        coverage = self.reader.coverage()
        end = max(min(self.period.end, self.reader.today), self.period.start)
        if not coverage.covers(Period(self.period.start, end)):
            more = " They are being read now." if coverage.syncing else ""
            yield f"Not all receipts of this period have been read yet: figures will still change.{more}"

    def _unfinished(self, columns: Sequence[Column]) -> Iterator[str]:
        months = [each for each in columns if each.unfinished and each.period is not None]
        if months and months[-1].period is not None:
            yield f"{self.words.month(months[-1].period.end)} is not finished: its figures will still change."

    def _unmapped(self, accounts: Sequence[str]) -> Iterator[str]:
        if accounts:
            yield (
                f"The layout has no line for {'account' if len(accounts) == 1 else 'accounts'} {_some(accounts)}: "
                "shown on rows of their own and part of the totals."
            )

    def _clearing(self) -> Iterator[str]:
        months = self.reader.clearing_by_month(self.period.end)
        if months:
            listed = [
                f"{self.words.month(month)} {self.words.money(abs(amount))} {'debit' if amount > 0 else 'credit'}"
                for month, amount in months.items()
            ]
            yield f"VAT that no VAT summary has booked yet, by month: {_some(listed)}."

    def _unbalanced(self) -> Iterator[str]:
        found = [each for each in self.reader.unbalanced() if each.date <= self.period.end]
        if found:
            listed = [f"{each.number} {each.name} {self.words.money(each.amount)}".strip() for each in found]
            yield f"Receipts that do not balance: {_some(listed)}."

    def _left_out(self) -> Iterator[str]:
        found = self.reader.left_out(self.period)
        if found:
            receipts, debit = (sum(each[place] for each in found.values()) for place in (0, 1))
            listed = [
                f"{count} × {self.words.type(kind)}{f' ({status.lower()})' if status else ''}"
                for (kind, status), (count, _) in found.items()
            ]
            yield (
                f"Left out because they are not official bookkeeping: {receipts} "
                f"{'receipt' if receipts == 1 else 'receipts'}, {self.words.money(debit)} in all ({_some(listed)})."
            )

    def _findings(self) -> Iterator[str]:
        for each in self.reader.findings():
            if self._concerns(each):
                yield f"{each.title} {each.remedy}".strip()

    def _concerns(self, finding: Finding) -> bool:
        return not finding.accounts or any(prefix[:1] in self.domain for prefix in finding.accounts)


def _some(listed: Sequence[str]) -> str:
    rest = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return ", ".join(listed[:SHOWN]) + rest
