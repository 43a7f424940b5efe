"""One of the twins, as somebody who asks for a page could name it: every id and address that could be put anywhere."""

import secrets
from collections.abc import Iterator, Mapping
from uuid import UUID, uuid4

__all__ = ["Side", "canary_of", "pay_canary_of", "secret_of"]


class Side(Mapping[str, str]):
    """The ids of a tenant by what they are of, as they stand in addresses and forms."""

    def __init__(self, name: str, ids: Mapping[str, object]) -> None:
        self.name = name
        self._ids = {key: str(value) for key, value in ids.items()}

    def __getitem__(self, key: str) -> str:
        return self._ids[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __repr__(self) -> str:
        return self.name

    def unknown(self) -> "Side":
        """Give ids that look the same and are nobody's."""
        return Side("unknown", {key: _like(value) for key, value in self._ids.items()})


def canary_of(name: str) -> str:
    """Give the word that stands in everything a twin has, and nowhere else."""
    return f"kanaria{name}qzx"


def pay_canary_of(name: str) -> str:
    """Give the word that stands in names and texts of a twin's salaries."""
    return f"palkkasalaisuus{name}qzx"


def secret_of(name: str) -> str:
    """Give the word that stands in a twin's keys: no answer may ever have it."""
    return f"avain{name}qzx"


def _like(value: str) -> str:
    try:
        UUID(value)
    except ValueError:
        if "@" in value:
            return f"nobody-{secrets.token_hex(4)}@nowhere.example"
        end = ".example" if value.endswith(".example") else ""
        return f"nobody-{secrets.token_hex(4)}{end}"
    return str(uuid4())
