"""Whose X-Forwarded-* headers are believed: those of the proxies in front, and of nobody who comes past them."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.middleware.proxy_fix import ProxyFix

from hub.config import HubSettings, Network
from hub.sdk.settings import InvalidSetting

__all__ = ["BehindProxies", "refuse_forgeries"]

PRIVATE = tuple(
    ip_network(each)
    for each in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
"""Where no stranger calls from: loopback, RFC 1918, RFC 4193, and link-local addresses."""

Address = IPv4Address | IPv6Address


class BehindProxies:
    """The application as requests reach it that HUB_PROXIES proxies have handed on.

    With HUB_PROXY_ADDRESSES the headers are only believed of a caller who has one of these addresses, or who comes
    through a Unix socket.
    """

    def __init__(self, app: WSGIApplication, settings: HubSettings) -> None:
        self._app = app
        # the proxy must hand on Host as it is: X-Forwarded-Host is never believed
        self._behind = ProxyFix(app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0)
        self._known = settings.proxy_addresses

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        believed = not self._known or _is_known(environ.get("REMOTE_ADDR", ""), self._known)
        return (self._behind if believed else self._app)(environ, start_response)


def refuse_forgeries(settings: HubSettings) -> None:
    """Refuse to serve where strangers could reach the hub past its proxies and write their headers themselves.

    :raises InvalidSetting: names both settings and what to do
    """
    if not settings.proxies or settings.proxy_addresses:
        return
    if not all(_is_private(each) for each in settings.bind.split(",")):
        raise InvalidSetting(
            f"HUB_PROXIES is {settings.proxies} and HUB_BIND is {settings.bind}: whoever reaches that address past the "
            "proxy could write X-Forwarded-* headers that are believed. Bind to a loopback or private address or to a "
            "Unix socket (unix:/run/hub.sock), or name the proxies in HUB_PROXY_ADDRESSES, e.g. 172.18.0.0/16"
        )


def _is_private(bind: str) -> bool:
    """Tell whether only this machine and its private networks reach what gunicorn is told to bind to."""
    if bind.strip().startswith("unix:"):
        return True
    host = bind.strip().removeprefix("tcp://").rpartition(":")[0] or bind.strip()
    if host == "localhost":
        return True
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:  # a name may lead anywhere, and an inherited socket tells nothing
        return False
    return _is_among(address, PRIVATE)


def _is_known(caller: str, networks: Iterable[Network]) -> bool:
    return not caller or _is_among(ip_address(caller), networks)


def _is_among(address: Address, networks: Iterable[Network]) -> bool:
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in each for each in networks)
