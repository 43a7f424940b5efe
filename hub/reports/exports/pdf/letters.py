"""Letters on paper: which there are, how wide they are, and how a text is broken into lines.

The fonts are those that every reader of PDF has: Helvetica, with the minus and Greek letters from Symbol. What neither
has is written in Latin letters, as a name on an airline ticket is.
"""

import re
from functools import cache, lru_cache
from unicodedata import normalize

from anyascii import anyascii
from reportlab.pdfbase.pdfmetrics import stringWidth

from hub.reports.exports.cells import legible

__all__ = ["BOLD", "OBLIQUE", "REGULAR", "broken", "printable", "width"]

REGULAR, BOLD, OBLIQUE = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
PRINTED = re.compile("[ -~\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ−Α-ΡΣ-Ωα-ω]*")
NARROW = re.compile("[\u2000-\u200a\u202f]")
WIDEST, NARROWEST = 1.02, 0.19
"""No letter of these fonts is wider or narrower, in parts of its size."""
MORE = "…"


def printable(text: str) -> str:
    """Write a text with letters that the fonts have.

    >>> printable("Käpylän Leipä −5,00 €"), printable("Łódź")
    ('Käpylän Leipä −5,00 €', 'Lódz')
    """
    if PRINTED.fullmatch(text):
        return text
    return "".join(map(_letter, NARROW.sub("\xa0", normalize("NFC", legible(text)))))


def width(text: str, font: str, size: float) -> float:
    """Measure a text, in points: these fonts have no letters that are set closer together than they are wide."""
    return size * sum(map(_widths(font).__getitem__, text))


class _Widths(dict[str, float]):
    """How wide each letter of a font is, in parts of its size; measured when it is first asked for."""

    def __init__(self, font: str) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, letter: str) -> float:
        return self.setdefault(letter, float(stringWidth(letter, self._font, 1)))


_widths = cache(_Widths)


@lru_cache(maxsize=16_384)
def broken(text: str, font: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """Break a text into lines that fit into a width, between words where it can be; what is over ends with an ellipsis.

    :param most: lines at the most
    """
    text = printable(text[: int(most * (room / size / NARROWEST + 1)) + 1])
    if len(text) * size * WIDEST <= room or width(text, font, size) <= room:
        return (text,)
    lines = [""]
    for word in filter(None, text.split(" ")):
        joined = f"{lines[-1]} {word}".lstrip()
        if width(joined, font, size) <= room:
            lines[-1] = joined
        else:
            lines += _pieces(word, font, size, room)
        if len(lines) > most + 1:
            break
    lines = [each for each in lines if each] or [""]
    return tuple(lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], font, size, room)])


def _pieces(word: str, font: str, size: float, room: float) -> list[str]:
    """Cut a word that is too long for a line."""
    pieces = []
    while width(word, font, size) > room and len(word) > 1:
        fits = max(int(len(word) * room / width(word, font, size)), 1)
        while fits > 1 and width(word[:fits], font, size) > room:
            fits -= 1
        pieces.append(word[:fits])
        word = word[fits:]
    return [*pieces, word]


def _cut(line: str, font: str, size: float, room: float) -> str:
    while line and width(line + MORE, font, size) > room:
        line = line[:-1]
    return line + MORE


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    return letter if PRINTED.fullmatch(letter) else anyascii(letter)
