"""What the processes of the hub write about themselves: one JSON object a line, secrets struck out."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

from flask import g, has_request_context, request

__all__ = ["JsonLines", "configure", "redacted"]

_STRUCK = "…"
_NAMED = re.compile(
    r"""(?ix) (["']? \b (?: code | code_verifier | state | nonce | challenge | [a-z_]*token | [a-z_]*secret | password
        | api_?key | authorization | cookie ) ["']? \s* [=:] \s* ["']? (?:(?:bearer|basic)\s+)?) [^\s&"',;}]+"""
)
_USERINFO = re.compile(r"(://[^:/@\s]*:)[^@/\s]+(?=@)")
_LINK = re.compile(r"(/invitations/[0-9a-f-]{36}/)[^/\s\"']+")
_JWT = re.compile(r"\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*")


def redacted(text: str) -> str:
    """Strike out what looks like a secret.

    >>> redacted("GET /auth/handoff/callback?code=abc&state=def")
    'GET /auth/handoff/callback?code=…&state=…'
    >>> redacted("postgresql://hub_app:pass@db/hub")
    'postgresql://hub_app:…@db/hub'
    >>> redacted("Authorization: Bearer abc.def")
    'Authorization: Bearer …'
    """
    text = _NAMED.sub(rf"\g<1>{_STRUCK}", text)
    text = _USERINFO.sub(rf"\g<1>{_STRUCK}", text)
    text = _LINK.sub(rf"\g<1>{_STRUCK}", text)
    return _JWT.sub(_STRUCK, text)


class JsonLines(logging.Formatter):
    """One JSON object a line, so that a line break in a name cannot forge an entry."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record, with the request it belongs to."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if has_request_context():
            told |= {"request": str(g.get("request_id", "")), "method": request.method, "path": redacted(request.path)}
        if record.exc_info:
            told["error"] = redacted(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


def configure() -> None:
    """Let this process write its log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # at DEBUG it writes code verifiers
    logging.getLogger("authlib").setLevel(logging.INFO)
