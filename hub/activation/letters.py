"""The messages of an activation."""

from dataclasses import dataclass

from flask_babel import gettext as _

from hub.sdk.identity import Identity

__all__ = ["Letter", "asking", "code"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain text message."""

    subject: str
    body: str


def code(digits: str, identity: Identity) -> Letter:
    """Carry a one-time code to the initiator, and say who asked for it."""
    return Letter(
        subject=_("Your code for Hub"),
        body=_(
            "Somebody is activating Hub from the store with the request that was made in your name.\n\n"
            "They are signed in as %(name)s (%(email)s). If that is you, enter this code within ten minutes:\n\n"
            "    %(code)s\n\n"
            "If it is not you, do nothing and do not pass the code on. Without it nothing is connected.\n",
            name=_plain(identity.name),
            email=_plain(identity.email or "?"),
            code=digits,
        ),
    )


def asking(company: str, environment: str, address: str, asker: Identity) -> Letter:
    """Ask an Admin to connect a company."""
    return Letter(
        subject=_("%(name)s asks to connect %(company)s to Hub", name=_plain(asker.name), company=_plain(company)),
        body=_(
            "%(name)s (%(email)s) activated Hub for %(company)s in the store. The company already has the environment "
            "“%(environment)s”, of which you are an Admin, so only you or another Admin can connect it.\n\n"
            "Nothing was connected. If you want it, do one of these:\n\n"
            "- activate Hub in the store yourself, or connect the company at %(address)s\n"
            "- make %(name)s an Admin of the environment, if they should be one\n\n"
            "If you do not know this person, ask in your company before you do anything.\n",
            name=_plain(asker.name),
            email=_plain(asker.email or "?"),
            company=_plain(company),
            environment=environment,
            address=address,
        ),
    )


def _plain(text: str) -> str:
    """Keep a name that somebody else chose on one line."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:120]
