"""What a reader is told beside figures that a company's own choices have a part in."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from hub.mapping.standing import Standing
from hub.sdk.reports import LayoutLine, ReportBuilder

__all__ = ["full_name", "told"]


def told(builder: ReportBuilder, standing: Standing) -> Iterator[str]:
    """Say how many accounts stand on chosen lines of a report, and how many choices hold no more."""
    moved, lapsed = standing.within(builder), len(standing.lapsed)
    if moved:
        yield ngettext(
            "%(num)s account stands on a line chosen by this company.",
            "%(num)s accounts stand on lines chosen by this company.",
            moved,
        )
    if lapsed:
        yield ngettext(
            "%(num)s choice of a line holds no more: its account or its line does not exist any longer.",
            "%(num)s choices of a line hold no more: their accounts or lines do not exist any longer.",
            lapsed,
        )


def full_name(line: LayoutLine | None) -> str:
    """Name a line with the group that it is part of, which tells long-term from short-term."""
    if line is None:
        return _("No line")
    return f"{line.groups[-1]}: {line.label}" if len(line.groups) > 1 else line.label
