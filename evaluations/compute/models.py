"""The price book: what a model costs, as dated facts with their source. The only home of prices."""

from django.db import models
from django.db.models import Q


class PriceKind(models.TextChoices):
    OPEN = "open", "Open model, list price of a host"
    FRONTIER = "frontier", "Frontier model, list price"
    MACHINE = "machine", "Own machine, by the hour"


class PriceBasis(models.TextChoices):
    LIST = "list", "the list price"
    CHEAPEST = "cheapest", "the cheapest of the hosts that list it"
    MEDIAN = "median", "the median of the hosts that list it"
    HOURLY = "hourly", "measured seconds at an hourly machine rate"


class PriceQuerySet(models.QuerySet["Price"]):
    def latest(self) -> "PriceQuerySet":
        """The newest row of each model, kind and basis."""
        return self.order_by("kind", "name", "basis", "-as_of").distinct("kind", "name", "basis")

    def frontier(self) -> "PriceQuerySet":
        return self.filter(kind=PriceKind.FRONTIER).latest()


class Price(models.Model):
    """US dollars per million tokens, or per hour of a machine. What is not known is null, never 0."""

    kind = models.CharField(max_length=10, choices=PriceKind)
    name = models.CharField(max_length=100)
    basis = models.CharField(max_length=10, choices=PriceBasis)
    licence = models.CharField(max_length=60, blank=True)
    input_usd = models.DecimalField(max_digits=12, decimal_places=6, null=True, help_text="Per million tokens.")
    output_usd = models.DecimalField(max_digits=12, decimal_places=6, null=True, help_text="Per million tokens.")
    hour_usd = models.DecimalField(max_digits=12, decimal_places=6, null=True, help_text="Per hour.")
    hosts = models.PositiveIntegerField(null=True, blank=True, help_text="How many hosts list it.")
    as_of = models.DateField()
    source = models.CharField(max_length=200)

    objects = PriceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "name", "basis", "as_of", name="price_once_a_day"),
            models.CheckConstraint(
                name="price_by_tokens_or_by_hour",
                condition=Q(basis="hourly", hour_usd__isnull=False, input_usd__isnull=True, output_usd__isnull=True)
                | (~Q(basis="hourly") & Q(hour_usd__isnull=True, input_usd__isnull=False, output_usd__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_basis_display()}, {self.as_of}"
