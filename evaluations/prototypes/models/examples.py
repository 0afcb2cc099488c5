"""Examples: what an author gives instead of a prompt; typed as a draft, then frozen into a revision."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from ideas.models import Idea


class Task(models.TextChoices):
    CLASSIFY = "classify", "Classify: choose one of a few labels"
    ANSWER = "answer", "Answer: write a short text"


class Scorer(models.TextChoices):
    LABEL = "label", "the same label"
    EXACT = "exact", "the same text, apart from case, spaces and punctuation"
    CONTAINS = "contains", "the expected text occurs in the answer"
    SIMILARITY = "similarity", "close in meaning, by embedding similarity"


class ExampleDraftQuerySet(models.QuerySet["ExampleDraft"]):
    def of(self, idea: Idea) -> "ExampleDraft":
        """The idea's draft; an empty one, not stored, where nothing is being typed."""
        return self.filter(idea=idea).first() or ExampleDraft(idea=idea)


class ExampleDraft(models.Model):
    """The examples as somebody is typing them, right or wrong. Nothing typed is lost."""

    idea = models.OneToOneField(Idea, models.CASCADE, related_name="example_draft")
    rows = models.JSONField(default=list, help_text='[["input", "expected"], ...], as typed.')
    task = models.CharField(max_length=10, choices=Task, blank=True, help_text="Blank: infer it.")
    scorer = models.CharField(max_length=10, choices=Scorer, blank=True, help_text="Blank: the default.")
    threshold = models.FloatField(null=True, blank=True)
    edited = models.DateTimeField(auto_now=True)

    objects = ExampleDraftQuerySet.as_manager()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(given, expected) for given, expected in self.rows]

    @property
    def measured_by(self) -> dict[str, Any]:
        """The task and the scorer as chosen by hand, in the words of `publish`."""
        return {"task": self.task, "scorer": self.scorer, "threshold": self.threshold}


class ExampleRevisionQuerySet(models.QuerySet["ExampleRevision"]):
    def latest_of(self, idea: Idea) -> "ExampleRevision | None":
        return self.filter(idea=idea).order_by("-number").first()

    def locked(self, pk: int) -> "ExampleRevision":
        """Held until the end of the transaction, with its idea."""
        return self.select_for_update(of=("self",), no_key=True).select_related("idea").get(pk=pk)

    def current(self) -> "ExampleRevisionQuerySet":
        """The latest examples of every published idea."""
        shown = self.filter(idea__published__isnull=False)
        return shown.order_by("idea_id", "-number").distinct("idea_id").select_related("idea__author")

    def numbered(self, idea: Idea, number: int) -> "ExampleRevision | None":
        return self.filter(idea=idea, number=number).first()


class ExampleRevision(models.Model):
    """A frozen set of examples. Its content hash decides the folds, so they never move."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="example_revisions")
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    task = models.CharField(max_length=10, choices=Task)
    task_reason = models.CharField(max_length=200, help_text="Why this task, in words.")
    scorer = models.CharField(max_length=10, choices=Scorer)
    threshold = models.FloatField(null=True, blank=True, help_text="Least cosine similarity that counts, 0 to 1.")
    size = models.PositiveIntegerField()
    folds = models.PositiveSmallIntegerField()
    frozen = models.DateTimeField(auto_now_add=True)

    objects = ExampleRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("idea", "number", name="example_revision_once"),
            models.CheckConstraint(
                name="similarity_has_threshold",
                condition=Q(scorer="similarity", threshold__gte=0, threshold__lte=1)
                | (~Q(scorer="similarity") & Q(threshold__isnull=True)),
            ),
            models.CheckConstraint(
                name="labels_are_scored_as_labels",
                condition=Q(task="classify", scorer="label") | (~Q(task="classify") & ~Q(scorer="label")),
            ),
        ]

    def __str__(self) -> str:
        return f"examples {self.number} of {self.idea}"

    def pairs(self) -> list[tuple[str, str]]:
        """The frozen rows in the author's order."""
        return list(self.examples.values_list("input", "expected"))


class Example(models.Model):
    revision = models.ForeignKey(ExampleRevision, models.CASCADE, related_name="examples")
    position = models.PositiveIntegerField(help_text="The row as the author gave it, from 1.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    input = models.TextField()
    expected = models.TextField()
    fold = models.PositiveSmallIntegerField()
    turn = models.PositiveIntegerField(help_text="Its place in the stratified order; a sample is the first k.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("revision", "position", name="example_once"),
            models.UniqueConstraint("revision", "turn", name="example_turn_once"),
        ]
