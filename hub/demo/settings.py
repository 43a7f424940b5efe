import socket
from dataclasses import dataclass

from hub.demo.errors import DemoFault
from hub.sdk.settings import Settings, positive_int, setting


@dataclass(frozen=True, kw_only=True)
class DemoSettings(Settings):
    """Where the demo listens, always on this machine only."""

    port: int = setting("HUB_DEMO_PORT", positive_int, default=8000, help="Port of the hub in `make demo`.")
    store_port: int = setting(
        "HUB_DEMO_STORE_PORT", positive_int, default=8001, help="Port of the store (the sandbox) in `make demo`."
    )
    issuer_port: int = setting(
        "HUB_DEMO_ISSUER_PORT", positive_int, default=8002, help="Port of the identity providers in `make demo`."
    )

    @property
    def hub_url(self) -> str:
        """Address of the hub: on ``*.localhost`` browsers keep its cookies over plain http."""
        return f"http://hub.localhost:{self.port}"

    @property
    def store_url(self) -> str:
        """Address of the store, resolvable by browsers and programs alike."""
        return f"http://127.0.0.1:{self.store_port}"

    @property
    def issuer_url(self) -> str:
        """Address of the identity providers, resolvable by browsers and programs alike."""
        return f"http://localhost:{self.issuer_port}"


def check_ports(settings: DemoSettings) -> None:
    """Refuse to start beside something that already listens.

    :raises DemoFault: names the port and the setting that moves it
    """
    for field in DemoSettings.declared():
        port, name = getattr(settings, field.name), field.metadata["name"]
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise DemoFault(
                    f"Port {port} cannot be used ({error.strerror}): perhaps the demo is already running. "
                    f"Stop what uses it, or choose another with {name}."
                ) from error
