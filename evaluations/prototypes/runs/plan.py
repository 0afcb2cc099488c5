"""Which runs an idea gets: every applicable recipe on every enabled model, the cheapest first, up to a cap."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from evaluations.prototypes.datasets.examples import MAX_ROWS
from evaluations.prototypes.models import ExampleRevision, Lane, OpenModel, Reopening, Run
from evaluations.prototypes.recipes import RECIPES
from evaluations.prototypes.recipes.types import Choosy, ExampleRow, Recipe
from evaluations.prototypes.scorers import NEEDS_VECTORS
from ideas.limits import DailyLimit
from marketplace.accounts.models import User

CHAT_SAMPLE = 60  # a stratified sample; the rest is answered on request
# The house posts its ideas all at once. Their dear recipes answer only a few examples on this machine, just enough to
# be shown: at a second a trial, every further example would keep 2 cores busy for 10 minutes more.
FIRST_LOOK = 10
LOOKED_AT = 30  # rows, to see whether a recipe suits the examples
DEAR = 3  # the cost rank of a recipe that reads several examples for each answer


def check_runs(person: User) -> None:
    """Raises DailyLimit when this account has now started more runs than a day allows. The house has no limit."""
    day = timezone.now() - timedelta(days=1)
    limit = settings.RUNS_PER_DAY
    if person.is_house:
        return
    started = Run.objects.of_author_since(person, day).candidates().count()
    if started + Reopening.objects.of_person_since(person, day).count() > limit:
        raise DailyLimit(f"An account can start {limit} runs in 24 hours. Please come back later.")


def plan(revision: ExampleRevision) -> None:
    """Add the runs that this revision lacks; those that it has stay as they are."""
    rows = revision.examples.order_by("turn").values_list("input", "expected")[:LOOKED_AT]
    Run.objects.bulk_create(planned(revision, rows), ignore_conflicts=True)


def planned(revision: ExampleRevision, rows: Iterable[tuple[str, str]]) -> list[Run]:
    """The runs of this revision, which need not be stored, the cheapest first. `rows`: its first LOOKED_AT in turn.

    The cap is on the automatic runs: instructions of the author have a cap of their own (`steer.check_room`), and
    baselines cost next to nothing."""
    found = wanted(revision, [ExampleRow(*row) for row in rows])
    cheapest_first = sorted(found, key=lambda run: (run.cost_rank, run.model.parameters if run.model else 0))
    baselines = [run for run in cheapest_first if run.is_baseline]
    automatic = [run for run in cheapest_first if not run.is_baseline and not run.instruction]
    instructed = [run for run in cheapest_first if run.instruction]
    return [*baselines, *automatic[: settings.RUNS_PER_IDEA], *instructed]


def wanted(revision: ExampleRevision, rows: Sequence[ExampleRow]) -> Iterator[Run]:
    """The automatic runs, and those of the instructions that the author gave for these examples or the ones before."""
    fleet = the_fleet()
    for recipe in RECIPES.values():
        instructions = instructions_of(revision) if recipe.name == "instruction" else [""]
        if is_applicable(recipe, revision, rows):
            for instruction in instructions:
                yield from runs_of(revision, recipe, fleet, instruction)


def is_applicable(recipe: Recipe, revision: ExampleRevision, rows: Sequence[ExampleRow]) -> bool:
    # Without any check a run that asks no model would show nothing.
    can_show = revision.checks or "chat" in recipe.needs
    if revision.task not in recipe.tasks or revision.different < recipe.min_rows or not can_show:
        return False
    return not isinstance(recipe, Choosy) or recipe.suits(revision.task, rows)


@dataclass(frozen=True, slots=True)
class Fleet:
    """The models that may be asked, the smallest first."""

    chat: Sequence[OpenModel]
    embedding: Sequence[OpenModel]


def the_fleet() -> Fleet:
    return Fleet(list(OpenModel.objects.chat()), list(OpenModel.objects.embedding()))


def runs_of(revision: ExampleRevision, recipe: Recipe, fleet: Fleet, instruction: str = "") -> Iterator[Run]:
    """One run on every model that the recipe can use."""
    embedder = next(iter(fleet.embedding), None)
    needs_vectors = "embedding" in recipe.needs or any(scorer in NEEDS_VECTORS for scorer, _ in revision.checks)
    if needs_vectors and embedder is None:
        return
    for model in models_for(recipe, fleet):
        yield run_of(revision, recipe, model, embedder if needs_vectors else None, instruction)


def instructions_of(revision: ExampleRevision) -> list[str]:
    """The instructions that the author had tried on these examples or on the ones before, in their order."""
    return Run.objects.instructions_since(revision) if revision.idea_id else []


def models_for(recipe: Recipe, fleet: Fleet) -> Sequence[OpenModel | None]:
    """The models on which the recipe can run; None where it asks none."""
    if "chat" in recipe.needs:
        return fleet.chat
    return fleet.embedding if "embedding" in recipe.needs else [None]


def run_of(
    revision: ExampleRevision,
    recipe: Recipe,
    model: OpenModel | None,
    embedder: OpenModel | None,
    instruction: str = "",
) -> Run:
    """`embedder`: the embedding model that it needs, if any. A run on an embedding model needs that one."""
    chat = "chat" in recipe.needs
    if model and not chat:
        embedder = model
    absences = [each.endpoint.absence for each in (model, embedder) if each and each.endpoint.absence]
    return Run(
        revision=revision,
        recipe=recipe.name,
        model=model,
        embedder=embedder,
        instruction=instruction,
        lane=Lane.CHAT if chat else Lane.QUICK,
        cost_rank=recipe.cost_rank,
        waiting_for=absences[0][:200] if absences else "",
        sample=min(max_trials(revision, recipe, model), revision.different),
    )


def max_trials(revision: ExampleRevision, recipe: Recipe, model: OpenModel | None) -> int:
    if "chat" not in recipe.needs or model is None:
        return MAX_ROWS
    is_of_house = revision.idea_id is not None and revision.idea.author.is_house
    first_look = recipe.cost_rank >= DEAR and model.endpoint.on_this_machine and is_of_house
    return FIRST_LOOK if first_look else CHAT_SAMPLE
