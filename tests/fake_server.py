"""A model server for tests: it speaks the OpenAI protocol over a real socket and fails exactly as it is told to.

    with FakeServer() as server:
        server.next("chat", Fault(status=429, headers={"Retry-After": "1"}))

What is told with `next` happens to the next requests of that kind, in order; the rest is answered properly: chat with
what `server.chat` says, embeddings by hashed words, so that texts with common words are close.
"""

import asyncio
import hashlib
import json
import math
import re
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from aiohttp import web

SIZE = 384
Body = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What to do with one request instead of answering it. `delay` in seconds; `hang`: until the client has gone;
    `stops_after`: how many pieces of a stream, or bytes of a whole answer, come before it ends; a stream with `reset`
    or `hang` breaks or hangs there, a whole answer breaks."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    hang: bool = False
    reset: bool = False
    stops_after: int | None = None

    @property
    def fails(self) -> bool:
        broken = self.hang or self.reset or self.stops_after is not None
        return broken or self.status != 200 or bool(self.body)


@dataclass(frozen=True)
class Said:
    """A proper chat answer, with its finish reason."""

    text: str
    finish_reason: str = "stop"
    refusal: str | None = None


def schema_in(request: Body) -> Body:
    schema: Body = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
    return schema


def choices_in(request: Body) -> dict[str, list[str]]:
    """What the schema lets be chosen, by field."""
    fields = schema_in(request).get("properties", {})
    return {name: told["enum"] for name, told in fields.items() if "enum" in told}


def first_label(request: Body) -> Said:
    """Choose the first label that the schema allows; without a schema say yes."""
    chosen = {name: choices[0] for name, choices in choices_in(request).items()}
    return Said(json.dumps(chosen) if chosen else "yes")


def events_of(whole: Body) -> list[Body]:
    """A completion in pieces: its words, then why it ended, then the count of its tokens."""
    message, reason = whole["choices"][0]["message"], whole["choices"][0]["finish_reason"]
    words = re.findall(r"\s*\S+", message["content"])
    deltas = [{"role": "assistant", "content": ""}, *({"content": word} for word in words)]
    if message["refusal"]:
        deltas.append({"refusal": message["refusal"]})
    pieces: list[Body] = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    return [
        *pieces,
        {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]},
        {"choices": [], "usage": whole["usage"], "timings": whole["timings"]},
    ]


async def broken_off(request: web.Request, whole: bytes, after: int) -> web.StreamResponse:
    """So many bytes come, and the connection breaks; the headers promise more."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    if after:
        response.enable_chunked_encoding()
    else:
        response.content_length = len(whole)
    await response.prepare(request)
    await response.write(whole[:after])
    if request.transport:
        request.transport.close()
    return response


def vector_of(text: str | list[int]) -> list[float]:
    """Hashed words, of length 1."""
    words = [str(word) for word in (text.lower().split() if isinstance(text, str) else text)]
    vector = [0.0] * SIZE
    for word in words or [""]:
        vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % SIZE] += 1.0
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector]


LISTED: Body = {"data": [{"id": "fake-chat"}, {"id": "fake-embedding:latest"}, {"id": "fake"}]}
OPENAI: Mapping[str, Body] = {"/v1/models": LISTED}
LLAMA_CPP: Mapping[str, Body] = {
    **OPENAI,
    "/health": {"status": "ok"},
    "/props": {
        "build_info": "b1234-fake",
        "model_path": "/home/operator/models/fake-Q4.gguf",
        "default_generation_settings": {"n_ctx": 1024},
    },
}
VLLM: Mapping[str, Body] = {
    "/health": {},
    "/version": {"version": "0.9.1"},
    "/v1/models": {"data": [{"id": "fake-chat", "root": "lab/fake-7B", "max_model_len": 8192}]},
}
OLLAMA: Mapping[str, Body] = {
    "/v1/models": {"data": [{"id": "fake-chat:latest"}]},
    "/api/version": {"version": "0.12.3"},
    "/api/tags": {"models": [{"name": "fake-chat:latest", "digest": "abc123" * 10}]},
    "/api/ps": {"models": [{"name": "fake-chat:latest", "context_length": 4096}]},
}


class FakeServer:
    """`asked`: the bodies of all requests by kind ("chat", "embeddings", "tokenize"), `failed`: how many of them failed
    on purpose; `most_in_flight`: at once. `pages`: what its other addresses say, as servers of a kind do. While
    `loading` every request is answered with 503. `texts`: pages that are sent as they stand, whatever they are."""

    def __init__(
        self,
        port: int = 0,
        delay: float = 0.0,
        chat: Callable[[Body], Said] = first_label,
        pages: Mapping[str, Body] = LLAMA_CPP,
    ) -> None:
        self.port = port
        self.pages = dict(pages)
        self.texts: dict[str, str] = {}
        self.delay = delay
        self.chat = chat
        self.vector: Callable[[str | list[int]], list[float]] = vector_of
        self.capacity = 1_000  # requests at once; it says 429 to more
        self.slots = 0  # requests that it works on at once, also after their clients have gone; 0: any number
        self.piece_delay = 0.0  # seconds before each piece of a stream
        self.loading = False
        self.asked: dict[str, list[Body]] = defaultdict(list)
        self.authorizations: list[str] = []
        self.looked_at: list[str] = []
        self.pulled: dict[str, Body] = {}  # what an Ollama shows of its models
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.failed: Counter[str] = Counter()
        self.in_flight = self.most_in_flight = 0
        self.released = threading.Event()
        self.released.set()
        self.arrived = threading.Semaphore(0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def next(self, kind: str, *faults: Fault) -> None:
        self.faults[kind].extend(faults)

    def hold(self) -> None:
        """Answer nothing until `release`; `await_requests` tells when requests are there."""
        self.released.clear()

    def release(self) -> None:
        self.released.set()

    def await_requests(self, count: int, patience: float = 20.0) -> None:
        """Block until so many more requests have arrived. Raises TimeoutError."""
        for _ in range(count):
            if not self.arrived.acquire(timeout=patience):
                raise TimeoutError("the requests did not come")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        ready: Future[None] = Future()
        self.thread = threading.Thread(target=lambda: asyncio.run(self.serve(ready)), daemon=True)
        self.thread.start()
        ready.result(20)

    def stop(self) -> None:
        """Close the socket and every connection; `start` takes the same port again."""
        self.release()
        self.loop.call_soon_threadsafe(self.ending.set)
        self.thread.join(20)

    async def serve(self, ready: "Future[None]") -> None:
        self.loop, self.ending = asyncio.get_running_loop(), asyncio.Event()
        self.a_slot = asyncio.Semaphore(self.slots or 1_000_000)
        runner = web.AppRunner(self.app(), handle_signals=False, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = runner.addresses[0][1]
        ready.set_result(None)
        await self.ending.wait()
        await runner.cleanup()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=16 * 2**20)
        app.router.add_get("/{path:.*}", self.page)
        app.router.add_post("/api/show", self.show)
        app.router.add_post("/tokenize", self.answering("tokenize", self.tokens))
        app.router.add_post("/v1/chat/completions", self.answering("chat", self.completion))
        app.router.add_post("/v1/embeddings", self.answering("embeddings", self.embeddings))
        return app

    def answering(self, kind: str, answer: Callable[[Body], Body]) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await request.json()
            self.asked[kind].append(body)
            self.authorizations.append(request.headers.get("Authorization", ""))
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            self.arrived.release()
            try:
                return await self.respond(request, kind, body, answer)
            finally:
                self.in_flight -= 1

        return handle

    async def respond(
        self, request: web.Request, kind: str, body: Body, answer: Callable[[Body], Body]
    ) -> web.StreamResponse:
        faults = self.faults[kind]
        fault = faults.popleft() if faults else Fault(delay=self.delay)
        if self.loading:
            fault = Fault(status=503, body='{"error": {"message": "Loading model", "type": "unavailable_error"}}')
        if self.in_flight > self.capacity:
            fault = Fault(status=429, body="too many at once")
        self.failed[kind] += fault.fails
        at_once = fault.stops_after is None
        while request.transport and ((fault.hang and at_once) or not self.released.is_set()):
            await asyncio.sleep(0.005)
        async with self.a_slot:
            await asyncio.sleep(fault.delay)
        if fault.reset and at_once and request.transport:
            request.transport.abort()
        if fault.status != 200 or fault.body or (fault.reset and at_once):
            return web.Response(status=fault.status, text=fault.body, headers=fault.headers)
        whole = answer(body)
        if body.get("stream"):
            return await self.stream(request, events_of(whole), fault)
        if fault.stops_after is not None:
            return await broken_off(request, json.dumps(whole).encode(), fault.stops_after)
        return web.json_response(whole)

    async def stream(self, request: web.Request, events: Sequence[Body], fault: Fault) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for event in events[: fault.stops_after]:
            await asyncio.sleep(self.piece_delay)
            await response.write(f"data: {json.dumps(event)}\r\n\r\n".encode())
        while fault.hang and request.transport:
            await asyncio.sleep(0.005)
        if fault.reset and request.transport:
            request.transport.close()
        elif fault.stops_after is None:
            await response.write(b": the end\n\ndata: [DONE]\n\n")
        return response

    async def page(self, request: web.Request) -> web.Response:
        self.authorizations.append(request.headers.get("Authorization", ""))
        self.looked_at.append(request.path)
        if self.loading:
            return web.json_response({"status": "loading"}, status=503)
        if request.path in self.texts:
            return web.Response(text=self.texts[request.path])
        if request.path not in self.pages:
            return web.json_response({"error": "not found"}, status=404)
        return web.json_response(self.pages[request.path])

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response(self.pulled[(await request.json())["model"]])

    def completion(self, request: Body) -> Body:
        said = self.chat(request)
        written = len(said.text.split())
        read = sum(len(message["content"].split()) for message in request["messages"])
        message = {"role": "assistant", "content": said.text, "refusal": said.refusal}
        return {
            "id": "chatcmpl-fake",
            "object": "chat.completion",
            "created": 0,
            "model": request["model"],
            "choices": [{"index": 0, "finish_reason": said.finish_reason, "message": message}],
            "usage": {
                "prompt_tokens": read,
                "completion_tokens": written,
                "total_tokens": read + written,
                "prompt_tokens_details": {"cached_tokens": 0},
            },
            "timings": {"prompt_ms": 1.5, "predicted_ms": 2.5},
        }

    def embeddings(self, request: Body) -> Body:
        given = request["input"]
        texts = given if isinstance(given, list) and not isinstance(given[0], int) else [given]
        rows = [{"index": index, "embedding": self.vector(text)} for index, text in enumerate(texts)]
        return {"data": rows, "usage": {"prompt_tokens": sum(map(len, texts))}}

    def tokens(self, request: Body) -> Body:
        words = request["content"].split()
        return {"tokens": [101, *(1_000 + len(word) for word in words), 102]}


def serve(pipe: Connection, delay: float) -> None:
    """In a process of its own: send the address through the pipe, end when anything comes back."""
    with FakeServer(delay=delay) as server:
        pipe.send(server.url)
        pipe.recv()
