"""A reopening: an ended run that a person let go on."""

from datetime import datetime

from django.conf import settings
from django.db import models

from marketplace.accounts.models import User

from .examples import ExampleRevision


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    def of_person_since(self, person: User, moment: datetime) -> "ReopeningQuerySet":
        return self.filter(person=person, created__gte=moment)

    def runs_over(self, revision: ExampleRevision) -> set[int]:
        """The keys of the runs over these examples that were ever reopened."""
        return set(self.filter(run__revision=revision).values_list("run_id", flat=True))


class Reopening(models.Model):
    """Counts towards the runs that an account may start in a day; else one run could be asked again without end."""

    run = models.ForeignKey("prototypes.Run", models.CASCADE, related_name="reopenings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "created"], name="reopening_person")]
