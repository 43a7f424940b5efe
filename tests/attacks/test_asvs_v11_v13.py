"""ASVS V11 and V13: ciphers and nonces, and no debugging."""

from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.app import create_app
from hub.config import HubSettings
from hub.connectors import keys, vault
from hub.connectors.keys import NONCE, DataKey
from hub.connectors.vault import KEY_ID, Place
from hub.pluginmanager import Plugins
from hub.sdk.secrets import Secret
from hub.web.security import any_host, public
from tests.hub.conftest import BASE_URL

SEALS = 20_000


def test_v11_3_4_no_nonce_comes_twice():
    """Random nonces of 96 bits; a data key is replaced long before 2^32 seals."""
    key = DataKey(uuid4(), AESGCM(AESGCM.generate_key(256)))
    place, secret = Place(uuid4(), uuid4(), "api_key"), Secret("the same")
    seals = [vault._sealed(key, place, secret) for _ in range(SEALS)]
    assert len({each[1 + KEY_ID : 1 + KEY_ID + NONCE] for each in seals}) == SEALS
    assert len(set(seals)) == SEALS


def test_v11_3_2_v11_3_3_seals_are_of_aes_256_with_authentication(db, make_tenant):
    keys.unlock((keys.new_key(),))
    tenant = make_tenant()
    with db.transaction(tenant.id) as session:
        key = keys.newest(session, tenant.id)
    assert isinstance(key.cipher, AESGCM)
    ring = keys._ring()
    assert all(isinstance(each, AESGCM) for each in ring.keys.values())


@pytest.mark.parametrize("name", ["FLASK_DEBUG", "DEBUG", "FLASK_ENV", "WERKZEUG_DEBUG_PIN", "HUB_DEBUG"])
def test_v13_4_2_nothing_in_the_environment_switches_debugging_on(monkeypatch, db, name):
    monkeypatch.setenv(name, "development" if name == "FLASK_ENV" else "1")
    app = create_app(HubSettings.read({"HUB_BASE_URL": BASE_URL}), Plugins())
    assert not app.debug
    assert not app.testing

    def breaks() -> str:
        raise RuntimeError("password=CANARY")

    app.add_url_rule("/breaks", "breaks", public(any_host(breaks)))
    for path in ("/breaks", "/breaks?__debugger__=yes&cmd=resource&f=debugger.js", "/console"):
        answer = app.test_client().get(path, base_url=BASE_URL)
        assert answer.status_code in (404, 500)
        for word in ("CANARY", "Traceback", "RuntimeError", "werkzeug", "console"):
            assert word not in answer.text


NO_PAGES = (
    *(
        "/console",
        "/metrics",
        "/debug",
        "/admin",
        "/.git/config",
        "/.env",
        "/config",
        "/server-status",
        "/swagger.json",
    ),
    *(
        "/swagger.json",
        "/openapi.json",
        "/mails",
        "/rq",
        "/flower",
        "/phpinfo.php",
        "/actuator",
        "/healthz/db",
        "/static/",
        "/static",
    ),
)


@pytest.mark.parametrize("path", NO_PAGES)
def test_v13_4_5_no_page_tells_about_the_inside(client, path):
    assert client.get(path).status_code in (303, 308, 404)
