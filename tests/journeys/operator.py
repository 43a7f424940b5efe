"""What an operator does on the hub's machine while people use it."""

import os
import subprocess
import sys

from plugins.procountor.sandbox.books.business_ids import synthetic_business_id
from tests.journeys.demo import Demo

__all__ = ["open_environment"]


def open_environment(demo: Demo, name: str, subdomain: str, admin: str) -> str:
    """Open an environment to which no company is connected, for somebody who has signed in once; gives its address."""
    order = ["open", synthetic_business_id(name), name, "--admin", admin, "--subdomain", subdomain, "--yes"]
    subprocess.run([sys.executable, "-m", "hub.cli", *order], env={**os.environ, **demo.settings}, check=True)
    return demo.tenant(subdomain)
