"""Whoever installs the hub as a package gets every file of it: pages and catalogues, not modules only."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from tests.rules.texts import PROJECT

PACKAGES = ("hub", "tenants", "plugins")
MADE = shutil.ignore_patterns("__pycache__", "*.egg-info")


def files_of(folder: Path) -> set[str]:
    """List the files of the packages in a folder, but for what Python makes of them."""
    found = {path for package in PACKAGES for path in (folder / package).rglob("*") if path.is_file()}
    return {str(path.relative_to(folder)) for path in found if "__pycache__" not in path.parts}


def test_an_installed_hub_has_every_file_of_the_source(tmp_path: Path):
    for name in PACKAGES:
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=MADE)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, tmp_path / name)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index"]
    subprocess.run([*build, "--wheel-dir", tmp_path / "made", tmp_path], check=True, timeout=600)
    (wheel,) = (tmp_path / "made").glob("*.whl")
    with ZipFile(wheel) as installed:
        assert files_of(tmp_path) - set(installed.namelist()) == set()
