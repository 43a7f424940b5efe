import re

import pytest
from werkzeug.routing import RequestRedirect

from hub import config
from hub.app import create_app
from hub.doctor import registration
from hub.pluginmanager import Plugins

BASE = "https://hub.example.com"
SETTINGS = config.load({"HUB_BASE_URL": BASE})


def told() -> list[str]:
    return [each.text for each in registration.look(SETTINGS, Plugins.discover())]


def test_every_address_to_be_registered_is_one_of_ours():
    pages = create_app(SETTINGS, Plugins.discover()).url_map.bind("hub.example.com", url_scheme="https")
    paths = [path for text in told() for path in re.findall(rf"{re.escape(BASE)}(/\S+)", text)]
    assert len(paths) >= 4
    for path in paths:
        try:
            assert pages.match(path, method="GET")
        except RequestRedirect as elsewhere:
            pytest.fail(f"{path} is not registered exactly: it redirects to {elsewhere.new_url}")


def test_what_has_to_be_registered_is_told_before_there_is_a_client_id():
    text = "\n".join(told())
    for expected in ("*.hub.example.com", f"{BASE}/auth/google/callback", f"{BASE}/auth/microsoft/callback"):
        assert expected in text
    assert f"{BASE}/activate/procountor" in text
