"""Runs as sets to read: of an idea or a revision, as rows of a table, the best of them, the baseline."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from evaluations.prototypes.recipes import BASELINES, baselines_for
from ideas.models import Idea
from ideas.models.idea import NOT_ON_CARDS
from marketplace.accounts.models import User

from .examples import ExampleRevision

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

Row = TypeVar("Row", bound=models.Model)  # Run, whose module imports this one and not the reverse
OPEN_STATES = ("planned", "running")
NOT_ON_ROWS = ("fitted", *(f"revision__idea__{column}" for column in NOT_ON_CARDS))


class Lane(models.TextChoices):
    QUICK = "quick", "baselines and embeddings"
    CHAT = "chat", "chat models"


class RunState(models.TextChoices):
    PLANNED = "planned", "planned"  # waiting for a worker, or between two slices
    RUNNING = "running", "running"  # held by a worker, or left alone after a broken slice, until `leased_until`
    FINISHED = "finished", "finished"
    STOPPED = "stopped", "stopped"  # by its author, a moderator, newer examples, or `MAX_BROKEN` broken slices


def is_switched_off(model: str) -> Q:
    return Q((f"{model}__enabled", False)) | Q((f"{model}__endpoint__enabled", False))


class RunQuerySet(models.QuerySet[Row]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def offered(self) -> Self:
        """Runs whose models the operator still offers."""
        return self.exclude(is_switched_off("model") | is_switched_off("embedder"))

    def of_revision(self, revision: ExampleRevision) -> Self:
        return self.filter(revision=revision)

    def of_idea(self, idea_id: int) -> Self:
        return self.filter(revision__idea_id=idea_id)

    def of_author_since(self, person: User, moment: datetime) -> Self:
        """Those that the author had started, not those that the site began again."""
        return self.filter(revision__idea__author=person, revision__is_refold=False, created__gte=moment)

    def of_refolded(self) -> Self:
        return self.filter(revision__is_refold=True)

    def over_latest_examples(self) -> Self:
        """Runs of published ideas over the examples that no later ones have replaced."""
        later = ExampleRevision.objects.filter(idea=OuterRef("revision__idea"), number__gt=OuterRef("revision__number"))
        return self.filter(~Exists(later), revision__idea__published__isnull=False)

    def visible_to(self, person: "User | AnonymousUser") -> Self:
        """Runs of the ideas that this person may see."""
        return self.filter(revision__idea__in=Idea.objects.visible_to(person))

    def for_rows(self) -> Self:
        """With the columns that a table row shows: the best first, then by the lower bound, open ones last."""
        best_first = (F("is_best").desc(), F("lower").desc(nulls_last=True), "cost_rank", "id")
        rows = self.select_related("revision__idea", "model__endpoint", "embedder__endpoint").defer(*NOT_ON_ROWS)
        return rows.order_by(*best_first)

    def for_table(self) -> list[Row]:
        """As `for_rows`; but while any of them is open, in the order of their work, so that no row moves."""
        runs: list[Any] = list(self.for_rows())
        if any(run.is_open for run in runs):
            runs.sort(key=lambda run: (run.cost_rank, run.pk))
        return runs

    def in_order(self, *, after: int = 0) -> Self:
        """As they were planned, beyond the run with the id `after`."""
        return self.for_rows().filter(pk__gt=after).order_by("pk")

    def compared(self) -> list[Row]:
        """Finished runs that have answers, the best first."""
        return list(self.for_rows().filter(state=RunState.FINISHED, trials_done__gt=F("errors")))

    def baselines(self) -> Self:
        return self.filter(recipe__in=BASELINES)

    def candidates(self) -> Self:
        """All that may win: those that are not baselines."""
        return self.exclude(recipe__in=BASELINES)

    def best_baseline(self, revision: ExampleRevision) -> Row | None:
        """The run that the others must beat: the best of all baselines; None while one of them is to come."""
        finished: list[Any] = list(self.of_revision(revision).baselines().filter(state=RunState.FINISHED))
        if {run.recipe for run in finished} < baselines_for(revision.task):
            return None
        return max(finished, key=lambda run: (run.score is not None, run.score or 0.0, -run.pk), default=None)

    def best_of(self, ideas: Iterable[Idea]) -> dict[int, Row]:
        """The best run of each idea that has one, by the idea's key, in one query. Of the latest examples, or while
        those are still being tried, of the ones before."""
        best = self.filter(is_best=True, revision__idea__in=ideas)
        newest_first = best.for_rows().order_by("revision__idea_id", "-revision__number")
        rows: Iterable[Any] = newest_first.distinct("revision__idea_id")
        return {run.revision.idea_id: run for run in rows}

    def best_by_revision(self, revisions: Iterable[ExampleRevision]) -> dict[int, Row]:
        """The best run over each of these that has one, by the revision's key, in one query."""
        best: Iterable[Any] = self.filter(is_best=True, revision__in=revisions).for_rows()
        return {run.revision_id: run for run in best}

    def ended(self) -> Self:
        return self.filter(state__in=(RunState.FINISHED, RunState.STOPPED))

    def scored_before(self, version: int) -> Self:
        """Scored by an earlier version of the scorers."""
        return self.filter(scored_by__lt=version).order_by("scored_by", "id")

    def compared_before(self, version: int) -> Self:
        """Compared with an earlier version of the baselines."""
        return self.filter(compared_by__lt=version).order_by("compared_by", "id")

    def lacking_numbers(self) -> Self:
        """Finished before their difference from the baseline was tested."""
        return self.filter(state=RunState.FINISHED, lift__isnull=False, lift_p__isnull=True)

    def under(self, instruction: str) -> Self:
        return self.for_rows().filter(instruction=instruction)

    def instructed(self) -> Self:
        """Those under an instruction of the author's, one instruction after the other."""
        return self.for_rows().exclude(instruction="").order_by("pk")

    def instructions_tried(self, idea_id: int) -> int:
        """How many instructions its author had tried on some model, over any revision of the examples."""
        return self.of_idea(idea_id).filter(recipe="instruction").values("model", "instruction").distinct().count()

    def instructions_since(self, revision: ExampleRevision) -> list[str]:
        """The instructions tried on this revision of the examples and on the one before, each once."""
        near = self.of_idea(revision.idea_id).filter(revision__number__gte=revision.number - 1)
        return list(dict.fromkeys(near.exclude(instruction="").order_by("pk").values_list("instruction", flat=True)))
