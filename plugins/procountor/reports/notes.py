"""What a reader has to know beside the figures of a report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hub.sdk.accounting import VAT_CLEARING, Finding, Period
from hub.sdk.reports import Column, LedgerReader
from hub.sdk.texts import Value, plural, together
from hub.sdk.texts import text as _
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

    @property
    def _is_read(self) -> bool:
        end = max(min(self.period.end, self.reader.today), self.period.start)
        return self.reader.coverage().covers(Period(self.period.start, end))

    def _coverage(self) -> Iterator[str]:
        if not self._is_read:
            yield _("Not all receipts of this period have been read yet: figures will still change.")
            if self.reader.coverage().syncing:
                yield _("They are being read now.")

    def _unfinished(self, columns: Sequence[Column]) -> Iterator[str]:
        months = [each for each in columns if each.unfinished and each.period is not None]
        if months and months[-1].period is not None:
            month = self.words.month(months[-1].period.end)
            yield _("%(month)s is not finished: its figures will still change.", month=month)

    def _unmapped(self, accounts: Sequence[str]) -> Iterator[str]:
        if accounts:
            yield plural(
                "The layout has no line for account %(accounts)s: shown on a row of its own and part of the totals.",
                "The layout has no line for accounts %(accounts)s: shown on rows of their own and part of the totals.",
                len(accounts),
                accounts=_some(accounts),
            )

    def _clearing(self) -> Iterator[str]:
        """Split the row *VAT not yet summarised*, unless a finding does or summaries may still be unread."""
        months = self.reader.clearing_by_month(self.period.end)
        is_told = any(VAT_CLEARING in each.accounts for each in self.reader.findings())
        if is_told and months == self.reader.clearing_by_month(self.reader.today):
            return
        if months and self._is_read:
            listed = [self._sided(month, amount) for month, amount in months.items()]
            yield _("VAT that no VAT summary has booked yet, by month: %(months)s.", months=_some(listed))

    def _sided(self, month: date, amount: int) -> str:
        written = {"month": self.words.month(month), "amount": self.words.money(abs(amount))}
        return _("%(month)s %(amount)s debit", **written) if amount > 0 else _("%(month)s %(amount)s credit", **written)

    def _unbalanced(self) -> Iterator[str]:
        """Name what does not balance by the period's end; where that is everything, the finding about it does."""
        all_of_them = self.reader.unbalanced()
        found = [each for each in all_of_them if each.date <= self.period.end]
        if found and len(found) < len(all_of_them):
            listed = [f"{each.number} {each.name} {self.words.money(each.amount)}".strip() for each in found]
            yield _("Receipts that do not balance: %(receipts)s.", receipts=_some(listed))

    def _left_out(self) -> Iterator[str]:
        found = self.reader.left_out(self.period)
        if found:
            debits = [debit for _count, debit in found.values() if debit is not None]
            written = self.words.money(sum(debits))
            listed = [self._counted(count, debit, *which) for which, (count, debit) in found.items()]
            yield plural(
                "Left out because it is not official bookkeeping: %(num)s receipt, %(amount)s (%(kinds)s).",
                "Left out because they are not official bookkeeping: %(num)s receipts, %(amount)s (%(kinds)s).",
                sum(count for count, _debit in found.values()),
                amount=_("%(amount)s in all", amount=written)
                if len(debits) == len(found)
                else _("%(amount)s in all without salaries", amount=written),
                kinds=_some(listed),
            )

    def _counted(self, count: int, debit: int | None, kind: str, status: str) -> str:
        """Name a kind with its number and sum; a sum that the reader may not see is left away."""
        counted = _("%(count)s × %(kind)s", count=count, kind=self.words.type(kind))
        if status:
            counted = _("%(counted)s (%(status)s)", counted=counted, status=self.words.status(status))
        return _("%(counted)s %(amount)s", counted=counted, amount=self.words.money(debit)) if debit else counted

    def _findings(self) -> Iterator[str]:
        for each in self.reader.findings():
            if self._concerns(each):
                yield together(each.title, each.remedy)

    def _concerns(self, finding: Finding) -> bool:
        return not finding.accounts or any(prefix[:1] in self.domain for prefix in finding.accounts)


def _some(listed: Sequence[str]) -> Value:
    shown = tuple(listed[:SHOWN])
    return shown if len(listed) <= SHOWN else _("%(shown)s and %(num)s more", shown=shown, num=len(listed) - SHOWN)
