"""The one way out: every request of the hub and of its plugins to another server goes through here.

A server is called over https at public addresses only, checked when the connection is made, without redirects and
proxies, and with limits of time and size. What the operator has set as a base address may also be private, and plain
http on this machine itself.
"""

from requests import RequestException, Response

from hub.sdk.http.client import Budget, Client, retry_after, use_gate
from hub.sdk.http.transport import guard

__all__ = ["Budget", "Client", "RequestException", "Response", "guard", "retry_after", "use_gate"]
