"""The sandbox as a Flask application."""

from datetime import timedelta

from flask import Flask, Response, render_template, request
from flask_babel import Babel
from werkzeug.exceptions import HTTPException

from .api import (  # noqa: F401 - each adds its paths to `api`
    company,
    empty,
    integrations,
    invoices,
    oauth,
    payrolls,
    receipts,
    registers,
    reports,
    webhooks,
)
from .api.door import api
from .api.errors import ApiError, error_answer
from .config import SandboxConfig
from .controls import controls
from .pages import activation, admin, browser_login, signin, store
from .pages import company as company_pages
from .pages.common import protect, shared_by_templates
from .world import World


def create_sandbox(config: SandboxConfig | None = None) -> Flask:
    """Make a Procountor of one's own: its API, its pages, and the controls to turn it with.

    Books are generated or read, and their receipts encoded, before this returns.
    """
    app = Flask(__name__)
    world = World(config or SandboxConfig())
    app.extensions["procountor_sandbox"] = world
    app.config.update(
        SECRET_KEY=world.cookie_secret,
        SESSION_COOKIE_NAME="procountor_sandbox",
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        MAX_CONTENT_LENGTH=1024 * 1024,
    )
    Babel(app)
    _register(app)
    app.register_error_handler(HTTPException, answer_http_error)
    return app


def _register(app: Flask) -> None:
    app.register_blueprint(api, url_prefix="/api")
    app.register_blueprint(api, url_prefix="/<version>/api", name="api_of_version")
    app.register_blueprint(oauth.logout)
    app.register_blueprint(controls, url_prefix="/sandbox")
    for pages in (store, signin, activation, browser_login, company_pages, admin):
        app.register_blueprint(pages.blueprint)


def answer_http_error(error: HTTPException) -> Response:
    """Answer what no view has answered: with a page to a browser, with Procountor's envelope to a client."""
    code, text = error.code or 500, error.description or error.name
    accepted = request.accept_mimetypes
    if accepted["text/html"] <= accepted["application/json"] or "api" in request.path.split("/")[1:3]:
        return error_answer(ApiError(code, text))
    page = render_template("sandbox/message.html", title=error.name, text=text, **shared_by_templates())
    return protect(Response(page, code))
