"""What the steps of one slice share: facts about the run, the deadline, and the rows that are still to be written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.db.models import Exists, OuterRef

from evaluations.compute.models import Price
from evaluations.prototypes.datasets.documents import chunks
from evaluations.prototypes.models import ExampleRevision, Run, Task, Trial
from evaluations.prototypes.recipes import RECIPES
from evaluations.prototypes.recipes.types import Passage, Recipe
from evaluations.prototypes.scorers import NEEDS_VECTORS

NewRow = dict[str, Any]  # the columns of a row that is still to be written


@dataclass(frozen=True, slots=True)
class HeldOutExample:
    """An example while it is held out, without the rest of its row."""

    pk: int
    fold: int
    input: str
    expected: str


@dataclass(slots=True)
class Deadline:
    """After `at`, on the monotonic clock, nothing new is begun. It can be brought forward while the slice works."""

    at: float

    @property
    def is_over(self) -> bool:
        return monotonic() > self.at


@dataclass(frozen=True, slots=True)
class Outbox:
    """Trials and cached answers that are not written yet."""

    trials: list[NewRow] = field(default_factory=list)
    answers: list[NewRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RunContext:
    """The facts about a run that hold for one slice.

    `remaining`: keys of the examples to answer; only the next few are read, so that a run may be of any size.
    `open_trials`: errors that are asked again, by example. `passages`: of all documents, if there are any.
    `uses_cache`: False to ask everything anew. `paste`: the key of the paste whose rows they are, if they are no
    idea's; then the run and its revision are not stored."""

    run: Run
    deadline: Deadline
    prices: Mapping[int, Price | None]
    remaining: Sequence[int] = ()
    open_trials: Mapping[int, Trial] = field(default_factory=dict)
    passages: Sequence[Passage] = ()
    uses_cache: bool = True
    paste: int | None = None

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
    def asks_nobody(self) -> bool:
        """Whether no server is needed, neither to answer nor to compare."""
        return not self.run.endpoints

    @property
    def scores_by_meaning(self) -> bool:
        return any(scorer in NEEDS_VECTORS for scorer, _ in self.revision.checks)


def context_of(run: Run, deadline: Deadline) -> RunContext:
    open_trials = {trial.example_id: trial for trial in run.trials.still_open()}
    remaining = remaining_examples(run, open_trials)
    return RunContext(run, deadline, prices_of(run), remaining, open_trials, passages_of(run.revision))


def prices_of(run: Run) -> dict[int, Price | None]:
    """Today's, by the model's key."""
    return {model.pk: model.price() for model in (run.model, run.embedder) if model}


def remaining_examples(run: Run, open_trials: Collection[int]) -> list[int]:
    """The keys of the sample's examples that have no settled trial; those that are asked again come last."""
    sample = run.revision.examples.filter(turn__lt=run.sample).order_by("turn")
    unsettled = sample.exclude(Exists(run.trials.settled().filter(example=OuterRef("pk"))))
    keys = list(unsettled.values_list("pk", flat=True).iterator())
    return [key for key in keys if key not in open_trials] + [key for key in keys if key in open_trials]


def passages_of(revision: ExampleRevision) -> list[Passage]:
    """Every document in parts that an embedding model reads whole; none where the task is not search."""
    if revision.task != Task.SEARCH:
        return []
    documents = revision.documents.values_list("name", "text")
    return [Passage(name, part) for name, text in documents for part in chunks(text)]


def held_out(revision: ExampleRevision, keys: Collection[int]) -> list[HeldOutExample]:
    """The examples with these keys, in this order."""
    rows = revision.examples.filter(pk__in=keys).values_list("pk", "fold", "input", "expected")
    found = {example.pk: example for example in (HeldOutExample(*row) for row in rows)}
    return [found[key] for key in keys if key in found]
