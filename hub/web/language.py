"""In which language a page is written: the person's own choice, else that of the visit, else the browser's."""

from flask import g, has_request_context, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import LanguageAccept

from hub.languages import DEFAULT, LANGUAGES, known
from hub.web import cookies, entrance
from hub.web.signed_in import signed_in

__all__ = ["back_here", "best_of", "of_reader", "of_visit"]


def of_reader() -> str:
    """Give the language of whoever reads the answer; outside a request nobody does."""
    if not has_request_context():
        return DEFAULT
    return _of_person() or of_visit() or _of_browser()


def of_visit() -> str | None:
    """Give what was chosen in this browser while nobody was signed in."""
    return known(request.cookies.get(cookies.LANGUAGE))


def back_here() -> str:
    """Give the page to show again in another language; one that a code led to cannot be asked for twice."""
    return "/" if {"code", "state"} & request.args.keys() else entrance.asked_path()


def _of_person() -> str | None:
    if "tenant" not in g:  # refused at the gate, where no person is looked for
        return None
    try:
        person = signed_in()
    except SQLAlchemyError:  # the answer that says so must not fail at the same database
        return None
    return known(person.language) if person else None


def _of_browser() -> str:
    return best_of(request.accept_languages)


def best_of(accepted: LanguageAccept) -> str:
    """Give the language of the hub that a browser likes most."""
    return accepted.best_match((DEFAULT, *LANGUAGES), default=DEFAULT)
