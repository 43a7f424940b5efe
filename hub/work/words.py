"""What each kind of work does, in plain words."""

from flask_babel import gettext as _

from hub.activation.tasks import ANNOUNCE
from hub.closing.tasks import CLOSE
from hub.connectors.tasks import RELEASE, SYNC
from hub.notices.tasks import TELL
from hub.reports.tasks import BUILD
from hub.sentinel.tasks import EXAMINE
from hub.webhooks.tasks import SUBSCRIBE

__all__ = ["title"]


def title(kind: str, company: str) -> str:
    """Say what a job does.

    :param company: whose books it is about
    """
    company = company or _("a company")
    told = {
        SYNC: _("Read the books of %(company)s", company=company),
        EXAMINE: _("Examine what the key of %(company)s may read", company=company),
        SUBSCRIBE: _("Ask the accounting system of %(company)s to tell when rights change", company=company),
        RELEASE: _("Tell the accounting system that %(company)s is detached, and destroy its key", company=company),
        TELL: _("Tell the Admins by mail what is wrong, or over"),
        BUILD: _("Build the file of a report"),
        CLOSE: _("Close this environment"),
        ANNOUNCE: _("Tell the company by mail that this environment was opened"),
    }
    return told.get(kind) or _("Other work in the background (%(kind)s)", kind=kind)
