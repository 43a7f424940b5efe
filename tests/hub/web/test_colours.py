"""The design system's colours can be told apart: WCAG 2.2, 1.4.3 for text and 1.4.11 for what is no text."""

import re
from pathlib import Path

import pytest

import hub.web

STYLES = (Path(hub.web.__file__).parent / "static" / "hub.css").read_text()
GROUNDS = ("ground", "surface", "sunken")
KINDS = ("accent", "success", "warning", "danger", "info")
TEXTS = [(each, ground) for each in ("ink", "ink-soft", "ink-faint", *KINDS) for ground in GROUNDS]
BADGES = [(each, f"{each}-soft") for each in KINDS] + [("ink", f"{each}-soft") for each in KINDS]
BUTTONS = [("on-accent", each) for each in ("accent", "accent-hover", "success", "success-hover")]
SHAPES = [(each, "surface") for each in ("line-field", "bar", "bar-other")]


def colours(scheme: str) -> dict[str, str]:
    """Read the colours of a scheme; what the dark one does not name is that of the light one."""
    light, dark = (dict(re.findall(r"--([a-z-]+): (#\w{6});", each)) for each in STYLES.split(":root {")[1:3])
    return {"light": light, "dark": {**light, **dark}}[scheme]


def luminance(colour: str) -> float:
    """Give the relative luminance as WCAG 2.2 defines it.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21.

    >>> round(contrast("#ffffff", "#000000"), 1)
    21.0
    """
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXTS + BADGES + BUTTONS, 4.5), (SHAPES, 3.0)], ids=["text", "shapes"])
def test_colours_that_meet_can_be_told_apart(scheme, pairs, least):
    named = colours(scheme)
    ratios = {pair: round(contrast(*(named[each] for each in pair)), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < least} == {}
