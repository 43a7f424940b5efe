"""Judging one fiscal year of a book by what the source has told of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hub.ledger.extent import Extent
from hub.ledger.proof import comparing
from hub.ledger.proof.asking import months_of
from hub.ledger.proof.reasons import Reasons
from hub.ledger.proof.receipts import holds_pay
from hub.ledger.proof.row_reasons import likeliest, withheld
from hub.ledger.proof.rows import RowStatus, compared
from hub.ledger.proof.telltales import unbooked_pay
from hub.ledger.proof.verdicts import Answer, Difference, Reason, Source, Status, Verdict
from hub.sdk.accounting import FiscalYear, Layer, Period
from hub.sdk.proving import Balances, Totals

__all__ = ["Judge"]

FORMS = tuple(Totals(sign, balances) for balances in (Balances.CHANGE, Balances.BALANCE) for sign in (1, -1))
"""How a source may write the totals of a whole fiscal year, the likeliest first."""


@dataclass
class Judge:
    """Compares the years of one book.

    :param answers: what the source has told, by period
    :param known: how its totals turned out to be read before; replaced as soon as that is known better
    :param found: codes of what the last probe of the connection found
    """

    extent: Extent
    source: Source
    answers: Mapping[Period, Answer]
    today: date
    known: Totals | None = None
    found: Collection[str] = ()
    _opening: dict[date, Mapping[str, int]] = field(default_factory=dict)

    def verdict(self, year: FiscalYear) -> Verdict | None:
        """Judge a year; None where the source has not been asked about it."""
        period = Period(year.start, year.end)
        answer = self.answers.get(period)
        if answer is None:
            return None
        ours, told = self.extent.figures.sums(period), answer.by_account
        if told is None:
            return self._by_rows(year, answer, Reason.REFUSED if answer.refusal else Reason.NO_TOTALS)
        if not told and comparing.bare(ours):
            return self._by_rows(year, answer, Reason.EMPTY)
        form = comparing.year_read(ours, told, self._opening_of(year), self._forms())
        if form is None:
            return self._by_rows(year, answer, Reason.UNKNOWN_FORM)
        theirs = self._movements(year, told, form)
        rows = compared(answer.rows, answer.result, ours, theirs)
        return replace(self._compared(year, ours, theirs, form), rows=tuple(rows))

    def _by_rows(self, year: FiscalYear, answer: Answer, reason: Reason) -> Verdict:
        """Judge a year whose accounts cannot be compared: rows of the source's own statement may differ all the same.

        :param reason: why its accounts cannot be compared
        """
        period, payroll = Period(year.start, year.end), self.source.payroll_accounts
        ours = self.extent.figures.sums(period)
        rows = compared(answer.rows, answer.result, ours, None)
        pairs = list(zip(answer.rows, rows, strict=False))  # there may be none to compare
        if rows and holds_pay(self.extent.figures, period):
            rows = withheld(pairs, ours, payroll)
        status = Status.NOT_PROVABLE
        if any(each.status is RowStatus.DIFFERS for each in rows):
            status, reason = Status.DIFFERS, likeliest(pairs, payroll, self.found)
        return Verdict(period, status, reason, answer.refusal, rows=tuple(rows))

    def _compared(self, year: FiscalYear, ours: Mapping[str, int], theirs: Mapping[str, int], form: Totals) -> Verdict:
        period = Period(year.start, year.end)
        accounts = {*comparing.bare(ours), *theirs}
        pairs = comparing.differing(ours, theirs)
        if (
            self.known is None
            or self.known.sign != form.sign
            or Balances.BALANCE in (form.balances, self.known.balances)
        ):
            self.known = form
        if pairs:
            return self._differing(year, pairs, accounts - pairs.keys(), form)
        hidden = unbooked_pay(self.extent, year, self.source.payroll_accounts, self.today)
        if hidden:
            reason = Reason.PAYROLL_UNSEEN
            return Verdict(period, Status.NOT_PROVABLE, reason, "", len(accounts), tuple(hidden))
        return Verdict(period, Status.PROVED, accounts=len(accounts))

    def _differing(
        self, year: FiscalYear, pairs: Mapping[str, tuple[int, int]], sure: set[str], form: Totals
    ) -> Verdict:
        differences = self._by_month(year, form)
        placed = {each.account for each in differences}
        differences += [Difference(code, None, *pair) for code, pair in pairs.items() if code not in placed]
        reasons = Reasons(self.extent, year, self.source.payroll_accounts, self.found)
        reason, told = reasons.explained(differences)
        return Verdict(Period(year.start, year.end), Status.DIFFERS, reason, "", len(sure) + len(pairs), tuple(told))

    def _by_month(self, year: FiscalYear, form: Totals) -> list[Difference]:
        """Find the months that differ; none where the source has not told all of them."""
        months = months_of(year)
        answers = [self.answers.get(month) for month in months]
        told = [each.by_account for each in answers if each is not None]
        known = [each for each in told if each is not None]
        if len(known) < len(months):
            return []
        ours = self._ours(year, months)
        if self.source.totals is None:
            form = self.known = comparing.months_read(list(zip(ours, known, strict=True)), form)
        theirs = comparing.by_month(known, form, self._opening_of(year))
        return [
            Difference(account, month.start.replace(day=1), *pair)
            for month, mine, other in zip(months, ours, theirs, strict=True)
            for account, pair in comparing.differing(mine, other).items()
        ]

    def _ours(self, year: FiscalYear, months: Sequence[Period]) -> list[dict[str, int]]:
        sums: dict[date, dict[str, int]] = {month.start.replace(day=1): {} for month in months}
        for each in self.extent.figures.months(Period(year.start, year.end), (Layer.MOVEMENT,)):
            of_month = sums[each.month]
            of_month[each.account] = of_month.get(each.account, 0) + each.net
        return list(sums.values())

    def _movements(self, year: FiscalYear, told: Mapping[str, int], form: Totals) -> Mapping[str, int]:
        return comparing.moved(told, form, self._opening_of(year) if form.balances is Balances.BALANCE else {})

    def _opening_of(self, year: FiscalYear) -> Mapping[str, int]:
        """Give what a year starts with: as the source tells it, where it does."""
        if year.start not in self._opening:
            openings = self.extent.openings
            self._opening[year.start] = comparing.bare(openings.on_receipt(year) or openings.of(year))
        return self._opening[year.start]

    def _forms(self) -> list[Totals]:
        if self.source.totals is not None:
            return [self.source.totals]
        if self.known is None:
            return list(FORMS)
        known = of_year(self.known)
        return [known, *(each for each in FORMS if each != known)]


def of_year(form: Totals) -> Totals:
    """Give the form in which a whole year is read: there a change and a closing balance are the same."""
    return form if form.balances is Balances.BALANCE else Totals(form.sign)
