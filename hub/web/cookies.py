"""The three cookies of the hub, each bound to one host by the prefix ``__Host-``; there are no others."""

from datetime import timedelta

from werkzeug.wrappers import Response

__all__ = ["FLOW", "LANGUAGE", "SESSION", "drop", "put"]

SESSION = "__Host-hub"
"""The session of a signed-in browser; ends with the browser."""
FLOW = "__Host-flow"
"""What the browser began and has not ended yet."""
LANGUAGE = "__Host-language"
"""The language chosen while nobody is signed in; ends with the browser, or becomes the choice of who signs in."""


def put(answer: Response, name: str, value: str, *, max_age: timedelta | None = None) -> None:
    """Give the browser a cookie, which no script can read."""
    answer.set_cookie(name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="Lax")


def drop(answer: Response, name: str) -> None:
    """Take a cookie away from the browser."""
    answer.delete_cookie(name, path="/", secure=True, httponly=True, samesite="Lax")
