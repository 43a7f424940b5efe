"""What a link leads to, at the hub's own address: nothing is named before somebody has signed in."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from hub import audit
from hub.db import transaction
from hub.identity import sessions
from hub.identity.sessions import NewSession, SignedIn
from hub.identity.tokens import digest
from hub.invitations import redeeming
from hub.invitations.errors import AlreadyMember, NotOpen, OtherAccountNeeded, OtherAddress, State
from hub.invitations.redeeming import Acceptor, Look
from hub.invitations.views.blueprint import bp
from hub.web import cookies, entrance
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.limits import is_first, limited
from hub.web.security import apex_only, public
from hub.web.signed_in import browser, signed_in

HOUR = 3600
LINK = "/invitations/<uuid:tenant_id>/<token>"


@bp.get(LINK)
@apex_only
@public
@limited("entrance")
def show(tenant_id: UUID, token: str) -> ResponseReturnValue:
    """Show an invitation to whoever has its link, and before the sign-in only that it is one."""
    found = _look(tenant_id, token)
    person = signed_in()
    if found.state != State.OPEN:
        return _ended(found, person)
    if person is None:
        return render_template("invitations/before.html", tenant_id=tenant_id, token=token)
    return _page(found, person, tenant_id=tenant_id, token=token)


@bp.post(f"{LINK}/sign-in")
@apex_only
@public
@limited("entrance")
def sign_in(tenant_id: UUID, token: str) -> ResponseReturnValue:
    """Sign in, or choose another account, and come back to the invitation."""
    path = url_for("invitations.show", tenant_id=tenant_id, token=token)
    return entrance.ask_to_sign_in(path, occasion="invitation")


@bp.post(LINK)
@apex_only
@limited("join")
def join(tenant_id: UUID, token: str) -> ResponseReturnValue:
    """Become a member; the session is a new one afterwards, and the environment opens."""
    person = signed_in()
    assert person is not None  # noqa: S101 - the guard lets nobody else in
    found = _look(tenant_id, token)
    address = hub().settings.tenant_url(found.subdomain)
    try:
        with transaction(tenant_id) as db:
            redeeming.accept(db, tenant_id, token, _acceptor(person), f"{address}/members")
            session_token, _session_id = sessions.replace(db, person, _same(person))
    except NotOpen:
        return _ended(_look(tenant_id, token), person)
    except AlreadyMember:
        return redirect(url_for("invitations.show", tenant_id=tenant_id, token=token), 303)
    except (OtherAddress, OtherAccountNeeded) as refused:
        reason = "address" if isinstance(refused, OtherAddress) else "organisation"
        _note_refusal(tenant_id, token, reason)
        return _page(found, person, tenant_id=tenant_id, token=token, refused=reason), 403
    session.clear()
    answer = redirect(f"{address}/", 303)
    cookies.put(answer, cookies.SESSION, session_token)
    return answer


def _note_refusal(tenant_id: UUID, token: str, reason: str) -> None:
    """Record once an hour that an account was refused with a link: the environment's chain stays as it is for good."""
    person = signed_in()
    account = person.identity_id if person else ""
    if is_first(f"invitation:{digest(token).hex()}:{account}:{reason}", HOUR):
        with transaction(tenant_id) as db:
            audit.record(db, tenant_id, "invitation.refused", details={"reason": reason}, actor=actor())


def _look(tenant_id: UUID, token: str) -> Look:
    person = signed_in()
    with transaction(tenant_id) as db:
        return redeeming.look(db, tenant_id, token, person.person_id if person else None)


def _page(found: Look, person: SignedIn, **facts: Any) -> str:
    address = hub().settings.tenant_url(found.subdomain)
    return render_template("invitations/show.html", found=found, address=address, provider=_provider(person), **facts)


def _ended(found: Look, person: SignedIn | None) -> ResponseReturnValue:
    mine = person is not None and found.acceptor_id == person.person_id
    address = hub().settings.tenant_url(found.subdomain) if mine else ""
    status = 404 if found.state == State.UNKNOWN else 410
    return render_template("invitations/ended.html", state=found.state, mine=mine, address=address), status


def _acceptor(person: SignedIn) -> Acceptor:
    return Acceptor(person.person_id, person.identity_id, person.identity, _provider(person), actor())


def _provider(person: SignedIn) -> str:
    known = hub().plugins.known_providers.get(person.identity.provider)
    return known.label if known else person.identity.provider


def _same(person: SignedIn) -> NewSession:
    """Begin the new session as the old one was: joining proves nothing about the person, and is no sign-in."""
    return NewSession(
        person_id=person.person_id,
        identity_id=person.identity_id,
        host=person.session.host,
        auth_time=person.session.auth_time,
        assurance=person.session.assurance,
        until=person.session.expires_at,
        began_at=person.session.began_at,
        browser=browser(),
    )
