"""How near each idea is to a Moment: a copy of what its answers say, kept where lists are one index scan."""

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from evaluations.moments.lacks import Gap, together
from evaluations.panel.answers import glances
from ideas.models import Idea
from ideas.models.idea import NOT_ON_CARDS


class MomentScoreQuerySet(models.QuerySet["MomentScore"]):
    def listed(self) -> "MomentScoreQuerySet":
        return self.filter(idea__published__isnull=False)

    def moments(self) -> "MomentScoreQuerySet":
        return self.listed().filter(is_moment=True, score__isnull=False)

    def near_misses(self) -> "MomentScoreQuerySet":
        return self.listed().filter(is_moment=False)

    def needing_eyes(self) -> "MomentScoreQuerySet":
        return self.listed().filter(eyes__isnull=False)

    def scored(self) -> "MomentScoreQuerySet":
        return self.listed().filter(score__isnull=False)

    def nearest_unseen(self, most: int) -> list[int]:
        """The ids of those that lack glances, the nearest to a Moment first."""
        return list(self.needing_eyes().order_by("-eyes", "-idea").values_list("pk", flat=True)[:most])

    def with_cards(self, ids: Collection[int]) -> list["MomentScore"]:
        """Those of them that can be listed, with what cards show, in three queries."""
        rows = self.listed().filter(pk__in=ids).select_related("idea__author").prefetch_related("idea__taggings__tag")
        return list(rows.defer(*(f"idea__{name}" for name in NOT_ON_CARDS)))

    def behind(self, most: int) -> list[int]:
        """Published ideas that have no row yet, or one of an earlier text."""
        ideas = Idea.objects.published().exclude(moment_score__revision=F("revision"))
        return list(ideas.values_list("pk", flat=True)[:most])


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
    as_of = models.DateTimeField(db_default=Now())

    objects = MomentScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="moment_score_is_a_share", condition=Q(score__isnull=True) | Q(score__range=(0, 1))
            )
        ]
        indexes = [
            models.Index(fields=["-score", "-idea"], name="moment_score", condition=Q(score__isnull=False)),
            models.Index(fields=["-score", "-idea"], name="moment_certified", condition=Q(is_moment=True)),
            models.Index(fields=["-nearness", "-idea"], name="moment_near", condition=Q(is_moment=False)),
            models.Index(fields=["-eyes", "-idea"], name="moment_eyes", condition=Q(eyes__isnull=False)),
        ]

    @property
    def is_in_doubt(self) -> bool:
        """A Moment whose evidence does not clear now; it keeps the score that it had until it is lost or recovers."""
        return self.is_moment and bool(self.gaps)

    @property
    def lacks(self) -> list[Gap]:
        """What it lacks, for people to read."""
        return together(Gap(**gap) for gap in self.gaps)

    @property
    def glances_short(self) -> str:
        """Until all three answers of people are known; "" when they are. Where only wanted is not, it takes people who
        are signed in."""
        others = {"obvious", "overlooked"} & set(self.missing)
        return glances("obvious" if others else "wanted", self.short) if self.short else ""
