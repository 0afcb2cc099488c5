"""The web server keeps answering while others are slow, and stores nothing that is too large."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings

from marketplace.local.ports import LOOPBACK
from marketplace.serve import MAX_BODY
from tests.services import database_url

SLOW = 500
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_A_BODY = b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nlogin="
NEVER_READ = b"GET /static/overlooked/site.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a web process of its own listens."""
    with socket.create_server((LOOPBACK, 0)) as reserved:
        port = int(reserved.getsockname()[1])
    environment = os.environ | {
        "DATABASE_URL": database_url("postgres"),
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "DEBUG": "true",
    }
    command = [sys.executable, "-m", "marketplace.serve", f"{LOOPBACK}:{port}"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    try:
        deadline = time.monotonic() + 60
        while not answers(port) and time.monotonic() < deadline:
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


@pytest.mark.parametrize("sent", [b"", HALF_A_HEAD, HALF_A_BODY, NEVER_READ], ids=["idle", "head", "body", "unread"])
def test_500_slow_connections_keep_nobody_else_waiting(port: int, sent: bytes) -> None:
    with ExitStack() as slow:
        for _ in range(SLOW):
            connection = slow.enter_context(socket.create_connection((LOOPBACK, port), timeout=5))
            connection.sendall(sent)
        assert all(answers(port) for _ in range(5))


def test_body_above_the_limit_is_refused_before_it_is_sent(port: int) -> None:
    head = f"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {MAX_BODY + 1}\r\n\r\n"
    with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
        connection.sendall(head.encode())
        said = connection.recv(2000)
    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"X-Content-Type-Options: nosniff\r\n" in said and b"frame-ancestors 'none'\r\n" in said


def test_body_without_an_announced_length_is_refused_at_the_limit(port: int) -> None:
    head = b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"%x\r\n%b\r\n" % (1_000_000, b"x" * 1_000_000)
    with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
        connection.sendall(head)
        with pytest.raises(ConnectionError):
            for _ in range(40):
                connection.sendall(chunk)
                time.sleep(0.02)


SMUGGLED = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\n"


def answers_to(port: int, sent: bytes) -> list[bytes]:
    """The statuses of the first two answers, or of those until the server closes the connection."""
    with socket.create_connection((LOOPBACK, port), timeout=20) as connection:
        connection.sendall(sent)
        said, statuses = b"", list[bytes]()
        while len(statuses) < 2 and (piece := connection.recv(65_536)):
            said += piece
            statuses = re.findall(rb"HTTP/1\.[01] (\d+) ", said)
    return statuses


def test_length_beside_chunks_is_ignored(port: int) -> None:
    body = b"0\r\n\r\n" + SMUGGLED
    head = POST + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % len(body)
    assert answers_to(port, head + body) in ([b"403", b"200"], [b"400"])


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nContent-Length: 50\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: 5, 50\r\n",
        b"Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"X-One: a\nTransfer-Encoding: chunked\r\n",
    ],
)
def test_request_whose_end_could_be_read_in_two_ways_is_refused(port: int, head: bytes) -> None:
    answered = answers_to(port, POST + head + b"\r\n" + b"0\r\n\r\n" + SMUGGLED)
    assert answered and answered[0] in (b"400", b"501") and b"200" not in answered


def test_two_processes_share_a_port(port: int) -> None:
    with socket.socket() as second:
        second.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        second.bind((LOOPBACK, port))
    assert answers(port)
