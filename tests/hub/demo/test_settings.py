import socket

import pytest

from hub.demo.errors import DemoFault
from hub.demo.settings import DemoSettings, check_ports


def test_a_port_in_use_is_named_with_the_setting_that_moves_it(free_port):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = DemoSettings(port=free_port(), store_port=taken.getsockname()[1], issuer_port=free_port())
        with pytest.raises(DemoFault, match=rf"Port {settings.store_port} .* HUB_DEMO_STORE_PORT"):
            check_ports(settings)


def test_free_ports_are_accepted(free_port):
    check_ports(DemoSettings(port=free_port(), store_port=free_port(), issuer_port=free_port()))
