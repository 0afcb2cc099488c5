"""How near each idea is to a Moment: derived from its answers and stored, so that a list is one index scan."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Now

from evaluations.moments.evidence import evidence_of
from evaluations.moments.lacks import GIVE_EXAMPLES, Gap, Known, gaps, together
from evaluations.moments.score import holds, missing, nearness, score, weakest
from evaluations.panel.answers import glances
from ideas.floors import WORKS_FLOOR
from ideas.models import Idea, Question
from ideas.models.idea import NOT_ON_CARDS
from ideas.questions import OF_PEOPLE

CLEARS, CERTIFIED = 1.0, 2.0  # where the ranks begin of ideas that clear, and of Moments; a score is at most 1
ALL_BUT_ONE = 0.9  # the least nearness of an idea of which four answers clear and the fifth is known
LOOKED_AT = 10  # ideas that wait for strangers' examples, to which people are sent


class MomentScoreQuerySet(models.QuerySet["MomentScore"]):
    def listed(self) -> "MomentScoreQuerySet":
        return self.filter(idea__published__isnull=False)

    def moments(self) -> "MomentScoreQuerySet":
        return self.listed().filter(is_moment=True, score__isnull=False)

    def near_misses(self) -> "MomentScoreQuerySet":
        return self.listed().filter(is_moment=False)

    def needing_eyes(self) -> "MomentScoreQuerySet":
        return self.listed().filter(eyes__isnull=False)

    def leading(self) -> int | None:
        """The idea that leads the front page: the best Moment, else the nearest to one."""
        return self.listed().order_by("-rank", "-idea").values_list("pk", flat=True).first()

    def nearest_unseen(self, limit: int) -> list[int]:
        """The ids of those that lack glances, the nearest to a Moment first."""
        return list(self.needing_eyes().order_by("-eyes", "-idea").values_list("pk", flat=True)[:limit])

    def waiting_for_strangers(self) -> list[int]:
        """The ids of ideas that lack nothing but strangers' examples, the nearest to a Moment first."""
        alone = self.near_misses().filter(rank__gte=ALL_BUT_ONE, gaps__0__act=GIVE_EXAMPLES, gaps__1__isnull=True)
        return list(alone.order_by("-rank", "-idea").values_list("pk", flat=True)[:LOOKED_AT])

    def wanting_strangers(self) -> tuple[list[int], list[int]]:
        """The ids of ideas to which people are offered to give examples: those that lack nothing else; and Moments that
        stand on their author's examples alone, with the lowest bounds first."""
        alone = self.moments().filter(idea__answers__question=Question.WORKS, idea__answers__floor__gt=WORKS_FLOOR)
        standing = alone.order_by("rank", "-idea").values_list("pk", flat=True)[:LOOKED_AT]
        return self.waiting_for_strangers(), list(standing)

    def with_cards(self, ids: Collection[int]) -> list["MomentScore"]:
        """Those of them that can be listed, with all that cards show, in three queries."""
        rows = self.listed().filter(pk__in=ids).select_related("idea__author").prefetch_related("idea__taggings__tag")
        return list(rows.defer(*(f"idea__{name}" for name in NOT_ON_CARDS)))

    def out_of_date(self, limit: int) -> list[int]:
        """Published ideas that have no row yet, or one of an earlier text."""
        ideas = Idea.objects.published().exclude(moment_score__revision=F("revision"))
        return list(ideas.values_list("pk", flat=True)[:limit])

    def store(
        self, idea: Idea, known: Mapping[str, Known], *, is_moment: bool, now: datetime, last_score: float | None = None
    ) -> None:
        """`last_score`: the score that a Moment keeps in the lists while it is in doubt."""
        evidence = evidence_of(known)
        short = max(evidence[question].short_by for question in OF_PEOPLE)
        near = nearness(evidence)
        is_kept = is_moment and holds(evidence)
        values = {
            "revision": idea.revision,
            "score": last_score if is_moment and not is_kept else score(evidence),
            "nearness": near,
            "eyes": near if short else None,
            "short": short,
            "missing": list(missing(evidence)),
            "weakest": next(iter(weakest(evidence)), ""),
            "gaps": [] if is_kept else [asdict(each) for each in gaps(known)],
            "is_moment": is_moment,
            "as_of": now,
        }
        self.update_or_create(idea=idea, defaults=values)


class MomentScore(models.Model):
    idea = models.OneToOneField("ideas.Idea", models.CASCADE, primary_key=True, related_name="moment_score")
    revision = models.PositiveIntegerField(help_text="The idea's revision that was counted.")
    score = models.FloatField(null=True, blank=True, help_text="0 to 1; null while one of the five is not known.")
    nearness = models.FloatField(help_text="0 to 1; orders the near misses.")
    eyes = models.FloatField(
        null=True, blank=True, help_text="Its nearness while it takes more glances; null when it takes none."
    )
    short = models.PositiveIntegerField(default=0, help_text="Glances until all three answers of people are known.")
    missing = ArrayField(models.CharField(max_length=10), default=list, help_text="Questions that are not known.")
    weakest = models.CharField(max_length=10, blank=True, help_text="The question furthest below its floor.")
    gaps = models.JSONField(default=list, help_text="What it lacks and who can supply it, in words.")
    is_moment = models.BooleanField(default=False)
    rank = models.GeneratedField(
        expression=Case(
            When(is_moment=True, then=Coalesce(F("score"), 0.0) + CERTIFIED),
            When(nearness__gte=CLEARS, then=Coalesce(F("score"), 0.0) + CLEARS),
            default=F("nearness"),
        ),
        output_field=models.FloatField(),
        db_persist=True,
        help_text="The one order of all lists: Moments by score (from 2), what clears by score (from 1), then the rest "
        "by nearness.",
    )
    as_of = models.DateTimeField(db_default=Now())

    objects = MomentScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="moment_score_is_a_share", condition=Q(score__isnull=True) | Q(score__range=(0, 1))
            )
        ]
        indexes = [
            models.Index(fields=["-rank", "-idea"], name="moment_rank"),
            models.Index(fields=["-rank", "-idea"], name="moment_certified", condition=Q(is_moment=True)),
            models.Index(fields=["-rank", "-idea"], name="moment_near", condition=Q(is_moment=False)),
            models.Index(fields=["-eyes", "-idea"], name="moment_eyes", condition=Q(eyes__isnull=False)),
        ]

    @property
    def is_in_doubt(self) -> bool:
        """A Moment whose evidence does not hold now; it keeps its last score until it is lost or recovers."""
        return self.is_moment and bool(self.gaps)

    @property
    def lacks(self) -> list[Gap]:
        """The gaps, for people to read."""
        return together(Gap(**gap) for gap in self.gaps)

    @property
    def glances_short(self) -> str:
        """How many glances are missing until all three answers of people are known; "" when they are. Where only wanted
        is unknown, these are glances of signed-in people."""
        others = {"obvious", "overlooked"} & set(self.missing)
        return glances("obvious" if others else "wanted", self.short) if self.short else ""
