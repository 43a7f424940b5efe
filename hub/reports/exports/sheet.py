"""A worksheet that takes whole rows: a long ledger has hundreds of thousands of cells, nearly all of them alike.

XlsxWriter finds out of each cell by itself what it is and what has to be escaped in it. A row of numbers, days and
plain texts is written here at once, as XlsxWriter would; every other row is left to it. A test holds the two together.
"""

import re
from datetime import date
from functools import cache, lru_cache

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

__all__ = ["RowSheet"]

ODD = re.compile(r"[&<>]|_x|^\s|\s$")
"""What is escaped in a text, or keeps its spaces only where that is said."""
LONGEST_PLAIN = 10_000
DAY_ZERO = date(1899, 12, 30)
"""From which Excel counts days since March 1900; before, it has a 29 February that never was."""
FIRST_COUNTED = date(1900, 3, 1)

column_name = cache(xl_col_to_name)


class RowSheet(Worksheet):
    """A worksheet of a workbook with ``constant_memory``, where no row can be changed after the next."""

    def write_cells(self, line: int, level: int, cells: list[str]) -> None:
        """Write a row of finished cells.

        :param level: how deep it is in the outline
        """
        self._check_dimensions(line, len(cells) - 1)
        self._write_single_row(line)
        self.outline_row_level: int = max(self.outline_row_level, level)
        outline = f' outlineLevel="{level}"' if level else ""
        self.fh.write(f'<row r="{line + 1}"{outline}>{"".join(cells)}</row>')

    def number(self, line: int, column: int, number: float, style: Format) -> str:
        """Make a number."""
        return f'<c r="{column_name(column)}{line + 1}" s="{style._get_xf_index()}"><v>{number:.16G}</v></c>'

    def day(self, line: int, column: int, day: date, style: Format) -> str | None:
        """Make a day; None where Excel counts otherwise."""
        return self.number(line, column, (day - DAY_ZERO).days, style) if day >= FIRST_COUNTED else None

    def text(self, line: int, column: int, text: str, style: Format) -> str | None:
        """Make a text; None where it is not plain."""
        if not _is_plain(text):
            return None
        name = f"{column_name(column)}{line + 1}"
        return f'<c r="{name}" s="{style._get_xf_index()}" t="inlineStr"><is><t>{text}</t></is></c>'


@lru_cache(maxsize=20_000)
def _is_plain(text: str) -> bool:
    return text.isprintable() and not ODD.search(text) and 0 < len(text) <= LONGEST_PLAIN
