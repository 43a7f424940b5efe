"""Everything that a running demo leaves behind where somebody else might read it."""

import json
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from hub.config import HubSettings
from hub.embedded import postgres, valkey
from hub.ledger import models as ledger
from tenants.orm import Base

__all__ = ["Place", "arguments", "database", "logs", "passwords", "queue"]

FIGURES = {mapper.local_table.name for mapper in Base.registry.mappers if mapper.class_.__module__ == ledger.__name__}
"""Tables of the books."""


@dataclass(frozen=True)
class Place:
    """Some bytes, and where they were found.

    :param has_figures: they are full of numbers
    """

    name: str
    content: bytes
    has_figures: bool = False


def logs(folder: Path) -> Iterator[Place]:
    """Give what every process of a demo has written about itself."""
    for path in [folder / "demo.err", *sorted((folder / "logs").iterdir())]:
        yield Place(f"log {path.name}", path.read_bytes())


def queue(settings: HubSettings, folder: Path) -> Iterator[Place]:
    """Give everything that the queue holds, and everything it was ever told: its file of commands is never cut here."""
    with redis.Redis.from_url(settings.redis_url or "") as connection:
        held = b"\n".join(_unpacked(part) for key in connection.scan_iter() for part in _parts(connection, key))
        yield Place("queue, as it stands", held)
    for path in sorted((valkey.start(folder).folder / "appendonlydir").iterdir()):
        told = b"\n".join(map(_unpacked, _arguments(path.read_bytes())))
        yield Place(f"queue, {path.suffix} file", told)


def database(folder: Path) -> Iterator[Place]:
    """Give every row of every table, past all walls, as a backup has them."""
    with psycopg.connect(postgres.start(folder).superuser_url.replace("+psycopg", "")) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        for (table,) in tables:
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as rows:
                content = b"".join(map(bytes, rows))
            yield Place(f"table {table}", _readable(content), table in FIGURES)


def arguments() -> Place:
    """Give the arguments of every process of this machine, which every user of it can read."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, check=True)
    return Place("arguments of processes", listed.stdout)


def passwords(folder: Path) -> dict[str, str]:
    """Give the passwords of the embedded servers, by account."""
    home = postgres.start(folder).folder.parent
    told = [json.loads(path.read_text()) for path in sorted(home.glob("*.passwords.json"))]
    return {account: password for each in told for account, password in each.items()}


def _parts(connection: redis.Redis, key: bytes) -> Iterator[bytes]:
    """Give all texts that are kept under a key."""
    yield key
    match connection.type(key):
        case b"string":
            yield connection.get(key) or b""
        case b"hash":
            for pair in connection.hgetall(key).items():
                yield from pair
        case b"list":
            yield from connection.lrange(key, 0, -1)
        case b"set":
            yield from connection.smembers(key)
        case b"zset":
            yield from connection.zrange(key, 0, -1)
        case b"stream":
            yield repr(connection.xrange(key)).encode()
        case b"none":
            return  # gone since it was listed
        case unknown:
            raise AssertionError(f"nobody knows how to read a {unknown!r}")


def _arguments(told: bytes) -> Iterator[bytes]:
    """Read the arguments of commands out of a file of them (`$<length>`, line, the bytes); what is none comes whole."""
    place = 0
    while place < len(told):
        end = told.find(b"\r\n", place)
        line = told[place:end]
        if told[place : place + 1] == b"$" and line[1:].isdigit():
            length = int(line[1:])
            yield told[end + 2 : end + 2 + length]
            place = end + 4 + length
        elif told[place : place + 1] in b"*#" and end != -1:
            place = end + 2
        else:
            yield told[place:]
            return


def _unpacked(value: bytes) -> bytes:
    """Unpack what RQ has packed: the job itself."""
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def _readable(content: bytes) -> bytes:
    """Add what binary columns say, which COPY writes as hexadecimal digits; also what they say when unpacked."""
    cells = [cell[3:] for line in content.split(b"\n") for cell in line.split(b"\t") if cell.startswith(b"\\\\x")]
    return b"\n".join([content, *(bytes.fromhex(cell.decode()) for cell in cells)])
