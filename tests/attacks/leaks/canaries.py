"""Secrets that are known to be secret, and finding them in a heap of bytes in whatever form they were put there."""

import base64
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

__all__ = ["SHORTEST", "Canaries"]

SHORTEST = 12
"""Bytes of a secret by which it is known; what is shorter would be found everywhere by chance."""
_JWT = re.compile(rb"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*")


class Canaries:
    """Secrets, each with what it is; a second one of the same kind is counted, not named."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}
        self._codes: dict[bytes, str] = {}
        self._forms: defaultdict[bytes, list[tuple[bytes, str]]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._secrets) + len(self._codes)

    @property
    def kinds(self) -> set[str]:
        """What has been planted, by kind."""
        return {*self._secrets.values(), *self._codes.values()}

    def plant(self, kind: str, secret: str) -> None:
        """Remember a secret.

        :raises ValueError: it is too short to be known from chance
        """
        if len(secret) < SHORTEST:
            raise ValueError(f"A {kind} of {len(secret)} characters would be found by chance")
        if secret in self._secrets:
            return
        self._secrets[secret] = kind
        for form, text in _forms(secret):
            self._forms[text[:SHORTEST]].append((text, f"{kind} ({form})"))

    def plant_code(self, kind: str, digits: str) -> None:
        """Remember a one-time code, which is known only where it stands alone and where no figures are."""
        self._codes[digits.encode()] = kind

    def found_in(self, heap: bytes, *, has_figures: bool = False) -> set[str]:
        """Name what is in a heap of bytes, and in which form; also every signed token, planted or not.

        :param has_figures: it is full of numbers, among which one-time codes are not looked for
        """
        found = {f"signed token {heap[each.start() : each.start() + 8]!r}…" for each in _JWT.finditer(heap)}
        forms = self._forms
        for place in range(len(heap) - SHORTEST + 1):
            if (candidates := forms.get(heap[place : place + SHORTEST])) is not None:
                found |= {name for text, name in candidates if heap.startswith(text, place)}
        if not has_figures:
            found |= {kind for digits, kind in self._codes.items() if _stands_alone(digits).search(heap)}
        return found


def _forms(secret: str) -> Iterator[tuple[str, bytes]]:
    plain = secret.encode()
    told = {"plain": plain, "hex": plain.hex().encode(), "HEX": plain.hex().upper().encode()}
    told |= {"in an address": quote(secret, safe="").encode(), "in a form": quote_plus(secret).encode()}
    told |= {"in JSON": json.dumps(secret)[1:-1].encode(), "in a page": html.escape(secret).encode()}
    for offset in range(3):
        # what stands before and after it changes the first and the last characters only
        first, end = -(-offset * 8 // 6), (offset + len(plain)) * 8 // 6
        kept = base64.b64encode(b"\0" * offset + plain)[first:end]
        told |= {f"base64 at {offset}": kept, f"base64url at {offset}": kept.translate(bytes.maketrans(b"+/", b"-_"))}
    seen: set[bytes] = set()
    for form, text in told.items():
        if text not in seen and len(text) >= SHORTEST:
            seen.add(text)
            yield form, text


def _stands_alone(digits: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![\w.:+-])" + digits + rb"(?![\w.:-])")
