"""The web application: put together here, started by ``hub serve``."""

import secrets

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlalchemy import select
from werkzeug.wrappers import Response

from hub import config, db, runtime, texts
from hub.access import views as access
from hub.activation import views as activation
from hub.audit import views as audit
from hub.config import HubSettings
from hub.connectors import views as connectors
from hub.identity import login
from hub.identity import views as identity
from hub.invitations import views as invitations
from hub.languages import LANGUAGES, TIMEZONE, Languages
from hub.mapping import views as mapping
from hub.members import views as members
from hub.notices import views as notices
from hub.pluginmanager import Plugins
from hub.proof import views as proof
from hub.reports import views as reports
from hub.web import errors, headers, language, limits, logs, mails, pages, security, tenancy
from hub.web.context import Hub, hub
from hub.web.csrf import csrf_token
from hub.web.flow import FlowSessions
from hub.web.navigation import Navigation
from hub.web.proxies import BehindProxies
from hub.web.signed_in import OwnSessions
from hub.webhooks import views as webhooks
from hub.work import views as work

__all__ = ["create_app", "wsgi"]

LARGEST_REQUEST = 2**20
PAGES = (
    pages.bp,
    mails.bp,
    identity.bp,
    activation.bp,
    connectors.bp,
    members.bp,
    audit.bp,
    invitations.bp,
    access.bp,
    reports.bp,
    mapping.bp,
    proof.bp,
    work.bp,
    webhooks.bp,
    notices.bp,
)


def create_app(settings: HubSettings, plugins: Plugins, table: limits.Limits = limits.TABLE) -> Flask:
    """Put the web application together; connects to nothing.

    :param table: how often somebody may ask for what
    """
    app = Flask("hub", template_folder="web/templates", static_folder="web/static")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["DEBUG"] = False  # Flask takes it from FLASK_DEBUG, whoever has set that
    app.extensions["hub"] = Hub(settings, plugins)
    limits.install(app, table)
    app.session_interface = FlowSessions()
    OwnSessions(app)
    Languages(app, locale_selector=language.of_reader, default_timezone=TIMEZONE)
    login.install(app, plugins)
    _add_guards(app)
    _add_pages(app)
    errors.register(app)
    _add_gates(app)
    return app


def wsgi(settings: HubSettings | None = None) -> Flask:
    """Make the application of a web process: reads the settings, checks the database, finds the plugins.

    :raises hub.sdk.settings.InvalidSetting: a setting is missing or cannot be used
    :raises hub.db.NotAtHead: the database's tables are not this version's
    :raises hub.connectors.keys.NoSecretKeys: ``HUB_SECRET_KEYS`` is empty
    :raises hub.db.UnsafeRole: the database role could look past row-level security
    """
    settings = settings or config.load()
    logs.configure()
    runtime.prepare(settings)
    db.connect(settings.database_url or "")
    db.check()
    return create_app(settings, Plugins.discover())


def _add_gates(app: Flask) -> None:
    settings: HubSettings = app.extensions["hub"].settings
    gate = tenancy.HostGate(app, settings, tenancy.live_tenant)
    app.wsgi_app = BehindProxies(gate, settings) if settings.proxies else gate  # type: ignore[method-assign]


def _add_guards(app: Flask) -> None:
    app.before_request(_begin)
    app.before_request(security.guard)
    app.before_request(limits.guard)
    app.after_request(_finish)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.tenant = request.environ.get(tenancy.TENANT_KEY)
    g.navigation = Navigation()


def _finish(answer: Response) -> Response:
    if answer.status_code == 304 or request.method == "HEAD":
        answer.close()  # no body is sent, so nobody would close the file behind it
    answer.headers["X-Request-ID"] = g.get("request_id", "")
    if {"code", "state"} & request.args.keys() or "token" in (request.view_args or {}):
        # a refusal is shown at the address a code came back to; unlike "no-referrer" this leaves forms their Origin
        answer.headers.setdefault("Referrer-Policy", "strict-origin")
    return headers.protect(answer, hub().settings, g.get("form_targets", ()))


def _add_pages(app: Flask) -> None:
    app.jinja_env.finalize = texts.shown
    app.jinja_env.globals.update(
        csrf_token=csrf_token,
        get_locale=get_locale,
        languages=LANGUAGES,
        back_here=language.back_here,
        shown=texts.shown,
    )
    app.context_processor(lambda: {"hub": hub(), "navigation": g.get("navigation")})
    security.public(security.any_host(app.view_functions["static"]))
    app.add_url_rule(tenancy.HEALTH, "health", security.public(security.any_host(_health)))
    for bp in PAGES:
        app.register_blueprint(bp)


def _health() -> ResponseReturnValue:
    with db.transaction() as session:
        session.execute(select(1))
    return {"status": "ok"}
