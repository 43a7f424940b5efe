"""The endpoints of one provider: discovery, keys, the page to choose a persona on, and the token endpoint."""

from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.issuer import tokens
from hub.issuer.grants import Asked, Grants
from hub.issuer.people import PEOPLE, Persona, with_hint
from hub.issuer.sides import Side

__all__ = ["blueprint"]


def blueprint(side: Side, client_id: str, client_secret: str) -> Blueprint:
    """Make the endpoints of a provider, for one client."""
    bp = Blueprint(side.key, __name__)
    grants = Grants()

    @bp.get(side.discovery)
    def discovery() -> ResponseReturnValue:
        return jsonify(side.metadata())

    @bp.get(f"{side.root}/keys")
    def keys() -> ResponseReturnValue:
        return jsonify(side.keys.published())

    @bp.get(f"{side.root}/authorize")
    def authorize() -> ResponseReturnValue:
        asked = _asked(client_id)
        persona = with_hint(side.key, request.args.get("login_hint", ""))
        if persona is not None:
            return _back(side, asked, {"code": grants.give(asked, persona)})
        people = [each for each in PEOPLE if side.key in each.sides]
        return render_template("choose.html", side=side, people=people, client=_host(asked.redirect_uri))

    @bp.post(f"{side.root}/authorize")
    def choose() -> ResponseReturnValue:
        asked = _asked(client_id)
        chosen = request.form.get("persona", "")
        if not chosen:
            return _back(side, asked, {"error": "access_denied", "error_description": "The person went back."})
        persona: Persona = with_hint(side.key, chosen) or abort(400, _("There is no such persona."))
        return _back(side, asked, {"code": grants.give(asked, persona)})

    @bp.get(f"{side.root}/signed-out")
    def signed_out() -> ResponseReturnValue:
        back = request.args.get("post_logout_redirect_uri", "")
        return render_template("signed_out.html", side=side, back=back if _is_local(back) else "")

    @bp.post(f"{side.root}/token")
    def token() -> ResponseReturnValue:
        if "token_500" in side.faults:
            abort(500)
        if not _is_client(client_id, client_secret):
            return jsonify({"error": "invalid_client"}), 401
        form = request.form
        granted = grants.redeem(form.get("code", ""), form.get("redirect_uri", ""), form.get("code_verifier", ""))
        if form.get("grant_type") != "authorization_code" or granted is None:
            return jsonify({"error": "invalid_grant"}), 400
        return jsonify(tokens.answer(side, client_id, granted)), 200, {"Cache-Control": "no-store"}

    return bp


def _asked(client_id: str) -> Asked:
    args = request.args
    if args.get("client_id") != client_id:
        abort(400, _("This client is not known here."))
    if not _is_local(args.get("redirect_uri", "")):
        abort(400, _("The redirect address must be on this machine."))
    if args.get("response_type") != "code" or "openid" not in args.get("scope", "").split():
        abort(400, _("Only the code flow of OpenID Connect is offered."))
    if args.get("code_challenge_method") != "S256" or len(args.get("code_challenge", "")) != 43:
        abort(400, _("PKCE with S256 is demanded."))
    if not args.get("state") or not args.get("nonce"):
        abort(400, _("State and nonce are demanded."))
    return Asked(
        redirect_uri=args["redirect_uri"],
        state=args["state"],
        nonce=args["nonce"],
        challenge=args["code_challenge"],
        wants_auth_time="max_age" in args or "auth_time" in args.get("claims", ""),
    )


def _back(side: Side, asked: Asked, told: dict[str, str]) -> ResponseReturnValue:
    told = {**told, "state": asked.state}
    if side.tells_issuer:
        told["iss"] = "https://elsewhere.example" if "answer_iss" in side.faults else side.issuer
    return redirect(f"{asked.redirect_uri}?{urlencode(told)}", 303)


def _is_client(client_id: str, client_secret: str) -> bool:
    given = request.authorization
    name, secret = (given.username, given.password) if given else ("", "")
    name, secret = request.form.get("client_id", name or ""), request.form.get("client_secret", secret or "")
    return compare_digest(name.encode(), client_id.encode()) and compare_digest(secret.encode(), client_secret.encode())


def _is_local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _host(address: str) -> str:
    return urlsplit(address).netloc
