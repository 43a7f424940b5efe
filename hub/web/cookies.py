"""The two cookies of the hub, each bound to one host by the prefix ``__Host-``; there are no others."""

from datetime import timedelta

from werkzeug.wrappers import Response

__all__ = ["FLOW", "SESSION", "drop", "put"]

SESSION = "__Host-hub"
"""The session of a signed-in browser; ends with the browser."""
FLOW = "__Host-flow"
"""What the browser began and has not ended yet."""


def put(answer: Response, name: str, token: str, *, max_age: timedelta | None = None) -> None:
    """Give the browser a token."""
    answer.set_cookie(name, token, max_age=max_age, path="/", secure=True, httponly=True, samesite="Lax")


def drop(answer: Response, name: str) -> None:
    """Take a token away from the browser."""
    answer.delete_cookie(name, path="/", secure=True, httponly=True, samesite="Lax")
