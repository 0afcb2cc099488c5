"""What a player says they know: at most three fields of work. Private: it is on no page but their own.

What counts for a card is what its player had said before it was dealt, so nobody can join an audience after seeing the
idea. The first thing that somebody says counts from then on, what they add later only after some days: otherwise one
account could work in shops on Monday and in law on Tuesday. What they take away stops counting at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from ideas.models import WorkField
from marketplace.accounts.models import User

MAX_FIELDS = 3
COUNTS_AFTER = timedelta(days=7)


def array_of_fields(help_text: str) -> "ArrayField[list[str], list[str]]":
    return ArrayField(
        models.CharField(max_length=10, choices=WorkField),
        size=MAX_FIELDS,
        default=list,
        blank=True,
        help_text=help_text,
    )


class KnownFieldsQuerySet(models.QuerySet["KnownFields"]):
    def said_by(self, person: User) -> bool:
        """Whether this person was asked and has answered, if only that they would rather not say."""
        return self.filter(person=person).exists()

    def counting_of(self, person: User | None) -> list[str]:
        """The fields of this person that count for a card dealt now; none of somebody signed out."""
        row = self.filter(person=person).first() if person else None
        return row.counting(timezone.now()) if row else []

    def fingerprint(self) -> tuple[int, datetime | None]:
        """Changes whenever somebody says something else."""
        found = self.aggregate(n=Count("pk"), last=Max("changed"))
        return found["n"], found["last"]


class KnownFields(models.Model):
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="known_fields"
    )
    fields = array_of_fields("What they say now; empty: nothing, or they were asked and would rather not say.")
    counted = array_of_fields("Those that count until `counts_from`.")
    counts_from = models.DateTimeField(default=timezone.now, help_text="From then on all of `fields` count.")
    changed = models.DateTimeField(default=timezone.now)

    objects = KnownFieldsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="known_fields_of_the_list",
                condition=Q(fields__len__lte=MAX_FIELDS, fields__contained_by=WorkField.values),
            ),
            models.CheckConstraint(name="known_fields_count_as_said", condition=Q(counted__contained_by=F("fields"))),
        ]

    def counting(self, now: datetime) -> list[str]:
        return self.fields if now >= self.counts_from else self.counted

    def say(self, fields: Sequence[str], now: datetime, *, is_first: bool) -> None:
        """Change what is said, in memory."""
        kept = [field for field in self.counting(now) if field in fields]
        adds = not is_first and set(fields) != set(kept)
        self.fields, self.counted, self.changed = list(fields), kept, now
        self.counts_from = now + COUNTS_AFTER if adds else now


class FieldVoices(models.Model):
    """How many voices there are in a field of work, stored when glances are weighed; can be counted again."""

    field = models.CharField(primary_key=True, max_length=10, help_text="Blank: all players whose weight is known.")
    voices = models.FloatField()

    class Meta:
        constraints = [models.CheckConstraint(name="field_voices_not_negative", condition=Q(voices__gte=0))]
