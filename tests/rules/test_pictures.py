"""The README shows what a test run has left, whole and in the sizes that it was taken in."""

import re
import struct
from pathlib import Path

from tests.journeys.pictures import WINDOWS
from tests.rules.texts import PROJECT

FOLDER = Path("tests/journeys/pictures")
SHOWN = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")


def size_of(picture: Path) -> tuple[int, int]:
    """Read width and height from the head of a PNG."""
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


def test_the_readme_shows_every_picture_that_the_main_job_takes_and_no_other():
    shown = SHOWN.findall((PROJECT / "README.md").read_text())
    assert sorted(shown) == sorted(f"{FOLDER}/{name}.png" for name in WINDOWS)


def test_every_picture_is_there_in_its_size_and_no_other():
    assert {each.stem: size_of(each) for each in (PROJECT / FOLDER).iterdir()} == WINDOWS
