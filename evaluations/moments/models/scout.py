"""The shares of people who backed a Moment before it was one, and the records of these people."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from marketplace.accounts.models import User, bad_standing, good_standing


class CreditQuerySet(models.QuerySet["Credit"]):
    def of(self, people: Collection[int]) -> "QuerySet[Any, tuple[int, int, float]]":
        """(person, idea, share) of each credit of these people. The shares of others who are in bad standing now are
        divided among the rest, as if they had never backed the idea."""
        others = Credit.objects.filter(bad_standing("person"), certificate=OuterRef("certificate"))
        lost = others.exclude(person=OuterRef("person")).values("certificate").annotate(lost=Sum("share"))
        share = F("share") / (1.0 - Coalesce(Subquery(lost.values("lost")), 0.0))
        rows = self.filter(person__in=people).annotate(whole=share).order_by("pk")
        return rows.values_list("person", "certificate__idea", "whole")


class Credit(models.Model):
    """A person's share of one certification. Shares of one certification add up to 1."""

    certificate = models.ForeignKey("moments.Certificate", models.CASCADE, related_name="credits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="scout_credits")
    share = models.FloatField()
    backed = models.DateTimeField(help_text="When they first backed it.")

    objects = CreditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("certificate", "person", name="credited_once"),
            models.CheckConstraint(name="credit_is_a_share", condition=Q(share__gt=0, share__lte=1)),
        ]


class ScoutQuerySet(models.QuerySet["Scout"]):
    def listed(self) -> "ScoutQuerySet":
        return self.filter(good_standing("person")).select_related("person").order_by("-credit", "-person_id")

    def of(self, person: User) -> "Scout | None":
        return self.listed().filter(person=person).first()


class Scout(models.Model):
    """A person's record. `credit` = `shares` times the lower bound of the share of `hits` in `backed`."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="scout")
    shares = models.FloatField()
    hits = models.PositiveIntegerField()
    backed = models.PositiveIntegerField(help_text="Ideas whose time has come: Moments since, or backed long ago.")
    hit_rate = models.FloatField(help_text="The lower bound of hits in backed, 0 to 1.")
    credit = models.FloatField()
    as_of = models.DateTimeField()

    objects = ScoutQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="scout_hits_are_backed", condition=Q(hits__lte=models.F("backed")))]
        indexes = [models.Index(fields=["-credit", "-person"], name="scout_credit")]
