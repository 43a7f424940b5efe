"""What axe-core finds on a page that could keep somebody from using it."""

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.widths import measured

__all__ = ["found_in_the_dark", "found_in_the_light"]

ALL_RULES = {"rules": {"target-size": {"enabled": True}}}
"""Every rule, also the one of WCAG 2.2 that axe leaves out unless it is asked for."""
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""All that a colour scheme can change."""
OPTIONS = {"resultTypes": ["violations"], "preload": False}
"""Nothing is fetched from within the page: its policy forbids it."""
EVERYTHING, WORDS = {"rows": 26, "parts": 9}, {"rows": 9, "parts": 4}
"""From which row and part of a table on they are put aside: sooner where only the words are not those of before."""
ALIKE = ".report tr > :nth-child(n+5):nth-last-child(n+4), tbody tr:nth-child(n+{rows}), tbody:nth-of-type(n+{parts})"
"""Months beside each other, rows and parts of a table are all alike, and axe takes its time for each."""
BRING = f"() => {{ {AXE_SCRIPT} }}"
RUN = """async () => {
  if (!globalThis.axe) return null;
  const aside = [...document.querySelectorAll(ALIKE)].map(each => ({each, place: document.createComment("")}));
  for (const {each, place} of aside) each.replaceWith(place);
  try {
    return (await axe.run(OPTIONS)).violations;
  } finally {
    for (const {each, place} of aside.reverse()) place.replaceWith(each);
  }
}"""
MOST = 4
"""Places that are told of each rule: the others are mended with them."""


def found_in_the_light(page: Page, *, only_words: bool = False) -> list[str]:
    """Ask axe everything, and give a line for each of the first places that break a rule."""
    return _found(page, ALL_RULES, WORDS if only_words else EVERYTHING)


def found_in_the_dark(page: Page, *, only_words: bool = False) -> list[str]:
    """Ask axe what a page that was looked at in the light must be asked once more."""
    return _found(page, COLOURS, WORDS if only_words else EVERYTHING)


def _found(page: Page, rules: dict[str, Any], most: dict[str, int]) -> list[str]:
    """Ask axe, which is put into the page from outside, once: the page's own policy lets no such script in.

    A page that loads itself again meanwhile has no axe in it any more, and is asked from the beginning.
    """
    run = RUN.replace("ALIKE", json.dumps(ALIKE.format(**most))).replace("OPTIONS", json.dumps(OPTIONS | rules))
    while (violations := measured(page, run)) is None:
        measured(page, BRING)
    return [line for each in violations for line in _places(each)]


def _places(violation: dict[str, Any]) -> list[str]:
    """Name the first places that break a rule."""
    nodes = violation["nodes"]
    return [
        f"{violation['id']} ({violation['impact']}, {len(nodes)}): {' '.join(map(str, node['target']))} "
        f"{node['html'][:160]} {(node['any'] or node['all'] or node['none'])[0]['message']}"
        for node in nodes[:MOST]
    ]
