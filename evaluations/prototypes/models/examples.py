"""Examples: what an author gives instead of a prompt; typed as a draft, then frozen into a revision."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from ideas.models import Idea


class Task(models.TextChoices):
    CLASSIFY = "classify", "Classify: choose one of a few labels"
    EXTRACT = "extract", "Extract: fill in the fields of a JSON object"
    ANSWER = "answer", "Answer: write a short text"
    SEARCH = "search", "Search: find the document that answers"


class Scorer(models.TextChoices):
    """How an answer is compared with what was expected. Each is a function in `scorers`."""

    LABEL = "label", "the same label"
    EXACT = "exact", "the same text, apart from case, spaces and punctuation"
    CONTAINS = "contains", "the expected text occurs in the answer"
    CONTAINS_ALL = "contains-all", "every line of the expected text occurs in the answer"
    CONTAINS_ANY = "contains-any", "some line of the expected text occurs in the answer"
    NUMBER = "number", "the same number, within a tolerance"
    SIMILARITY = "similarity", "close in meaning, by embedding similarity"
    TOKEN_F1 = "token-f1", "how many words it shares with the expected text (token F1)"
    ROUGE_L = "rouge-l", "how much of the expected text it has in order (ROUGE-L)"
    SCHEMA = "schema", "JSON that follows the schema of the expected outputs"
    FIELDS = "fields", "how many fields are right (field F1)"
    RECALL_1 = "recall@1", "an expected document comes first"
    RECALL_5 = "recall@5", "how many of the expected documents are among the first 5"
    MRR = "mrr", "how early the first expected document comes (reciprocal rank)"
    UNCHECKED = "unchecked", "not compared with anything: the answers are only shown"


# The parameter that a scorer takes, 0 to 1: a least similarity or score that counts, or a relative tolerance.
WITH_THRESHOLD = ("similarity", "number")
MAY_HAVE_THRESHOLD = (*WITH_THRESHOLD, "token-f1", "rouge-l", "fields")
GRADED = ("token-f1", "rouge-l", "fields", "recall@5", "mrr")  # where they have no threshold
OF_TASK = {
    Task.CLASSIFY: ("label",),
    Task.SEARCH: ("recall@1", "recall@5", "mrr"),
}  # where the task decides; every other task is scored by any of the rest
BOUND = tuple(scorer for scorers in OF_TASK.values() for scorer in scorers)


def in_words(checks: Iterable[tuple[str, float | None]]) -> str:
    """What counts as right: every scorer with its parameter, the main one first."""
    before = {Scorer.SIMILARITY.value: " of at least", Scorer.NUMBER.value: " of"}
    said = [
        Scorer(scorer).label + ("" if parameter is None else f"{before.get(scorer, ', at least')} {parameter:g}")
        for scorer, parameter in checks
    ]
    return "; and ".join(said) or Scorer.UNCHECKED.label


class ExampleDraftQuerySet(models.QuerySet["ExampleDraft"]):
    def of(self, idea: Idea) -> "ExampleDraft":
        """The idea's draft; an empty one, not stored, where nothing is being typed."""
        return self.filter(idea=idea).first() or ExampleDraft(idea=idea)


class ExampleDraft(models.Model):
    """The examples as somebody is typing them, right or wrong. Nothing typed is lost."""

    idea = models.OneToOneField(Idea, models.CASCADE, related_name="example_draft")
    rows = models.JSONField(default=list, help_text='[["input", "expected"], ...], as typed.')
    documents = models.JSONField(default=list, help_text='[["name", "text"], ...], as typed: what `search` searches.')
    task = models.CharField(max_length=10, choices=Task, blank=True, help_text="Blank: infer it.")
    scorer = models.CharField(max_length=20, choices=Scorer, blank=True, help_text="Blank: the default.")
    threshold = models.FloatField(null=True, blank=True)
    more_checks = models.JSONField(default=list, help_text='[["scorer", threshold or null], ...] beside the first.')
    edited = models.DateTimeField(auto_now=True)

    objects = ExampleDraftQuerySet.as_manager()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(given, expected) for given, expected in self.rows]

    @property
    def papers(self) -> list[tuple[str, str]]:
        return [(name, text) for name, text in self.documents]

    @property
    def measured_by(self) -> dict[str, Any]:
        """The task and the checks as chosen by hand, in the words of `publish`."""
        more = [(scorer, threshold) for scorer, threshold in self.more_checks]
        return {"task": self.task, "scorer": self.scorer, "threshold": self.threshold, "more_checks": more}


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

    def before(self, idea: Idea, number: int) -> "ExampleRevisionQuerySet":
        """The idea's revisions below this number, the newest first."""
        return self.filter(idea=idea, number__lt=number).order_by("-number")

    def numbered(self, idea: Idea, number: int) -> "ExampleRevision | None":
        return self.filter(idea=idea, number=number).first()


class ExampleRevision(models.Model):
    """A frozen set of examples. Its content hash decides the folds, so they never move."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="example_revisions")
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    task = models.CharField(max_length=10, choices=Task)
    task_reason = models.CharField(max_length=200, help_text="Why this task, in words.")
    scorer = models.CharField(max_length=20, choices=Scorer)
    threshold = models.FloatField(null=True, blank=True, help_text="The scorer's parameter, 0 to 1.")
    more_checks = models.JSONField(default=list, blank=True, help_text='[["scorer", threshold or null], ...]')
    schema = models.JSONField(null=True, blank=True, help_text="JSON schema of the outputs; of `extract` alone.")
    size = models.PositiveIntegerField()
    folds = models.PositiveSmallIntegerField()
    frozen = models.DateTimeField(auto_now_add=True)

    objects = ExampleRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("idea", "number", name="example_revision_once"),
            models.CheckConstraint(
                name="threshold_goes_with_scorer",
                condition=Q(scorer__in=MAY_HAVE_THRESHOLD, threshold__gte=0, threshold__lte=1)
                | (~Q(scorer__in=WITH_THRESHOLD) & Q(threshold__isnull=True)),
            ),
            models.CheckConstraint(
                name="scorer_goes_with_task",
                condition=Q(task="classify", scorer__in=OF_TASK[Task.CLASSIFY])
                | Q(task="search", scorer__in=OF_TASK[Task.SEARCH])
                | (Q(task__in=["answer", "extract"]) & ~Q(scorer__in=BOUND)),
            ),
        ]

    def __str__(self) -> str:
        return f"examples {self.number} of {self.idea}"

    def pairs(self) -> list[tuple[str, str]]:
        """The frozen rows in the author's order."""
        return list(self.examples.values_list("input", "expected"))

    def labels(self) -> list[str]:
        """The different expected outputs, by their letters."""
        return list(self.examples.order_by("expected").values_list("expected", flat=True).distinct())

    def as_draft(self) -> ExampleDraft:
        """The same as somebody would have typed it, to begin with where it is changed. Not stored."""
        return ExampleDraft(
            idea_id=self.idea_id,
            rows=[list(pair) for pair in self.pairs()],
            documents=[list(pair) for pair in self.documents.values_list("name", "text")],
            task=self.task,
            scorer=self.scorer,
            threshold=self.threshold,
            more_checks=self.more_checks,
        )

    def authors(self) -> dict[tuple[str, str], int]:
        """The key of whoever wrote each row."""
        rows = self.examples.values_list("input", "expected", "author")
        return {(given, expected): author for given, expected, author in rows}

    @property
    def checks(self) -> list[tuple[str, float | None]]:
        """Every scorer with its threshold, the one that the page names first; none for what is only shown."""
        if self.scorer == Scorer.UNCHECKED:
            return []
        return [(self.scorer, self.threshold), *((scorer, threshold) for scorer, threshold in self.more_checks)]

    @property
    def checks_in_words(self) -> str:
        return in_words(self.checks)

    @property
    def is_graded(self) -> bool:
        """Whether a score can lie between 0 and 1, so that the mean counts and not the number of successes."""
        return any(self.grades(scorer, threshold) for scorer, threshold in self.checks)

    @staticmethod
    def grades(scorer: str, threshold: float | None) -> bool:
        """Whether this check gives values between 0 and 1."""
        return scorer in GRADED and threshold is None


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


class Document(models.Model):
    """A text among which `search` looks for the ones that answer. An example expects documents by name."""

    revision = models.ForeignKey(ExampleRevision, models.CASCADE, related_name="documents")
    position = models.PositiveIntegerField(help_text="Its place as the author gave it, from 1.")
    name = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("revision", "position", name="document_once"),
            models.UniqueConstraint("revision", "name", name="document_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
