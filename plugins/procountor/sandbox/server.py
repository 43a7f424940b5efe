"""The sandbox behind a real server: one process, many threads, so that its counts and limits are its own."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from .app import create_sandbox
from .config import SandboxConfig

THREADS = 64


class SandboxServer(BaseApplication):
    """gunicorn with one worker process; SIGTERM lets requests under way end and leaves nothing behind."""

    def __init__(self, config: SandboxConfig, host: str, port: int):
        self._config = config
        self._bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Set up gunicorn; nothing is read from files or the command line."""
        settings: dict[str, Any] = {
            "bind": self._bind,
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "timeout": 300,  # generating a large book comes before the worker's first sign of life
            "graceful_timeout": 5,
            "keepalive": 75,
            "limit_request_line": 8190,  # 200 ids in a path, with escaped commas
            "proc_name": "procountor-sandbox",
            "loglevel": "warning",
            "control_socket_disable": True,  # newer gunicorns would put a socket into the user's home
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, in the worker: an open SQLite file must not cross a fork."""
        return create_sandbox(self._config)
