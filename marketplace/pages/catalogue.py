"""Which open models there are, whether they answer, and what they cost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.compute.models import Price, PriceKind
from evaluations.prototypes.models import OpenModel


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """The catalogue with each endpoint's state, and the price book with its dates and sources."""
    prices = list(Price.objects.newest())
    context = {
        "models": OpenModel.objects.for_catalogue(),
        "open_prices": [price for price in prices if price.kind == PriceKind.OPEN],
        "frontier_prices": [price for price in prices if price.kind == PriceKind.FRONTIER],
        "machine_prices": [price for price in prices if price.kind == PriceKind.MACHINE],
    }
    return render(request, "catalogue/models.html", context)
