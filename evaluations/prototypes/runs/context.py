"""The desk of one slice: what the run has, what it still needs, its engines, and what is not yet written down."""

from collections import deque
from collections.abc import Collection, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Any, Self

from django.db.models import Exists, OuterRef

from evaluations.compute.models import Price
from evaluations.prototypes.catalogue.servers import server_of
from evaluations.prototypes.datasets.chunks import chunks
from evaluations.prototypes.engines import FIRST, Away, Busy, Engine, Failure, Reply, Request
from evaluations.prototypes.models import Endpoint, ExampleRevision, ModelKind, OpenModel, Run, Task, Trial
from evaluations.prototypes.recipes import RECIPES
from evaluations.prototypes.recipes.types import Fitted, Passage, Recipe
from evaluations.prototypes.scorers import NEEDS_VECTORS

from .queue import Claim

Columns = dict[str, Any]  # of a row that is still to be written
ERRORS_IN_A_ROW = 8  # then it is asked whether it is the server, whatever it says of its health


@dataclass(frozen=True, slots=True)
class Held:
    """An example while it is held out, without the rest of its row."""

    pk: int
    fold: int
    input: str
    expected: str


class Troubled(Exception):
    """A server stands in the way of the whole run: away, or asking for a rest."""

    def __init__(self, endpoint: Endpoint, cause: Away | Busy) -> None:
        super().__init__(f"{endpoint} {cause}")
        self.endpoint, self.cause = endpoint, cause


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply and whether it was there already, so that nothing was spent on it."""

    reply: Reply
    from_cache: bool = False


@dataclass(slots=True)
class Desk:
    claim: Claim
    left: deque[int]  # keys of the examples to answer; only the next few are read, so that a run may be of any size
    prices: dict[int, Price | None]
    over: float  # on the monotonic clock
    passages: Sequence[Passage] = ()  # of all documents, where there are any
    open_trials: dict[int, Trial] = field(default_factory=dict)  # by example: errors that are asked again
    engines: dict[int, Engine] = field(default_factory=dict)
    folds: list[Fitted] = field(default_factory=list)
    vectors: dict[str, Kept] = field(default_factory=dict)
    trials: list[Columns] = field(default_factory=list)
    answers: list[Columns] = field(default_factory=list)
    errors_in_a_row: int = 0
    past_cache: bool = False  # ask everything anew
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def run(self) -> Run:
        return self.claim.run

    @property
    def revision(self) -> ExampleRevision:
        return self.run.revision

    @property
    def recipe(self) -> Recipe:
        return RECIPES[self.run.recipe]

    @property
    def needs_vectors(self) -> bool:
        """Whether the recipe looks for neighbours."""
        return "embedding" in self.recipe.needs

    @property
    def scores_by_meaning(self) -> bool:
        return any(scorer in NEEDS_VECTORS for scorer, _ in self.revision.checks)

    @property
    def is_over(self) -> bool:
        return monotonic() > self.over

    @property
    def hands(self) -> int:
        """As many as there are places at the server that the run is about."""
        return self.places(self.run.endpoints[0]) if self.run.endpoints else 1

    def places(self, endpoint: Endpoint) -> int:
        return self.claim.places[endpoint.pk]

    async def __aenter__(self) -> Self:
        for endpoint in self.run.endpoints:
            places = self.places(endpoint)
            engine = Engine(server_of(endpoint), places, first=places if endpoint.learned_limit else FIRST)
            self.engines[endpoint.pk] = await self.stack.enter_async_context(engine)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stack.aclose()

    async def ask(self, model: OpenModel, request: Request, failures: list[Failure] | None = None) -> Reply:
        """The model's reply; failed attempts are noted in `failures`. Raises Troubled when its server cannot go on."""
        engine = self.engines[model.endpoint_id]
        try:
            if model.kind == ModelKind.EMBEDDING:
                reply = await engine.embed(request, model.context_tokens)
            else:
                reply = await engine.chat(request, failures)
        except (Away, Busy) as cause:
            raise Troubled(model.endpoint, cause) from cause
        self.errors_in_a_row = self.errors_in_a_row + 1 if reply.outcome == "error" else 0
        if self.errors_in_a_row >= ERRORS_IN_A_ROW:
            self.errors_in_a_row = 0  # so that of many hands one asks
            # As many inputs that it cannot answer may well be beside each other: a harmless one tells.
            if not await engine.answers_others(request):
                raise Troubled(model.endpoint, Away(f"failed {ERRORS_IN_A_ROW} times in a row: {last_of(reply)}"))
        return reply


def lay_out(claim: Claim, over: float) -> Desk:
    run = claim.run
    again = {trial.example_id: trial for trial in run.trials.still_open()}
    models = [model for model in (run.model, run.embedder) if model]
    prices = {model.pk: model.price() for model in models}
    return Desk(claim, still_left(run, again), prices, over, passages_of(run.revision), again)


def still_left(run: Run, again: Collection[int]) -> deque[int]:
    """The keys of the sample's examples that have no settled trial; those that are asked again come last."""
    sample = run.revision.examples.filter(turn__lt=run.sample).order_by("turn")
    unsettled = sample.exclude(Exists(run.trials.settled().filter(example=OuterRef("pk"))))
    return deque(sorted(unsettled.values_list("pk", flat=True).iterator(), key=again.__contains__))


def held(revision: ExampleRevision, keys: Collection[int]) -> list[Held]:
    """Its examples of these keys, in this order."""
    rows = revision.examples.filter(pk__in=keys).values_list("pk", "fold", "input", "expected")
    found = {row[0]: Held(*row) for row in rows}
    return [found[key] for key in keys if key in found]


def passages_of(revision: ExampleRevision) -> list[Passage]:
    """Every document in parts that an embedding model reads whole; none where the task is not search."""
    if revision.task != Task.SEARCH:
        return []
    documents = revision.documents.values_list("name", "text")
    return [Passage(name, part) for name, text in documents for part in chunks(text)]


def last_of(reply: Reply) -> str:
    return str(reply.failures[-1]["what"]) if reply.failures else ""
