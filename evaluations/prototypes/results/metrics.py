"""A run's numbers, all derived from its trials' rows, so that they can be derived again at any time."""

from collections import Counter
from math import fsum
from sys import intern
from typing import Any

import numpy as np
from django.db.models import Count

from evaluations.compute.models import Price
from evaluations.prototypes import statistics
from evaluations.prototypes.models import Run, RunState, Task, Trial
from evaluations.prototypes.models.trial import TrialQuerySet
from evaluations.prototypes.scorers import cased, folded

A_WEEK = 7 * 24 * 3_600  # seconds; results of finished runs are cached so long
BYTES_PER_TOKEN = 4  # of English; other languages have fewer
NO_MODEL = "It asks no model: it takes a few milliseconds of this site's own processor, which are not counted."
PAIR = np.dtype([("own", float), ("other", float), ("expected", object)])


def derive(run: Run, baseline: Run | None) -> None:
    """Store the run's numbers. `baseline`: the best of all; None while one of them is not finished.

    A bootstrap takes a good part of a second for 2,000 trials, so intervals come when the run is finished."""
    numbers = counts(run)
    if run.state == RunState.FINISHED:
        numbers |= score_bounds(run) | usage(run) | lift_over(baseline, run) | label_score(run)
    Run.objects.filter(pk=run.pk).update(**numbers)
    for name, value in numbers.items():
        setattr(run, name, value)


def counts(run: Run) -> dict[str, Any]:
    scores = scores_of(run)
    return Trial.objects.of_run(run).counts() | {"score": fsum(scores) / len(scores) if len(scores) else None}


def scores_of(run: Run) -> statistics.Floats:
    """Of the trials that were compared with something: not of errors, nor of unchecked ones."""
    return column(Trial.objects.of_run(run).scored(), "score")


def column(trials: TrialQuerySet, name: str) -> statistics.Floats:
    """The column's values in the order of the examples, so that a bootstrap draws the same every time; NaN: not known.

    Read one at a time: that holds eight bytes a trial, where whole rows would take hundreds."""
    values = trials.order_by("example__turn").values_list(name, flat=True)
    return np.fromiter(values.iterator(), float)


def score_bounds(run: Run) -> dict[str, Any]:
    scores = scores_of(run)
    if not len(scores):
        return {"lower": None, "upper": None}
    interval = statistics.shown_score(scores, run.revision.content_hash, graded=run.revision.is_graded)
    return {"lower": interval.lower, "upper": interval.upper}


def label_score(run: Run) -> dict[str, Any]:
    """The mean F1 of the labels, for `classify` alone."""
    if run.revision.task != Task.CLASSIFY:
        return {}
    found = statistics.shown_macro_f1(confusion_cells(run), run.revision.content_hash)
    lower, upper = (found.lower, found.upper) if found else (None, None)
    return {"macro_f1": found.point if found else None, "macro_f1_lower": lower, "macro_f1_upper": upper}


def usage(run: Run) -> dict[str, Any]:
    """Tokens, times and dollars of the trials that made an answer."""
    made = Trial.objects.of_run(run).answered()
    times = column(made.exclude(total_ms=None), "total_ms")
    cost = cost_of_task(run)
    per_task = None if run.is_baseline else tokens_per_task(run)
    frontier = Price.objects.frontier().median_cost(*per_task) if per_task else None
    return made.tokens() | {
        "p50_ms": statistics.percentile(times, 0.5),
        "p95_ms": statistics.percentile(times, 0.95),
        "usd_per_1000": per_1000(cost.point if cost else None),
        "usd_per_1000_lower": per_1000(cost.lower if cost else None),
        "usd_per_1000_upper": per_1000(cost.upper if cost else None),
        "frontier_usd_per_1000": per_1000(frontier),
        "cost_basis": basis_of(run),
    }


def cost_of_task(run: Run) -> statistics.Estimate | None:
    """In dollars; None if not known, and for the baseline, which nobody would use."""
    if run.is_baseline:
        return None
    made = Trial.objects.of_run(run).answered()
    return statistics.mean_cost(column(made, "usd"), run.revision.content_hash)


def tokens_per_task(run: Run) -> tuple[float, float] | None:
    """Of the input and of the output, as a frontier model would be paid for; None if not known.

    Where no model counted any, of the input alone, and fewer rather than more: both favour the frontier model."""
    made = Trial.objects.of_run(run).answered()
    if run.asks_no_model:
        read = made.mean_input_bytes()
        return None if read is None else (read / BYTES_PER_TOKEN, 0.0)
    tasks, tokens = made.count(), made.tokens()
    return (tokens["input_tokens"] / tasks, tokens["output_tokens"] / tasks) if tokens["input_tokens"] else None


def per_1000(usd: float | None) -> float | None:
    return None if usd is None else usd * 1_000


def basis_of(run: Run) -> str:
    """The source of the costs in one sentence; blank for the baseline."""
    if run.model is None:
        return "" if run.is_baseline else NO_MODEL
    price = run.model.price()
    if price is None:
        return f"The price of {run.model.name} at {run.model.endpoint.name} is not known."
    return f"{run.model.name} costs {price.in_words}."


def lift_over(baseline: Run | None, run: Run) -> dict[str, Any]:
    """The score less the baseline's on the same examples; null while the baseline is not finished.

    A baseline is compared with itself: of `classify` that gives what one label for all would score."""
    own, base = paired(run, baseline)
    unknown = dict.fromkeys(("lift", "lift_lower", "lift_upper", "lift_p"))
    if not len(own):
        return unknown | {"baseline": None}
    base_score = {"baseline": float(np.mean(base))}
    if run.is_baseline:
        return base_score | unknown
    lift = statistics.compare(own, base, run.revision.content_hash)
    return base_score | {"lift": lift.point, "lift_lower": lift.lower, "lift_upper": lift.upper, "lift_p": lift.p}


def paired(run: Run, baseline: Run | None) -> tuple[statistics.Floats, statistics.Floats]:
    """The scores of the run and of the baseline on the examples that both have scored, in one order."""
    if baseline is None:
        return np.empty(0), np.empty(0)
    both = Trial.objects.of_run(run).scores_beside(baseline)
    pairs = np.fromiter(((own, other, intern(expected)) for own, other, expected in both), PAIR)
    if run.revision.task == Task.CLASSIFY:
        return pairs["own"], statistics.classify_baseline(pairs["other"], list(pairs["expected"]))
    return pairs["own"], pairs["other"]


def confusion_cells(run: Run) -> Counter[statistics.Cell]:
    """How often each pair of expected label and answer occurs; an answer that is no label counts as none of them.

    Labels that differ only in spaces, or in case unless it counts, are one, as they are for the scorer, in their
    commonest spelling."""
    scored = run.trials.scored().order_by()
    counted = list(scored.values_list("example__expected", "answer").annotate(times=Count("pk")))
    spellings = Counter[str]()
    for expected, _, times in counted:
        spellings[expected] += times
    plain = cased if run.revision.case_counts else folded
    labels = {plain(label): label for label, _ in reversed(spellings.most_common())}
    cells = Counter[statistics.Cell]()
    for expected, answer, times in counted:
        cells[labels[plain(expected)], labels.get(plain(answer), statistics.NONE_OF_THEM)] += times
    return cells


def content_of(run: Run) -> str:
    """A name for a finished run and its scores, for the cache: others come with a later finish or scorers."""
    assert run.finished
    return f"{run.pk}:{run.finished.timestamp()}:{run.n}:{run.scored_by}"
