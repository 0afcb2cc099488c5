"""Examples: what an author gives instead of a prompt; typed as a draft, then frozen into a revision."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evaluations.prototypes.scorers import (
    CHOICES,
    MAX_THRESHOLD,
    MIN_THRESHOLD,
    SCORERS,
    TAKES_THRESHOLD,
    UNCHECKED,
    USUAL_THRESHOLDS,
    Notation,
    ScorerCheck,
    in_words,
    scorers_for,
)
from ideas.models import Idea


class Task(models.TextChoices):
    CLASSIFY = "classify", "Classify: choose one of a few labels"
    EXTRACT = "extract", "Extract: fill in the fields of a JSON object"
    ANSWER = "answer", "Answer: write a short text"
    SEARCH = "search", "Search: find the document that answers"


SAYS_MINUS = "The author says that numbers in brackets are negative, in expected outputs and in answers."
SAYS_CASE = "The author says that labels that differ in case alone are different labels."
LABEL_SCORERS, SEARCH_SCORERS = scorers_for("classify"), scorers_for("search")


MAX_COLUMN_NAME = 80  # characters
NAMED = "What the author calls what goes in; blank where nothing names it."
EXPECTED_NAMED = "What the author calls what comes out; blank where nothing names it."


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
    scorer = models.CharField(max_length=20, choices=CHOICES, blank=True, help_text="Blank: the default.")
    threshold = models.FloatField(null=True, blank=True)
    more_checks = models.JSONField(default=list, help_text='[["scorer", threshold or null], ...] beside the first.')
    brackets_are_minus = models.BooleanField(default=False, help_text=SAYS_MINUS)
    case_counts = models.BooleanField(default=False, help_text=SAYS_CASE)
    input_name = models.CharField(max_length=MAX_COLUMN_NAME, blank=True, help_text=NAMED)
    expected_name = models.CharField(max_length=MAX_COLUMN_NAME, blank=True, help_text=EXPECTED_NAMED)
    edited = models.DateTimeField(auto_now=True)

    objects = ExampleDraftQuerySet.as_manager()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(given, expected) for given, expected in self.rows]

    @property
    def papers(self) -> list[tuple[str, str]]:
        return [(name, text) for name, text in self.documents]

    @property
    def names(self) -> tuple[str, str]:
        return self.input_name, self.expected_name

    @property
    def measured_by(self) -> dict[str, Any]:
        """The task, the checks and how brackets and case are read, as chosen by hand, in the words of `publish`."""
        return {
            "task": self.task,
            "scorer": self.scorer,
            "threshold": self.threshold,
            "more_checks": [(scorer, threshold) for scorer, threshold in self.more_checks],
            "brackets_are_minus": self.brackets_are_minus,
            "case_counts": self.case_counts,
        }


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

    def folded_before(self, version: int) -> "ExampleRevisionQuerySet":
        """The latest examples of every published idea that have their folds by earlier rules."""
        return self.filter(pk__in=self.current().values("pk"), folded_by__lt=version).order_by("pk")

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
    scorer = models.CharField(max_length=20, choices=CHOICES)
    threshold = models.FloatField(null=True, blank=True, help_text="The scorer's parameter, 0 to 1.")
    more_checks = models.JSONField(default=list, blank=True, help_text='[["scorer", threshold or null], ...]')
    schema = models.JSONField(null=True, blank=True, help_text="JSON schema of the outputs; of `extract` alone.")
    decimal_mark = models.CharField(
        max_length=1,
        blank=True,
        help_text="Of all outputs: a point, a comma, or blank if none shows it.",
    )
    brackets_are_minus = models.BooleanField(default=False, help_text=SAYS_MINUS)
    case_counts = models.BooleanField(default=False, help_text=SAYS_CASE)
    input_name = models.CharField(max_length=MAX_COLUMN_NAME, blank=True, help_text=NAMED)
    expected_name = models.CharField(max_length=MAX_COLUMN_NAME, blank=True, help_text=EXPECTED_NAMED)
    size = models.PositiveIntegerField()
    different = models.PositiveIntegerField(help_text="How many rows are left when those that say the same count once.")
    folds = models.PositiveSmallIntegerField()
    folded_by = models.PositiveSmallIntegerField(
        help_text="Version of the rules by which every row has its fold and turn."
    )
    is_refold = models.BooleanField(
        default=False, help_text="Frozen by the site with the rows of the one before, as the rules of folds changed."
    )
    frozen = models.DateTimeField(auto_now_add=True)

    objects = ExampleRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("idea", "number", name="example_revision_once"),
            models.CheckConstraint(name="different_among_all", condition=Q(different__lte=F("size"))),
            models.CheckConstraint(
                name="threshold_goes_with_scorer",
                condition=Q(scorer__in=TAKES_THRESHOLD, threshold__gte=MIN_THRESHOLD, threshold__lte=MAX_THRESHOLD)
                | (~Q(scorer__in=tuple(USUAL_THRESHOLDS)) & Q(threshold__isnull=True)),
            ),
            models.CheckConstraint(name="case_goes_with_labels", condition=Q(case_counts=False) | Q(task="classify")),
            models.CheckConstraint(
                name="brackets_go_with_texts",
                condition=Q(brackets_are_minus=False) | Q(task__in=["answer", "extract"]),
            ),
            models.CheckConstraint(
                name="scorer_goes_with_task",
                condition=Q(task="classify", scorer__in=LABEL_SCORERS)
                | Q(task="search", scorer__in=SEARCH_SCORERS)
                | (Q(task__in=["answer", "extract"]) & ~Q(scorer__in=(*LABEL_SCORERS, *SEARCH_SCORERS))),
            ),
        ]

    def __str__(self) -> str:
        return f"examples {self.number} of {self.idea}"

    @property
    def names(self) -> tuple[str, str]:
        """Labels of a pair, which change nothing of what is tried."""
        return self.input_name, self.expected_name

    def pairs(self) -> list[tuple[str, str]]:
        """The frozen rows in the author's order."""
        return list(self.examples.values_list("input", "expected"))

    def groups_of_same(self) -> list[list[int]]:
        """The positions of the rows that say the same, of each such group; no query where all are different."""
        if self.different == self.size:
            return []
        groups: dict[int, list[int]] = {}
        for first, position in self.examples.exclude(copies=1).values_list("same_as", "position"):
            groups.setdefault(first, []).append(position)
        return list(groups.values())

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
            brackets_are_minus=self.brackets_are_minus,
            case_counts=self.case_counts,
            input_name=self.input_name,
            expected_name=self.expected_name,
        )

    def authors(self) -> dict[tuple[str, str], int]:
        """The key of whoever wrote each row."""
        rows = self.examples.values_list("input", "expected", "author")
        return {(given, expected): author for given, expected, author in rows}

    @property
    def checks(self) -> list[ScorerCheck]:
        """Every scorer with its threshold, the one that the page names first; none for what is only shown."""
        if self.scorer == UNCHECKED:
            return []
        return [(self.scorer, self.threshold), *((scorer, threshold) for scorer, threshold in self.more_checks)]

    @property
    def checks_in_words(self) -> str:
        return in_words(self.checks, brackets_are_minus=self.brackets_are_minus, case_counts=self.case_counts)

    @property
    def notation(self) -> Notation:
        return Notation(self.decimal_mark, self.brackets_are_minus)

    @property
    def is_graded(self) -> bool:
        """Whether a score can lie between 0 and 1, so that the mean counts and not the number of successes."""
        return any(SCORERS[scorer].grades(threshold) for scorer, threshold in self.checks)


class Example(models.Model):
    revision = models.ForeignKey(ExampleRevision, models.CASCADE, related_name="examples")
    position = models.PositiveIntegerField(help_text="The row as the author gave it, from 1.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    input = models.TextField()
    expected = models.TextField()
    fold = models.PositiveSmallIntegerField()
    turn = models.PositiveIntegerField(help_text="Its place in the stratified order; a sample is the first k.")
    same_as = models.PositiveIntegerField(help_text="Position of the row that is asked for it; its own, if asked.")
    copies = models.PositiveIntegerField(
        help_text="How many rows it is asked for, itself included; 0: another is asked for it."
    )

    @property
    def place(self) -> dict[str, int]:
        """What the rules of folds give it."""
        return {"fold": self.fold, "turn": self.turn, "copies": self.copies, "same_as": self.same_as}

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="example_asked_or_copy",
                condition=Q(copies=0) & ~Q(same_as=F("position")) | Q(copies__gte=1, same_as=F("position")),
            ),
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
