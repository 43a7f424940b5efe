"""The messages around an invitation."""

from dataclasses import dataclass

from hub.sdk.identity import Identity
from hub.sdk.texts import text as _

__all__ = ["Letter", "accepted", "invitation"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain text message."""

    subject: str
    body: str


def invitation(inviter: str, environment: str, link: str, days: int) -> Letter:
    """Carry the link."""
    return Letter(
        subject=_(
            "%(name)s invites you to %(environment)s in Hub", name=_plain(inviter), environment=_plain(environment)
        ),
        body=_(
            "%(name)s invites you to the environment “%(environment)s” in Hub, where the company's accounting is read "
            "as reports.\n\n"
            "Open this link and sign in with your work account:\n\n"
            "    %(link)s\n\n"
            "The link works once, within %(days)s days, for whoever opens it: do not pass it on.\n\n"
            "If you do not know the sender, do nothing.\n",
            name=_plain(inviter),
            environment=_plain(environment),
            link=link,
            days=days,
        ),
    )


def accepted(email: str, account: tuple[Identity, str], environment: str, members: str) -> Letter:
    """Tell the Admin who invited which account has accepted.

    :param account: the identity, and the name of its provider
    """
    who, provider = account
    address = _plain(who.email or "?")
    return Letter(
        subject=_("%(name)s has joined %(environment)s", name=_plain(who.name), environment=_plain(environment)),
        body=_(
            "The invitation that you sent to %(invited)s was accepted:\n\n"
            "    Name: %(name)s\n"
            "    E-mail of the account: %(email)s\n"
            "    Account: %(provider)s, %(kind)s\n\n"
            "If this is not the person you meant, remove them from the environment at once: %(members)s\n",
            invited=email,
            name=_plain(who.name),
            email=address if who.email_vouched else _("%(email)s (not verified)", email=address),
            provider=provider,
            kind=_("work account") if who.kind == "work" else _("personal account"),
            members=members,
        ),
    )


def _plain(text: str) -> str:
    """Keep a name that somebody else chose on one line."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:120]
