"""Amounts, dates and months as people of a locale write them. Amounts come in minor units."""

from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import get_decimal_symbol, get_group_symbol
from babel.units import format_unit

__all__ = ["Formatter", "formatter"]

MINUS = "−"
MEGABYTE = 1_000_000
OF_FINLAND = {"sv": "sv_FI"}
"""Swedish as it is written where the readers are: 31.12.2026, and not 2026-12-31."""


class Formatter:
    """Writes figures for one locale; made once per locale because it is called for every cell."""

    def __init__(self, locale: str) -> None:
        self.locale = Locale.parse(OF_FINLAND.get(locale, locale))
        self._decimal = get_decimal_symbol(self.locale)
        self._group = get_group_symbol(self.locale)

    def money(self, amount: int | None) -> str:
        """Write an amount with two decimals; None is blank.

        >>> Formatter("en").money(-123456789)
        '−1,234,567.89'
        >>> Formatter("fi").money(5)
        '0,05'
        """
        if amount is None:
            return ""
        units, cents = divmod(abs(amount), 100)
        text = f"{units:,}".replace(",", self._group) + f"{self._decimal}{cents:02}"
        return MINUS + text if amount < 0 else text

    def signed(self, amount: int) -> str:
        """Write by how much a figure moved.

        >>> Formatter("en").signed(120000)
        '+1,200.00'
        """
        return self.money(amount) if amount <= 0 else f"+{self.money(amount)}"

    def thousands(self, amount: int) -> str:
        """Write an amount in thousands, with one decimal.

        >>> Formatter("en").thousands(-123456789)
        '−1,234.6'
        """
        tenths = (abs(amount) + 5_000) // 10_000
        text = f"{tenths // 10:,}".replace(",", self._group) + f"{self._decimal}{tenths % 10}"
        return MINUS + text if amount < 0 and tenths else text

    def percent(self, part: Fraction) -> str:
        """Write a share in percent with one decimal.

        >>> Formatter("fi").percent(Fraction(-1, 3))
        '−33,3\xa0%'
        """
        tenths = round(abs(part) * 1000)
        text = f"{tenths // 10:,}".replace(",", self._group) + f"{self._decimal}{tenths % 10}\xa0%"
        return MINUS + text if part < 0 and tenths else text

    def day(self, day: date) -> str:
        """Write a date, short.

        >>> [Formatter(each).day(date(2026, 12, 31)) for each in ("fi", "sv", "en")]
        ['31.12.2026', '31.12.2026', '31 Dec 2026']
        """
        if self.locale.language == "en":
            return format_date(day, "d MMM y", locale=self.locale)
        return format_date(day, "short", locale=self.locale)

    def moment(self, at: datetime) -> str:
        """Write a moment so that nobody takes the month for the day: 22 Nov 2026, 17:21 in English.

        :param at: in the reader's time zone
        """
        form = "d MMM y, HH:mm" if self.locale.language == "en" else "short"
        return format_datetime(at, form, tzinfo=at.tzinfo, locale=self.locale)

    def whole(self, amount: int) -> str:
        """Write an amount in whole currency units, without its cents.

        >>> Formatter("en").whole(-123456789)
        '−1,234,567'
        """
        units = f"{abs(amount) // 100:,}".replace(",", self._group)
        return MINUS + units if amount < 0 else units

    def size(self, bytes_: int) -> str:
        """Write how large a file is.

        >>> Formatter("en").size(1_200_000), Formatter("fi").size(48_512)
        ('1.2 MB', '49 kt')
        """
        if bytes_ < MEGABYTE:
            return format_unit(max(round(bytes_ / 1000), 1), "digital-kilobyte", "short", locale=self.locale)
        return format_unit(round(bytes_ / MEGABYTE, 1), "digital-megabyte", "short", locale=self.locale)

    def month_name(self, day: date) -> str:
        """Write a month without its year, short.

        >>> Formatter("en").month_name(date(2026, 1, 1)), Formatter("fi").month_name(date(2026, 1, 1))
        ('Jan', 'tammi')
        """
        return format_date(day, "LLL", locale=self.locale)

    def month(self, day: date) -> str:
        """Write a month with its year, short."""
        return format_skeleton("yMMM", day, locale=self.locale)


@lru_cache(maxsize=32)
def formatter(locale: str) -> Formatter:
    """Give the formatter of a locale."""
    return Formatter(locale)
