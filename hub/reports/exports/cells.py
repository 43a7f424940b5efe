"""What may stand in a cell of a file."""

import re

__all__ = ["FORMULA", "FORMULA_STARTS", "NO_LETTER", "harmless", "legible"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NO_LETTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters and what is no character: XML does not take them, and on paper they are nothing."""
NO_LETTER = r"[\u0001-\u001f\u007f-\u009f\ufffe\uffff]"
"""The same as PostgreSQL reads it, whose texts have no other."""
FORMULA = r"^[ \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*[-=+@]"
"""What :func:`harmless` looks for in a legible text, as PostgreSQL reads it."""


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
