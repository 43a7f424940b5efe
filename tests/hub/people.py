"""Mails that were written, and what is in them."""

import re
from types import ModuleType

from sqlalchemy import select

from hub.models import Mail

__all__ = ["last_link", "mails"]


def mails(db: ModuleType) -> list[Mail]:
    """Give the messages in the order they were written."""
    with db.transaction() as session:
        return list(session.scalars(select(Mail).order_by(Mail.created_at)))


def last_link(db: ModuleType, address: str = "http://hub.localhost:8000") -> str:
    """Give the path of the link in the newest invitation."""
    wanted = re.compile(re.escape(address) + r"(/invitations/\S+)")
    links = [found for each in mails(db) if (found := wanted.search(each.body))]
    return links[-1].group(1)
