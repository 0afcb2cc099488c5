"""From which networks people wrote, as keyed hashes, for 30 days.

Moderators see with it that many new accounts come from one network. The address itself is not kept, and who has the
database without SECRET_KEY cannot find it by trying all addresses."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .person import User

KEPT = timedelta(days=30)
NOTED_EVERY = 3600  # seconds: a person who writes much writes no row for each time


def hash_of(network: str) -> str:
    """32 hexadecimal digits for a network, as `marketplace.visitors.network_of` names it."""
    return salted_hmac("footprint", network, algorithm="sha256").hexdigest()[:32]


class FootprintQuerySet(models.QuerySet["Footprint"]):
    def since(self, age: timedelta) -> "FootprintQuerySet":
        return self.filter(last__gte=timezone.now() - age)

    def of(self, person: User) -> "FootprintQuerySet":
        return self.filter(person=person).order_by("-last")

    def note(self, person: User, network: str) -> None:
        """Record that the person writes from this network now; at most once an hour."""
        hashed = hash_of(network)
        if cache.add(f"footprint:{person.pk}:{hashed}", 1, NOTED_EVERY):
            row = Footprint(person=person, network=hashed, last=timezone.now())
            columns = ["person", "network"]
            self.bulk_create([row], update_conflicts=True, unique_fields=columns, update_fields=["last"])

    def forget_old(self) -> int:
        """Delete what is older than KEPT."""
        forgotten, _ = self.filter(last__lt=timezone.now() - KEPT).delete()
        return forgotten


class Footprint(models.Model):
    """A person wrote from a network. Deleted after KEPT without another use, and with the account."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="footprints")
    network = models.CharField(max_length=32, help_text="Keyed hash of the address, or of the /64 of IPv6.")
    last = models.DateTimeField()

    objects = FootprintQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "network"], name="footprint_once")]
        indexes = [
            models.Index(fields=["network", "-last"], name="footprint_network"),
            models.Index(fields=["last"], name="footprint_last"),
        ]
