"""The one table from what went wrong to what is answered: a page, or JSON for programs (RFC 9457).

An answer says what is wrong and what to do, and names the request; it never shows a secret or where in the program it
happened.
"""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from hub.sdk.errors import GiveUp, HubError, NeedsReauth, Refused, TryLater, UserFault
from hub.texts import shown
from hub.web.context import request_id, wants_json
from hub.web.csrf import FIELD
from hub.web.limits import TooOften

__all__ = ["Problem", "answer", "register"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is told about something that went wrong.

    :param fields: messages by form field
    :param retry_after: seconds after which the same request may succeed
    :param again: the fields of a sent form that the page offers to send once more; None to offer nothing
    """

    status: int
    title: str
    detail: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    retry_after: int | None = None
    again: Sequence[tuple[str, str]] | None = None


HTTP_PROBLEMS: dict[int, tuple[Any, Any]] = {
    400: (_l("This request cannot be understood"), _l("Go back, reload the page and try again.")),
    401: (_l("Sign in first"), _l("This page is only for people who are signed in.")),
    403: (_l("You cannot do this"), _l("Your account does not have the right to do this.")),
    404: (_l("There is no such page"), _l("The address may be mistyped, or what it showed does not exist any more.")),
    405: (_l("This cannot be done here"), _l("Go back and use the buttons of the page.")),
    413: (_l("This is too large"), _l("What you sent is larger than the hub accepts. Send less at a time.")),
    415: (_l("This format is not accepted"), _l("Send the form of the page, or JSON where the page says so.")),
}


def register(app: Flask) -> None:
    """Let the table answer for every error of the application."""
    app.register_error_handler(HubError, _of_meaning)
    app.register_error_handler(ValidationError, _of_form)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(TooOften, _of_haste)
    for error in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(error, _of_database)
    app.register_error_handler(Exception, _of_fault)


def answer(problem: Problem) -> ResponseReturnValue:
    """Tell a problem as a page or as JSON."""
    headers = {} if problem.retry_after is None else {"Retry-After": str(problem.retry_after)}
    if wants_json():
        told: dict[str, Any] = {
            "type": "about:blank",
            "title": problem.title,
            "status": problem.status,
            "detail": shown(problem.detail),
            "request_id": request_id(),
        }
        if problem.fields:
            told["errors"] = {name: [shown(each) for each in said] for name, said in problem.fields.items()}
        return jsonify(told), problem.status, {**headers, "Content-Type": "application/problem+json"}
    return render_template("errors/problem.html", problem=problem, request_id=request_id()), problem.status, headers


def _of_meaning(error: HubError) -> ResponseReturnValue:
    return answer(_problem_of(error))


def _problem_of(error: HubError) -> Problem:
    match error:
        case UserFault(field=None):
            return Problem(400, _("This cannot be used"), error.message)
        case UserFault(field=name):
            return Problem(
                422, _("Something needs to be corrected"), error.message, fields={str(name): [error.message]}
            )
        case Refused():
            return Problem(403, _("You cannot do this"), error.message)
        case TryLater(after=after):
            return Problem(503, _("This is not possible right now"), error.message, retry_after=math.ceil(after))
        case NeedsReauth():
            return Problem(409, _("The connection has to be renewed"), error.message)
        case GiveUp():
            return Problem(502, _("The other service did not answer as it should"), error.message)
        case _:
            return Problem(500, _("Something went wrong"), error.message)


def _of_form(error: ValidationError) -> ResponseReturnValue:
    fields = error.normalized_messages()
    told = {str(name): [str(shown(each)) for each in _flat(messages)] for name, messages in fields.items()}
    detail = " ".join(message for messages in told.values() for message in messages)
    return answer(Problem(422, _("Something needs to be corrected"), detail, fields=told))


def _flat(messages: Any) -> list[Any]:
    if isinstance(messages, dict):
        return [each for inner in messages.values() for each in _flat(inner)]
    return messages if isinstance(messages, list) else [messages]


def _of_http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response  # made by whoever raised it
    status = error.code or 500
    title, detail = HTTP_PROBLEMS.get(status, (error.name, _("Go back, reload the page and try again.")))
    return answer(Problem(status, str(title), str(detail)))


def _of_haste(error: TooOften) -> ResponseReturnValue:
    detail = _("This was asked too often. You can do it again %(when)s.", when=_in_words(error.seconds))
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != FIELD]
    if sent and error.of_secrets:
        detail += " " + _("What you entered is not kept here. Enter it again then.")
        again = None
    else:
        detail += " " + _("What you entered is kept on this page: press “Send again” then.") if sent else ""
        again = sent if request.method == "POST" else None
    return answer(Problem(429, _("Too many attempts"), detail, retry_after=error.seconds, again=again))


def _in_words(seconds: int) -> str:
    """Round up to what a person counts in, so that nobody is told to come back too early."""
    unit = 1 if seconds < 60 else 60 if seconds <= 3600 else 3600
    return format_timedelta(timedelta(seconds=-(-seconds // unit) * unit), add_direction=True, threshold=1)


def _of_database(_error: Exception) -> ResponseReturnValue:
    log.exception("the database did not answer")
    return answer(
        Problem(
            503,
            _("This is not possible right now"),
            _("The hub cannot reach its database. Nothing of what you sent was stored; try again in a moment."),
            retry_after=10,
        )
    )


def _of_fault(_error: Exception) -> ResponseReturnValue:
    log.exception("a request failed")
    detail = _("This is a fault of the hub. If it happens again, tell your support the number of this request.")
    return answer(Problem(500, _("Something went wrong"), detail))
