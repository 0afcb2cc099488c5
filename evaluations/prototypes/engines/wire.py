"""The HTTP connection to one server: requests out, JSON or a stream of it back. Any error of it is a Failure."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from .failures import Failure, of_error, of_status, of_transport
from .keys import Key
from .patience import Patience
from .stream import MAX_REPLY_BYTES, event_of, lines_of, too_long

# llama.cpp drops a connection that was idle for 5 s; ours close earlier, so none breaks on its next use.
KEEP_ALIVE = 4.0
MAX_ERROR_BYTES = 2**20  # read of an error; some servers first repeat the whole request


def session_for(key: Key, patience: Patience) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        headers={"Content-Type": "application/json", **key.headers},
        # `connect` covers everything before the request, also a name look-up that gets no answer.
        timeout=aiohttp.ClientTimeout(patience.timeout, connect=2 * patience.connect, sock_connect=patience.connect),
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE),
    )


class Wire:
    def __init__(self, session: aiohttp.ClientSession, key: Key, patience: Patience) -> None:
        self.session, self.key, self.patience = session, key, patience

    async def post(self, url: str, raw: bytes) -> Mapping[str, Any]:
        """One attempt. Raises Failure."""
        async with self.asking("POST", url, raw) as response:
            return json_object(await self.text_of(response))

    async def look(self, url: str) -> Mapping[str, Any]:
        """GET a page of the server. Raises Failure."""
        async with self.asking("GET", url) as response:
            return json_object(await self.text_of(response))

    async def events(self, url: str, raw: bytes) -> AsyncGenerator[Mapping[str, Any]]:
        """One attempt at a streamed answer; a server that does not stream gives one event. Raises Failure."""
        async with self.asking("POST", url, raw) as response:
            if response.content_type == "application/json":
                yield json_object(await self.text_of(response))
                return
            async for line in lines_of(response.content.iter_any()):
                event = event_of(self.key.removed_from(line))
                if event is not None:
                    yield event

    @asynccontextmanager
    async def asking(self, method: str, url: str, raw: bytes | None = None) -> AsyncIterator[aiohttp.ClientResponse]:
        try:
            # A redirect would send the key to an unknown server.
            async with self.session.request(method, url, data=raw, allow_redirects=False) as response:
                if response.status != 200:
                    said = self.key.removed_from((await start_of(response, MAX_ERROR_BYTES)).decode(errors="replace"))
                    raise of_status(response.status, response.headers, said)
                yield response
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise of_transport(error, self.patience.timeout) from error

    async def text_of(self, response: aiohttp.ClientResponse) -> str:
        """Raises Failure for a reply that is too long."""
        body = await start_of(response, MAX_REPLY_BYTES + 1)
        if len(body) > MAX_REPLY_BYTES:
            raise too_long()
        return self.key.removed_from(body.decode(errors="replace"))


async def start_of(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body, or its first `limit` bytes. Leaving a response before its end closes the connection."""
    body = bytearray()
    while len(body) < limit and (chunk := await response.content.readany()):
        body += chunk
    return bytes(body[:limit])


def json_object(text: str) -> Mapping[str, Any]:
    """Raises Failure, also for an error in the body of a reply with status 200."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Failure("the reply is not JSON", 200, again=True) from error
    if not isinstance(answer, Mapping) or answer.get("error"):
        raise of_error("the reply holds an error", text)
    return answer
