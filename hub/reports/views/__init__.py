"""The reports of an environment: pages, what their figures are made of, and files."""

from hub.reports.views import analytics, files, pages  # noqa: F401 (they register their pages)
from hub.reports.views.blueprint import bp

__all__ = ["bp"]
