"""The servers that one piece of work asks: an open engine for each, as long as the work takes."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from types import TracebackType
from typing import Self

from evaluations.prototypes.engines import FIRST, Away, Busy, Engine, Failure, Reply, Request, Restart
from evaluations.prototypes.models import Endpoint, ModelKind, OpenModel

# Then a harmless request finds out whether the server is at fault, whatever its health check says. A slice in which
# nothing was answered yet asks sooner: behind a proxy that is well, the server may be gone, and each error counts
# towards giving its trial up.
ERRORS_IN_A_ROW, FIRST_ERRORS = 8, 2


class ServerUnavailable(Exception):
    """A server that the whole piece of work needs is away, or needs a rest."""

    def __init__(self, endpoint: Endpoint, cause: Away | Busy) -> None:
        super().__init__(f"{endpoint} {cause}")
        self.endpoint, self.cause = endpoint, cause


class Servers:
    """`endpoints`: the one that the work is about comes first. `places`: how many requests may be in flight, by the
    endpoint's key."""

    def __init__(self, endpoints: Sequence[Endpoint], places: Mapping[int, int]) -> None:
        self.endpoints, self.places = endpoints, places
        self.engines: dict[int, Engine] = {}
        self.errors_in_a_row = 0
        self.has_answered = self.is_checked = False
        self.stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for endpoint in self.endpoints:
            places = self.places[endpoint.pk]
            engine = Engine(endpoint.as_server, places, first=places if endpoint.learned_limit else FIRST)
            self.engines[endpoint.pk] = await self.stack.enter_async_context(engine)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stack.aclose()

    @property
    def concurrency(self) -> int:
        """As many requests at once as there are places at the server that the work is about."""
        return self.places[self.endpoints[0].pk] if self.endpoints else 1

    async def ask(self, model: OpenModel, request: Request, failures: list[Failure] | None = None) -> Reply:
        """The model's reply; failed attempts are added to `failures`. Raises ServerUnavailable."""
        engine = self.engines[model.endpoint_id]
        try:
            if model.kind == ModelKind.EMBEDDING:
                reply = await engine.embed(request, model.context_tokens)
            else:
                reply = await engine.chat(request, failures)
        except (Away, Busy) as cause:
            raise ServerUnavailable(model.endpoint, cause) from cause
        await self.check_errors_in_a_row(model, request, reply)
        return reply

    async def check_errors_in_a_row(self, model: OpenModel, request: Request, reply: Reply) -> None:
        """Raises ServerUnavailable when the server answers nothing any more."""
        self.errors_in_a_row = self.errors_in_a_row + 1 if reply.outcome == "error" else 0
        self.has_answered = self.has_answered or reply.outcome != "error"
        enough = FIRST_ERRORS if reply.may_pass and not self.has_answered else ERRORS_IN_A_ROW
        if self.errors_in_a_row < enough or self.is_checked:
            return
        self.errors_in_a_row, self.is_checked = 0, True  # only one of many concurrent requests finds out
        # So many inputs that the server cannot answer may well be next to each other; a harmless one settles it.
        if not await self.engines[model.endpoint_id].answers_others(request):
            cause = Away(f"failed {enough} times in a row: {reply.last_failure}")
            raise ServerUnavailable(model.endpoint, cause)
        self.is_checked, self.has_answered = False, True

    async def embed_batch(self, model: OpenModel, texts: Sequence[str]) -> list[Reply]:
        """A reply for each text, from one request for all of them. Raises ServerUnavailable."""
        engine = self.engines[model.endpoint_id]
        try:
            return await engine.embed_batch(model.served_as, texts, model.context_tokens)
        except (Away, Busy) as cause:
            raise ServerUnavailable(model.endpoint, cause) from cause

    async def chat_stream(self, model: OpenModel, request: Request) -> AsyncGenerator[str | Restart | Reply]:
        """The answer's text piece by piece, and at last the Reply. Raises ServerUnavailable."""
        try:
            async with aclosing(self.engines[model.endpoint_id].chat_stream(request)) as pieces:
                async for piece in pieces:
                    yield piece
        except (Away, Busy) as cause:
            raise ServerUnavailable(model.endpoint, cause) from cause
