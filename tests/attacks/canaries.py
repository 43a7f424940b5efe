"""Looking for words that must not be somewhere: in every page that can be reached, and in everything that is kept."""

import html
import re
from collections import deque
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

import redis
from sqlalchemy import Engine, text

from tests.attacks.readable import readable
from tests.hub.conftest import HubClient

__all__ = ["amounts_in", "crawl", "kept_in_database", "kept_in_queue", "tables_with"]

LINK = re.compile(r'(?:href|action|src)="([^"]+)"')
VIEW = re.compile(r"(?<=[?&])(from|to|by|against|accounts|form|column|dimension|item|pending)=[^&]*&?")
AMOUNT = re.compile(r"(?<!\d)(?=(\d+(?:[\s\u00a0\u202f,.']\d{3})*[.,]\d\d(?!\d)))")


def crawl(client: HubClient, *starts: str, but: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Open every page, file and script that links lead to on the client's host; gives address and text of each.

    Of pages that differ only in months, columns, form or what is counted or compared one is opened, besides those to
    start at.

    :param but: parts of addresses of what is left out
    """
    known, waiting = set(starts), deque(starts)
    while waiting:
        address = waiting.popleft()
        answer = client.get(address)
        said = readable(answer.data, answer.mimetype)
        yield address, said + str(answer.headers)
        for found in LINK.findall(said) if answer.mimetype == "text/html" else ():
            link = own_path(client, address, html.unescape(found))
            page = VIEW.sub("", link)
            if link and page not in known and not any(each in link for each in but):
                known.add(page)
                waiting.append(link)


def own_path(client: HubClient, page: str, link: str) -> str:
    """Give a link's path and query, if it leads to another page of the same host."""
    there, here = urlsplit(urljoin(client.address + page, link)), urlsplit(client.address)
    if there.netloc != here.netloc or there.scheme != here.scheme or there.path.startswith("/static/"):
        return ""
    return there.path + (f"?{there.query}" if there.query else "")


def amounts_in(said: str) -> set[int]:
    """Read every amount of money in a text, in cents without its sign; in each way that it can be read.

    >>> sorted(amounts_in("1 234,56 and −7.00, 2025-01-31"))
    [700, 23456, 123456]
    >>> sorted(amounts_in("2880,1234.56,x"))
    [123456]
    >>> sorted(amounts_in("2,880.10"))
    [88010, 288010]
    """
    return {int(re.sub(r"\D", "", found)) for found in AMOUNT.findall(html.unescape(said))}


def kept_in_database(owner: Engine) -> dict[str, str]:
    """Write out every row of every table, past every wall."""
    with owner.connect() as connection:
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        connection.execute(text(";".join(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY' for table in tables)))
        dump = {
            table: "\n".join(connection.execute(text(f'SELECT row::text FROM "{table}" AS row')).scalars())
            for table in tables
        }
        connection.rollback()
    return dump


def kept_in_queue(address: str) -> str:
    """Write out everything that the queue's server has."""
    with redis.Redis.from_url(address) as server:
        return "\n".join(repr(server.dump(key)) + repr(key) for key in server.scan_iter())


def tables_with(words: Iterable[str], dump: dict[str, str]) -> set[str]:
    """Name the tables in which one of the words is written, in letters or as bytes."""
    spelled = [spelling for word in words for spelling in (word, word.encode().hex())]
    return {table for table, rows in dump.items() if any(each in rows for each in spelled)}
