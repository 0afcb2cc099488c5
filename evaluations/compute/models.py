"""The price book: dated prices with their sources. The only home of prices."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from . import costs

THIS_MACHINE = "this machine"


class PriceKind(models.TextChoices):
    OPEN = "open", "Open model, list price of a host"
    FRONTIER = "frontier", "Frontier model, list price"
    MACHINE = "machine", "Own machine, by the hour"


class PriceBasis(models.TextChoices):
    LIST = "list", "the list price"
    CHEAPEST = "cheapest", "the cheapest of the hosts that list it"
    MEDIAN = "median", "the median of the hosts that list it"
    HOURLY = "hourly", "measured seconds at an hourly machine rate"


def dollars(per: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(
        max_digits=12, decimal_places=6, null=True, blank=True, help_text=per, validators=[MinValueValidator(0)]
    )


class PriceQuerySet(models.QuerySet["Price"]):
    def newest(self) -> "PriceQuerySet":
        """The newest row of each model, kind and basis."""
        return self.order_by("kind", "name", "basis", "-as_of").distinct("kind", "name", "basis")

    def frontier(self) -> "PriceQuerySet":
        """The list prices of today's frontier models."""
        return self.filter(kind=PriceKind.FRONTIER).newest()

    def machine(self) -> "Price | None":
        """The hourly price of this site's own machine."""
        return self.filter(kind=PriceKind.MACHINE, name=THIS_MACHINE).newest().first()

    def of_open_model(self, name: str) -> "Price | None":
        """The hosts' median price of an open model: we do not say which host is used."""
        return self.filter(kind=PriceKind.OPEN, name=name, basis=PriceBasis.MEDIAN).newest().first()

    def costs_of(self, input_tokens: float, output_tokens: float) -> "list[tuple[Price, float]]":
        """The cost of these tokens at each of these list prices, the cheapest first."""
        costs = ((row, row.usd(input_tokens, output_tokens, None)) for row in self)
        return sorted(((row, usd) for row, usd in costs if usd is not None), key=lambda cost: (cost[1], cost[0].name))

    def median_cost(self, input_tokens: float, output_tokens: float) -> float | None:
        """The median cost of these tokens at these list prices; None when there are none."""
        prices = ((float(row.input_usd or 0), float(row.output_usd or 0)) for row in self)
        return costs.median_list_cost(prices, input_tokens, output_tokens)


class Price(models.Model):
    """US dollars per million tokens, or per hour of a machine. An unknown price is null, never 0."""

    kind = models.CharField(max_length=10, choices=PriceKind)
    name = models.CharField(max_length=100)
    basis = models.CharField(max_length=10, choices=PriceBasis)
    licence = models.CharField(max_length=60, blank=True)
    input_usd = dollars("Per million tokens.")
    output_usd = dollars("Per million tokens.")
    hour_usd = dollars("Per hour.")
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
            models.CheckConstraint(
                name="price_is_not_negative",
                condition=~(Q(input_usd__lt=0) | Q(output_usd__lt=0) | Q(hour_usd__lt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_basis_display()}, {self.as_of}"

    def usd(self, input_tokens: float | None, output_tokens: float | None, seconds: float | None) -> float | None:
        """The cost of this work at this price, by time or by tokens; None when the quantity is unknown."""
        if self.basis == PriceBasis.HOURLY:
            return costs.by_time(float(self.hour_usd or 0), seconds)
        return costs.by_tokens(float(self.input_usd or 0), float(self.output_usd or 0), input_tokens, output_tokens)

    @property
    def key(self) -> tuple[str, str, str]:
        """Unique among the prices of one day."""
        return self.kind, self.name, self.basis

    @property
    def in_words(self) -> str:
        """How a cost at this price was computed, for readers who doubt it."""
        if self.hour_usd is not None:
            return f"measured machine seconds at {costs.money(float(self.hour_usd))} an hour"
        asked = f"{costs.money(float(self.input_usd or 0))} in, {costs.money(float(self.output_usd or 0))} out"
        return f"{self.get_basis_display()}, {asked} per million tokens, {self.as_of}"
