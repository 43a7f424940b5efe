"""The sentences that people see, as ``babel.cfg`` finds them."""

from pathlib import Path

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


def messages() -> set[str]:
    """Extract every message, each form of those with a plural on its own."""
    with (PROJECT / "babel.cfg").open() as told:
        methods, options = parse_mapping_cfg(told)
    found: set[str] = set()
    for part in ("hub", "tenants", "plugins"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(PROJECT / part), methods, options, KEYWORDS
        ):
            found |= {message} if isinstance(message, str) else set(message)
    return found
