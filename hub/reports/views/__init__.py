"""The reports of an environment: pages, what their figures are made of, files, and saved views."""

from hub.reports.views import analytics, files, listing, pages, saving, waiting  # noqa: F401 (they register their pages)
from hub.reports.views.blueprint import bp

__all__ = ["bp"]
