"""A run's numbers, all from its trials' rows, so that they can be derived again at any time."""

from collections.abc import Mapping
from math import fsum
from sys import intern
from typing import Any

import numpy as np

from evaluations.compute.models import Price
from evaluations.prototypes import statistics
from evaluations.prototypes.models import Run, RunState, Task, Trial
from evaluations.prototypes.models.trial import TrialQuerySet
from evaluations.prototypes.results.confusion import cells_of

PAIR = np.dtype([("own", float), ("other", float), ("expected", object)])


def derive(run: Run, baseline: Run | None) -> None:
    """Store the run's numbers. `baseline`: None while it is not finished.

    Intervals by resampling take a good part of a second for 2,000 trials, so they come when the run is finished."""
    numbers = counted(run)
    if run.state == RunState.FINISHED:
        numbers |= bounded(run) | spent(run) | lifted(run, baseline) | by_label(run)
    Run.objects.filter(pk=run.pk).update(**numbers)
    for name, value in numbers.items():
        setattr(run, name, value)


def counted(run: Run) -> dict[str, Any]:
    scores = scores_of(run)
    return Trial.objects.of_run(run).counts() | {"score": fsum(scores) / len(scores) if len(scores) else None}


def scores_of(run: Run) -> statistics.Floats:
    """Of the trials that were compared with something: not of those without an answer, nor of the unchecked."""
    return column(Trial.objects.of_run(run).scored(), "score")


def column(trials: TrialQuerySet, name: str) -> statistics.Floats:
    """Its values in the order of the examples, so that resampling draws the same every time; NaN: not known.

    One at a time: eight bytes a trial are held, where whole rows would take hundreds."""
    values = trials.order_by("example__turn").values_list(name, flat=True)
    return np.fromiter(values.iterator(), float)


def bounded(run: Run) -> dict[str, Any]:
    scores = scores_of(run)
    if not len(scores):
        return {"lower": None, "upper": None}
    interval = statistics.shown_score(scores, run.revision.content_hash, graded=run.revision.is_graded)
    return {"lower": interval.lower, "upper": interval.upper}


def by_label(run: Run) -> dict[str, Any]:
    """Of `classify` alone: the mean F1 of the labels."""
    if run.revision.task != Task.CLASSIFY:
        return {}
    found = statistics.shown_macro_f1(cells_of(run), run.revision.content_hash)
    lower, upper = (found.lower, found.upper) if found else (None, None)
    return {"macro_f1": found.point if found else None, "macro_f1_lower": lower, "macro_f1_upper": upper}


def spent(run: Run) -> dict[str, Any]:
    """Tokens, times and dollars of the trials that made an answer."""
    made = Trial.objects.of_run(run).answered()
    tasks, tokens = made.count(), made.tokens()
    times = column(made.exclude(total_ms=None), "total_ms")
    cost = statistics.mean_cost(column(made, "usd"), run.revision.content_hash) if run.model else None
    frontier = frontier_cost(tokens, tasks) if run.model and tokens["input_tokens"] else None
    return tokens | {
        "p50_ms": statistics.percentile(times, 0.5),
        "p95_ms": statistics.percentile(times, 0.95),
        "usd_per_1000": per_1000(cost.point if cost else None),
        "usd_per_1000_lower": per_1000(cost.lower if cost else None),
        "usd_per_1000_upper": per_1000(cost.upper if cost else None),
        "frontier_usd_per_1000": per_1000(frontier),
        "cost_basis": basis_of(run),
    }


def frontier_cost(tokens: Mapping[str, int], tasks: int) -> float | None:
    """What one task with as many tokens costs at the median of the frontier's list prices."""
    return Price.objects.frontier().median_cost(tokens["input_tokens"] / tasks, tokens["output_tokens"] / tasks)


def per_1000(usd: float | None) -> float | None:
    return None if usd is None else usd * 1_000


def basis_of(run: Run) -> str:
    """One sentence on where the costs come from; nothing for the baseline, which asks no model."""
    if run.model is None:
        return ""
    price = run.model.price()
    if price is None:
        return f"The price of {run.model.name} at {run.model.endpoint.name} is not known."
    return f"{run.model.name} costs {price.in_words}."


def lifted(run: Run, baseline: Run | None) -> dict[str, Any]:
    """The score less the baseline's on the same examples; null while the baseline is not finished."""
    own, base = paired(run, baseline)
    unknown = dict.fromkeys(("lift", "lift_lower", "lift_upper", "lift_p"))
    if not len(own):
        return unknown | {"baseline": None}
    reached = {"baseline": float(np.mean(base))}
    if run.is_baseline:
        return reached | unknown
    lift = statistics.compare(own, base, run.revision.content_hash)
    return reached | {"lift": lift.point, "lift_lower": lift.lower, "lift_upper": lift.upper, "lift_p": lift.p}


def paired(run: Run, baseline: Run | None) -> tuple[statistics.Floats, statistics.Floats]:
    """The scores of the run and of the baseline on the examples that both have scored, in one order."""
    if baseline is None:
        return np.empty(0), np.empty(0)
    both = Trial.objects.of_run(run).scores_beside(baseline)
    pairs = np.fromiter(((own, other, intern(expected)) for own, other, expected in both), PAIR)
    if run.revision.task == Task.CLASSIFY:
        return pairs["own"], statistics.classify_baseline(pairs["other"], list(pairs["expected"]))
    return pairs["own"], pairs["other"]
