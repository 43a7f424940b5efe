"""Which accounts the environment accepts. For Admins."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.access import service
from hub.access.errors import LocksOut, LocksOutOneself
from hub.access.service import Rule
from hub.db import transaction
from hub.sdk.errors import Refused, UserFault
from hub.sdk.identity import IdentityProvider
from hub.texts import shown
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.csrf import submitted
from hub.web.security import admin_required, recent_sign_in
from tenants.errors import NotAdmin

__all__ = ["bp"]

bp = Blueprint("access", __name__)


@bp.get("/access")
@admin_required
def index() -> ResponseReturnValue:
    """Show whose accounts are accepted."""
    return _page()


@bp.post("/access/allow")
@admin_required
@recent_sign_in
def allow() -> ResponseReturnValue:
    """Accept the accounts of an organisation, and no others but those that are listed."""
    entered = submitted()
    try:
        rule = _rule(entered)
    except UserFault as error:
        return _page(entered=entered, errors={"organisation": [str(shown(error.message))]}), 422
    return _carry_out(service.allow, rule)


@bp.post("/access/disallow")
@admin_required
@recent_sign_in
def disallow() -> ResponseReturnValue:
    """Take an organisation off the list."""
    entered = submitted()
    return _carry_out(service.disallow, Rule(entered.get("provider", ""), entered.get("organisation", "")))


def _carry_out(change: Callable[..., None], rule: Rule) -> ResponseReturnValue:
    confirmed = submitted().get("confirmed") == "1"
    try:
        with transaction(g.tenant.id) as db:
            change(db, g.tenant.id, rule, actor(), confirmed=confirmed)
            rules = service.rules(db, g.tenant.id)
    except NotAdmin:
        raise Refused(_("Only an Admin of this environment can do this. Ask one of its Admins.")) from None
    except LocksOutOneself:
        return _page(refused=True), 422
    except LocksOut as loss:
        return _confirm(change, rule, loss.names)
    flash(
        _("Saved. Other accounts are signed out and do not get in.")
        if rules
        else _("Saved. Every account of a member gets in.")
    )
    return redirect(url_for("access.index"), 303)


def _confirm(change: Callable[..., None], rule: Rule, names: Sequence[str]) -> str:
    adds = change is service.allow
    return render_template(
        "access/confirm.html",
        rule=rule,
        names=names,
        endpoint="access.allow" if adds else "access.disallow",
        adds=adds,
        provider=_provider(rule.provider),
    )


def _page(**facts: Any) -> str:
    with transaction(g.tenant.id) as db:
        rules = service.rules(db, g.tenant.id)
    return render_template("access/index.html", rules=rules, providers=_providers(), own=_own(rules), **facts)


def _own(rules: Sequence[Rule]) -> Rule | None:
    """Suggest the Admin's own organisation, where it is not listed."""
    identity = current_user.identity
    if not identity.organisation or identity.provider not in _providers():
        return None
    rule = Rule(identity.provider, identity.organisation.lower(), identity.guest)
    return (
        None
        if any((each.provider, each.organisation) == (rule.provider, rule.organisation) for each in rules)
        else rule
    )


def _rule(entered: dict[str, str]) -> Rule:
    """Read the form.

    :raises UserFault: what was entered is no organisation
    """
    provider = _provider(entered.get("provider", ""))
    organisation = provider.organisation(entered.get("organisation", ""))
    return Rule(provider.key, organisation, entered.get("guests") == "1")


def _providers() -> dict[str, IdentityProvider]:
    return {key: each for key, each in hub().plugins.known_providers.items() if each.organisation_label}


def _provider(key: str) -> IdentityProvider:
    return _providers().get(key) or abort(404)
