"""The answer to one of the five questions about one idea. Only `ideas.actions.record_answer` writes it."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from ideas.pie import Slice
from ideas.questions import MAX_BASIS, MAX_HEADLINE

if TYPE_CHECKING:
    from .idea import Idea


class Question(models.TextChoices):
    OBVIOUS = "obvious"
    WANTED = "wanted"
    OVERLOOKED = "overlooked"
    WORKS = "works"
    CHEAP = "cheap"


class AnswerState(models.TextChoices):
    UNKNOWN = "unknown"
    MEASURING = "measuring"
    KNOWN = "known"
    STALE = "stale"


def share(name: str) -> Q:
    return Q((f"{name}__gte", 0.0), (f"{name}__lte", 1.0)) | Q((f"{name}__isnull", True))


class Answer(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="answers")
    question = models.CharField(max_length=10, choices=Question)
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.UNKNOWN)
    lower = models.FloatField(null=True, blank=True, help_text="0 to 1; what the slice fills to.")
    point = models.FloatField(null=True, blank=True)
    upper = models.FloatField(null=True, blank=True)
    floor = models.FloatField(help_text="The lower bound that clears this question.")
    n = models.PositiveIntegerField(default=0)
    headline = models.CharField(max_length=MAX_HEADLINE, blank=True, help_text="A few words for cards.")
    basis = models.CharField(max_length=MAX_BASIS, blank=True, help_text="One sentence: how this is known.")
    as_of = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(help_text="The idea's revision that was measured.")

    class Meta:
        constraints = [
            models.UniqueConstraint("idea", "question", name="answer_once"),
            models.CheckConstraint(
                name="answer_known_has_bounds",
                condition=~Q(state=AnswerState.KNOWN)
                | Q(lower__isnull=False, point__isnull=False, upper__isnull=False),
            ),
            models.CheckConstraint(name="answer_shares", condition=share("lower") & share("point") & share("upper")),
            models.CheckConstraint(
                name="answer_bounds_in_order",
                condition=Q(lower__isnull=True) | Q(upper__isnull=True) | Q(lower__lte=F("upper")),
            ),
        ]

    def as_slice(self) -> Slice:
        return Slice(self.question, self.state, self.lower or 0.0, self.upper, self.clears)

    @property
    def clears(self) -> bool:
        return self.state == AnswerState.KNOWN and self.lower is not None and self.lower >= self.floor


def five_of(idea: "Idea") -> list[Answer]:
    """The answers to all five questions, in order; an unsaved answer where nothing is recorded yet."""
    recorded = {answer.question: answer for answer in idea.answers.all()}
    return [recorded.get(question) or Answer(idea=idea, question=question, floor=0.0) for question in Question]
