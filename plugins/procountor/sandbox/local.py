"""Only this machine may turn the sandbox's controls, and no page of another site through a browser."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import abort, request

LOCAL_NAMES = {"localhost"}


def refuse_strangers() -> None:
    """Refuse who is not on this machine, and names that only look as if they were."""
    if not _is_loopback(request.remote_addr or "") or not _is_loopback(request.host.rsplit(":", 1)[0].strip("[]")):
        abort(403, "The controls of the sandbox can be used from this machine only.")
    refuse_other_sites()


def refuse_other_sites() -> None:
    """Refuse a form that another site sends."""
    origin = request.headers.get("Origin")
    if request.method not in ("GET", "HEAD") and origin is not None and urlsplit(origin).netloc != request.host:
        abort(403, "This form was sent from another site.")


def _is_loopback(host: str) -> bool:
    if host in LOCAL_NAMES or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
