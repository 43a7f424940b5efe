"""What can be made to go wrong, so that it can be seen to be refused."""

from threading import Lock

__all__ = ["FAULTS", "Faults"]

FAULTS = {
    "nonce": "the ID token carries another nonce",
    "aud": "the ID token is for another client",
    "aud_azp": "the ID token is for another client and names ours as the authorized party",
    "azp": "the ID token is for our client and names another one as the authorized party",
    "foreign_issuer": "the ID token names the issuer of another directory, or another issuer",
    "foreign_key": "the ID token is signed with a key that is published for another directory",
    "expired": "the ID token ended an hour ago",
    "alg_none": "the ID token is not signed",
    "hs256": "the ID token is signed by HS256 with the public key as the secret",
    "kid": "the ID token names a key that is not published, and is signed by it",
    "no_id_token": "the token answer has no ID token",
    "unverified_email": "nobody vouches for the e-mail address",
    "other_tid": "the same object id comes from another directory: another person",
    "stale_auth_time": "the person signed in an hour ago",
    "no_auth_time": "when the person signed in is left out, though asked for",
    "answer_iss": "the answer to the browser names another issuer",
    "token_500": "the token endpoint answers 500",
    "metadata_issuer": "the discovery document names another issuer",
    "sign_out_host": "the discovery document names a page to sign out at of another host",
    "metadata_host": "the discovery document names a token endpoint of another host",
}
"""Every fault with what it does."""


class Faults:
    """The faults that are switched on now."""

    def __init__(self) -> None:
        self._on: frozenset[str] = frozenset()
        self._lock = Lock()

    def __contains__(self, fault: str) -> bool:
        return fault in self._on

    def switch(self, wanted: list[str]) -> None:
        """Have exactly these faults.

        :raises ValueError: names the one that does not exist
        """
        for fault in wanted:
            if fault not in FAULTS:
                raise ValueError(f"there is no fault {fault!r}; there are {', '.join(FAULTS)}")
        with self._lock:
            self._on = frozenset(wanted)

    def on(self) -> list[str]:
        """List what is switched on."""
        return sorted(self._on)
