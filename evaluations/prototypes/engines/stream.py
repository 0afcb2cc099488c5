"""An answer that comes in pieces, as server-sent events: read line by line, and put together into one completion."""

import json
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

from .failures import Failure, of_error
from .replies import Reply, chat_reply
from .requests import Request
from .storable import storable

LONGEST_LINE = 2**20  # bytes; a server that never ends its line is not waited for
LONGEST_REPLY = 8 * 2**20  # bytes; the longest that is honest, 32 vectors of 4,096 numbers, takes a third of it
SIGNS = ("content", "refusal", "reasoning_content", "reasoning")  # a model that thinks aloud has begun, too


def streamed(request: Request) -> Request:
    """The same request, for an answer in pieces that ends with the count of its tokens."""
    return Request.of({**request.body, "stream": True, "stream_options": {"include_usage": True}})


async def lines_of(chunks: AsyncIterable[bytes]) -> AsyncIterator[str]:
    """Whole lines, wherever the network cut them. Raises Failure when one is too long, or all together are."""
    rest, size = b"", 0
    async for chunk in chunks:
        size += len(chunk)
        if size > LONGEST_REPLY:
            raise too_long()
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.decode(errors="replace").strip()
        if len(rest) > LONGEST_LINE:
            raise Failure(f"a line of the stream is longer than {LONGEST_LINE:,} bytes", 200)
    yield rest.decode(errors="replace").strip()


def too_long() -> Failure:
    """Not asked again: the same request would be answered at the same length."""
    return Failure(f"the reply is longer than {LONGEST_REPLY:,} bytes", 200)


def event_of(line: str) -> Mapping[str, Any] | None:
    """What a line says; None for an empty one, a comment, or the mark of the end. Raises Failure."""
    name, _, value = line.partition(":")
    told = line if line.startswith("{") else value.strip()  # Ollama writes an error in mid-stream without "data:"
    if not line or told == "[DONE]" or name in ("", "event", "id", "retry"):
        return None
    try:
        event = json.loads(told)
    except (ValueError, RecursionError) as error:
        raise Failure("a piece of the stream is not JSON", 200, again=True) from error
    if not isinstance(event, Mapping) or name == "error" or event.get("error"):
        raise of_error("the stream holds an error", told)
    return event


class Restart:
    """The answer broke off and is asked for again: what was shown of it is taken back."""


class Pieces:
    """What has come of one answer so far, from when it is asked for."""

    def __init__(self) -> None:
        self.asked = monotonic()
        self.first: float | None = None  # when its first token came
        self.content = self.refusal = self.finish_reason = ""
        self.counts: dict[str, Any] = {}  # what the server tells beside the pieces

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
            told = {sign: storable(delta.get(sign) or "") for sign in SIGNS}
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise Failure("a piece of the stream is not of a chat completion", 200, again=True) from error
        if self.first is None and any(told.values()):
            self.first = monotonic()
        self.content += told["content"]
        self.refusal += told["refusal"]
        return told["content"] or told["refusal"]

    def completion(self) -> Mapping[str, Any]:
        """As the server would have said it in one. Raises Failure when the stream ended before the answer did."""
        if not self.finish_reason:
            raise Failure("the stream stopped in the middle", 200, again=True)
        message = {"content": self.content, "refusal": self.refusal}
        return {"choices": [{"message": message, "finish_reason": self.finish_reason}], **self.counts}

    def reply(self, request: Request) -> Reply:
        """Raises Failure when the stream ended before the answer did."""
        now = monotonic()
        told = chat_reply(request, self.completion(), (now - self.asked) * 1_000)
        return replace(told, first_token_ms=((self.first or now) - self.asked) * 1_000)
