"""A small OpenID issuer for development, demo and tests: one half behaves like Google, the other like Microsoft.

A click on a persona is the password, so it listens on this machine only. Faults can be switched on over HTTP.
"""

from hub.issuer.app import IssuerConfig, create_issuer, run

__all__ = ["IssuerConfig", "create_issuer", "run"]
