"""Which addresses may be called. What a name resolves to is judged, so no spelling of a host gets around it."""

import logging
import socket
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from hub.sdk.errors import GiveUp
from hub.sdk.texts import text as _

__all__ = ["Place", "Reach", "is_allowed", "look_up"]

Place = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]

log = logging.getLogger(__name__)
UNICAST = ip_network("2000::/3")
"""All of IPv6 that has been given out to be reached from everywhere (RFC 4291, 2.4)."""
DOCUMENTATION = ip_network("3fff::/20")
SIX_TO_FOUR = ip_network("2002::/16")
NAT64 = ip_network("64:ff9b::/96")
OWN = [
    ip_network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7", "::1")
]
"""What an operator may run a server at: private use (RFC 1918, RFC 4193), shared (RFC 6598), this machine."""


class Reach(Enum):
    """How far a connection may go."""

    PUBLIC = "public"
    """Only where everybody may go."""
    OPERATORS = "operators"
    """To an address that the operator has set: also into their own network, never to a machine's link."""
    THIS_MACHINE = "this machine"


def look_up(host: str, port: int, reach: Reach) -> list[Place]:
    """Resolve a host, once.

    :returns: every address of it, each of them checked
    :raises GiveUp: one of its addresses may not be called
    :raises OSError: it cannot be resolved now
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("no name of a host") from error
    for *_rest, place in found:
        if not is_allowed(str(place[0]), reach):
            log.warning("refused to call %s: %s is not within reach (%s)", host, place[0], reach.value)
            raise GiveUp(_("%(server)s is at an address that the hub does not call.", server=host))
    return [(family, place) for family, _kind, _protocol, _name, place in found]


def is_allowed(address: str, reach: Reach) -> bool:
    """Tell whether an address is within reach.

    >>> is_allowed("198.51.100.1", Reach.PUBLIC), is_allowed("1.1.1.1", Reach.PUBLIC)
    (False, True)
    >>> is_allowed("10.1.2.3", Reach.PUBLIC), is_allowed("10.1.2.3", Reach.OPERATORS)
    (False, True)
    >>> is_allowed("::ffff:127.0.0.1", Reach.PUBLIC), is_allowed("169.254.169.254", Reach.OPERATORS)
    (False, False)
    """
    meant = _meant(ip_address(address.partition("%")[0]))
    if reach is Reach.THIS_MACHINE:
        return meant.is_loopback
    return _is_public(meant) or (reach is Reach.OPERATORS and any(meant in each for each in OWN))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if not address.is_global or address.is_multicast:
        return False
    return isinstance(address, IPv4Address) or (address in UNICAST and address not in DOCUMENTATION)


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Unwrap an IPv4 address that is carried in an IPv6 one (RFC 4291, RFC 3056, RFC 6052)."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or (address.sixtofour if address in SIX_TO_FOUR else None) or address
