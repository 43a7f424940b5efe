"""The demo's page of kept mail."""

import html
import re

from tests.journeys.demo import Demo, eventually

__all__ = ["code_for", "letter_to", "letters_to"]

CODE = r"\b\d{6}\b"
LETTER = re.compile(r"<h2>(.*?)</h2>.*?To (\S+?)</p>.*?mail-body\">(.*?)</p>", re.DOTALL)


def letters_to(demo: Demo, recipient: str) -> list[str]:
    """Give subject and body of every message to somebody, the newest first."""
    page = demo.ask("/demo/mails").text
    found = [tuple(map(html.unescape, parts)) for parts in LETTER.findall(page)]
    return [f"{subject}\n{body}" for subject, to, body in found if to == recipient]


def letter_to(demo: Demo, recipient: str, pattern: str) -> str:
    """Wait for a message in which something is found, and give the newest: others may come at any time."""

    def look() -> str:
        return next((each for each in letters_to(demo, recipient) if re.search(pattern, each)), "")

    return eventually(look, f"a message to {recipient} with {pattern}")


def code_for(demo: Demo, recipient: str) -> str:
    """Wait for a message with a one-time code, and read the code."""
    return re.findall(CODE, letter_to(demo, recipient, CODE))[0]
