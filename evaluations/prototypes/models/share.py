"""A share of an endpoint: how many requests one worker may have in flight there, and until when."""

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Now

from .endpoint import Endpoint, allowance


class ShareQuerySet(models.QuerySet["Share"]):
    def live(self) -> "ShareQuerySet":
        return self.filter(until__gt=Now())

    def spent(self) -> "ShareQuerySet":
        """Left by workers that died."""
        return self.filter(until__lte=Now())

    def full_endpoints(self, spared: int | None = None) -> "models.QuerySet[Share, int]":
        """Keys of the endpoints at which every place is held; at the one with the key `spared`, every place but one."""
        by_endpoint = self.live().values("endpoint").annotate(held=Sum("places"))
        limit = allowance("endpoint")
        full = Q(held__gte=limit) | Q(held__gte=limit - 1, endpoint=spared)
        return by_endpoint.filter(full).values_list("endpoint", flat=True)

    def free_places(self, endpoint: Endpoint) -> int:
        """Places that nobody holds; only reliable while the endpoint's row is locked."""
        held = self.live().filter(endpoint=endpoint).aggregate(places=Sum("places", default=0))
        return max(0, endpoint.allowance - int(held["places"]))


class Share(models.Model):
    """All live shares of an endpoint together never exceed its allowance at the time the last one was taken."""

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="shares")
    holder = models.UUIDField(db_index=True, help_text="The lease it goes with.")
    places = models.PositiveSmallIntegerField(help_text="Requests in flight that it allows.")
    until = models.DateTimeField()

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("endpoint", "holder", name="share_once")]
