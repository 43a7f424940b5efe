"""What a notice says, on pages and in letters; neither names an amount."""

from hub.notices.models import Kind
from hub.sdk.texts import text as _

__all__ = ["begun", "over", "said"]


def said(kind: Kind, company: str) -> str:
    """Say what is wrong and what it does to the figures."""
    match kind:
        case Kind.PROOF_DIFFERS:
            return _("%(company)s: figures differ from the accounting system's own totals.", company=company)
        case Kind.RIGHTS_MISSING:
            return _("%(company)s: the key does not read everything, so figures are incomplete.", company=company)
        case Kind.KEY_REFUSED:
            return _("%(company)s: nothing new is read until a new key is entered.", company=company)
        case Kind.SYNC_FAILED:
            return _("%(company)s: the last sync failed; what is newer is missing from the figures.", company=company)


def begun(kind: Kind, company: str, environment: str, address: str) -> tuple[str, str]:
    """Write to an Admin that something is wrong; gives subject and body.

    :param address: of the page on which it is mended
    """
    what = said(kind, company)
    body = _(
        "%(what)s\n\nSee what is to be done: %(address)s\n\n"
        "You get this once, as an Admin of the environment “%(environment)s”, and one more message when it is over.\n",
        what=what,
        address=address,
        environment=environment,
    )
    return what, body


def over(kind: Kind, company: str, environment: str, address: str) -> tuple[str, str]:
    """Write to an Admin that something is over; gives subject and body."""
    subject = _("Over: %(what)s", what=said(kind, company))
    body = _(
        "This has been over for an hour:\n\n%(what)s\n\n"
        "Nothing needs to be done. The figures of the environment “%(environment)s”: %(address)s\n",
        what=said(kind, company),
        address=address,
        environment=environment,
    )
    return subject, body
