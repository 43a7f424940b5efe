"""Security review 2.6: nobody who comes past the proxy writes the headers that tell who asks, and how."""

import pytest
from flask import request

from hub.app import create_app
from hub.config import HubSettings
from hub.pluginmanager import Plugins
from hub.sdk.settings import InvalidSetting
from hub.web.proxies import refuse_forgeries

FORGED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


def told(**settings: str) -> HubSettings:
    return HubSettings.read({f"HUB_{name.upper()}": value for name, value in settings.items()})


@pytest.mark.parametrize(
    "bind",
    [
        *("0.0.0.0:8000", "[::]:8000", ":8000", "0.0.0.0", "203.0.113.9:80", "100.64.0.1:80", "[2001:db8::1]:80"),
        *("hub.example:8000", "fd://3", "127.0.0.1:8000,0.0.0.0:8001", "tcp://0.0.0.0:8000"),
    ],
)
def test_headers_of_proxies_are_not_believed_where_strangers_reach_the_hub(bind):
    with pytest.raises(InvalidSetting) as refused:
        refuse_forgeries(told(proxies="1", bind=bind))
    assert {"HUB_PROXIES", "HUB_BIND", "HUB_PROXY_ADDRESSES"} <= set(str(refused.value).replace(",", "").split())
    refuse_forgeries(told(proxies="0", bind=bind))
    refuse_forgeries(told(proxies="1", bind=bind, proxy_addresses="172.18.0.0/16"))


@pytest.mark.parametrize(
    "bind",
    [
        *("127.0.0.1:8000", "127.8.0.1", "10.1.2.3:8000", "172.31.0.2:8000", "192.168.1.2:8000", "169.254.1.1:80"),
        *("[::1]:8000", "[fd12::3]:8000", "[fe80::1]:8000", "localhost:8000", "unix:/run/hub.sock"),
        *("unix:/run/hub.sock,127.0.0.1:8000", "[::ffff:10.0.0.1]:80"),
    ],
)
def test_they_are_where_only_this_machine_and_its_private_networks_reach_it(bind):
    refuse_forgeries(told(proxies="2", bind=bind))


@pytest.mark.parametrize("addresses", ["proxy.example", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.1;10.0.0.2"])
def test_addresses_of_proxies_that_nobody_could_have_are_refused(addresses):
    with pytest.raises(InvalidSetting, match="HUB_PROXY_ADDRESSES"):
        told(proxy_addresses=addresses)


@pytest.mark.parametrize(
    ("caller", "seen"),
    [
        ("172.18.0.5", ("203.0.113.9", "https")),
        ("::ffff:172.18.0.5", ("203.0.113.9", "https")),
        ("2001:db8::7", ("203.0.113.9", "https")),
        ("", ("203.0.113.9", "https")),
        ("198.51.100.7", ("198.51.100.7", "http")),
        ("fd00::1", ("fd00::1", "http")),
    ],
)
def test_with_named_proxies_nobody_else_is_believed(db, caller, seen):
    app = create_app(told(proxies="1", proxy_addresses="172.18.0.0/16, 2001:db8::7"), Plugins())
    found = []
    app.before_request(lambda: found.append((request.remote_addr, request.scheme)))
    app.test_client().get("/healthz", headers={**FORGED, "Host": "localhost"}, environ_base={"REMOTE_ADDR": caller})
    assert found == [seen]
