import re
from pathlib import Path

import pytest
from werkzeug.routing import RequestRedirect

from hub import config
from hub.app import create_app
from hub.doctor import registration
from hub.pluginmanager import Plugins

BASE = "https://hub.example.com"
SETTINGS = config.load({"HUB_BASE_URL": BASE})


CHAPTER = "## Taking it into real use"
README = Path(__file__).parents[3] / "README.md"


def told() -> list[str]:
    return [each.text for each in registration.look(SETTINGS, Plugins.discover())]


def paths(text: str) -> set[str]:
    return set(re.findall(rf"{re.escape(BASE)}(/[\w/.-]+)", text))


def test_every_address_to_be_registered_is_one_of_ours():
    pages = create_app(SETTINGS, Plugins.discover()).url_map.bind("hub.example.com", url_scheme="https")
    for path in paths("\n".join(told())):
        try:
            assert pages.match(path, method="GET")
        except RequestRedirect as elsewhere:
            pytest.fail(f"{path} is not registered exactly: it redirects to {elsewhere.new_url}")


def test_the_doctor_prints_every_address_that_the_readme_has_registered_and_no_other():
    chapter = README.read_text().partition(CHAPTER)[2].partition("\n## ")[0]
    assert paths("\n".join(told())) == paths(chapter)
    assert "*.hub.example.com" in told()[0]


def test_the_address_after_signing_out_is_told_where_people_can_sign_out():
    (line,) = [each for each in told() if each.endswith(f"{BASE}/signed-out")]
    assert "Microsoft" in line


def test_an_address_is_told_for_everything_that_plugins_connect_to():
    """What somebody else's plugin adds has to be registered, too."""
    plugins = Plugins.discover()
    expected = {f"/auth/{key}/callback" for key in plugins.known_providers}
    expected |= {f"/activate/{key}" for key in plugins.flows}
    expected |= {f"/connect/{key}/callback" for key in plugins.connectors}
    assert {"/auth/google/callback", "/auth/microsoft/callback", "/activate/procountor"} <= expected
    assert expected <= paths("\n".join(told()))
