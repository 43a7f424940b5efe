"""Putting the issuer together, and serving it on this machine."""

from dataclasses import dataclass
from importlib.resources import files
from ipaddress import ip_address
from typing import Any

from flask import Flask, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

from hub.issuer import pages
from hub.issuer.faults import FAULTS
from hub.issuer.sides import Google, Microsoft, Side

__all__ = ["IssuerConfig", "create_issuer", "run"]


@dataclass(frozen=True, slots=True)
class IssuerConfig:
    """Where the issuer is reached, and its only client."""

    base_url: str
    client_id: str = "hub-demo"
    client_secret: str = "hub-demo-secret"  # noqa: S105  # of an issuer that lets everybody in


def create_issuer(config: IssuerConfig) -> Flask:
    """Put the issuer together; its keys are made now and live as long as the process."""
    app = Flask(__name__, static_folder=str(files("hub.web") / "static"))
    Babel(app)
    app.jinja_env.globals["get_locale"] = get_locale
    sides: list[Side] = [Google(config.base_url), Microsoft(config.base_url)]
    for side in sides:
        app.register_blueprint(pages.blueprint(side, config.client_id, config.client_secret))
    _add_switches(app, sides)
    app.before_request(_refuse_strangers)
    app.after_request(_protect)
    app.register_error_handler(HTTPException, _problem)
    app.add_url_rule("/", "index", lambda: render_template("index.html", sides=sides))
    return app


def run(host: str, port: int) -> None:
    """Serve the issuer at ``http://localhost:<port>`` until told to stop.

    :raises ValueError: the host is not this machine
    """
    if host != "localhost" and not ip_address(host).is_loopback:
        raise ValueError("The issuer lets everybody in; it listens on this machine only")
    app = create_issuer(IssuerConfig(f"http://localhost:{port}"))
    make_server(host, port, app, threaded=True).serve_forever()


def _add_switches(app: Flask, sides: list[Side]) -> None:
    def told() -> ResponseReturnValue:
        return jsonify({"faults": FAULTS, "on": {side.key: side.faults.on() for side in sides}})

    def switch() -> ResponseReturnValue:
        wanted: Any = request.get_json()
        try:
            for side in sides:
                side.faults.switch(wanted.get(side.key, []))
        except (AttributeError, TypeError, ValueError) as error:
            abort(400, f'Send {{"google": ["fault", …], "microsoft": […]}}: {error}')
        return told()

    app.add_url_rule("/faults", "faults", told, methods=["GET"])
    app.add_url_rule("/faults", "switch_faults", switch, methods=["PUT"])


def _refuse_strangers() -> None:
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104 (an address to refuse)  # nosec B104
        abort(403, _("This issuer answers on its own machine only."))


def _protect(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _problem(error: HTTPException) -> ResponseReturnValue:
    return render_template("problem.html", message=error.description), error.code or 500
