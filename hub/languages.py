"""The languages of the hub, and their catalogues: of the hub itself and of the plugins that come with it.

A catalogue is read from its ``.po`` when a process first shows that language, in some sixty milliseconds: nothing has
to be compiled, from wherever the hub runs.
"""

from functools import cache, cached_property
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask_babel import Babel, Domain, get_locale

__all__ = ["DEFAULT", "LANGUAGES", "TIMEZONE", "Catalogues", "Languages", "catalogue", "known"]

LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
"""What each is called by those who speak it, by its code (ISO 639-1)."""
DEFAULT = "en"
"""The language of the messages themselves, shown to whoever understands none of the others."""
TIMEZONE = "Europe/Helsinki"
"""Where the readers' clocks are: the companies are Finnish."""


def known(code: str | None) -> str | None:
    """Give a code back if it is that of a language of the hub.

    >>> known("sv"), known("de"), known(None)
    ('sv', None, None)
    """
    return code if code in LANGUAGES else None


@cache
def catalogue(language: str) -> NullTranslations:
    """Give the messages of a language; those of the default say themselves, and so do those of an unknown one."""
    if language == DEFAULT or language not in LANGUAGES:
        return Translations()
    compiled = BytesIO()
    with (files("hub") / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


class Catalogues(Domain):
    """Where Flask-Babel finds the messages of the reader's language."""

    def get_translations(self) -> NullTranslations:
        """Give the catalogue of the reader; outside a request the default's."""
        locale = get_locale()
        return catalogue(locale.language if locale else DEFAULT)


class Languages(Babel):
    """Flask-Babel with our catalogues."""

    @cached_property
    def domain_instance(self) -> Catalogues:
        """Give the one domain of the hub and its plugins."""
        return Catalogues()
