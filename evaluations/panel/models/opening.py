"""Who has opened an idea's page, once each: they cannot glance at it any more."""

from django.conf import settings
from django.db import models

from ideas.models import Idea
from marketplace.accounts.models import User


class OpeningQuerySet(models.QuerySet["Opening"]):
    def note(self, person: User, idea: Idea) -> None:
        """One statement, also the hundredth time."""
        self.bulk_create([Opening(person=person, idea=idea)], ignore_conflicts=True)

    def by(self, person: User, idea: Idea) -> bool:
        return self.filter(person=person, idea=idea).exists()


class Opening(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="openings")
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="openings")
    first = models.DateTimeField(auto_now_add=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("person", "idea", name="opening_once")]
