"""The catalogue of open models: whether they answer, their record over all ideas, and what they cost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluations.compute.models import Price, PriceKind
from evaluations.prototypes.models import OpenModel
from evaluations.prototypes.results.model_records import ModelRecord, best_on, model_records, upsets_of
from ideas.floors import MIN_STRANGERS, WORKS_ALONE_FLOOR, WORKS_FLOOR

from .plane import ModelPoint, plane


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """The catalogue with the record of each model, and the price book with its dates and sources."""
    prices = list(Price.objects.newest())
    standing = model_records()
    rows = [(model, standing.get(model.pk)) for model in OpenModel.objects.for_catalogue()]
    context = {
        "rows": rows,
        "plane": plane([point_of(model, record) for model, record in rows if record]),
        "untried": [model for model, record in rows if not record],
        "alone": WORKS_ALONE_FLOOR,
        "with_others": WORKS_FLOOR,
        "least": MIN_STRANGERS,
        "open_prices": [price for price in prices if price.kind == PriceKind.OPEN],
        "frontier_prices": [price for price in prices if price.kind == PriceKind.FRONTIER],
        "machine_prices": [price for price in prices if price.kind == PriceKind.MACHINE],
    }
    return render(request, "runs/models.html", context)


def point_of(model: OpenModel, record: ModelRecord) -> ModelPoint:
    bounds = record.does_bounds
    return ModelPoint(model.name, model.parameters, record.does, record.ideas, bounds.lower, bounds.upper)


@require_safe
def model(request: HttpRequest, slug: str) -> HttpResponse:
    """One model and its record: its medians, the ideas it does best, the bigger models it beats."""
    model = get_object_or_404(OpenModel.objects.for_catalogue(), slug=slug)
    context = {
        "model": model,
        "price": model.price(),
        "standing": model_records().get(model.pk),
        "best": best_on(model),
        "upsets": upsets_of(model),
    }
    return render(request, "runs/model.html", context)
