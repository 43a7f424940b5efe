"""What a deleted data folder leaves below /var/lib is named, and nothing that somebody still uses."""

import os
import shutil
from pathlib import Path

import pytest

from hub.doctor import leftovers
from hub.embedded import folders, orphans, postgres, service_user

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps homes apart from data folders")


@pytest.fixture(autouse=True)
def system(tmp_path, monkeypatch) -> Path:
    """A place of its own in the stead of /var/lib/integration-hub."""
    monkeypatch.setattr(folders, "SYSTEM", tmp_path / "system")
    return tmp_path / "system"


def opened(data_dir: Path) -> Path:
    """Open the home of a data folder as a start does."""
    return folders.open_home(data_dir, service_user.find()).root


def found() -> list[Path]:
    return [each.home for each in orphans.find()]


def test_the_home_of_a_deleted_data_folder_is_named_with_the_command(tmp_path):
    kept, home = opened(tmp_path / "kept"), opened(tmp_path / "deleted")
    assert found() == []
    shutil.rmtree(tmp_path / "deleted")

    (only,) = leftovers.look()

    assert f"{home} keeps the databases of {tmp_path / 'deleted'}" in only.text
    assert only.mend.endswith(f"rm -r {home}")
    assert str(kept) not in only.text


def test_a_data_folder_that_was_moved_leads_to_its_home_again_once_it_was_started(tmp_path):
    home = opened(tmp_path / "before")
    (tmp_path / "before").rename(tmp_path / "after")
    assert opened(tmp_path / "after") == home
    assert found() == []


def test_a_data_folder_that_was_made_anew_does_not_keep_the_old_home(tmp_path):
    home = opened(tmp_path / "data")
    shutil.rmtree(tmp_path / "data")
    assert opened(tmp_path / "data") != home
    assert found() == [home]


def test_a_home_without_an_owner_is_nobodys_to_name(tmp_path, system):
    (system / "homes").mkdir(parents=True)
    (system / "homes" / "somebodys").mkdir()
    assert found() == []


def test_a_home_that_is_removed_while_one_looks_is_none_to_name(tmp_path, monkeypatch):
    gone, home = opened(tmp_path / "gone"), opened(tmp_path / "deleted")
    for name in ("gone", "deleted"):
        shutil.rmtree(tmp_path / name)
    listed = list((folders.SYSTEM / "homes").glob(f"*/{folders.OWNER}"))
    shutil.rmtree(gone)
    monkeypatch.setattr(Path, "glob", lambda *_: listed)
    assert found() == [home]


def test_a_home_whose_server_still_runs_is_no_leftover(data_dir, monkeypatch):
    monkeypatch.undo()  # the server's account has to reach the real place
    with postgres.start(data_dir) as server:
        pointer = data_dir / folders.POINTER
        home = pointer.readlink()
        pointer.unlink()
        assert home not in found()
        server.stop()
        assert home in found()
        pointer.symlink_to(home)  # by which the fixture finds and removes it
