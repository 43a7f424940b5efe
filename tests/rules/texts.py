"""The sentences that people see, as ``babel.cfg`` finds them."""

from pathlib import Path
from typing import TypeAlias

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

PROJECT = Path(__file__).resolve().parents[2]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "plural": (1, 2),
}
"""The functions that ``pybabel extract`` is told to look for."""


Message: TypeAlias = str | tuple[str, ...]
"""A message, or its forms where it depends on a number."""


def extracted() -> set[Message]:
    """Extract every message, as a catalogue has it."""
    with (PROJECT / "babel.cfg").open() as told:
        methods, options = parse_mapping_cfg(told)
    return {
        message if isinstance(message, str) else tuple(message)
        for part in ("hub", "tenants", "plugins")
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(PROJECT / part), methods, options, KEYWORDS
        )
    }


def messages() -> set[str]:
    """Extract every message, each form of those with a plural on its own."""
    return {form for each in extracted() for form in ((each,) if isinstance(each, str) else each)}
