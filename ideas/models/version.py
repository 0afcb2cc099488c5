"""Earlier versions of an idea: what it said, who changed it and when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

VERSIONED = ("title", "pitch", "problem", "audience", "why_overlooked", "why_open", "fits")
REVISED = ("title", "pitch", "audience")  # a change in these makes evidence from people stale


class IdeaVersionQuerySet(models.QuerySet["IdeaVersion"]):
    def up_to(self, number: int) -> "IdeaVersionQuerySet":
        """Those with this number or a lower one, newest first, with who replaced them."""
        return self.filter(number__lte=number).select_related("replaced_by").order_by("-number")


class IdeaVersion(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    pitch = models.CharField(max_length=140)
    problem = models.TextField()
    audience = models.CharField(max_length=300)
    why_overlooked = models.TextField(blank=True)
    why_open = models.TextField(blank=True)
    fits = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    tag_names = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    replaced = models.DateTimeField(auto_now_add=True)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = IdeaVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint("idea", "number", name="version_once")]
