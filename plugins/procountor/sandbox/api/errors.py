"""Answers that are not the one hoped for, in Procountor's error envelope."""

from flask import Response

from ..encoding import encode


class ApiError(Exception):
    """The request cannot be answered as asked; becomes `{"errors": [{"status", "field", "message"}]}`."""

    def __init__(self, status: int, message: str, field: str | None = None):
        super().__init__(message)
        self.status = status
        self.message = message
        self.field = field


def bad_request(message: str, field: str | None = None) -> ApiError:
    """Say that the request breaks a rule of the interface."""
    return ApiError(400, message, field)


def forbidden() -> ApiError:
    """Say that the user's rights do not suffice."""
    return ApiError(403, "Insufficient user rights")


def not_found(what: str = "Resource") -> ApiError:
    """Say that there is no such thing, or none the user may know of."""
    return ApiError(404, f"{what} not found")


def json_answer(value: object, status: int = 200) -> Response:
    """Answer with JSON."""
    return json_bytes(encode(value), status)


def json_bytes(body: bytes, status: int = 200) -> Response:
    """Answer with JSON that is written already."""
    return Response(body, status, mimetype="application/json")


def error_answer(error: ApiError) -> Response:
    """Answer with the error envelope."""
    entry: dict[str, object] = {"status": error.status, "message": error.message}
    if error.field is not None:
        entry["field"] = error.field
    return json_answer({"errors": [entry]}, error.status)
