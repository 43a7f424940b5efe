"""What may stand in a cell of a file."""

import re

__all__ = ["FORMULA_STARTS", "harmless", "legible"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NO_LETTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters and what is no character: XML does not take them, and on paper they are nothing."""


def harmless(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula, behind spaces too (OWASP: CSV injection).

    >>> harmless("=1+1"), harmless("  @cmd"), harmless("Rent")
    ("'=1+1", "'  @cmd", 'Rent')
    """
    return "'" + text if text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS) else text


def legible(text: str) -> str:
    r"""Put a space in the place of everything that is no letter.

    >>> legible("Rent\nof\x00May")
    'Rent of May'
    """
    return text if text.isprintable() else NO_LETTERS.sub(" ", text)
