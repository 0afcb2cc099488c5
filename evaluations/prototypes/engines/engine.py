"""One server, asked through the OpenAI protocol: chat completions and embeddings.

Opened for one slice of work, in one event loop. Every request passes the gate, is retried with patience and ends as a
Reply, also when it fails; the engine raises only for a server that is away or asks for a long rest.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Self

from .failures import Away, Failure
from .gate import FIRST, Gate, GatePassage
from .keys import key_in
from .kinds import KINDS, UNSPECIFIC
from .patience import Attempts, GaveUp, Patience, retried
from .probe import Probe, Support, greeting, probe, support_in
from .replies import Reply, chat_reply, counts, embedding_reply, failed, split, tokens_in, vectors_of
from .requests import Request, chat_request, embedding_request
from .stream import Pieces, Restart, streamed
from .wire import Wire, session_for

BATCH = 32  # texts in one request for embeddings
FORBIDDEN = 403  # of a key, or of what was asked
HARMLESS = [{"role": "user", "content": "Say yes."}]


@dataclass(frozen=True, slots=True)
class Server:
    """`key_variable`: the name of the environment variable with its key."""

    name: str
    url: str
    kind: str = "openai"
    key_variable: str = ""
    deadline: float = 60.0  # seconds for one request


class Engine:
    """`share`: the maximum of requests in flight; `first`: the limit at the beginning."""

    def __init__(self, server: Server, share: int = 1, patience: Patience | None = None, first: int = FIRST) -> None:
        self.server = server
        self.patience = patience or Patience.until(server.deadline)
        self.gate = Gate(share, first)
        self.url = server.url.rstrip("/")
        self.root = self.url.removesuffix("/v1")
        self.facts = KINDS.get(server.kind, KINDS[UNSPECIFIC])
        self.stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        key = key_in(self.server.key_variable)
        session = await self.stack.enter_async_context(session_for(key, self.patience))
        self.wire = Wire(session, key, self.patience)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stack.aclose()

    async def chat(self, request: Request, failures: list[Failure] | None = None) -> Reply:
        """Raises Away and Busy; any other failure is a Reply. Failed attempts are also added to `failures`, so that
        they are known even if the request is cancelled."""
        once = self.read_once if "stream" in request.body else self.chat_once
        return await self.asked(request, partial(once, request), failures)

    async def chat_stream(self, request: Request) -> AsyncGenerator[str | Restart | Reply]:
        """The answer's text piece by piece, and last the Reply. Its request is the one that was sent; its text is all
        the pieces since the last Restart, also when it is an error.

        A reader that stops early closes the generator (`contextlib.aclosing`), which frees the server. Raises Away and
        Busy, both only before the first piece."""
        sent, passage = streamed(request), GatePassage()
        attempts = Attempts(self.patience, partial(self.slow_down, passage))
        while True:
            try:
                async with self.gate.passed(passage):
                    pieces = Pieces()
                    async for piece in self.pieces_of(sent, pieces):
                        yield piece
                ended: Reply | float = pieces.reply(sent).after(attempts.failures)
                self.gate.widen()
            except Failure as failure:
                ended = await self.broken(sent, pieces.text, attempts, failure)
            if isinstance(ended, Reply):
                yield ended.placed(passage)
                return
            if pieces.text:
                yield Restart()
            await asyncio.sleep(ended)

    async def pieces_of(self, sent: Request, pieces: Pieces) -> AsyncGenerator[str]:
        """One attempt. Raises Failure."""
        async with aclosing(self.wire.events(f"{self.url}/chat/completions", sent.raw)) as events:
            try:
                async with asyncio.timeout(self.patience.first_token):
                    first = await pieces.begin(events)
            except TimeoutError as error:
                what = f"no first token within {self.patience.first_token:.0f} s"
                raise Failure(what, again=True, timeout=True) from error
            if first:
                yield first
            async for event in events:
                if piece := pieces.take(event):
                    yield piece

    async def broken(self, sent: Request, shown: str, attempts: Attempts, failure: Failure) -> Reply | float:
        """After a failed attempt: the pause before the next one, or the final Reply. Raises Away and Busy."""
        if shown and failure.timeout:
            failure.again = False  # the answer had begun, and a new one would take as long
        try:
            return attempts.pause_after(failure)
        except GaveUp as end:
            return replace(await self.gave_up(sent, end), text=shown)

    async def embed(self, request: Request, max_tokens: int) -> Reply:
        """The vector of one text, cut at `max_tokens` where the server does not take more. Raises Away and Busy."""
        return await self.asked(request, partial(self.embed_once, request, max_tokens))

    async def embed_many(self, model: str, texts: Sequence[str], max_tokens: int) -> list[Sequence[float] | None]:
        """Vectors of texts, a batch in each request; None for those of a batch that failed. Raises Away and Busy."""
        vectors: list[Sequence[float] | None] = []
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            vectors += [reply.vector for reply in await self.embed_batch(model, batch, max_tokens)]
        return vectors

    async def probe(self, names: Collection[str] = (), *, is_known: bool = False) -> Probe:
        return await probe(self.wire, self.url, self.server.kind, names, is_known=is_known)

    async def probe_schema(self, model: str) -> Support:
        """Whether answers follow a JSON schema: one tiny question, never asked while a run waits for it."""
        reply = await self.chat(greeting(model, with_schema=True))
        without = await self.chat(greeting(model, with_schema=False)) if reply.outcome == "error" else None
        return support_in(reply, without)

    async def asked(
        self, request: Request, once: Callable[[], Awaitable[Reply]], failures: list[Failure] | None = None
    ) -> Reply:
        passage = GatePassage()
        attempts = Attempts(self.patience, partial(self.slow_down, passage), failures)
        try:
            reply = await retried(attempts, partial(self.passed, passage, once))
        except GaveUp as end:
            await self.check_timeouts(request, end)
            return (await self.gave_up(request, end)).placed(passage)
        return reply.after(attempts.failures).placed(passage)

    async def check_timeouts(self, request: Request, end: GaveUp) -> None:
        """Where no fewer can be in flight, a harmless question finds out who is at fault. Raises Away when it is the
        server."""
        last, alone = end.failures[-1], self.gate.limit < 2 and self.patience.attempts > 1
        if last.timeout and alone and not await self.answers_others(request):
            raise Away(f"{last.what}, not even to a harmless question") from end

    async def gave_up(self, request: Request, end: GaveUp) -> Reply:
        """Raises Away when it is the server that failed, not this request."""
        last = end.failures[-1]
        if last.away and not (last.status == FORBIDDEN and await self.answers_others(request)):
            raise Away(last.what) from end
        last.away = False
        return failed(request, end.failures)

    async def answers_others(self, request: Request) -> bool:
        """Whether the server answers a harmless question with the same key: then it refused the request, not the
        key."""
        model = str(request.body["model"])
        try:
            if "messages" in request.body:
                await self.passed(GatePassage(), partial(self.chat_once, chat_request(model, HARMLESS, 1)))
            else:
                await self.passed(GatePassage(), partial(self.embed_once, embedding_request(model, "yes"), 16))
        except Failure:
            return False
        return True

    async def passed(self, passage: GatePassage, once: Callable[[], Awaitable[Reply]]) -> Reply:
        """One attempt. Raises Failure."""
        async with self.gate.passed(passage):
            reply = await once()
            self.gate.widen()
        return reply

    def slow_down(self, passage: GatePassage, failure: Failure) -> None:
        """Fewer at once when there are too many requests: the server says so, or most of them time out. Never because
        of other failures."""
        if failure.timeout and self.gate.timed_out(passage):
            failure.wait = self.patience.timeout  # the server may still work on requests that we gave up
            self.gate.narrow(passage, failure.wait)
        elif failure.status == 429:
            self.gate.narrow(passage, failure.wait)

    async def chat_once(self, request: Request) -> Reply:
        began = monotonic()
        answer = await self.wire.post(f"{self.url}/chat/completions", request.raw)
        return chat_reply(request, answer, milliseconds_since(began))

    async def read_once(self, request: Request) -> Reply:
        """One attempt at a streamed answer that is needed only as a whole. Raises Failure."""
        pieces = Pieces()
        async for _ in self.pieces_of(request, pieces):
            pass
        return pieces.reply(request)

    async def embed_once(self, request: Request, max_tokens: int) -> Reply:
        given = await self.fitting(request.body["input"], max_tokens)
        sent = Request.of({**request.body, "input": given, **self.cutting(max_tokens)})
        began = monotonic()
        answer = await self.wire.post(f"{self.url}/embeddings", sent.raw)
        reply = embedding_reply(sent, answer, milliseconds_since(began))
        counted = self.facts.cuts and (reply.input_tokens or 0) >= max_tokens
        return replace(reply, cut=counted or given != request.body["input"])

    async def embed_batch(self, model: str, texts: Sequence[str], max_tokens: int) -> list[Reply]:
        """A reply for each text, from one request for all of them. If that fails, perhaps because of one text, each
        reply is an error. Raises Away and Busy."""

        async def once() -> Reply:
            inputs[:] = [await self.fitting(text, max_tokens) for text in texts]
            request = Request.of({"model": model, "input": inputs, **self.cutting(max_tokens)})
            answer = await self.wire.post(f"{self.url}/embeddings", request.raw)
            vectors.extend(vectors_of(answer, len(texts)))
            return Reply("answered", request, **counts(answer))

        inputs: list[str | list[int]] = list(texts)
        vectors: list[Sequence[float]] = []
        reply = await self.asked(Request.of({"model": model, "input": inputs}), once)
        alone = [Request.of({"model": model, "input": each, **self.cutting(max_tokens)}) for each in inputs]
        if reply.outcome != "answered":
            return [replace(reply, request=request) for request in alone]
        parts = split(reply, alone, vectors)
        return [replace(part, cut=given != text) for part, given, text in zip(parts, inputs, texts, strict=True)]

    def cutting(self, max_tokens: int) -> dict[str, int]:
        return {self.facts.cut_parameter: max_tokens} if self.facts.cut_parameter else {}

    async def fitting(self, text: str, max_tokens: int) -> str | list[int]:
        """The text, or where it is longer the ids of its first tokens and of the one that ends every text."""
        # A token is at least a byte of the text, so short ones need not be counted.
        if not self.facts.tokenizes or len(text.encode()) <= max_tokens - 2:
            return text
        asked = Request.of({"content": text, "add_special": True})
        answer = await self.wire.post(f"{self.root}/tokenize", asked.raw)
        tokens = tokens_in(answer)
        return text if len(tokens) <= max_tokens else [*tokens[: max_tokens - 1], tokens[-1]]


def milliseconds_since(began: float) -> float:
    return (monotonic() - began) * 1_000
