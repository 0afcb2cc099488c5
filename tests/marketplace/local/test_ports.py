import socket

import pytest

from marketplace.local import ports
from marketplace.local.console import Fault


def listening(port: int, shared: bool) -> socket.socket:
    server = socket.socket()
    if shared:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    server.bind((ports.LOOPBACK, port))
    server.listen()
    return server


def test_a_reserved_port_serves_again_after_a_restart() -> None:
    with ports.reserved() as port:
        for _ in range(2):
            with listening(port, shared=True) as server, socket.create_connection((ports.LOOPBACK, port), timeout=2):
                server.accept()[0].close()


def test_a_reserved_port_is_nobody_elses() -> None:
    with ports.reserved() as port, pytest.raises(OSError, match="in use"):
        listening(port, shared=False)


def test_a_taken_port_is_said_in_one_sentence() -> None:
    with listening(0, shared=False) as server:
        port = server.getsockname()[1]
        with pytest.raises(Fault, match=f"Port {port} is taken"):
            ports.free(str(port))
    assert ports.free(str(port)) == port


@pytest.mark.parametrize("value", ["", "0", "-1", "65536", "8000a", "٣", "web"])
def test_a_port_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(Fault, match="PORT must be a number from 1 to 65535"):
        ports.free(value)
