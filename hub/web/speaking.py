"""Speaking somebody's language outside of a request, as a job does for whoever asked for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from flask import Flask
from flask_babel import force_locale

from hub.languages import TIMEZONE, Languages

__all__ = ["speaking"]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write everything within in a language of the hub, with dates as the readers' clocks are."""
    with _nobody_asks().app_context(), force_locale(language):
        yield


@cache
def _nobody_asks() -> Flask:
    """Make an application that answers nothing: translations are found through one."""
    app = Flask("hub.web.speaking", static_folder=None, template_folder=None)
    Languages(app, default_timezone=TIMEZONE)
    return app
