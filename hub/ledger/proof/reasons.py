"""Why a period differs, most likely: told by the pattern of the differences and by the receipts that we hold."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from hub.ledger import tallies
from hub.ledger.extent import Extent
from hub.ledger.proof.receipts import Held, has_another, holding, holds_pay
from hub.ledger.proof.verdicts import Difference, Reason
from hub.ledger.years import month_end
from hub.sdk.accounting import FiscalYear, Period, is_result_account

__all__ = ["Reasons"]

CENTS = 5
"""Minor units up to which a difference on every account is one of rounding."""
LIMITED = {"limited_dimensions": Reason.DIMENSIONS}
"""What a probe may have found, and how it would show."""


@dataclass
class Reasons:
    """Finds the reasons of one fiscal year's differences.

    :param payroll: prefixes of the accounts that salaries are booked on
    :param found: codes of what the last probe of the connection found
    """

    extent: Extent
    year: FiscalYear
    payroll: tuple[str, ...]
    found: Collection[str] = ()

    def explained(self, differences: Sequence[Difference]) -> tuple[Reason, list[Difference]]:
        """Give each difference its likeliest reason, and the one that explains most of them."""
        months: dict[date | None, list[Difference]] = {}
        for each in differences:
            months.setdefault(each.month, []).append(each)
        told = [each for month, those in months.items() for each in self._of_month(month, those)]
        weight: Counter[str] = Counter()
        for each in told:
            weight[each.reason] += abs(each.amount)
        return Reason(max(sorted(weight), key=weight.__getitem__)), told

    def _of_month(self, month: date | None, those: Sequence[Difference]) -> list[Difference]:
        amounts = {each.account: each.amount for each in those}
        reason, receipt = self._likeliest(month, amounts)
        named = receipt.source_id if receipt and not receipt.private else None
        private = (receipt is not None and receipt.private) or self._may_be_one_slip(month, amounts)
        return [replace(each, reason=reason, source_id=named, private=private) for each in those]

    def _may_be_one_slip(self, month: date | None, amounts: Mapping[str, int]) -> bool:
        """Tell whether somebody's pay may be what differs, beside others' that are here.

        Where none is here, it is all pay of the month: its sum is what everybody sees in reports.
        """
        costs = tuple(prefix for prefix in self.payroll if is_result_account(prefix))
        all_of_payroll = bool(self.payroll) and all(account.startswith(self.payroll) for account in amounts)
        if not all_of_payroll and not any(account.startswith(costs) for account in amounts if costs):
            return False
        days = Period(month, month_end(month)) if month else Period(self.year.start, self.year.end)
        return holds_pay(self.extent.figures, days)

    def _likeliest(self, month: date | None, amounts: Mapping[str, int]) -> tuple[Reason, Held | None]:
        if all(abs(amount) <= CENTS for amount in amounts.values()):
            return Reason.CENTS, None
        if month is not None:
            if self._is_opening(month, amounts):
                return Reason.OPENING, None
            by_receipt = self._by_receipt(month, amounts)
            if by_receipt is not None:
                return by_receipt
            if sum(amounts.values()) == -self._pending_vat.get(month, 0) != 0:
                return Reason.VAT, None
        if self.payroll and all(account.startswith(self.payroll) for account in amounts):
            return Reason.PAYROLL, None
        limits = [reason for code, reason in LIMITED.items() if code in self.found]
        return limits[0] if limits else Reason.NOT_HELD, None

    def _is_opening(self, month: date, amounts: Mapping[str, int]) -> bool:
        """Tell whether what the year starts with has been counted once more."""
        if month != self.year.start.replace(day=1):
            return False
        opening = self.extent.openings.of(self.year)
        receipt = self.extent.openings.on_receipt(self.year)
        return all(amount in (opening.get(code), receipt.get(code)) for code, amount in amounts.items())

    def _by_receipt(self, month: date, amounts: Mapping[str, int]) -> tuple[Reason, Held] | None:
        account, amount = max(sorted(amounts.items()), key=lambda each: abs(each[1]))
        half = [amount // 2] if amount % 2 == 0 else []
        held = holding(self.extent.figures, month, account, [amount, *half])
        same = [each for each in held if each.sums == amounts]
        turned = [each for each in held if {code: 2 * value for code, value in each.sums.items()} == amounts]
        if same:
            return self._too_much(month, same), same[0]
        return (Reason.SIGN, turned[0]) if turned else None

    def _too_much(self, month: date, same: Sequence[Held]) -> Reason:
        if len({each.type for each in same}) < len(same):
            return Reason.TWICE
        return Reason.REPLACED if has_another(self.extent.figures, month, same[0]) else Reason.NOT_THERE

    @cached_property
    def _pending_vat(self) -> Mapping[date, int]:
        start = self.extent.openings.chain_start(self.year).start
        months = tallies.clearing(self.extent.figures, Period(start, self.year.end))
        return {month: left.amount for month, left in months.items() if not left.summarised}
