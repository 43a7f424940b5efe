"""Every kind of deed that is recorded: its stable name, and the sentence that tells of it.

Names are the subject first, then what became of it, and are never given another meaning: they are in files that were
exported. A sentence has ``%(actor)s`` and ``%(subject)s``; a deed without a sentence cannot be recorded.
"""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

__all__ = ["ACTIONS", "KINDS", "Kind", "UnknownAction", "kind_of", "sentence_of"]


class UnknownAction(ValueError):
    """A deed has no name in the registry. A fault in the program."""


class Kind(StrEnum):
    """What an Admin chooses from when looking for something."""

    ENVIRONMENT = "environment"
    COMPANIES = "companies"
    MEMBERS = "members"
    SIGN_INS = "sign-ins"
    FILES = "files"
    KEYS = "keys"


KINDS: dict[Kind, LazyString] = {
    Kind.ENVIRONMENT: _l("Environment"),
    Kind.COMPANIES: _l("Companies and connections"),
    Kind.MEMBERS: _l("Members and rights"),
    Kind.SIGN_INS: _l("Sign-ins"),
    Kind.FILES: _l("Files taken out"),
    Kind.KEYS: _l("Keys"),
}

ACTIONS: dict[Kind, dict[str, LazyString]] = {
    Kind.ENVIRONMENT: {
        "tenant.opened": _l("%(actor)s opened the environment %(subject)s."),
        "tenant.closing_ordered": _l("%(actor)s ordered the environment %(subject)s to be closed."),
        "tenant.closed": _l("%(actor)s closed the environment %(subject)s and erased its books and keys."),
    },
    Kind.COMPANIES: {
        "activation.arrived": _l("%(actor)s came from the store %(subject)s with a request to activate."),
        "activation.arrival_refused": _l("%(actor)s came from the store %(subject)s with a request that was refused."),
        "activation.foreign_arrival": _l("%(actor)s opened an activation that somebody else began in the store."),
        "activation.code_sent": _l("%(actor)s had a code sent to prove to be who activated in the store."),
        "activation.code_refused": _l("%(actor)s entered a wrong or used code for an activation."),
        "activation.identified": _l("%(actor)s proved to be who activated in the store."),
        "activation.superseded": _l("%(actor)s activated anew, and what had been entered before went along."),
        "activation.confirmed": _l("%(actor)s confirmed an activation."),
        "activation.declined": _l("%(actor)s declined an activation."),
        "activation.company_rejected": _l("%(actor)s left %(subject)s out of an activation."),
        "activation.company_refused": _l("%(actor)s could not connect %(subject)s."),
        "company.attach_asked": _l("%(actor)s asked the Admins to connect %(subject)s."),
        "connection.attached": _l("%(actor)s connected %(subject)s."),
        "connection.key_replaced": _l("%(actor)s replaced the key of %(subject)s."),
        "connection.approval_refused": _l("%(actor)s brought an approval of %(subject)s that is worth nothing here."),
        "connection.needs_key": _l("%(actor)s stopped reading %(subject)s: its key is no longer accepted."),
        "connection.detached": _l("%(actor)s detached %(subject)s and kept its figures."),
        "connection.detached_and_erased": _l("%(actor)s detached %(subject)s and had its figures erased."),
        "connection.key_destroyed": _l("%(actor)s destroyed the key of %(subject)s."),
        "account.moved": _l("%(actor)s moved the account %(subject)s to another line of the statements."),
        "account.moved_back": _l("%(actor)s put the account %(subject)s back on its standard line."),
        "connection.erased": _l("%(actor)s destroyed the key of %(subject)s and erased its figures."),
    },
    Kind.MEMBERS: {
        "member.left": _l("%(actor)s left the environment."),
        "member.removed": _l("%(actor)s removed %(subject)s from the members."),
        "member.role_changed": _l("%(actor)s changed the role of %(subject)s."),
        "member.payroll_detail_granted": _l("%(actor)s let %(subject)s see salaries by name."),
        "member.payroll_detail_withdrawn": _l("%(actor)s took the right to see salaries by name from %(subject)s."),
        "member.sessions_ended": _l("%(actor)s signed %(subject)s out everywhere in this environment."),
        "invitation.sent": _l("%(actor)s invited %(subject)s."),
        "invitation.sent_again": _l("%(actor)s sent the invitation of %(subject)s once more."),
        "invitation.withdrawn": _l("%(actor)s withdrew the invitation of %(subject)s."),
        "invitation.accepted": _l("%(actor)s accepted the invitation of %(subject)s and joined."),
        "invitation.refused": _l("%(actor)s brought an invitation that was refused."),
        "access.changed": _l("%(actor)s changed which organisations' accounts may enter."),
        "access.refused": _l("%(actor)s was refused: the environment does not take this account."),
    },
    Kind.SIGN_INS: {
        "session.began": _l("%(actor)s signed in."),
        "session.refused": _l("%(actor)s was not signed in by %(subject)s."),
        "session.stepped_up": _l("%(actor)s signed in once more to do something that needs it."),
        "session.ended": _l("%(actor)s signed out."),
        "session.ended_by_owner": _l("%(actor)s ended another session of their own."),
        "person.disabled": _l("%(actor)s shut %(subject)s out of the hub and ended every session."),
        "person.enabled": _l("%(actor)s let %(subject)s into the hub again."),
        "identity.linked": _l("%(actor)s linked the account %(subject)s."),
        "identity.link_refused": _l("%(actor)s was refused to link the account %(subject)s."),
        "identity.unlinked": _l("%(actor)s took away the linked account %(subject)s."),
        "environment.entered": _l("%(actor)s entered the environment."),
        "environment.entry_refused": _l("%(actor)s was refused to enter the environment %(subject)s."),
        "environment.left": _l("%(actor)s left the environment's pages and signed out there."),
        "handoff.refused": _l("%(actor)s brought a link to sign in that is worth nothing here."),
        "handoff.code_reused": _l("A link to sign in was used a second time; the session it had made was ended."),
        "limit.reached": _l("%(actor)s tried too often: %(subject)s."),
    },
    Kind.FILES: {
        "report.ordered": _l("%(actor)s ordered a file of %(subject)s."),
        "report.downloaded": _l("%(actor)s downloaded %(subject)s."),
        "audit.exported": _l("%(actor)s exported the audit log."),
    },
    Kind.KEYS: {
        "key.rotated": _l("%(actor)s gave the environment a new data key."),
        "key.destroyed": _l("%(actor)s destroyed an old data key of the environment; nothing is sealed with it."),
        "keys.rotated": _l("%(actor)s moved the keys of all environments to the hub's newest key."),
    },
}
_SENTENCES = {name: sentence for of_kind in ACTIONS.values() for name, sentence in of_kind.items()}
_KIND_OF = {name: kind for kind, of_kind in ACTIONS.items() for name in of_kind}


def kind_of(action: str) -> Kind:
    """Tell which kind of deed it is.

    :raises UnknownAction: the registry has no such name
    """
    try:
        return _KIND_OF[action]
    except KeyError:
        raise UnknownAction(f"{action} is not in hub.audit.actions") from None


def sentence_of(action: str) -> str:
    """Give the sentence of a deed in the reader's language, its places still open.

    A name that this version does not know any more stands for itself.
    """
    return str(_SENTENCES[action]) if action in _SENTENCES else "%(actor)s: " + action.replace("%", "%%")
