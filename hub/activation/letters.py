"""The messages of an activation."""

from dataclasses import dataclass

from hub.sdk.identity import Identity
from hub.sdk.texts import text as _

__all__ = ["Letter", "asking", "code", "opened", "ready"]


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


def opened(company: tuple[str, str], address: str, founder: tuple[str, str], support: str) -> Letter:
    """Tell a company that an environment was opened in its name, and what to do if it did not want that.

    :param company: its name and business id
    :param founder: name and e-mail address of who opened it and became its Admin
    """
    name, business_id = (_plain(each) for each in company)
    return Letter(
        subject=_("Hub was opened for %(company)s", company=name),
        body=_(
            "%(founder)s (%(email)s) has activated Hub for %(company)s, business id %(business_id)s. Hub reads the "
            "company's accounting and shows it as reports at %(address)s\n\n"
            "%(founder)s is the environment's first Admin and decides who else sees the reports.\n\n"
            "If this is as it should be, have a second Admin named, so that the company keeps its access when one of "
            "them is away.\n\n"
            "If nobody in the company wanted this, take Hub's key away in the accounting system, which stops it at "
            "once, and tell whoever runs this hub: %(support)s. They close and erase the environment for whoever "
            "proves the right to speak for the company.\n",
            founder=_plain(founder[0]),
            email=_plain(founder[1] or "?"),
            company=name,
            business_id=business_id,
            address=address,
            support=support.removeprefix("mailto:"),
        ),
    )


def ready(company: str, address: str, support: str) -> Letter:
    """Tell the first Admin that an operator has opened the environment, and what comes next."""
    return Letter(
        subject=_("The environment of %(company)s is open", company=_plain(company)),
        body=_(
            "You are the first Admin of the environment of %(company)s in Hub: %(address)s\n\n"
            "Sign in there with the account that you named to us, choose Connections, and connect the company's books "
            "by signing in to the accounting system. The reports then appear by themselves.\n\n"
            "If you did not ask for this, tell us: %(support)s\n",
            company=_plain(company),
            address=address,
            support=support.removeprefix("mailto:"),
        ),
    )


def _plain(text: str) -> str:
    """Keep a name that somebody else chose on one line."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:120]
