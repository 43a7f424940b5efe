"""The demo's page of kept mail."""

import html
import re

from tests.journeys.demo import Demo, eventually

__all__ = ["code_for", "letters_to"]

LETTER = re.compile(r"<h2>(.*?)</h2>.*?To (\S+?)</p>.*?mail-body\">(.*?)</p>", re.DOTALL)


def letters_to(demo: Demo, recipient: str) -> list[str]:
    """Give subject and body of every message to somebody, the newest first."""
    page = demo.ask("/demo/mails").text
    found = [tuple(map(html.unescape, parts)) for parts in LETTER.findall(page)]
    return [f"{subject}\n{body}" for subject, to, body in found if to == recipient]


def code_for(demo: Demo, recipient: str) -> str:
    """Wait for a message with a one-time code, and read the code."""
    letters = eventually(lambda: letters_to(demo, recipient), f"a message to {recipient}")
    found = re.search(r"\b\d{6}\b", letters[0])
    assert found, letters[0]
    return found[0]
