"""Hooks around reports."""

from collections.abc import Iterable

from hub.hookspecs import hookspec
from hub.sdk.reports import ReportBuilder


@hookspec
def register_report_builders() -> Iterable[ReportBuilder]:  # type: ignore[empty-body]
    """Offer reports.

    Asked once, when the hub starts.

    :returns: builders, in the order of their list

    Example::

        @hookimpl
        def register_report_builders():
            return [TravelCosts()]

    .. versionadded:: 0.1
    """
