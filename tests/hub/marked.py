"""A language that puts every message in brackets: whatever stands outside them was not translated."""

import re
from gettext import NullTranslations

MARKED = re.compile(r"⟦[^⟦⟧]*⟧")


class Marked(NullTranslations):
    """Every message, in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, num: int) -> str:
        return self.gettext(one if num == 1 else many)

    ugettext, ungettext = gettext, ngettext


def without_marked(said: str) -> str:
    """Leave out what is in brackets, and brackets in brackets."""
    while MARKED.search(said):
        said = MARKED.sub("", said)
    return said
