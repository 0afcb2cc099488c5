"""Failures below HTTP, in plain words: without error numbers of the system and without addresses of servers."""

import asyncio
import errno
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast

import aiohttp
from pytest import mark, raises

from evaluations.prototypes.engines import Away, Engine, Patience, Reply, Server, chat_request
from evaluations.prototypes.engines.failures import BROKE, Failure, of_transport
from tests.fake_server import FakeServer, Fault

from .test_engine import HURRIED, QUESTION, chat

KEY: Any = cast("Any", None)  # of a connection; the message does not use it
NOT_VALID = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate (_ssl.c:1006)")


def chat_at(url: str, patience: Patience) -> Reply:
    async def main() -> Reply:
        async with Engine(Server("fake", url), patience=patience) as engine:
            return await engine.chat(chat_request("fake-chat", QUESTION, 20))

    return asyncio.run(main())


@contextmanager
def deaf_address() -> Iterator[str]:
    """A port with a full queue: connections are neither accepted nor refused."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"


def test_server_that_takes_no_connection_is_away_and_did_not_lose_a_request() -> None:
    with deaf_address() as url, raises(Away) as away:
        chat_at(url, Patience(attempts=1, timeout=20.0, connect=0.2))
    assert str(away.value) == "cannot be reached: no connection in time"


def test_server_without_encryption_is_said_to_have_none() -> None:
    with FakeServer() as server, raises(Away) as away:
        chat_at(server.url.replace("http", "https"), HURRIED)
    assert str(away.value) == "cannot be reached: no encrypted connection could be agreed on"


@mark.parametrize(
    ("error", "what"),
    [
        (aiohttp.ClientConnectorCertificateError(KEY, NOT_VALID), "cannot be reached: its certificate is not valid"),
        (
            aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(-2, "Name or service not known")),
            "cannot be reached: there is no such host",
        ),
        (
            aiohttp.ClientConnectorError(KEY, OSError(errno.EHOSTUNREACH, "No route to host")),
            "cannot be reached: there is no way to its network",
        ),
        (
            aiohttp.ClientConnectorError(KEY, ConnectionAbortedError("SSL handshake is taking longer than 60 s")),
            "cannot be reached: no connection came about",
        ),
        (aiohttp.InvalidURL("http://10.0.0.7:99999/v1"), "cannot be reached: its address is not valid"),
    ],
)
def test_what_keeps_from_a_server_is_said_plainly_and_means_that_it_is_away(error: Exception, what: str) -> None:
    failure = of_transport(error, 5.0)
    assert (failure.what, failure.away) == (what, True)


@mark.parametrize(
    "error",
    [
        aiohttp.ClientOSError(errno.ECONNRESET, "Connection reset by peer"),
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientPayloadError("Response payload is not completed: http://10.0.0.7"),
        BrokenPipeError(errno.EPIPE, "Broken pipe"),
    ],
)
def test_connection_that_breaks_is_said_plainly_and_asked_again(error: Exception) -> None:
    failure = of_transport(error, 5.0)
    assert (failure.what, failure.away, failure.again) == (BROKE, False, True)


def test_reply_of_another_protocol_is_said_plainly() -> None:
    failure: Failure = of_transport(aiohttp.ClientResponseError(KEY, (), message="Bad status line: '-ERR'"), 5.0)
    assert (failure.what, failure.away, failure.again) == ("it does not speak HTTP as it should", False, True)


def test_connection_that_is_reset_is_said_plainly() -> None:
    with FakeServer() as server:
        server.next("chat", *[Fault(reset=True)] * 3)
        reply = chat(server)
    assert {failure["what"] for failure in reply.failures} == {BROKE}
