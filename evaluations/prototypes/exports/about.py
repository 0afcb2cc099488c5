"""The description of a run in its bundle, without any server's address or key."""

from typing import Any

from django.conf import settings

from evaluations.compute.models import Price
from evaluations.prototypes.models import OpenModel, Run, Trial

from .records import asked_first

About = dict[str, Any]
FORMAT = 1  # of the bundle; increases when its files change their meaning

RUN_FIELDS = (
    *("recipe", "instruction", "state", "sample", "trials_done", "n", "successes", "errors", "unchecked"),
    *("score", "lower", "upper", "baseline", "lift", "lift_lower", "lift_upper", "input_tokens", "output_tokens"),
    *("p50_ms", "p95_ms", "usd_per_1000", "cost_basis", "fitted"),
)
MODEL_FIELDS = ("name", "served_as", "kind", "licence", "parameters", "quantisation", "source", "dimensions")
TRIAL_FIELDS = ("endpoint_kind", "endpoint_build", "model_name", "model_digest", "quantisation")
PARAMETERS = ("temperature", "top_p", "max_tokens", "seed")


def about(run: Run) -> About:
    """As JSON. It changes only if the run does."""
    trial = asked_first(run)
    return {
        "format": FORMAT,
        "idea": about_idea(run),
        "examples": about_examples(run),
        "run": {"id": run.pk} | {name: getattr(run, name) for name in RUN_FIELDS} | times(run),
        "model": about_model(run.model),
        "embedder": about_model(run.embedder),
        "as_asked": {name: getattr(trial, name) for name in TRIAL_FIELDS} if trial else None,
        "parameters": {name: getattr(trial, name) for name in PARAMETERS} if trial else None,
        "price": about_price(trial.price if trial else None),
    }


def about_idea(run: Run) -> About:
    idea = run.revision.idea
    return {
        "title": idea.title,
        "slug": idea.slug,
        "page": f"{settings.SITE_URL}{idea.get_absolute_url()}",
        "run_page": f"{settings.SITE_URL}{run.get_absolute_url()}",
    }


def about_examples(run: Run) -> About:
    revision = run.revision
    return {
        "revision": revision.number,
        "content_hash": revision.content_hash,
        "task": revision.task,
        "checks": [list(check) for check in revision.checks],
        "schema": revision.schema,
        "size": revision.size,
        "folds": revision.folds,
    }


def times(run: Run) -> About:
    moments = {"created": run.created, "started": run.started, "finished": run.finished}
    return {name: moment.isoformat() if moment else None for name, moment in moments.items()}


def about_model(model: OpenModel | None) -> About | None:
    """The server is named by kind and build alone."""
    if model is None:
        return None
    fields = {name: getattr(model, name) for name in MODEL_FIELDS}
    return fields | {"digest": model.known_digest, "context_tokens": model.room_tokens, "server": model.endpoint.server}


def about_price(price: Price | None) -> About | None:
    if price is None:
        return None
    amounts = {name: getattr(price, name) for name in ("input_usd", "output_usd", "hour_usd")}
    fields = {"name": price.name, "basis": price.basis, "as_of": price.as_of.isoformat(), "source": price.source}
    return fields | {name: None if amount is None else float(amount) for name, amount in amounts.items()}


def asks_chat(trial: Trial | None) -> bool:
    """Whether the run asks a chat model: baselines and nearest neighbours do not."""
    return trial is not None and trial.request is not None and "messages" in trial.request
