import stat

import pytest

from hub import config
from hub.embedded import secret_keys
from hub.embedded.errors import EmbeddedFault


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_a_key_is_made_once_and_can_be_used_as_the_setting(tmp_path):
    made = secret_keys.find_or_create(tmp_path / ".hub")
    assert secret_keys.find_or_create(tmp_path / ".hub") == made
    assert len(config.load({"HUB_SECRET_KEYS": made}).secret_keys) == 1


def test_the_key_is_outside_of_the_data_folder_and_closed_to_other_accounts(tmp_path):
    secret_keys.find_or_create(tmp_path / ".hub")
    kept = secret_keys.location(tmp_path / ".hub")
    assert not kept.is_relative_to(tmp_path / ".hub")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_of_two_first_starts_at_once_both_use_the_same_key(tmp_path, monkeypatch):
    kept, create = tmp_path / "config" / "integration-hub", secret_keys._create

    def create_after_another():
        place = create()
        (tmp_path / ".hub" / "secret-keys").symlink_to(create())
        return place

    monkeypatch.setattr(secret_keys, "_create", create_after_another)
    key = secret_keys.find_or_create(tmp_path / ".hub")
    assert secret_keys.find_or_create(tmp_path / ".hub") == key
    assert list(kept.iterdir()) == [secret_keys.location(tmp_path / ".hub")]


def test_two_data_folders_have_keys_of_their_own(tmp_path):
    assert secret_keys.find_or_create(tmp_path / "one") != secret_keys.find_or_create(tmp_path / "two")


def test_a_key_that_is_gone_is_not_silently_replaced(tmp_path):
    secret_keys.find_or_create(tmp_path / ".hub")
    secret_keys.location(tmp_path / ".hub").unlink()
    with pytest.raises(EmbeddedFault, match="Put it back or set HUB_SECRET_KEYS"):
        secret_keys.find_or_create(tmp_path / ".hub")
