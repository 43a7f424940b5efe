"""What a reader has to know beside the figures of a report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from hub.sdk.accounting import VAT_CLEARING, Finding, Layer, Period
from hub.sdk.reports import Column, Lead, LedgerReader, Note, Unbalanced
from hub.sdk.texts import Value, plural, together
from hub.sdk.texts import text as _
from plugins.procountor.reports.columns import DAY
from plugins.procountor.reports.left_out import KEY
from plugins.procountor.reports.unread import about_unread, is_read
from plugins.procountor.reports.words import Words

__all__ = ["Notes"]

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one report.

    :param period: the days its figures cover
    :param domain: first characters of the accounts it shows
    :param layers: which receipts its figures are of
    :param shows: prefixes of the accounts it shows, where these are not all of the domain
    """

    reader: LedgerReader
    words: Words
    period: Period
    domain: str
    layers: tuple[Layer, ...] = (Layer.MOVEMENT,)
    shows: tuple[str, ...] = ()

    def all(
        self, columns: Sequence[Column], unmapped: Sequence[str] = (), *, balances: bool = False
    ) -> tuple[str, ...]:
        """List the notes: what is missing, what is unfinished, what is left out, and what is in doubt."""
        return (
            *about_unread(self.reader, self.period),
            *self._unfinished(columns),
            *self._unmapped(unmapped),
            *(self._clearing() if balances else ()),
            *(self._unbalanced() if balances else ()),
            *self._included(),
            *self._left_out(),
            *self._findings(),
        )

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
        months = self.reader.clearing_by_month(self.period.end, layers=self.layers)
        is_told = any(VAT_CLEARING in each.accounts for each in self.reader.findings())
        if is_told and months == self.reader.clearing_by_month(self.reader.today):
            return
        if months and is_read(self.reader, self.period):
            listed = [self._sided(month, amount) for month, amount in months.items()]
            yield _("VAT that no VAT summary has booked yet, by month: %(months)s.", months=_some(listed))

    def _sided(self, month: date, amount: int) -> str:
        written = {"month": self.words.month(month), "amount": self.words.money(abs(amount))}
        return _("%(month)s %(amount)s debit", **written) if amount > 0 else _("%(month)s %(amount)s credit", **written)

    def _unbalanced(self) -> Iterator[str]:
        """Name what does not balance by the period's end; where that is everything, the finding about it does."""
        found = [each for each in self.reader.unbalanced(layers=self.layers) if self._counts(each)]
        if found and found != list(self.reader.unbalanced()):
            listed = [f"{each.number} {each.name} {self.words.money(each.amount)}".strip() for each in found]
            yield _("Receipts that do not balance: %(receipts)s.", receipts=_some(listed))

    def _counts(self, lacking: Unbalanced) -> bool:
        since = self.period.start if lacking.layer is Layer.PENDING else date.min
        return since <= lacking.date <= self.period.end

    def _included(self) -> Iterator[str]:
        """Count what the figures have besides official bookkeeping; no opening balance has any of it."""
        if Layer.PENDING not in self.layers:
            return
        if found := self.reader.awaiting(self.period):
            yield plural(
                "Included though it still awaits approval: %(num)s receipt, %(amount)s (%(kinds)s).",
                "Included though they still await approval: %(num)s receipts, %(amount)s (%(kinds)s).",
                _receipts(found),
                **self._summed(found),
            )
        year = self.reader.fiscal_year_of(self.period.start)
        earlier = self.reader.awaiting(Period(date.min, year.start - DAY)) if "1" in self.domain else {}
        if earlier:
            yield plural(
                "%(num)s receipt from before %(day)s awaits approval and is not in the opening balances: these are "
                "official.",
                "%(num)s receipts from before %(day)s await approval and are not in the opening balances: these are "
                "official.",
                _receipts(earlier),
                day=self.words.day(year.start),
            )

    def _left_out(self) -> Iterator[str]:
        if found := self.reader.left_out(self.period, layers=self.layers):
            said = plural(
                "Left out because it is not official bookkeeping: %(num)s receipt, %(amount)s (%(kinds)s).",
                "Left out because they are not official bookkeeping: %(num)s receipts, %(amount)s (%(kinds)s).",
                _receipts(found),
                **self._summed(found),
            )
            yield Note(said, Lead(KEY, self.period))

    def _summed(self, found: Mapping[tuple[str, str], tuple[int, int | None]]) -> dict[str, Value]:
        """Give sum and kinds of receipts as a sentence takes them."""
        debits = [debit for _count, debit in found.values() if debit is not None]
        written = self.words.money(sum(debits))
        listed = [self._counted(count, debit, *which) for which, (count, debit) in found.items()]
        return {
            "amount": _("%(amount)s in all", amount=written)
            if len(debits) == len(found)
            else _("%(amount)s in all without salaries", amount=written),
            "kinds": _some(listed),
        }

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
        if not finding.accounts or not self.shows:
            return not finding.accounts or any(prefix[:1] in self.domain for prefix in finding.accounts)
        pairs = product(finding.accounts, self.shows)
        return any(prefix.startswith(shown) or shown.startswith(prefix) for prefix, shown in pairs)


def _some(listed: Sequence[str]) -> Value:
    shown = tuple(listed[:SHOWN])
    return shown if len(listed) <= SHOWN else _("%(shown)s and %(num)s more", shown=shown, num=len(listed) - SHOWN)


def _receipts(found: Mapping[tuple[str, str], tuple[int, int | None]]) -> int:
    return sum(count for count, _debit in found.values())
