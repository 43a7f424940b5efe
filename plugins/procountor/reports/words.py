"""The reports' own words in the languages of Finnish accounts, and dates and amounts as they are written there."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from hub.sdk.accounting import EARLIER_RESULT, UNBALANCED, VAT_CLEARING, Period
from hub.sdk.texts import Money
from plugins.procountor.names import STATUSES, TYPES, Names

__all__ = ["VIRTUAL", "Words"]

VIRTUAL = {
    VAT_CLEARING: Names("ALV, ei vielä koottu", "Moms som inte sammanställts", "VAT not yet summarised"),
    UNBALANCED: Names("Ei täsmää", "Stämmer inte", "Does not balance"),
    EARLIER_RESULT: Names("Aiemmat tulokset", "Tidigare resultat", "Earlier results"),
}
LABELS = {
    "total": Names("Yhteensä", "Totalt", "Total"),
    "opening": Names("Alkusaldo", "Ingående saldo", "Opening"),
    "debit": Names("Debet", "Debet", "Debit"),
    "credit": Names("Kredit", "Kredit", "Credit"),
    "closing": Names("Loppusaldo", "Utgående saldo", "Closing"),
    "continued": Names("jatkuu", "forts.", "continued"),
    "forward": Names("Siirto edelliseltä sivulta", "Transport från föregående sida", "Brought forward"),
    "balance": Names("Saldo", "Saldo", "Balance"),
    "year-to-date": Names("Tilikauden alusta", "Från räkenskapsperiodens början", "Fiscal year to date"),
    "year-earlier": Names("vuotta aiemmin", "ett år tidigare", "a year earlier"),
    "change": Names("Muutos", "Förändring", "Change"),
    "points": Names("%-yks.", "%-enh.", "pp"),
    "formula": Names("Kaava", "Formel", "Formula"),
    "days": Names("pv", "dgr", "days"),
    "date": Names("Päivä", "Datum", "Date"),
    "receipt": Names("Tosite", "Verifikat", "Receipt"),
    "status": Names("Tila", "Status", "Status"),
    "type": Names("Laji", "Typ", "Type"),
    "pending": Names("odottaa hyväksyntää", "väntar på godkännande", "awaiting approval"),
    "text": Names("Selite", "Text", "Text"),
}


class Words:
    """One language's words and ways of writing.

    :param language: ISO 639-1; English where it is none of Finnish, Swedish and English
    """

    def __init__(self, language: str) -> None:
        self.language = language[:2] if language[:2] in ("fi", "sv") else "en"
        self._locale = Locale.parse("sv_FI" if self.language == "sv" else self.language)  # days as Finland writes them
        self.day = cache(self._day)

    def label(self, key: str) -> str:
        """Give one of the fixed words."""
        return LABELS[key].of(self.language)

    def name(self, names: Names) -> str:
        """Give a name in this language."""
        return names.of(self.language)

    def type(self, kind: str) -> str:
        """Name a type of receipt; one that nobody knows keeps the name Procountor gives it."""
        return self._labelled(TYPES, kind)

    def status(self, status: str) -> str:
        """Name a receipt's status; one that nobody knows keeps the name Procountor gives it."""
        return self._labelled(STATUSES, status)

    def month(self, day: date) -> str:
        """Write a month with its year, short."""
        return str(format_skeleton("yMMM", day, locale=self._locale))

    def full_month(self, day: date) -> str:
        """Write a month with its year, in full.

        >>> Words("fi").full_month(date(2026, 3, 1))
        'maaliskuu 2026'
        """
        return str(format_date(day, "LLLL y", locale=self._locale))

    def _day(self, day: date) -> str:
        """Write a day, short; as :attr:`day` each is written once, for a ledger has the same in many rows."""
        if self.language == "en":
            return str(format_date(day, "d MMM y", locale=self._locale))
        return str(format_date(day, "short", locale=self._locale))

    def money(self, amount: int) -> str:
        """Write minor units.

        >>> Words("en").money(-1277100), Words("fi").money(5)
        ('−12,771.00', '0,05')
        """
        return Money(amount).written(self.language)

    def months(self, period: Period) -> str:
        """Write a stretch of months, short."""
        first, last = self.month(period.start), self.month(period.end)
        return first if first == last else f"{first} – {last}"

    def percent(self, part: Fraction) -> str:
        """Write a share in percent with one decimal.

        >>> Words("fi").percent(Fraction(1, 3))
        '33,3\xa0%'
        """
        return self.number(part * 100, 1) + "\xa0%"

    def points(self, change: Fraction) -> str:
        """Write by how many percentage points a share has moved.

        >>> Words("en").points(Fraction(-1, 40))
        '−2.5\xa0pp'
        """
        written = self.number(change * 100, 1)
        return f"{'+' if change > 0 else ''}{written}\xa0{self.label('points')}"

    def number(self, number: Fraction, places: int) -> str:
        """Write a number with some decimals.

        >>> Words("fi").number(Fraction(-5, 3), 2)
        '−1,67'
        """
        rounded = Decimal(round(number * 10**places)).scaleb(-places)
        pattern = f"#,##0.{'0' * places}" if places else "#,##0"
        return format_decimal(rounded, pattern, locale=self._locale).replace("-", "−")

    def days(self, number: Fraction) -> str:
        """Write how many days, whole.

        >>> Words("sv").days(Fraction(61, 2))
        '30\xa0dgr'
        """
        return f"{self.number(number, 0)}\xa0{self.label('days')}"

    def rate(self, percent: Decimal) -> str:
        """Write a rate in percent, with no more decimals than it has.

        >>> Words("fi").rate(Decimal("25.5000")), Words("en").rate(Decimal(10))
        ('25,5\xa0%', '10\xa0%')
        """
        return str(format_decimal(percent, "0.####", locale=self._locale)) + "\xa0%"

    def _labelled(self, labels: Mapping[str, Names], name: str) -> str:
        return labels[name].of(self.language) if name in labels else name.replace("_", " ").capitalize()
