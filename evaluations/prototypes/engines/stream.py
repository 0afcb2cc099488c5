"""A streamed answer, as server-sent events: read line by line, and put together into one completion."""

import json
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

from .failures import Failure, of_error
from .replies import Reply, chat_reply
from .requests import Request
from .storable import storable

MAX_LINE_BYTES = 2**20  # a server that never ends its line is given up
MAX_REPLY_BYTES = 8 * 2**20  # the longest honest one, 32 vectors of 4,096 numbers, takes a third of it
SIGNS = ("content", "refusal", "reasoning_content", "reasoning")  # a model that shows its reasoning has begun, too


def streamed(request: Request) -> Request:
    """The same request for a streamed answer, which ends with the count of its tokens."""
    return Request.of({**request.body, "stream": True, "stream_options": {"include_usage": True}})


async def lines_of(chunks: AsyncIterable[bytes]) -> AsyncIterator[str]:
    """Whole lines, however the network split them. Raises Failure when a line, or the whole, is too long."""
    rest, size = b"", 0
    async for chunk in chunks:
        size += len(chunk)
        if size > MAX_REPLY_BYTES:
            raise too_long()
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.decode(errors="replace").strip()
        if len(rest) > MAX_LINE_BYTES:
            raise Failure(f"a line of the stream is longer than {MAX_LINE_BYTES:,} bytes", 200)
    yield rest.decode(errors="replace").strip()


def too_long() -> Failure:
    """Never retried: the same request would get an answer of the same length."""
    return Failure(f"the reply is longer than {MAX_REPLY_BYTES:,} bytes", 200)


def event_of(line: str) -> Mapping[str, Any] | None:
    """The event in a line; None for an empty line, a comment, or the end mark. Raises Failure."""
    name, _, value = line.partition(":")
    data = line if line.startswith("{") else value.strip()  # Ollama writes an error in mid-stream without "data:"
    if not line or data == "[DONE]" or name in ("", "event", "id", "retry"):
        return None
    try:
        event = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Failure("a piece of the stream is not JSON", 200, again=True) from error
    if not isinstance(event, Mapping) or name == "error" or event.get("error"):
        raise of_error("the stream holds an error", data)
    return event


class Restart:
    """The answer broke off and is requested again: the pieces that were shown are no longer valid."""


class Pieces:
    """The pieces of one answer so far. The clock starts with the request."""

    def __init__(self) -> None:
        self.asked = monotonic()
        self.first: float | None = None  # when its first token came
        self.content = self.refusal = self.finish_reason = ""
        self.counts: dict[str, Any] = {}  # the server's usage and timings

    @property
    def text(self) -> str:
        return self.content or self.refusal

    async def begin(self, events: AsyncIterable[Mapping[str, Any]]) -> str:
        """Take events until the first token; the text in it. Raises Failure."""
        async for event in events:
            piece = self.take(event)
            if self.first is not None:
                return piece
        return ""

    def take(self, event: Mapping[str, Any]) -> str:
        """The piece of text in an event, "" where there is none. Raises Failure."""
        self.counts |= {name: event[name] for name in ("usage", "timings") if event.get(name)}
        try:
            choice = event["choices"][0] if event.get("choices") else {}
            delta = choice.get("delta") or choice.get("message") or {}
            self.finish_reason = choice.get("finish_reason") or self.finish_reason
            texts = {sign: storable(delta.get(sign) or "") for sign in SIGNS}
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise Failure("a piece of the stream is not of a chat completion", 200, again=True) from error
        if self.first is None and any(texts.values()):
            self.first = monotonic()
        self.content += texts["content"]
        self.refusal += texts["refusal"]
        return texts["content"] or texts["refusal"]

    def completion(self) -> Mapping[str, Any]:
        """The answer as if it had not been streamed. Raises Failure when the stream ended before the answer did."""
        if not self.finish_reason:
            raise Failure("the stream stopped in the middle", 200, again=True)
        message = {"content": self.content, "refusal": self.refusal}
        return {"choices": [{"message": message, "finish_reason": self.finish_reason}], **self.counts}

    def reply(self, request: Request) -> Reply:
        """Raises Failure when the stream ended before the answer did."""
        now = monotonic()
        reply = chat_reply(request, self.completion(), (now - self.asked) * 1_000)
        return replace(reply, first_token_ms=((self.first or now) - self.asked) * 1_000)
