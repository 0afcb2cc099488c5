"""Earlier versions of an idea: its texts, who changed them and when."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ideas.texts import ENTRY_LIMITS, LIMITS, PROSE_TEXTS, VERSIONED


class IdeaVersionQuerySet(models.QuerySet["IdeaVersion"]):
    def with_words(self) -> "IdeaVersionQuerySet":
        return self.filter(erased__isnull=True).select_related("idea__author")

    def up_to(self, number: int) -> "IdeaVersionQuerySet":
        """Versions up to this number, newest first, with the people who replaced them."""
        return self.filter(number__lte=number).select_related("replaced_by").order_by("-number")


class IdeaVersion(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    title = models.CharField(max_length=LIMITS["title"])
    pitch = models.CharField(max_length=LIMITS["pitch"])
    problem = models.TextField()
    audience = models.CharField(max_length=LIMITS["audience"])
    why_overlooked = models.TextField(blank=True)
    why_open = models.TextField(blank=True)
    fits = ArrayField(models.CharField(max_length=ENTRY_LIMITS["fits"]), default=list, blank=True)
    work_fields = ArrayField(
        models.CharField(max_length=ENTRY_LIMITS["work_fields"]), default=list, db_default=[], blank=True
    )
    tag_names = ArrayField(models.CharField(max_length=ENTRY_LIMITS["tags"]), default=list, blank=True)
    replaced = models.DateTimeField(auto_now_add=True)
    erased = models.DateTimeField(null=True, blank=True, help_text="When its words were removed for ever.")
    erased_by_moderator = models.BooleanField(default=False, db_default=False, help_text="Or else by its author.")
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = IdeaVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("idea", "number", name="version_once"),
            models.CheckConstraint(
                name="version_erased_says_nothing",
                condition=Q(erased=None, erased_by_moderator=False)
                | Q(
                    *((text.name, "") for text in PROSE_TEXTS if text.versioned),
                    erased__isnull=False,
                    fits=[],
                    work_fields=[],
                    tag_names=[],
                ),
            ),
        ]

    @property
    def text_values(self) -> dict[str, Any]:
        """What this version said: the value of each of `ideas.texts` by its name."""
        return {name: getattr(self, name) for name in VERSIONED} | {"tags": self.tag_names}
